"""Something outside fails for a while: nobody is blamed, nothing dies, others do not notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import pytest

from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.errors import QueueBusy, SecretsBusy, StoreBusy
from quickbooks_sync.model import CompanyId, Phase
from quickbooks_sync.state import work
from simulator import Settings
from simulator.ordered_faults.kinds import FaultKind
from simulator.ordered_faults.orders import FaultOrder
from tests.fakes.world import SWEEP_S, World
from tests.flows.examples import all_settled, blamed, contact, figures, invoice, open_calls, payment, product
from tests.flows.fleet import Fleet

HOUR_S = 3600
DAY_S = 24 * HOUR_S
OTHER_REALM = "4620816365000000002"
OUTAGE: tuple[tuple[FaultKind, int], ...] = (
    ("time_out_before", 5),
    ("reset_before", 4),
    ("time_out_after", 3),
    ("reset_after", 2),
    ("status_before", 1),
)


def push_one(world: World, number: int, company_id: str = "acme") -> None:
    """Push a contact with an invoice, and a payment of it."""
    applied = [{"invoice_id": f"i{number}", "amount": 108}]
    world.push("contacts", contact(number), company_id=company_id)
    world.push("invoices", invoice(number, contact_id=f"c{number}"), company_id=company_id)
    paid = payment(number, contact_id=f"c{number}", applications=applied)
    world.push("payments", paid, company_id=company_id)


def check(world: World, numbers: range) -> None:
    """See that all of it is in the books once, and that neither a record nor a message came to harm."""
    held = figures(world)
    assert held["customers"] == sorted(f"Garden {n}" for n in numbers)
    assert held["invoices"] == sorted((f"{1000 + n}", 108) for n in numbers)
    assert held["payments"] == [108 for _ in numbers]
    assert held["receivable"] == 0
    assert all_settled(world)
    assert not blamed(world)
    assert not open_calls(world)
    assert [world.queues.dead_letter_count(entity) for entity in ENTITIES] == [0, 0, 0, 0]
    assert not work.read(world.store, CompanyId("acme")).parked


def minutes(world: World, count: float) -> Iterator[int]:
    """Let minutes pass as they do: a sweep, then whatever it set going."""
    for minute in range(int(count)):
        yield minute
        world.clock.sleep(SWEEP_S)
        try:
            world.sweep()
        except (StoreBusy, QueueBusy):
            continue
        world.work()


@dataclass
class Outage:
    """A window in which whatever goes to Intuit fails, each request in another way."""

    world: World
    seconds: float
    realm: str = ""

    def begin(self, *, token_host: bool = True) -> None:
        began_s = self.world.clock.now().timestamp()
        entities = ("", "oauth") if token_host else ("",)
        self.world.simulator.orders.open += [
            FaultOrder(
                kind,
                entity,
                every=every,
                nth=every,
                from_s=began_s,
                until_s=began_s + self.seconds,
                realm=self.realm,
            )
            for entity in entities
            for kind, every in (OUTAGE if not entity else (("status_before", 1),))
        ]


def test_intuit_is_down_for_a_day_while_the_host_goes_on_pushing(world: World) -> None:
    """At most ten calls are unknown at a time, whatever the backlog; the oldest is tried every 15 minutes."""
    world.push("products", product(1))
    world.settle_down()
    Outage(world, DAY_S).begin()
    began = len(world.simulator.journal)
    unknown = 0
    for minute in minutes(world, DAY_S / SWEEP_S):
        if minute % 30 == 0:
            push_one(world, minute // 30)
        unknown = max(unknown, len(open_calls(world)))
    calls = len(world.simulator.journal) - began
    world.settle_down()
    check(world, range(48))
    assert unknown <= 10
    assert calls < 400, "a day has 96 quarters of an hour"


@pytest.mark.parametrize("retry_after_s", [None, 30])
def test_quickbooks_throttles_for_an_hour(world: World, retry_after_s: int | None) -> None:
    world.push("products", product(1))
    world.settle_down()
    until_s = world.clock.now().timestamp() + HOUR_S
    throttled = FaultOrder("status_before", status=429, until_s=until_s, retry_after_s=retry_after_s)
    world.simulator.orders.open.append(throttled)
    began = len(world.simulator.journal)
    for minute in minutes(world, HOUR_S / SWEEP_S):
        if minute % 5 == 0:
            push_one(world, minute // 5)
    assert len(world.simulator.journal) - began < 60
    world.settle_down()
    check(world, range(12))


def test_the_token_host_is_down_for_an_hour(world: World) -> None:
    world.push("products", product(1))
    world.settle_down()
    world.clock.sleep(2 * HOUR_S)
    began_s = world.clock.now().timestamp()
    world.simulator.orders.open.append(FaultOrder("status_before", "oauth", until_s=began_s + HOUR_S))
    began = len(world.simulator.journal)
    for minute in minutes(world, HOUR_S / SWEEP_S):
        if minute % 5 == 0:
            push_one(world, minute // 5)
    assert len(world.simulator.journal) - began < 12
    world.settle_down()
    check(world, range(12))


Fails = Callable[[World, Callable[[], bool]], None]


def _table(*operations: str) -> Fails:
    def fail(world: World, busy: Callable[[], bool]) -> None:
        def before(operation: str, _keys: object) -> None:
            if operation in operations and busy():
                raise StoreBusy("throttled on order")

        world.store.before = before

    return fail


def _answers_of_the_table(world: World, busy: Callable[[], bool]) -> None:
    def after(_operation: str, _keys: object) -> None:
        if busy():
            raise StoreBusy("its answer is lost")

    world.store.after = after


def _secrets(world: World, busy: Callable[[], bool]) -> None:
    def before(_operation: str, _company: object) -> None:
        if busy():
            raise SecretsBusy("throttled on order")

    world.tokens.before = before


def _queues(world: World, busy: Callable[[], bool]) -> None:
    def before(_operation: str, _entity: str) -> None:
        if busy():
            raise QueueBusy("throttled on order")

    world.queues.before = before


FAILING: dict[str, Fails] = {
    "the table's reads": _table("get", "get_many", "query", "count"),
    "the table's writes": _table("apply", "transact"),
    "the table's transactions": _table("transact"),
    "the table": _table("get", "get_many", "query", "count", "apply", "transact"),
    "the table's answers": _answers_of_the_table,
    "the secret store": _secrets,
    "the queues": _queues,
}


@pytest.mark.parametrize("share", [1.0, 0.5, 0.1])
@pytest.mark.parametrize("what", FAILING)
def test_aws_throttles_for_ten_minutes_or_an_hour(world: World, what: str, share: float) -> None:
    """All calls of a kind, or some: the host's pushes that fail are pushed again."""
    random = Random(1)
    world.push("products", product(1))
    world.settle_down()
    world.clock.sleep(HOUR_S)  # The access token is old.
    FAILING[what](world, lambda: random.random() < share)
    left: list[int] = []
    for minute in minutes(world, 60 if what == "the secret store" else 10):
        left += [minute] if minute < 10 else []
        left = [number for number in left if not _pushed(world, number)]
    world.store.before = world.store.after = lambda _operation, _keys: None
    world.tokens.before = lambda _operation, _company: None
    world.queues.before = lambda _operation, _entity: None
    for number in left:
        push_one(world, number)
    world.settle_down()
    check(world, range(10))


def _pushed(world: World, number: int) -> bool:
    try:
        push_one(world, number)
    except (StoreBusy, QueueBusy):
        return False
    return True


def _two_companies(seed: int) -> Fleet:
    fleet = Fleet(seed, 4, settings=Settings(call_latency_s=0.3))
    world = fleet.world
    world.simulator.add_realm(OTHER_REALM)
    world.ready()
    world.register("other")
    world.connect("other", OTHER_REALM)
    world.select("other")
    for company_id in ("acme", "other"):
        world.push("products", product(1), company_id=company_id)
    world.settle_down()
    return fleet


def _synced_after_s(fleet: Fleet, *, outage: bool) -> list[float]:
    """Push into both companies every five minutes for an hour; tell how long each of the other's took."""
    world = fleet.world
    if outage:
        Outage(world, HOUR_S, realm=world.realm).begin(token_host=False)
    took: list[float] = []

    def host() -> None:
        for number in range(12):
            for company_id in ("acme", "other"):
                push_one(world, number, company_id)
            pushed_at = world.clock.now()
            world.clock.sleep(300)
            rows = [world.record(entity, f"{letter}{number}", "other") for entity, letter in LETTERS]
            assert {row.phase for row in rows} == {Phase.SETTLED}
            took.append(max((row.synced_at - pushed_at).total_seconds() for row in rows if row.synced_at))

    fleet.start()
    fleet.host(host)
    fleet.run()
    check(world, range(12))
    return sorted(took)


LETTERS = (("contacts", "c"), ("invoices", "i"), ("payments", "y"))


def test_other_companies_do_not_notice_that_one_companys_books_are_down() -> None:
    usual = _synced_after_s(_two_companies(1), outage=False)
    during = _synced_after_s(_two_companies(1), outage=True)
    p95 = int(len(usual) * 0.95)
    assert during[p95] <= max(10, 2 * usual[p95])


def test_connections_that_are_refused_are_no_outcome_that_is_unknown(world: World) -> None:
    world.push("products", product(1))
    world.settle_down()
    world.quickbooks.wire.down = True
    push_one(world, 0)
    for _ in minutes(world, 60):
        assert len(open_calls(world)) <= 10
    world.quickbooks.wire.down = False
    world.settle_down()
    check(world, range(1))

"""Two and eight workers on one company, switching at every port call: one writes, nothing is there twice."""

from __future__ import annotations

from decimal import Decimal
from itertools import product as product_of

import pytest

from quickbooks_sync.model import CompanyId
from simulator import Settings
from tests.flows.examples import Content, all_settled, blamed, contact, invoice, open_calls, payment, product
from tests.flows.fleet import Fleet

ACME = CompanyId("acme")
COUNT = 12
NUMBERS = range(1, COUNT + 1)
LEASE_S = 150


def _whole(number: int) -> list[Content]:
    return [{"invoice_id": f"i{number}", "amount": 108}]


def push_all(fleet: Fleet, **changed: object) -> None:
    """Push twelve contacts, a product, twelve invoices and twelve payments, one entity after the other."""
    push = fleet.world.push
    push("contacts", *(contact(n, **changed) for n in NUMBERS))
    push("products", product(1))
    push("invoices", *(invoice(n, contact_id=f"c{n}") for n in NUMBERS))
    push("payments", *(payment(n, contact_id=f"c{n}", applications=_whole(n)) for n in NUMBERS))


def check(fleet: Fleet) -> None:
    """See that everything is in the books once, paid, and that nobody was blamed."""
    world = fleet.world
    assert sorted(row["DisplayName"] for row in world.objects("Customer")) == sorted(
        f"Garden {n}" for n in NUMBERS
    )
    assert sorted(row["DocNumber"] for row in world.objects("Invoice")) == [str(1000 + n) for n in NUMBERS]
    assert [row["TotalAmt"] for row in world.objects("Payment")] == [Decimal(108)] * COUNT
    assert sum(row["Balance"] for row in world.objects("Customer")) == 0
    assert all_settled(world)
    assert not blamed(world)
    assert not open_calls(world)


def made(seed: int, workers: int, *, index_lag_s: float = 0.0) -> Fleet:
    latency_s = (0, 0.3, 5)[seed % 3]
    settings = Settings(call_latency_s=latency_s, item_latency_s=latency_s / 10)
    fleet = Fleet(seed, workers, index_lag_s=index_lag_s, settings=settings)
    fleet.world.ready()
    return fleet


@pytest.mark.parametrize("workers", [2, 8])
@pytest.mark.parametrize("seed", range(6))
def test_of_many_workers_one_writes_whatever_is_delivered_twice_and_late(seed: int, workers: int) -> None:
    fleet = made(seed, workers, index_lag_s=(0, 2)[seed % 2])
    fleet.twice = 0.5
    fleet.start()
    fleet.host(lambda: push_all(fleet))
    fleet.run()
    check(fleet)
    assert fleet.overlaps() == []


@pytest.mark.parametrize(
    ("seed", "workers"),
    # With 37, 49 and 73 a version comes just when a payment's effect on its invoice has been read.
    [*product_of(range(4), (2, 8)), (37, 8), (49, 8), (73, 8)],
)
def test_newer_versions_that_are_pushed_while_the_older_are_in_flight_are_in_the_books_in_the_end(
    seed: int, workers: int
) -> None:
    fleet = made(seed, workers)

    def host() -> None:
        push_all(fleet)
        for version in (2, 3, 4):
            fleet.interleaver.clock.sleep(fleet.random.random() * 20)
            for number in fleet.random.sample(list(NUMBERS), COUNT):
                fleet.world.push("contacts", contact(number, version=version, phone=str(version)))
                more = {"contact_id": f"c{number}", "message": str(version)}
                fleet.world.push("invoices", invoice(number, version=version, **more))

    fleet.start()
    fleet.host(host)
    fleet.run()
    check(fleet)
    assert fleet.overlaps() == []
    assert {row["CustomerMemo"]["value"] for row in fleet.world.objects("Invoice")} == {"4"}
    assert {row["PrimaryPhone"]["FreeFormNumber"] for row in fleet.world.objects("Customer")} == {"4"}


def stalls(fleet: Fleet, where: str, seconds: float, *, times: int = 3) -> list[str]:
    """Let workers stand still now and then at a port call whose name begins so; gives who did."""
    stalled: list[str] = []
    likely = 0.8 if where in ("socket", "answer") else 0.2

    def stall(task: str, at: str) -> float:
        here = task.startswith("worker") and at.startswith(where)
        if here and len(stalled) < times and fleet.random.random() < likely:
            stalled.append(task.partition("/")[0])
            return seconds
        return 0.0

    fleet.interleaver.stall = stall
    return stalled


@pytest.mark.parametrize("workers", [2, 8])
@pytest.mark.parametrize("seed", range(4))
def test_a_worker_may_stand_still_between_its_check_and_the_socket_for_less_than_the_lease(
    seed: int, workers: int
) -> None:
    fleet = made(seed, workers)
    fleet.start()
    stalled = stalls(fleet, "socket", 120)
    fleet.host(lambda: push_all(fleet))
    fleet.run()
    assert stalled
    check(fleet)


@pytest.mark.parametrize("where", ["answer", "transact", "apply", "get", "query", "tokens", "queue"])
@pytest.mark.parametrize("workers", [2, 8])
@pytest.mark.parametrize("seed", range(3))
def test_a_worker_that_stands_still_for_longer_than_its_lease_harms_nothing(
    seed: int, workers: int, where: str
) -> None:
    """Others take its lease over while its calls are under way, or while it writes what it knows."""
    fleet = made(seed, workers)
    fleet.start()
    stalled = stalls(fleet, where, LEASE_S + 60)
    fleet.host(lambda: push_all(fleet))
    fleet.run()
    assert stalled or where in ("tokens", "queue")
    check(fleet)
    for one, other in fleet.overlaps():
        assert {one.worker, other.worker} & set(stalled), "they overlapped although no lease had expired"


def test_two_holders_that_plan_the_same_record_collide_in_the_journal() -> None:
    """The first stands still before it writes its call down; its lease expires, and the second goes on."""
    fleet = made(1, 2)
    fleet.world.push("contacts", contact(1))
    fleet.start()
    first: list[str] = []

    def stall(task: str, at: str) -> float:
        if not first and at.startswith("transact CALL#"):
            first.append(task)
            return LEASE_S + 60
        return 0.0

    fleet.interleaver.stall = stall
    fleet.run()
    assert [row["DisplayName"] for row in fleet.world.objects("Customer")] == ["Garden 1"]
    (write,) = fleet.sent
    assert write.worker != first[0]
    assert all_settled(fleet.world)

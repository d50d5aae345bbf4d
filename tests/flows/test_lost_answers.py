"""The wire breaks before or after a write was done: nothing twice, nothing lost, and no record is blamed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
import simplejson

from quickbooks_sync.books import BooksReply, BooksRequest
from quickbooks_sync.flows import running
from quickbooks_sync.model import RunState
from quickbooks_sync.state import runs
from simulator.ordered_faults.kinds import FaultKind
from simulator.ordered_faults.orders import FaultOrder
from tests.fakes.world import World
from tests.flows.examples import (
    OBJECTS,
    SMALL_BOOKS,
    Content,
    all_settled,
    blamed,
    contact,
    figures,
    invoice,
    open_calls,
    payment,
    product,
    small_books,
    writes,
)

BREAKS = [
    FaultOrder("reset_before"),
    FaultOrder("reset_after"),
    FaultOrder("time_out_before"),
    FaultOrder("time_out_after"),
    FaultOrder("status_before", status=500),
    FaultOrder("status_after", status=500),
    FaultOrder("status_before", status=429),
]
CHANGED: list[tuple[str, Content, Content]] = [
    ("contacts", contact(1, version=2, phone="2"), {"PrimaryPhone": {"FreeFormNumber": "2"}}),
    ("products", product(1, version=2, unit_price=120), {"UnitPrice": 120}),
    ("invoices", invoice(1, version=2, message="Paid"), {"CustomerMemo": {"value": "Paid"}}),
    ("invoices", invoice(2, version=2, contact_id="c2", message="Hi"), {"CustomerMemo": {"value": "Hi"}}),
    ("payments", payment(1, version=2, reference="77"), {"PaymentRefNum": "77"}),
]
"""The payment of the first invoice has raised that one's SyncToken."""
MANY = range(1, 13)
ONE_EACH = {
    "contacts": [contact(n) for n in MANY],
    "products": [product(n) for n in MANY],
    "invoices": [invoice(n) for n in MANY],
    "payments": [payment(n, applications=[{"invoice_id": f"i{n}", "amount": 108}]) for n in MANY],
}

every_break = pytest.mark.parametrize("order", BREAKS, ids=lambda order: f"{order.kind}-{order.status}")
every_entity = pytest.mark.parametrize("entity", OBJECTS)


def _break(world: World, entity: str, order: FaultOrder, *, times: int = 1) -> None:
    world.simulator.orders.open.append(replace(order, entity=entity, times=times))


def _as_if_nothing_had_happened(world: World) -> bool:
    assert not world.simulator.orders.open, "the wire was to break"
    assert not blamed(world)
    assert not open_calls(world)
    return all_settled(world)


@every_break
@every_entity
def test_a_create_whose_answer_breaks_is_done_once(world: World, order: FaultOrder, entity: str) -> None:
    _break(world, OBJECTS[entity].lower(), order)
    small_books(world)
    world.settle_down()
    assert figures(world) == SMALL_BOOKS
    assert _as_if_nothing_had_happened(world)


@every_break
@pytest.mark.parametrize("change", CHANGED, ids=lambda change: change[1]["id"])
def test_an_update_whose_answer_breaks_is_done_once(
    world: World, order: FaultOrder, change: tuple[str, Content, Content]
) -> None:
    entity, content, expected = change
    small_books(world)
    world.settle_down()
    before = _object(world, entity, content["id"])
    _break(world, OBJECTS[entity].lower(), order)
    world.push(entity, content)
    world.settle_down()
    held = _object(world, entity, content["id"])
    assert held.items() >= expected.items()
    assert int(held["SyncToken"]) == int(before["SyncToken"]) + 1
    assert _as_if_nothing_had_happened(world)


@every_break
@every_entity
def test_a_batch_whose_answer_breaks_is_done_once(world: World, order: FaultOrder, entity: str) -> None:
    _push_up_to(world, entity)
    _break(world, "batch", order)
    world.push(entity, *ONE_EACH[entity])
    world.settle_down()
    assert _held(world, entity) == 12
    assert _as_if_nothing_had_happened(world)


@every_entity
def test_a_batch_that_was_done_by_half_is_done_once(world: World, entity: str) -> None:
    _push_up_to(world, entity)
    half = HalfDone(world)
    world.ports = replace(world.ports, quickbooks=half)
    world.push(entity, *ONE_EACH[entity])
    world.settle_down()
    assert half.broke
    assert _held(world, entity) == 12
    assert _as_if_nothing_had_happened(world)


@every_entity
def test_while_an_outcome_is_unknown_nothing_new_is_sent(world: World, entity: str) -> None:
    _push_up_to(world, entity)
    _break(world, OBJECTS[entity].lower(), FaultOrder("reset_after"))
    world.push(entity, ONE_EACH[entity][0])
    world.work()
    before = writes(world)
    for number in range(1, 12):
        world.push(entity, ONE_EACH[entity][number])
        world.clock.sleep(10)
        world.work()
    assert writes(world) == before
    world.settle_down()
    assert _held(world, entity) == 12
    assert _as_if_nothing_had_happened(world)


@pytest.mark.parametrize("kind", ["status_before", "reset_before", "time_out_before"])
def test_an_outage_of_hours_sends_little_and_nothing_twice(world: World, kind: FaultKind) -> None:
    """The first invoice was done; Intuit's memory of its request id is not trusted for that long."""
    _push_up_to(world, "invoices")
    _break(world, "invoice", FaultOrder("reset_after"))
    _break(world, "", FaultOrder(kind), times=14)
    before = len(writes(world))
    world.push("invoices", *(invoice(n) for n in range(1, 4)))
    world.settle_down()
    assert _held(world, "invoices") == 3
    assert len(writes(world)) - before < 25
    assert _as_if_nothing_had_happened(world)


def test_an_invoice_of_which_nothing_is_found_is_made_after_hours(world: World) -> None:
    """All tries of its first hour are lost before they arrive: only the books can tell."""
    _push_up_to(world, "invoices")
    _break(world, "invoice", FaultOrder("reset_before"), times=12)
    world.push("invoices", invoice())
    world.settle_down()
    assert _held(world, "invoices") == 1
    assert _as_if_nothing_had_happened(world)


def test_while_quickbooks_is_not_reachable_everything_waits_and_is_then_sent_once(world: World) -> None:
    world.quickbooks.wire.down = True
    small_books(world)
    for _ in range(30):
        world.work()
        world.clock.sleep(60)
    assert writes(world) == []
    world.quickbooks.wire.down = False
    world.settle_down()
    assert figures(world) == SMALL_BOOKS
    assert len(writes(world)) == 6
    assert _as_if_nothing_had_happened(world)


def test_while_the_token_host_is_busy_the_run_goes_on_and_ends_when_all_is_done(world: World) -> None:
    world.clock.sleep(3500)
    world.oauth.wire.down = True
    small_books(world)
    run = running.ask(world.ports, world.company(), asked_by="owner-1")
    world.work()
    world.clock.sleep(60)
    world.work()
    found = runs.find(world.store, run.company, run.id)
    assert found is not None
    assert found.state is RunState.GOING
    world.oauth.wire.down = False
    world.settle_down()
    ended = runs.find(world.store, run.company, run.id)
    assert ended is not None
    assert ended.state is RunState.ENDED
    assert ended.counts["invoices"] == {"synced": 2, "error": 0, "waiting": 0}
    assert figures(world) == SMALL_BOOKS


def test_a_pause_that_quickbooks_asks_for_is_kept(world: World) -> None:
    world.push("contacts", contact(1))
    _break(world, "customer", FaultOrder("status_before", status=429))
    began_s = world.clock.monotonic_s()
    world.settle_down()
    times = [at for at, request, _ in world.simulator.journal if request.path.endswith("/customer")]
    assert len(times) == 2
    assert times[1] - times[0] >= 60
    assert world.clock.monotonic_s() - began_s < 300
    assert _as_if_nothing_had_happened(world)


class HalfDone:
    """A QuickBooks that does the first half of one batch, and then breaks the connection."""

    def __init__(self, world: World) -> None:
        self.broke = False
        self._world = world

    def send(self, request: BooksRequest, access_token: str) -> BooksReply:
        if request.path != "/batch" or self.broke:
            return self._world.quickbooks.send(request, access_token)
        self.broke = True
        items = simplejson.loads(request.body, use_decimal=True)["BatchItemRequest"]
        body = simplejson.dumps({"BatchItemRequest": items[: len(items) // 2]}, use_decimal=True).encode()
        self._world.quickbooks.send(replace(request, body=body), access_token)
        return BooksReply(0, b"", failure="unknown")


def _push_up_to(world: World, entity: str) -> None:
    """Sync twelve of each entity that comes before."""
    for former in list(OBJECTS)[: list(OBJECTS).index(entity)]:
        world.push(former, *ONE_EACH[former])
    world.settle_down()


def _object(world: World, entity: str, record_id: str) -> Content:
    link = world.record(entity, record_id).link
    return next(row for row in world.objects(OBJECTS[entity]) if link and row["Id"] == link.id)


def _held(world: World, entity: str) -> int:
    """Count the objects in the books, after a look at what they add up to."""
    rows = [row for row in world.objects(OBJECTS[entity]) if not row.get("Name") or "Mowing" in row["Name"]]
    if entity in ("invoices", "payments"):
        assert {row["TotalAmt"] for row in rows} == {Decimal(108)}
    return len(rows)

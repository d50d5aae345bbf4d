"""What stops a whole company: said in words, tried again by one call, and never a record's problem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import simplejson

from quickbooks_sync.books import BooksReply, BooksRequest
from quickbooks_sync.flows import show
from quickbooks_sync.model import CompanyId, Phase
from quickbooks_sync.settings import Limits
from quickbooks_sync.state import leases, work
from simulator.ordered_faults.kinds import FaultKind
from simulator.ordered_faults.orders import FaultOrder
from tests.fakes.world import World
from tests.flows.examples import (
    OBJECTS,
    SMALL_BOOKS,
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

ACME = CompanyId("acme")
ENDED = {
    "code": "6190",
    "Message": "Invalid Company Status",
    "Detail": "You can't add data because your trial or subscription period ended.",
}
CLOSED = {"code": "6210", "Message": "Account Period Closed", "Detail": "The account period has closed."}


class Refusing:
    """A QuickBooks that refuses every write as long as `fault` is set; batches answer item by item."""

    def __init__(self, world: World, fault: dict[str, str] | None = None, status: int = 400) -> None:
        self.fault, self.status = fault, status
        self.refused = 0
        self._world = world
        world.ports = replace(world.ports, quickbooks=self)

    def send(self, request: BooksRequest, access_token: str) -> BooksReply:
        if self.fault is None or request.path == "/query":
            return self._world.quickbooks.send(request, access_token)
        self.refused += 1
        fault = {"Fault": {"Error": [self.fault], "type": "ValidationFault"}}
        if request.path != "/batch":
            return BooksReply(self.status, simplejson.dumps(fault).encode())
        items = simplejson.loads(request.body, use_decimal=True)["BatchItemRequest"]
        rows = [{"bId": item["bId"], **fault} for item in items]
        return BooksReply(200, simplejson.dumps({"BatchItemResponse": rows}).encode())


def stopped(world: World, language: str = "en") -> dict[str, str] | None:
    """Show why the company is stopped, as people see it."""
    seen = work.read(world.store, ACME)
    found: dict[str, str] | None = show.company(world.company(), None, seen, {}, language=language)["stopped"]
    return found


def until(world: World, minutes: int) -> None:
    """Let minutes pass, each with its sweep."""
    for _ in range(minutes):
        world.clock.sleep(60)
        world.sweep()
        world.work()


@pytest.mark.parametrize("many", [1, 60])
def test_an_ended_subscription_closes_the_gate_and_blames_no_record(world: World, many: int) -> None:
    """Also where it comes as the fault of an item inside a batch."""
    ended = Refusing(world, ENDED)
    world.push("contacts", *(contact(number) for number in range(1, many + 1)))
    since = world.clock.now()
    world.work()
    shown = stopped(world)
    assert shown is not None
    assert (shown["code"], shown["who"]) == ("subscription_ended", "admin")
    assert "Renew the subscription" in shown["remedy"]
    assert stopped(world, "sv") != shown
    until(world, 180)
    later = stopped(world)
    assert later is not None
    assert later["since"] == shown["since"]
    assert since.isoformat()[:16] == shown["since"][:16]
    assert ended.refused < 30
    assert not blamed(world)
    assert set(world.phases().values()) == {Phase.PENDING}
    ended.fault = None
    world.settle_down()
    assert all_settled(world)
    assert len(world.objects("Customer")) == many
    assert stopped(world) is None


def test_who_presses_sync_has_a_closed_gate_tried_at_once_by_one_call(world: World) -> None:
    ended = Refusing(world, ENDED)
    world.push("contacts", *(contact(number) for number in range(1, 6)))
    world.work()
    until(world, 120)
    before = ended.refused
    world.sync()
    assert ended.refused == before + 1
    ended.fault = None
    world.sync()
    assert all_settled(world)
    assert stopped(world) is None


def test_people_who_press_sync_do_not_hurry_an_unknown_outcome(world: World) -> None:
    world.simulator.orders.open.append(FaultOrder("reset_after", "invoice"))
    small_books(world)
    world.work()
    shown = stopped(world)
    assert shown is not None
    assert shown["code"] == "outcome_unknown"
    before = writes(world)
    world.sync()
    assert writes(world) == before
    world.settle_down()
    assert figures(world) == SMALL_BOOKS
    assert stopped(world) is None


def test_a_company_that_workers_died_at_says_that_support_has_to_look(world: World) -> None:
    work.park(world.store, ACME, reason="6 workers in a row died at it", at=world.clock.now())
    shown = stopped(world)
    assert shown is not None
    assert (shown["code"], shown["who"]) == ("parked", "support")
    assert "6 workers" in shown["cause"]


EACH: dict[str, Callable[[], dict[str, object]]] = {
    "contacts": lambda: contact(9),
    "products": lambda: product(9),
    "invoices": lambda: invoice(9),
    "payments": lambda: payment(9, applications=[]),
}


@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize("entity", OBJECTS)
def test_a_refusal_that_follows_an_unknown_try_is_believed_only_once_it_was_looked_for(
    world: World, entity: str, applied: bool
) -> None:
    """The books were closed meanwhile: what had landed is synced, all else is explained and goes later."""
    small_books(world)
    world.settle_down()
    closed = Refusing(world)
    pushed = EACH[entity]()
    kind: FaultKind = "reset_after" if applied else "reset_before"
    world.simulator.orders.open.append(FaultOrder(kind, OBJECTS[entity].lower()))
    world.push(entity, pushed)
    world.work()
    closed.fault = CLOSED
    world.settle_down()
    record = world.record(entity, str(pushed["id"]))
    if applied:
        assert record.phase is Phase.SETTLED
    else:
        assert [problem.code for problem in record.problems] == ["books_closed"]
        assert not open_calls(world)
    closed.fault = None
    world.sync()
    world.settle_down()
    assert all_settled(world)
    held = {"contacts": 3, "products": 2, "invoices": 3, "payments": 2}[entity]
    assert len([row for row in world.objects(OBJECTS[entity]) if "Sales" not in str(row.get("Name"))]) == held


def test_a_batch_that_is_refused_whole_is_parted_for_the_next_worker_too(world: World) -> None:
    """The slice ends right after the refusal; the batch never goes out again as it was."""
    bodies: list[tuple[str, int]] = []
    real = world.quickbooks.send

    def refuse(request: BooksRequest, access_token: str) -> BooksReply:
        bodies.append((request.path, request.body.count(b"DisplayName")))
        if request.path == "/batch" and b"Garden 7" in request.body:
            world.clock.sleep(world.ports.times.slice_s)
            return BooksReply(400, b"")
        if b"Garden 7" in request.body:
            fault = {"Fault": {"Error": [{"code": "2040", "Detail": "Invalid characters"}]}}
            return BooksReply(400, simplejson.dumps(fault).encode())
        return real(request, access_token)

    world.quickbooks.send = refuse  # type: ignore[method-assign]
    world.ports = replace(world.ports, limits=Limits(in_flight=1))
    world.push("contacts", *(contact(100 + number) for number in range(20)), contact(7))
    world.push("contacts", *(contact(200 + number) for number in range(40)))
    world.settle_down()
    assert len(world.objects("Customer")) == 60
    assert [problem.code for problem in world.record("contacts", "c7").problems] == ["text_refused"]
    assert len([path for path, _ in bodies if path == "/batch"]) <= 5
    assert len(bodies) < 40
    lease = leases.take(world.store, leases.writer(ACME), "me", at=world.clock.now(), lease_s=1)
    assert lease is not None
    assert lease.apart == ()

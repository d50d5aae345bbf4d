"""Answers that are lost, late or refused: nothing is there twice, nothing is missing, the company goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product as pairs
from typing import Any

import pytest
import simplejson

from quickbooks_sync.books import BooksReply, BooksRequest
from quickbooks_sync.model import CompanyId, Phase, Realm
from quickbooks_sync.settings import Limits
from quickbooks_sync.state import journal
from simulator import Settings
from simulator.ordered_faults.kinds import FaultKind
from simulator.ordered_faults.orders import FaultOrder
from tests.fakes.faults import BROKEN
from tests.fakes.world import World
from tests.flows.examples import (
    OBJECTS,
    SMALL_BOOKS,
    all_settled,
    contact,
    figures,
    invoice,
    open_calls,
    product,
    small_books,
    writes,
)
from tests.peers.books import by_hand

ACME = CompanyId("acme")


def order(world: World, kind: FaultKind, entity: str, **given: Any) -> None:
    world.simulator.orders.open.append(FaultOrder(kind, entity, **given))


@pytest.mark.parametrize(("entity", "kind"), list(pairs(OBJECTS.values(), BROKEN)))
def test_creates_of_which_four_tries_in_a_row_fail_are_in_the_books_once(
    world: World, entity: str, kind: FaultKind
) -> None:
    order(world, kind, entity.lower(), times=4)
    small_books(world)
    world.settle_down()
    assert figures(world) == SMALL_BOOKS
    assert all_settled(world)


@pytest.mark.parametrize("kind", BROKEN)
def test_an_update_that_only_clears_is_done_although_its_answer_is_lost(
    world: World, kind: FaultKind
) -> None:
    """What stays as it was holds all that the update wants, and more."""
    small_books(world)
    world.settle_down()
    world.push("contacts", contact(1, version=2, phone=""))
    order(world, kind, "customer")
    world.settle_down()
    assert world.simulator.orders.open == []
    assert ["PrimaryPhone" in row for row in world.objects("Customer")] == [False, True]
    assert all_settled(world)


@pytest.mark.parametrize("applied", [0, 1, 0b1010101010101, 0b1111111111110, 0b1111111111111])
def test_a_batch_of_which_some_items_are_missing_in_the_answer_is_in_the_books_once(
    world: World, applied: int
) -> None:
    """The books have all of it, the answer tells of some: those are settled, the others looked for."""
    world.push("contacts", contact(1))
    world.push("products", product(1))
    world.settle_down()
    real = world.quickbooks.send

    def cut(request: BooksRequest, access_token: str) -> BooksReply:
        reply = real(request, access_token)
        if request.path == "/batch":
            rows = simplejson.loads(reply.body, use_decimal=True)["BatchItemResponse"]
            kept = [row for at, row in enumerate(rows) if applied >> at & 1]
            body = simplejson.dumps({"BatchItemResponse": kept[::-1]}, use_decimal=True).encode()
            return BooksReply(reply.status, body, reply.intuit_tid)
        return reply

    world.quickbooks.send = cut  # type: ignore[method-assign]
    world.push("invoices", *(invoice(n) for n in range(1, 14)))
    world.settle_down()
    assert len(world.objects("Invoice")) == 13
    assert all_settled(world)


def test_a_lost_create_with_an_apostrophe_and_a_backslash_in_its_name_is_found(world: World) -> None:
    order(world, "reset_after", "customer")
    world.push("contacts", contact(1, display_name="Amy's \\ Bird"))
    world.settle_down()
    assert [row["DisplayName"] for row in world.objects("Customer")] == ["Amy's \\ Bird"]
    assert all_settled(world)


def test_an_invoice_without_a_number_of_its_own_is_found_by_customer_and_date(world: World) -> None:
    world.push("contacts", contact())
    world.push("products", product())
    world.settle_down()
    order(world, "reset_after", "invoice", times=1)
    world.push("invoices", {**invoice(), "number": ""})
    world.work()
    world.clock.sleep(7 * 3600)  # Past the time for which the request id is trusted.
    before = len(writes(world))
    world.settle_down()
    assert len(world.objects("Invoice")) == 1
    assert len(writes(world)) == before
    assert all_settled(world)


def test_a_refused_connection_waits_longer_and_longer_and_is_no_records_problem(world: World) -> None:
    small_books(world)
    world.quickbooks.wire.down = True
    began_s = world.clock.monotonic_s()
    while world.clock.monotonic_s() < began_s + 4 * 3600:
        world.work()
        world.clock.sleep(60)
        world.sweep()
    open_calls = journal.open_calls(world.store, ACME, Realm(world.realm))
    assert sum(len(call.tries) for call in open_calls) < 60
    assert all(each.refused for call in open_calls for each in call.tries)
    assert set(world.phases().values()) == {Phase.PENDING}
    world.quickbooks.wire.down = False
    world.settle_down()
    assert figures(world) == SMALL_BOOKS
    assert all_settled(world)


@pytest.mark.parametrize(
    ("spent_s", "retry_after_s", "pause_s"), [(0, None, 60), (45, None, 60), (45, 20, 20), (0, 20, 20)]
)
def test_a_throttled_company_pauses_as_long_as_quickbooks_wants_and_goes_on(
    world: World, spent_s: float, retry_after_s: int | None, *, pause_s: float
) -> None:
    """Also when the slice ends meanwhile: the next worker keeps the pause."""
    world.ports = replace(world.ports, limits=Limits(in_flight=1))
    times: list[float] = []
    real = world.quickbooks.send

    def throttled(request: BooksRequest, access_token: str) -> BooksReply:
        times.append(world.clock.monotonic_s())
        if len(times) == 1:
            world.clock.sleep(spent_s)
        if len(times) == 2:
            return BooksReply(429, b"", retry_after_s=retry_after_s)
        return real(request, access_token)

    world.quickbooks.send = throttled  # type: ignore[method-assign]
    world.push("contacts", contact(1), contact(2))
    world.settle_down()
    assert times[1] - times[0] == pytest.approx(spent_s, abs=1)
    assert times[2] - times[1] >= pause_s
    assert all_settled(world)
    assert {line.ids.get("problem", "") for line in world.log.lines} == {""}


def test_tokens_that_expire_while_ten_calls_are_under_way_hold_nobody_up() -> None:
    world = World(simulator_settings=Settings(call_latency_s=0.5))
    world.ready()
    world.push("contacts", *(contact(number) for number in range(10)))
    world.simulator.authority.expire_access_tokens()
    world.work()
    assert all_settled(world)
    assert "gate" not in world.log.events()


def test_a_refusal_after_an_unknown_try_proves_nothing(world: World) -> None:
    """The first try is in the books: whoever believed the refusal would say that it is not."""
    world.push("contacts", contact())
    world.push("products", product())
    world.settle_down()
    order(world, "reset_after", "invoice")
    order(world, "status_before", "invoice", status=400)
    world.push("invoices", invoice())
    world.settle_down()
    assert world.simulator.orders.open == []
    assert len(world.objects("Invoice")) == 1
    assert all_settled(world)


def test_a_create_that_never_arrived_is_sent_anew_only_once_nothing_can_land_late(world: World) -> None:
    """Nobody worked for two hours: not finding it counts six hours after the last try only."""
    world.push("contacts", contact())
    world.push("products", product())
    world.settle_down()
    order(world, "reset_before", "invoice")
    world.push("invoices", invoice())
    world.work()
    lost_at = world.clock.now()
    world.clock.sleep(2 * 3600)
    world.settle_down()
    record = world.record("invoices", "i1")
    assert record.synced_at is not None
    assert record.synced_at - lost_at > timedelta(hours=6)
    assert len(world.objects("Invoice")) == 1


def test_a_blocked_company_waits_and_its_records_have_no_problem(world: World) -> None:
    small_books(world)
    world.simulator.authority.disconnect(world.realm)
    order(world, "status_before", "customer", status=403, times=3)
    world.work()
    assert set(world.phases().values()) == {Phase.PENDING}
    assert not any(world.record("contacts", each).problems for each in ("c1", "c2"))


def test_everything_fails_at_random_and_the_books_are_right_in_the_end() -> None:
    for seed in range(8):
        world = World()
        world.ready()
        for turn, (kind, entity) in enumerate(pairs(BROKEN, [*OBJECTS.values(), "Batch", "Query"])):
            if (turn * 7 + seed * 5) % 4 == 0:
                order(world, kind, entity.lower(), nth=1 + (turn + seed) % 3)
        small_books(world)
        world.settle_down(most_s=10 * 86_400)
        assert figures(world) == SMALL_BOOKS, seed
        assert all_settled(world), seed


@pytest.mark.parametrize("entity", ["contacts", "products"])
def test_a_name_that_changes_before_its_late_create_lands_is_there_once(world: World, entity: str) -> None:
    """What was never seen is sent again as it was: its request id meets the one that is still on its way."""
    made, name = (contact, "display_name") if entity == "contacts" else (product, "name")
    kind = OBJECTS[entity]
    before = len(world.objects(kind))
    world.simulator.orders.open.append(FaultOrder("time_out_later", kind.lower(), later_s=3 * 3600))
    world.push(entity, made())
    world.work()
    world.push(entity, {**made(), "version": 2, name: "Another name"})
    world.settle_down()
    world.clock.sleep(5 * 3600)
    world.settle_down()
    assert all_settled(world)
    assert len(world.objects(kind)) == before + 1
    assert [row for row in world.objects(kind) if "Another name" in row.values()]


@pytest.mark.parametrize("number", [1, 12])
def test_names_that_are_taken_before_the_second_try_are_told(world: World, number: int) -> None:
    """A first try of which nobody knows anything, and a second one that is refused to the last item."""
    order(world, "reset_before", "customer" if number == 1 else "batch")
    world.push("contacts", *(contact(each) for each in range(number)))
    world.work()
    for each in range(number):
        by_hand(world, "Vendor", DisplayName=f"Garden {each}")
    world.settle_down()
    records = [world.record("contacts", f"c{each}") for each in range(number)]
    assert {problem.code for record in records for problem in record.problems} == {"display_name_taken"}
    assert {record.phase for record in records} == {Phase.REJECTED}
    assert not open_calls(world)

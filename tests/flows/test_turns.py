"""Slices, hand-overs, marks and due: somebody always looks as long as something is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from quickbooks_sync.books import BooksReply, BooksRequest
from quickbooks_sync.errors import BadMessage
from quickbooks_sync.flows import connect
from quickbooks_sync.flows.drain import drain
from quickbooks_sync.model import CompanyId, RecordKey
from quickbooks_sync.ports import Key
from quickbooks_sync.settings import Limits
from quickbooks_sync.state import keys, leases, records, work
from simulator import Settings
from simulator.ordered_faults.orders import FaultOrder
from tests.fakes.world import World
from tests.flows.examples import (
    SMALL_BOOKS,
    all_settled,
    contact,
    figures,
    invoice,
    product,
    sent,
    small_books,
    writes,
)

ACME = CompanyId("acme")


def test_no_call_starts_after_the_slice_and_the_company_is_handed_on_to_itself() -> None:
    world = World(simulator_settings=Settings(call_latency_s=10))
    world.ports = replace(world.ports, limits=Limits(in_flight=1))
    world.ready()
    for number in range(10):
        world.push("contacts", contact(number))
    for _ in range(9):
        world.queues.done("contacts", world.queues.receive("contacts")[0])
    began_s = world.clock.monotonic_s()
    drain(world.ports, ACME, "contacts")
    assert len(writes(world)) == 6
    assert world.clock.monotonic_s() - began_s < 75
    assert world.queues.waiting("contacts")
    world.work()
    assert len(world.objects("Customer")) == 10


def test_a_company_is_handed_on_to_the_next_entity_that_has_work(world: World) -> None:
    world.push("contacts", contact())
    world.push("products", product())
    world.push("invoices", invoice())
    for entity in ("contacts", "products", "invoices"):
        world.queues.done(entity, world.queues.receive(entity)[0])
    drain(world.ports, ACME, "contacts")
    assert writes(world) == ["customer"]
    assert (world.queues.waiting("products"), world.queues.waiting("invoices")) == (
        ['{"company": "acme"}'],
        [],
    )
    drain(world.ports, ACME, "products")
    assert world.queues.waiting("invoices")
    assert writes(world) == ["customer", "item"]


def test_due_is_cleared_only_after_a_look_sixty_seconds_after_the_last_mark(world: World) -> None:
    world.push("contacts", contact())
    marked_at = work.read(world.store, ACME).marked_at
    assert marked_at is not None
    world.work()
    assert work.read(world.store, ACME).due_at == marked_at + timedelta(seconds=60)
    world.clock.sleep(59)
    drain(world.ports, ACME, "contacts")
    assert work.read(world.store, ACME).due_at == marked_at + timedelta(seconds=60)
    world.clock.sleep(2)
    drain(world.ports, ACME, "contacts")
    assert work.read(world.store, ACME).due_at is None


@pytest.mark.parametrize("index_lag_s", [2, 30])
def test_an_index_that_is_read_late_loses_nothing(index_lag_s: float) -> None:
    world = World(index_lag_s=index_lag_s)
    world.ready()
    small_books(world)
    world.settle_down()
    assert figures(world) == SMALL_BOOKS
    assert all_settled(world)


def test_rows_that_a_late_index_still_lists_do_not_send_the_company_round_and_round() -> None:
    world = World(index_lag_s=30)
    world.ready()
    small_books(world)
    world.settle_down()
    assert world.queues.used["send"] < 20


@pytest.mark.parametrize("index_lag_s", [2, 30])
def test_pushes_at_any_moment_around_the_last_look_are_seen_although_the_index_is_late(
    index_lag_s: float,
) -> None:
    """The message of the second push is lost: only its mark is left, and due."""
    for moment_s in range(0, 80, 7):
        world = World(index_lag_s=index_lag_s)
        world.ready()
        world.push("contacts", contact(1))
        world.work()
        while world.clock.monotonic_s() < 3 + moment_s:
            world.clock.sleep(1)
            world.sweep()
            world.work()
        world.push("contacts", contact(2))
        for letter in world.queues.receive("contacts"):
            world.queues.done("contacts", letter)
        world.settle_down()
        assert len(world.objects("Customer")) == 2, moment_s


def test_the_sweep_finds_a_company_whose_message_was_lost_within_a_minute(world: World) -> None:
    world.push("contacts", contact())
    world.queues.done("contacts", world.queues.receive("contacts")[0])
    world.clock.sleep(60)
    world.sweep()
    world.work()
    assert len(world.objects("Customer")) == 1


def test_the_sweep_leaves_companies_alone_that_have_nothing_to_do(world: World) -> None:
    world.settle_down()
    before = world.queues.used["send"]
    world.sweep()
    assert world.queues.used["send"] == before


def test_a_push_whose_message_cannot_be_sent_is_left_to_the_sweep(world: World) -> None:
    world.queues.busy_next(1)
    world.push("contacts", contact())
    assert [line.ids["result"] for line in world.log.lines if line.event == "push"] == ["left to the sweep"]
    world.settle_down()
    assert len(world.objects("Customer")) == 1


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_selecting_while_a_worker_finds_the_company_unfinished_is_not_forgotten(nth: int) -> None:
    """A worker that read the company before the last selection must not clear due after it."""
    world = World()
    world.register()
    world.connect()
    world.push("contacts", contact())
    reads = iter(range(1, 100))

    def select_between(operation: str, keys: object) -> None:
        if next(reads) == nth:
            world.store.after = lambda operation, keys: None
            world.select()

    world.store.after = select_between
    world.work()
    assert not world.company().missing()
    world.settle_down()
    assert len(world.objects("Customer")) == 1


def test_a_worker_whose_lease_another_took_sends_no_more(world: World) -> None:
    """It stalls for 200 s between two calls; then somebody else writes these books."""
    stalled: list[str] = []

    def stall(*_: object) -> None:
        if not stalled and writes(world):
            stalled.append("once")
            took = leases.take(
                world.store,
                leases.writer(ACME),
                "another",
                at=world.clock.now() + timedelta(seconds=200),
                lease_s=150,
            )
            assert took is not None

    world.simulator.listeners.append(stall)
    small_books(world)
    world.work()
    assert len(writes(world)) <= 2
    world.simulator.listeners.clear()
    world.clock.sleep(400)
    world.settle_down()
    assert figures(world) == SMALL_BOOKS
    assert all_settled(world)


def test_a_company_at_which_five_workers_died_is_parked_and_nobody_looks_any_more(world: World) -> None:
    world.push("contacts", contact())
    for _ in range(5):
        assert leases.take(world.store, leases.writer(ACME), "dies", at=world.clock.now(), lease_s=150)
        world.clock.sleep(151)
    before = len(sent(world))
    world.settle_down()
    assert len(sent(world)) == before
    seen = work.read(world.store, ACME)
    assert (seen.parked, seen.due_at) == ("6 workers in a row died at it", None)
    assert [line.ids["result"] for line in world.log.lines if line.event == "company"] == ["parked"]


def test_a_company_at_which_workers_died_sends_its_records_one_by_one_and_forgets_the_deaths(
    world: World,
) -> None:
    world.push("contacts", *(contact(number) for number in range(12)))
    for _ in range(3):
        assert leases.take(world.store, leases.writer(ACME), "dies", at=world.clock.now(), lease_s=150)
        world.clock.sleep(151)
    world.settle_down()
    assert writes(world) == ["customer"] * 12
    world.push("contacts", *(contact(100 + number) for number in range(12)))
    world.settle_down()
    assert writes(world)[12:] == ["batch"]


def test_a_message_of_a_company_that_does_not_exist_fails(world: World) -> None:
    with pytest.raises(BadMessage):
        drain(world.ports, CompanyId("nobody"), "contacts")


def test_a_selection_that_vanished_from_the_books_is_named(world: World) -> None:
    books = connect.known_books(world.ports, world.company())
    gone = replace(books, accounts=())
    assert connect.vanished(world.company(), books) == []
    assert sorted(connect.vanished(world.company(), gone)) == ["expense_account", "income_account"]


def test_a_record_that_was_written_long_after_its_mark_is_not_lost_while_a_worker_goes_to_rest(
    world: World,
) -> None:
    """The push stalled after its mark; its message comes while another worker has looked and rests."""
    world.settle_down()
    work.mark(world.store, ACME, at=world.clock.now())
    world.clock.sleep(100)
    update = records.pushed(ACME, RecordKey("contacts", "c1"), contact(), version=1, at=world.clock.now())

    def stalled_push(operation: str, keys: Sequence[Key]) -> None:
        looked = world.store.used["query"] > queries
        if operation == "apply" and keys[0].sk == "WORK" and looked and not world.phases():
            world.store.apply(update)
            drain(world.ports, ACME, "contacts")

    queries = world.store.used["query"] + 3
    world.store.before = stalled_push
    drain(world.ports, ACME, "contacts")
    world.store.before = lambda operation, keys: None
    assert list(world.phases()) == ["contacts#c1"]
    world.settle_down()
    assert len(world.objects("Customer")) == 1


def test_whenever_a_call_leaves_a_hundred_and_thirty_seconds_of_the_lease_are_left() -> None:
    """Also after a pause in which nothing was under way: Intuit may take two minutes to answer."""
    world = World(simulator_settings=Settings(call_latency_s=9, retry_after_s=40))
    world.ready()
    world.ports = replace(world.ports, limits=Limits(in_flight=1))
    world.simulator.orders.open.append(FaultOrder("status_before", "customer", status=429))
    left_s: list[float] = []

    def note(request: BooksRequest, access_token: str) -> BooksReply:
        row = world.store.get(leases.writer(ACME))
        assert row is not None
        left_s.append((keys.unstamp(row["ends_at"]) - world.clock.now()).total_seconds())
        reply = real(request, access_token)
        return replace(reply, retry_after_s=40) if reply.status == 429 else reply

    real, world.quickbooks.send = world.quickbooks.send, note  # type: ignore[method-assign]
    world.push("contacts", *(contact(number) for number in range(8)))
    world.settle_down()
    assert len(left_s) == 9
    assert min(left_s) >= 130

"""Runs: what a person asked for goes first, is done whole, counted right, and ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quickbooks_sync.errors import NotFound, NotReady
from quickbooks_sync.flows import running
from quickbooks_sync.model import CompanyId, Phase, RunState
from quickbooks_sync.settings import Limits
from quickbooks_sync.state import runs
from simulator.ordered_faults.orders import FaultOrder
from tests.fakes.world import World
from tests.flows.examples import (
    SMALL_BOOKS,
    all_settled,
    contact,
    figures,
    invoice,
    payment,
    product,
    sent,
    small_books,
    writes,
)

ACME = CompanyId("acme")


def counts(synced: int = 0, error: int = 0, waiting: int = 0) -> dict[str, int]:
    return {"synced": synced, "error": error, "waiting": waiting}


@pytest.fixture
def by_hand() -> World:
    """Give a company that syncs only when somebody asks."""
    made = World()
    made.ready(sync_on_push=False)
    return made


def test_a_company_that_syncs_by_hand_sends_nothing_before_somebody_asks(by_hand: World) -> None:
    small_books(by_hand)
    by_hand.settle_down()
    assert writes(by_hand) == []
    run = by_hand.sync()
    assert figures(by_hand) == SMALL_BOOKS
    assert run.state is RunState.ENDED
    assert run.counts == {
        "contacts": counts(synced=2),
        "products": counts(synced=1),
        "invoices": counts(synced=2),
        "payments": counts(synced=1),
    }


def test_after_a_run_a_company_that_syncs_by_hand_is_still_again(by_hand: World) -> None:
    by_hand.push("contacts", contact(1))
    by_hand.sync()
    by_hand.push("contacts", contact(2))
    by_hand.settle_down()
    assert by_hand.record("contacts", "c2").phase is Phase.PENDING


def test_a_run_over_an_entity_takes_what_it_refers_to_along_and_nothing_else(by_hand: World) -> None:
    small_books(by_hand)
    run = by_hand.sync("invoices")
    assert run.scope == ("contacts", "products", "invoices")
    assert by_hand.record("payments", "y1").phase is Phase.PENDING
    assert (len(by_hand.objects("Invoice")), len(by_hand.objects("Payment"))) == (2, 0)


def test_a_run_of_one_record_takes_its_references_along_and_nothing_else(by_hand: World) -> None:
    small_books(by_hand)
    run = by_hand.sync("payments", "y1")
    assert (run.state, run.counts) == (RunState.ENDED, {"payments": counts(synced=1)})
    held = figures(by_hand)
    assert (held["customers"], held["invoices"], held["receivable"]) == (["Garden 1"], [("1001", 108)], 0)
    assert by_hand.record("invoices", "i2").phase is Phase.PENDING
    assert by_hand.record("contacts", "c2").phase is Phase.PENDING


def test_a_record_of_which_a_newer_version_comes_after_somebody_asked_for_it_is_synced_in_that_version(
    by_hand: World,
) -> None:
    by_hand.push("contacts", contact(1), contact(2))
    running.ask(by_hand.ports, by_hand.company(), entity="contacts", record_id="c1", asked_by="owner-1")
    by_hand.push("contacts", contact(1, version=2, phone="2"))
    by_hand.settle_down()
    assert [row["PrimaryPhone"]["FreeFormNumber"] for row in by_hand.objects("Customer")] == ["2"]
    assert by_hand.record("contacts", "c2").phase is Phase.PENDING


def test_a_run_of_one_record_survives_a_lost_answer(by_hand: World) -> None:
    by_hand.push("contacts", contact(1), contact(2))
    by_hand.simulator.orders.open.append(FaultOrder("reset_before", "customer"))
    run = by_hand.sync("contacts", "c1")
    assert running.progress(by_hand.ports, run).counts == {"contacts": counts(waiting=1)}
    by_hand.settle_down()
    assert figures(by_hand)["customers"] == ["Garden 1"]


def test_a_run_over_everything_survives_a_lost_answer(by_hand: World) -> None:
    by_hand.simulator.orders.open.append(FaultOrder("reset_before", "customer"))
    small_books(by_hand)
    run = by_hand.sync()
    by_hand.settle_down()
    assert figures(by_hand) == SMALL_BOOKS
    ended = runs.find(by_hand.store, ACME, run.id)
    assert ended is not None
    assert (ended.state, ended.counts["contacts"]) == (RunState.ENDED, counts(synced=2))


def test_asked_for_work_overtakes_a_backlog(world: World) -> None:
    world.ports = replace(world.ports, limits=Limits(page=30))
    world.push("contacts", *(contact(number) for number in range(100, 400)))
    world.push("contacts", contact(1))
    world.push("products", product(1))
    world.push("invoices", invoice(1))
    running.ask(world.ports, world.company(), entity="invoices", record_id="i1", asked_by="owner-1")
    world.work()
    calls = writes(world)
    assert calls[:3] == ["customer", "item", "invoice"]
    assert calls.count("batch") == 10
    assert all_settled(world)


def test_asked_for_work_that_comes_in_the_middle_of_a_backlog_is_next(world: World) -> None:
    world.ports = replace(world.ports, limits=Limits(page=30, in_flight=1))
    world.push("contacts", contact(1))
    world.push("products", product(1))
    world.work()
    world.push("contacts", *(contact(number) for number in range(100, 400)))

    def ask(*_: object) -> None:
        if writes(world)[2:] == ["batch"]:
            world.simulator.listeners.clear()
            world.push("invoices", invoice(1))
            running.ask(world.ports, world.company(), entity="invoices", record_id="i1", asked_by="owner-1")

    world.simulator.listeners.append(ask)
    world.work()
    assert writes(world)[2:].index("invoice") <= 2
    assert all_settled(world)


def test_a_run_counts_errors_and_waiting_records(by_hand: World) -> None:
    small_books(by_hand)
    by_hand.push("contacts", contact(3, email="no mail"))
    by_hand.push("invoices", invoice(3, contact_id="c3"), invoice(4, contact_id="c9"))
    run = by_hand.sync()
    assert run.state is RunState.ENDED
    assert run.counts["contacts"] == counts(synced=2, error=1)
    assert run.counts["invoices"] == counts(synced=2, error=1, waiting=1)
    assert figures(by_hand) == SMALL_BOOKS


def test_a_run_takes_rejected_records_up_again_once_however_many_turns_it_takes(by_hand: World) -> None:
    by_hand.push("contacts", contact(1, email="no mail"), contact(2))
    assert by_hand.sync().counts["contacts"] == counts(synced=1, error=1)
    by_hand.push("contacts", contact(3))
    by_hand.simulator.orders.open.append(FaultOrder("reset_before", "customer"))
    run = by_hand.sync()
    by_hand.settle_down()
    ended = runs.find(by_hand.store, ACME, run.id)
    assert ended is not None
    assert ended.counts["contacts"] == counts(synced=1, error=1)
    assert len([line for line in by_hand.log.lines if line.ids.get("record") == "c1"]) == 2


def test_a_rejected_record_whose_cause_is_gone_in_quickbooks_is_synced_by_the_next_run(world: World) -> None:
    world.push("contacts", contact(1))
    world.work()
    world.push("contacts", contact(2, display_name="Garden 1"))
    world.work()
    assert world.record("contacts", "c2").phase is Phase.REJECTED
    world.push("contacts", contact(1, version=2, display_name="Garden one"))
    world.work()
    world.clock.sleep(1)
    run = world.sync()
    assert run.counts["contacts"] == counts(synced=1)
    assert figures(world)["customers"] == ["Garden 1", "Garden one"]


def test_pressing_sync_twice_gives_the_same_run_while_it_is_going(by_hand: World) -> None:
    small_books(by_hand)
    first, second, other = (
        running.ask(by_hand.ports, by_hand.company(), entity=entity, asked_by="owner-1")
        for entity in ("", "", "contacts")
    )
    assert first.id == second.id != other.id
    by_hand.work()
    assert running.ask(by_hand.ports, by_hand.company(), asked_by="owner-1").id != first.id


def test_a_run_is_refused_naming_what_the_company_lacks() -> None:
    world = World()
    world.register()
    with pytest.raises(NotReady) as never:
        world.sync()
    assert never.value.details == {"missing": ("connection",)}
    world.connect()
    with pytest.raises(NotReady) as unselected:
        world.sync()
    assert unselected.value.details == {
        "missing": ("tax_code", "tax_rate", "income_account", "expense_account")
    }


def test_a_run_of_a_record_that_was_never_pushed_is_refused(world: World) -> None:
    with pytest.raises(NotFound, match="no record 'c9' among contacts"):
        world.sync("contacts", "c9")


def test_a_run_ends_when_the_company_is_disconnected_meanwhile(by_hand: World) -> None:
    small_books(by_hand)
    by_hand.simulator.authority.disconnect(by_hand.realm)
    run = by_hand.sync()
    by_hand.settle_down()
    ended = runs.find(by_hand.store, ACME, run.id)
    assert ended is not None
    assert ended.state is RunState.ENDED
    assert ended.counts["contacts"] == counts(waiting=2)


def test_a_run_whose_last_records_are_waiting_ends(by_hand: World) -> None:
    by_hand.push("contacts", contact(1, parent_id="c2"), contact(2, email="no mail"))
    by_hand.push("payments", payment(1, applications=[]))
    run = by_hand.sync()
    assert run.state is RunState.ENDED
    assert run.counts["contacts"] == counts(error=1, waiting=1)
    assert run.counts["payments"] == counts(waiting=1)
    before = len(sent(by_hand))
    by_hand.settle_down()
    assert len(sent(by_hand)) == before

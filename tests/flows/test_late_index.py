"""The index shows a write late: what was made pending is seen all the same, and a run counts all it did."""

from __future__ import annotations

import pytest

from quickbooks_sync.flows import running
from quickbooks_sync.model import Phase, RunState
from quickbooks_sync.state import runs
from simulator import Settings
from simulator.ordered_faults.orders import FaultOrder
from tests.fakes.world import World
from tests.flows.examples import SMALL_BOOKS, all_settled, contact, figures, invoice, product, small_books


def _late(lag_s: float, *, sync_on_push: bool = True) -> World:
    world = World(index_lag_s=lag_s, simulator_settings=Settings(call_latency_s=0.3))
    world.ready(sync_on_push=sync_on_push)
    world.clock.sleep(100)
    return world


@pytest.mark.parametrize("lag_s", [2, 30])
def test_who_is_woken_long_after_the_last_push_is_not_forgotten(lag_s: float) -> None:
    """The contact's answer is lost: when it is found the push is long past, and only the waking is new."""
    world = _late(lag_s)
    world.simulator.orders.open.append(FaultOrder("reset_after", entity="customer"))
    world.push("contacts", contact(1), contact(2, parent_id="c1"))
    world.push("products", product(1))
    world.push("invoices", invoice(1, contact_id="c2"))
    world.settle_down()
    assert all_settled(world)
    assert len(world.objects("Invoice")) == 1


@pytest.mark.parametrize("lag_s", [2, 30])
def test_what_a_run_takes_up_again_is_not_forgotten(lag_s: float) -> None:
    world = _late(lag_s)
    world.push("contacts", contact(1))
    world.settle_down()
    world.push("contacts", contact(2, display_name="garden 1"))
    world.settle_down()
    assert world.record("contacts", "c2").phase is Phase.REJECTED
    world.push("contacts", contact(1, version=2, display_name="Garden One"))
    world.settle_down()
    running.ask(world.ports, world.company(), asked_by="owner-1")
    world.simulator.orders.open.append(FaultOrder("status_before", entity="customer", status=503))
    world.settle_down()
    assert all_settled(world)


@pytest.mark.parametrize("lag_s", [0.1, 0.5, 2])
@pytest.mark.parametrize("sync_on_push", [True, False])
def test_a_run_ends_with_the_counts_of_all_that_it_did(lag_s: float, *, sync_on_push: bool) -> None:
    world = _late(lag_s, sync_on_push=sync_on_push)
    small_books(world)
    world.clock.sleep(60)
    run = world.sync()
    assert {entity: (each["synced"], each["waiting"]) for entity, each in run.counts.items()} == {
        "contacts": (2, 0),
        "products": (1, 0),
        "invoices": (2, 0),
        "payments": (1, 0),
    }


@pytest.mark.parametrize("lag_s", [0.1, 0.5, 2])
def test_a_run_does_not_end_before_those_who_were_woken_are_seen(lag_s: float) -> None:
    """Nothing but the run would sync them: this company syncs only when somebody asks."""
    world = _late(lag_s, sync_on_push=False)
    world.push("contacts", contact(3, parent_id="c2"), contact(2, parent_id="c1"), contact(1))
    world.push("products", product(1))
    world.push("invoices", invoice(1, contact_id="c3"))
    run = world.sync()
    assert run.state is RunState.ENDED
    assert all_settled(world)
    assert run.counts["invoices"] == {"synced": 1, "error": 0, "waiting": 0}


def test_a_single_records_run_counts_it_although_the_index_is_late() -> None:
    world = _late(2, sync_on_push=False)
    small_books(world)
    world.clock.sleep(60)
    assert world.sync("invoices", "i2").counts == {"invoices": {"synced": 1, "error": 0, "waiting": 0}}


@pytest.mark.parametrize("lag_s", [2, 30])
def test_runs_asked_for_one_after_the_other_bring_everything_into_the_books(lag_s: float) -> None:
    world = _late(lag_s, sync_on_push=False)
    small_books(world)
    run = running.ask(world.ports, world.company(), asked_by="owner-1")
    world.settle_down()
    running.ask(world.ports, world.company(), asked_by="owner-1")
    world.settle_down()
    found = runs.find(world.store, run.company, run.id)
    assert found is not None
    assert found.state is RunState.ENDED
    assert figures(world) == SMALL_BOOKS
    assert all_settled(world)

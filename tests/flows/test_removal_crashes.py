"""Workers die and answers are lost while records leave the books: nothing stays behind, nobody is blamed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quickbooks_sync.model import Phase
from simulator.ordered_faults.orders import FaultOrder
from tests.fakes.world import World
from tests.flows.dying import deaths
from tests.flows.examples import (
    OBJECTS,
    Content,
    all_settled,
    blamed,
    contact,
    figures,
    invoice,
    open_calls,
    payment,
    small_books,
)
from tests.flows.examples import product as a_product
from tests.flows.leaving import MADE, PREFIX, REMOVALS, codes, is_gone, link_of, take_back

BREAKS = ["reset_before", "reset_after", "time_out_before", "time_out_after", "status_before", "status_after"]
MANY = range(11, 23)
each_removal = pytest.mark.parametrize(("entity", "removal"), REMOVALS)


def _free_records(world: World) -> None:
    """Sync one record of each entity to which nothing is linked, besides the small books."""
    small_books(world)
    world.push("contacts", contact(3))
    world.push("products", a_product(3))
    world.push("invoices", invoice(3, contact_id="c2"))
    world.push("payments", payment(3, contact_id="c2", applications=[]))
    world.settle_down()


def test_a_worker_that_dies_at_any_port_call_of_removals_leaves_nothing_behind() -> None:
    """One payment is told, because its invoice is voided; everything else leaves in silence."""

    def take_all_back(world: World) -> None:
        _free_records(world)
        take_back(world, "contacts", "c3", "deactivate", 2)
        take_back(world, "products", "p3", "deactivate", 2)
        take_back(world, "invoices", "i3", "void", 2)
        take_back(world, "invoices", "i3", "delete", 3)
        take_back(world, "invoices", "i1", "void", 2)
        take_back(world, "payments", "y3", "delete", 2)

    count = 0
    for where, world in deaths(take_all_back, World.work, every=11):
        world.settle_down()
        assert sorted((row["DocNumber"], row["TotalAmt"]) for row in world.objects("Invoice")) == [
            ("1001", 0),
            ("1002", 108),
        ], where
        assert [row["UnappliedAmt"] for row in world.objects("Payment")] == [108], where
        active = [row["DisplayName"] for row in world.objects("Customer") if row["Active"]]
        assert active == ["Garden 1", "Garden 2"], where
        assert codes(world, "payments", "y1") == ["reference_removed"], where
        phases = world.phases()
        assert phases.pop("payments#y1") is Phase.REJECTED, where
        assert set(phases.values()) == {Phase.SETTLED}, where
        assert blamed(world) == {"payments/y1"}, where
        assert not open_calls(world), where
        count += 1
    assert count > 50


def test_a_worker_that_dies_at_any_port_call_of_bringing_back_makes_nothing_twice() -> None:
    def bring_back(world: World) -> None:
        _free_records(world)
        for entity, removal in REMOVALS[:-1]:
            take_back(world, entity, f"{PREFIX[entity]}3", removal, 2)
        take_back(world, "invoices", "i1", "void", 2)
        world.settle_down()
        for entity in OBJECTS:
            world.push(entity, {**world.record(entity, f"{PREFIX[entity]}3").content, "version": 4})
        world.push("invoices", invoice(1, version=3))

    for where, world in deaths(bring_back, World.work, every=23):
        world.settle_down()
        assert all_settled(world), where
        assert figures(world)["receivable"] == 108, where
        assert [row["TotalAmt"] for row in world.objects("Invoice")] == [108, 108, 108], where
        assert sorted(row["UnappliedAmt"] for row in world.objects("Payment")) == [0, 108], where


def test_a_worker_that_dies_at_any_port_call_of_a_batch_of_voids_tells_every_payment() -> None:
    def void_many(world: World) -> None:
        small_books(world)
        world.push("invoices", *(invoice(number) for number in MANY))
        applied = [[{"invoice_id": f"i{number}", "amount": 108}] for number in MANY]
        pairs = zip(MANY, applied, strict=True)
        world.push("payments", *(payment(number, applications=each) for number, each in pairs))
        world.settle_down()
        for number in MANY:
            take_back(world, "invoices", f"i{number}", "void", 2)

    for where, world in deaths(void_many, World.work, every=61):
        world.settle_down()
        assert all(codes(world, "payments", f"y{number}") == ["reference_removed"] for number in MANY), where
        assert not open_calls(world), where


@pytest.mark.parametrize("kind", BREAKS)
@each_removal
def test_a_removal_whose_answer_breaks_is_done_once(
    world: World, kind: str, entity: str, removal: str
) -> None:
    _free_records(world)
    record_id = f"{PREFIX[entity]}3"
    link = link_of(world, entity, record_id)
    world.simulator.orders.open.append(FaultOrder(kind, entity=OBJECTS[entity].lower()))  # type: ignore[arg-type]
    take_back(world, entity, record_id, removal, 2)
    world.settle_down()
    assert not world.simulator.orders.open
    assert is_gone(world, entity, link.id)
    assert all_settled(world)
    assert not open_calls(world)
    assert not blamed(world)


@pytest.mark.parametrize("kind", ["reset_before", "reset_after", "time_out_after"])
@each_removal
def test_a_batch_of_removals_whose_answer_breaks_is_done_once(
    world: World, kind: str, entity: str, removal: str
) -> None:
    _free_records(world)
    free: Content = {"applications": []} if entity == "payments" else {}
    world.push(entity, *(MADE[entity](number, **free) for number in MANY))
    world.settle_down()
    ids = [link_of(world, entity, f"{PREFIX[entity]}{number}").id for number in MANY]
    order = FaultOrder("reset_after", entity="batch")
    world.simulator.orders.open.append(replace(order, kind=kind))  # type: ignore[arg-type]
    for number in MANY:
        take_back(world, entity, f"{PREFIX[entity]}{number}", removal, 2)
    world.settle_down()
    assert not world.simulator.orders.open
    assert all(is_gone(world, entity, each) for each in ids)
    assert all_settled(world)
    assert not open_calls(world)
    assert not blamed(world)


def test_a_delete_of_an_invoice_whose_answer_is_lost_is_done_once(world: World) -> None:
    _free_records(world)
    take_back(world, "invoices", "i3", "void", 2)
    world.settle_down()
    world.simulator.orders.open.append(FaultOrder("reset_after", entity="invoice"))
    take_back(world, "invoices", "i3", "delete", 3)
    world.settle_down()
    assert not world.simulator.orders.open
    assert sorted(row["DocNumber"] for row in world.objects("Invoice")) == ["1001", "1002"]
    assert world.record("invoices", "i3").link is None
    assert all_settled(world)


@pytest.mark.parametrize("kind", ["reset_before", "reset_after"])
@each_removal
def test_a_removal_that_comes_while_the_outcome_of_the_create_is_unknown_follows_it(
    world: World, kind: str, entity: str, removal: str
) -> None:
    small_books(world)
    world.settle_down()
    free: Content = {"applications": []} if entity == "payments" else {}
    before = len(world.objects(OBJECTS[entity]))
    world.simulator.orders.open.append(FaultOrder(kind, entity=OBJECTS[entity].lower()))  # type: ignore[arg-type]
    world.push(entity, MADE[entity](3, **free))
    world.work()
    assert open_calls(world)
    take_back(world, entity, f"{PREFIX[entity]}3", removal, 2)
    world.settle_down()
    record = world.record(entity, f"{PREFIX[entity]}3")
    if record.link:
        assert is_gone(world, entity, record.link.id)
    else:
        assert len(world.objects(OBJECTS[entity])) == before
    assert all_settled(world)
    assert not open_calls(world)

"""Every operation of every entity whose answer is lost, done or not: the same books, and hardly a read."""

from __future__ import annotations

from functools import cache

import pytest

from simulator.ordered_faults.kinds import FaultKind
from simulator.ordered_faults.orders import FaultOrder
from tests.fakes.world import World
from tests.flows.examples import OBJECTS, Content, blamed, contact, invoice, open_calls, payment, product
from tests.flows.leaving import take_back
from tests.flows.test_taken import reads

MADE = {
    "contacts": contact(3),
    "products": product(3),
    "invoices": invoice(3, contact_id="c2"),
    "payments": payment(3, contact_id="c2", applications=[]),
}
CHANGED: dict[str, Content] = {
    "contacts": {"phone": "2", "email": ""},
    "products": {"unit_price": 120},
    "invoices": {"message": "Thanks", "contact_id": "c2"},
    "payments": {"reference": "77"},
}
ROWS = [
    *((entity, operation) for entity in OBJECTS for operation in ("create", "update")),
    *(
        (entity, operation)
        for entity in ("contacts", "products")
        for operation in ("deactivate", "reactivate")
    ),
    *((entity, operation) for entity in ("invoices", "payments") for operation in ("void", "delete")),
]
KINDS: list[FaultKind] = [
    "reset_after",
    "reset_before",
    "status_after",
    "status_before",
    "time_out_after",
    "time_out_before",
]
MOST_READS = 2
"""To find out what became of one write; a void that is planned anew looks again for what is linked."""


def prepared(entity: str, operation: str) -> World:
    """Sync what an operation needs before it."""
    world = World()
    world.ready()
    world.push("contacts", contact(1), contact(2))
    world.push("products", product(1))
    if operation != "create":
        world.push(entity, MADE[entity])
    world.settle_down()
    before = {"reactivate": "deactivate", "delete": "void" if entity == "invoices" else ""}.get(operation)
    if before:
        take_back(world, entity, MADE[entity]["id"], before, 2)
        world.settle_down()
    return world


def do(world: World, entity: str, operation: str) -> None:
    """Have the host do it, and let everything come to rest."""
    content = MADE[entity]
    if operation in ("create", "reactivate"):
        world.push(entity, {**content, "version": 3})
    elif operation == "update":
        world.push(entity, {**content, "version": 3, **CHANGED[entity]})
    else:
        take_back(world, entity, content["id"], operation, 3)
    world.settle_down()


def books(world: World) -> dict[str, list[Content]]:
    """Show all that the books hold, but when it was written."""
    return {kind: [_lasting(row) for row in world.objects(kind)] for kind in OBJECTS.values()}


def _lasting(row: Content) -> Content:
    return {name: value for name, value in row.items() if name != "MetaData"}


@cache
def undisturbed(entity: str, operation: str) -> tuple[dict[str, list[Content]], int]:
    """Give the books, and the reads, of a world in which nothing breaks."""
    world = prepared(entity, operation)
    before = reads(world)
    do(world, entity, operation)
    return books(world), reads(world) - before


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("entity", "operation"), ROWS)
def test_a_write_whose_answer_is_lost_ends_as_if_nothing_had_happened(
    entity: str, operation: str, kind: FaultKind
) -> None:
    expected, usual = undisturbed(entity, operation)
    world = prepared(entity, operation)
    before = reads(world)
    world.simulator.orders.open.append(FaultOrder(kind, OBJECTS[entity].lower(), status=500))
    do(world, entity, operation)
    assert not world.simulator.orders.open, "the answer was to be lost"
    assert books(world) == expected
    assert not open_calls(world)
    assert not blamed(world)
    assert reads(world) - before <= usual + MOST_READS

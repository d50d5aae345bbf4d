"""Every way in which a small batch can be done by half: what was done is found, what was not is done once."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations

import pytest

from quickbooks_sync.settings import Limits
from simulator.ordered_faults.kinds import FaultKind
from simulator.ordered_faults.orders import FaultOrder
from tests.fakes.world import World
from tests.flows.examples import (
    OBJECTS,
    Content,
    all_settled,
    blamed,
    contact,
    invoice,
    open_calls,
    payment,
    product,
)

SIZE = 4
SUBSETS = list(chain.from_iterable(combinations(range(SIZE), count) for count in range(SIZE + 1)))
FIELDS = {
    "contacts": ("company_name", "CompanyName"),
    "products": ("description", "Description"),
    "invoices": ("message", "CustomerMemo"),
    "payments": ("reference", "PaymentRefNum"),
}


def _content(entity: str, number: int) -> Content:
    match entity:
        case "contacts":
            return contact(number)
        case "products":
            return product(number)
        case "invoices":
            return invoice(number)
        case _:
            return payment(number, applications=[{"invoice_id": f"i{number}", "amount": 108}])


def _books(entity: str, count: int) -> World:
    """Make a company that holds what so many records of an entity refer to, and sends only batches."""
    world = World()
    world.ready()
    if entity in ("invoices", "payments"):
        world.push("contacts", contact(1))
        world.push("products", product(1))
    if entity == "payments":
        world.push("invoices", *(invoice(n) for n in range(count)))
    world.settle_down()
    world.ports = replace(world.ports, limits=Limits(singles_up_to=0))
    return world


@pytest.mark.parametrize("entity", OBJECTS)
@pytest.mark.parametrize("kind", ["reset_after", "answer_lacks", "time_out_later"])
def test_every_subset_of_a_batch_is_done_and_nobody_told(kind: FaultKind, entity: str) -> None:
    """Creates first, then updates of the same records, with every subset."""
    count = len(SUBSETS) * SIZE
    world = _books(entity, count)
    before = len(world.objects(OBJECTS[entity]))
    field, name = FIELDS[entity]
    for version, more in ((1, {}), (2, {field: "Second"})):
        for place, subset in enumerate(SUBSETS):
            order = FaultOrder(kind, "batch", items=subset, later_s=300)
            world.simulator.orders.open.append(order)
            numbers = range(place * SIZE, (place + 1) * SIZE)
            world.push(entity, *({**_content(entity, n), **more, "version": version} for n in numbers))
            world.settle_down()
            world.clock.sleep(600)
            assert world.simulator.orders.open == [], subset
            assert len(world.objects(OBJECTS[entity])) == before + (count if version > 1 else numbers.stop)
            assert not open_calls(world)
    assert all_settled(world)
    assert not blamed(world)
    values = [row.get(name) for row in world.objects(OBJECTS[entity])]
    assert len([value for value in values if value in ("Second", {"value": "Second"})]) == count

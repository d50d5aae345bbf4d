"""What waits while a company is disconnected, and arrives once when it is connected again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quickbooks_sync.model import Connection, Phase
from simulator.ordered_faults.orders import FaultOrder
from tests.fakes.world import World
from tests.flows.connections import (
    disconnect,
    requests_to_books,
)
from tests.flows.examples import (
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
)

CAUSES = ("button", "intuit")


def _much(world: World) -> None:
    """Push 500 changes of all entities: 250 new records and 250 new versions."""
    numbers = range(1, 64)
    world.push("contacts", *(contact(n, version=2, phone="(650) 555-0199") for n in numbers))
    world.push("products", *(product(n, version=2, unit_price=120) for n in numbers))
    world.push("invoices", *(invoice(n, version=2, message="Thank you") for n in numbers))
    world.push("payments", *(payment(n, version=2, reference="77", **_of(n)) for n in range(1, 62)))
    more = range(101, 164)
    world.push("contacts", *(contact(n) for n in more))
    world.push("products", *(product(n) for n in more))
    world.push("invoices", *(invoice(n, contact_id=f"c{n}") for n in more))
    world.push("payments", *(payment(n, **_of(n, f"c{n}")) for n in range(101, 162)))


def _of(number: int, contact_id: str = "c1") -> dict[str, object]:
    return {
        "contact_id": contact_id,
        "applications": [{"invoice_id": f"i{number}", "amount": 108}],
    }


@pytest.mark.parametrize("cause", CAUSES)
def test_five_hundred_changes_wait_for_the_connection_and_then_all_arrive_once(
    world: World, cause: str
) -> None:
    numbers = range(1, 64)
    world.push("contacts", *(contact(n) for n in numbers))
    world.push("products", *(product(n) for n in numbers))
    world.push("invoices", *(invoice(n) for n in numbers))
    world.push("payments", *(payment(n, **_of(n)) for n in range(1, 62)))
    world.settle_down()
    assert all_settled(world)
    if cause == "button":
        disconnect(world)
    else:
        world.simulator.authority.disconnect(world.realm)
    _much(world)
    world.settle_down()
    before = requests_to_books(world)
    assert world.company().connection is Connection.DISCONNECTED
    assert world.company().ended_by == cause
    assert list(world.phases().values()).count(Phase.PENDING) == 500
    for _ in range(30):
        world.clock.sleep(timedelta(days=1).total_seconds())
        world.settle_down()
    assert requests_to_books(world) == before
    world.connect()
    world.settle_down()
    assert all_settled(world)
    assert not open_calls(world)
    assert not blamed(world)
    _arrived_once(world)
    for entity in ("contacts", "products", "invoices", "payments"):
        assert not world.queues.dead_letter_count(entity)


def _arrived_once(world: World) -> None:
    ours = [*range(1, 64), *range(101, 164)]
    customers = {row["DisplayName"]: row for row in world.objects("Customer")}
    items = {row["Name"]: row for row in world.objects("Item") if row["Name"].startswith("Mowing")}
    invoices = {row["DocNumber"]: row for row in world.objects("Invoice")}
    assert len(world.objects("Customer")) == len(customers)
    assert set(customers) == {f"Garden {n}" for n in ours}
    assert set(items) == {f"Mowing {n}" for n in ours}
    assert len(world.objects("Invoice")) == len(invoices)
    assert set(invoices) == {f"{1000 + n}" for n in ours}
    assert customers["Garden 7"]["PrimaryPhone"]["FreeFormNumber"] == "(650) 555-0199"
    assert (items["Mowing 7"]["UnitPrice"], items["Mowing 107"]["UnitPrice"]) == (120, 100)
    assert all(invoices[f"{1000 + n}"]["CustomerMemo"]["value"] == "Thank you" for n in range(1, 64))
    payments = world.objects("Payment")
    assert len(payments) == 122
    assert sum(row.get("PaymentRefNum") == "77" for row in payments) == 61
    assert sum(row["Balance"] == 0 for row in invoices.values()) == 122


def test_a_call_of_unknown_outcome_is_recovered_once_after_connecting_again(world: World) -> None:
    world.simulator.orders.open.append(FaultOrder("reset_after", entity="invoice"))
    small_books(world)
    world.work()
    assert len(open_calls(world)) == 1
    disconnect(world)
    world.settle_down()
    assert len(open_calls(world)) == 1, "the journal is kept"
    world.clock.sleep(86_400)
    world.connect()
    world.settle_down()
    assert figures(world) == SMALL_BOOKS
    assert all_settled(world)
    assert not open_calls(world)

"""A worker dies at every single port call of a small sync; the next one finds the books and goes on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from quickbooks_sync.model import Phase
from tests.fakes.world import World
from tests.flows.dying import Killed, deaths, mortal
from tests.flows.examples import (
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
)

Prepare = Callable[[World], None]


def _family_books(world: World) -> None:
    """Push the small books, the second contact below the first, when the access token is old already."""
    world.clock.sleep(2 * 3600)
    world.push("contacts", contact(1), contact(2, parent_id="c1"))
    world.push("products", product(1))
    world.push("invoices", invoice(1), invoice(2, contact_id="c2"))
    world.push("payments", payment(1))


def _nothing_is_left(world: World) -> bool:
    return all_settled(world) and not open_calls(world) and not blamed(world)


@pytest.mark.parametrize("first", [1, 2, 3])
def test_a_worker_that_dies_at_any_port_call_of_a_first_sync_leaves_nothing_twice_and_nothing_out(
    first: int,
) -> None:
    count = 0
    for where, world in deaths(_family_books, World.work, first=first, every=3):
        world.settle_down()
        assert figures(world) == SMALL_BOOKS, where
        assert _nothing_is_left(world), where
        count += 1
    assert count > 100


def test_two_deaths_in_a_row_leave_nothing_twice_and_nothing_out() -> None:
    for first in range(7, 380, 29):
        for second in (3, 9, 16, 31, 80):
            world = World()
            world.ready()
            small_books(world)
            with mortal(world, first), pytest.raises(Killed):
                world.work()
            world.clock.sleep(160)
            with mortal(world, second), suppress(Killed):  # Late deaths leave little to die at.
                world.settle_down()
            world.settle_down()
            assert figures(world) == SMALL_BOOKS, (first, second)
            assert _nothing_is_left(world), (first, second)


CHANGED = {
    "contacts": contact(1, version=2, display_name="Garden 1 changed"),
    "products": product(1, version=2, unit_price=120),
    "invoices": invoice(1, version=2, message="Thank you"),
    "payments": payment(1, version=2, reference="77"),
}


def _change(world: World) -> None:
    small_books(world)
    world.settle_down()
    for entity, content in CHANGED.items():
        world.push(entity, content)


def test_a_worker_that_dies_at_any_port_call_of_updates_leaves_the_books_as_the_host_has_them() -> None:
    for where, world in deaths(_change, World.work, every=5):
        world.settle_down()
        assert _changed_figures(world) == ("Garden 1 changed", 120, "Thank you", "77"), where
        assert _nothing_is_left(world), where
        assert (len(world.objects("Invoice")), len(world.objects("Payment"))) == (2, 1), where


def test_a_worker_that_dies_at_any_port_call_of_a_batch_leaves_nothing_twice_and_nothing_out() -> None:
    numbers = range(1, 13)

    def push_many(world: World) -> None:
        small_books(world)
        world.settle_down()
        world.push("invoices", *(invoice(10 + n) for n in numbers))

    for where, world in deaths(push_many, World.work, every=2):
        world.settle_down()
        held = sorted(row["DocNumber"] for row in world.objects("Invoice"))
        assert held == sorted(["1001", "1002", *(f"{1010 + n}" for n in numbers)]), where
        assert _nothing_is_left(world), where


def test_a_push_that_dies_anywhere_and_is_sent_again_loses_nothing() -> None:
    """The invoice came first, so that the push of what it refers to has somebody to wake."""

    def invoice_first(world: World) -> None:
        world.push("contacts", contact())
        world.push("invoices", invoice())
        world.settle_down()

    def push_product(world: World) -> None:
        world.push("products", product())

    for at in range(1, 9):
        world = World()
        world.ready()
        invoice_first(world)
        with mortal(world, at), suppress(Killed):
            push_product(world)
        push_product(world)
        world.settle_down()
        assert all_settled(world), at
        assert len(world.objects("Invoice")) == 1, at


def test_who_asks_for_a_run_and_dies_anywhere_can_ask_again_and_has_everything_done() -> None:
    for at in range(1, 40, 2):
        world = World()
        world.ready(sync_on_push=False)
        small_books(world)
        with mortal(world, at), suppress(Killed):
            world.sync("payments", "y1")
        world.settle_down()
        world.sync("payments", "y1")
        world.settle_down()
        assert world.record("payments", "y1").phase is Phase.SETTLED, at
        world.sync()
        world.settle_down()
        assert figures(world) == SMALL_BOOKS, at
        assert _nothing_is_left(world), at
        assert not [row for row in world.store.items() if row["sk"].startswith("GOING#")], at


def _changed_figures(world: World) -> tuple[Any, ...]:
    def of(name: str, field: str, value: object) -> Content:
        return next(row for row in world.objects(name) if row.get(field) == value)

    return (
        of("Customer", "Id", "1")["DisplayName"],
        of("Item", "Name", "Mowing 1")["UnitPrice"],
        of("Invoice", "DocNumber", "1001")["CustomerMemo"]["value"],
        world.objects("Payment")[0]["PaymentRefNum"],
    )

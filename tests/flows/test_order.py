"""Contacts, products, invoices, payments: whatever comes first waits for what it refers to."""

from __future__ import annotations

from itertools import permutations

import pytest

from quickbooks_sync.flows import show
from quickbooks_sync.model import CompanyId, Phase, RecordKey
from quickbooks_sync.ports import Update
from quickbooks_sync.state import codec, keys
from quickbooks_sync.state.work import Work
from tests.fakes.world import World
from tests.flows.examples import (
    SMALL_BOOKS,
    all_settled,
    contact,
    figures,
    invoice,
    payment,
    product,
    small_books,
    writes,
)

PUSHES = {
    "contacts": [contact(1), contact(2)],
    "products": [product(1)],
    "invoices": [invoice(1), invoice(2, contact_id="c2")],
    "payments": [payment(1)],
}


@pytest.mark.parametrize("order", list(permutations(PUSHES)))
def test_the_books_are_the_same_in_whatever_order_records_are_pushed_and_synced(
    world: World, order: tuple[str, ...]
) -> None:
    for entity in order:
        world.push(entity, *PUSHES[entity])
        world.work()
    assert figures(world) == SMALL_BOOKS
    assert all_settled(world)
    assert len(writes(world)) == 6


def test_entities_are_sent_in_their_order_when_all_are_pushed_at_once(world: World) -> None:
    for entity in reversed(PUSHES):
        world.push(entity, *PUSHES[entity])
    world.work()
    assert writes(world) == ["customer", "customer", "item", "invoice", "invoice", "payment"]


def test_what_is_pushed_before_there_is_a_connection_is_kept_and_synced_once_connected() -> None:
    world = World()
    world.register()
    small_books(world)
    world.settle_down()
    assert set(world.phases().values()) == {Phase.PENDING}
    world.connect()
    world.settle_down()
    assert writes(world) == []
    world.select()
    world.settle_down()
    assert figures(world) == SMALL_BOOKS
    assert all_settled(world)


def test_a_sub_customer_pushed_before_its_parent_ends_below_it(world: World) -> None:
    world.push("contacts", contact(3, parent_id="c2"), contact(2, parent_id="c1"), contact(1))
    world.work()
    by_name = {row["DisplayName"]: row for row in world.objects("Customer")}
    assert by_name["Garden 3"]["ParentRef"]["value"] == by_name["Garden 2"]["Id"]
    assert by_name["Garden 2"]["ParentRef"]["value"] == by_name["Garden 1"]["Id"]
    assert by_name["Garden 3"]["FullyQualifiedName"] == "Garden 1:Garden 2:Garden 3"
    assert all_settled(world)


def test_a_reference_that_was_never_pushed_is_a_problem_that_heals_when_it_arrives(world: World) -> None:
    world.push("contacts", contact())
    world.push("invoices", invoice())
    world.work()
    waiting = world.record("invoices", "i1")
    assert (waiting.phase, [problem.code for problem in waiting.problems]) == (
        Phase.REJECTED,
        ["reference_missing"],
    )
    assert (waiting.problems[0].field, waiting.problems[0].value) == ("lines[0].product_id", "p1")
    world.push("products", product())
    world.work()
    healed = world.record("invoices", "i1")
    assert (healed.phase, healed.problems) == (Phase.SETTLED, ())
    assert [row["DocNumber"] for row in world.objects("Invoice")] == ["1001"]


def test_the_push_of_a_missing_reference_that_dies_before_it_wakes_heals_when_it_is_pushed_again(
    world: World,
) -> None:
    world.push("contacts", contact())
    world.push("invoices", invoice())
    world.work()
    world.store.before = _die_at_query
    with pytest.raises(ConnectionError):
        world.push("products", product())
    world.store.before = lambda operation, keys: None
    world.work()
    world.push("products", product())
    world.settle_down()
    assert all_settled(world)
    assert len(world.objects("Invoice")) == 1


def test_a_record_whose_reference_has_a_problem_waits_shows_that_problem_and_heals_with_it(
    world: World,
) -> None:
    world.push("contacts", contact(email="650-555-0100"))
    world.push("products", product())
    world.push("invoices", invoice())
    world.work()
    blocked = world.record("invoices", "i1")
    assert blocked.phase is Phase.WAITING
    shown = show.record(world.ports, world.company(), blocked, seen=Work(), language="en")
    assert shown["status"] == "error"
    assert shown["problems"][0]["about"] == {"entity": "contacts", "id": "c1"}
    world.push("contacts", contact(version=2))
    world.work()
    assert all_settled(world)
    assert len(world.objects("Invoice")) == 1


def test_siblings_of_a_bad_record_go_through_wherever_it_stands_in_a_batch(world: World) -> None:
    for bad in (0, 7, 29):
        numbers = range(bad * 100, bad * 100 + 30)
        world.push("contacts", *(contact(n, email="no mail" if n % 100 == bad else "") for n in numbers))
        world.work()
        phases = {key for key, phase in world.phases().items() if phase is Phase.REJECTED}
        assert f"contacts#c{bad * 100 + bad}" in phases
    assert len(phases) == 3
    assert len(world.objects("Customer")) == 87


def test_what_quickbooks_refuses_in_a_batch_is_one_records_problem(world: World) -> None:
    world.push("contacts", contact(1))
    world.work()
    world.push("contacts", *(contact(n) for n in range(2, 30)), contact(30, display_name="garden 1"))
    world.work()
    assert [key for key, phase in world.phases().items() if phase is not Phase.SETTLED] == ["contacts#c30"]
    assert [problem.code for problem in world.record("contacts", "c30").problems] == ["display_name_taken"]
    assert len(world.objects("Customer")) == 29


def test_a_defect_of_ours_at_one_record_is_its_problem_and_an_alarm(world: World) -> None:
    world.push("contacts", contact(1), contact(2))
    _spoil(world, "c1")
    world.work()
    assert [problem.code for problem in world.record("contacts", "c1").problems] == ["defect"]
    assert [line.event for line in world.log.lines if line.error] == ["plan"]
    assert [row["DisplayName"] for row in world.objects("Customer")] == ["Garden 2"]


def test_a_draft_stays_out_of_the_books_and_is_no_error_until_it_is_booked(world: World) -> None:
    small_books(world)
    world.push("invoices", invoice(3, status="draft"))
    world.push("payments", payment(3, applications=[{"invoice_id": "i3", "amount": 108}]))
    world.work()
    draft = world.record("invoices", "i3")
    assert (draft.phase, draft.problems, draft.link) == (Phase.SETTLED, (), None)
    assert (
        show.record(world.ports, world.company(), draft, seen=Work(), language="en")["status"] == "not_synced"
    )
    assert world.record("payments", "y3").phase is Phase.WAITING
    assert figures(world) == SMALL_BOOKS
    world.push("invoices", invoice(3, version=2))
    world.work()
    assert all_settled(world)
    assert (len(world.objects("Invoice")), len(world.objects("Payment"))) == (3, 2)


def _die_at_query(operation: str, keys: object) -> None:
    if operation == "query":
        raise ConnectionError


def _spoil(world: World, record_id: str) -> None:
    """Let a record hold what no version of ours would have stored."""
    key = keys.record(CompanyId("acme"), RecordKey("contacts", record_id))
    world.store.apply(Update(key, set={"content": codec.pack({"id": record_id, "version": "one"})}))

"""What a record uses is inactive or gone in QuickBooks: it is named, and can be put right."""

from __future__ import annotations

import pytest

from quickbooks_sync.core.problems import explain
from quickbooks_sync.model import Phase, RecordKey
from simulator.books.writing import write
from simulator.entities import KINDS
from tests.fakes.world import World
from tests.flows.examples import (
    OBJECTS,
    all_settled,
    contact,
    figures,
    invoice,
    payment,
    product,
    small_books,
    writes,
)
from tests.flows.test_taken import by_hand, problem, reads

NEWER = {
    "contacts": contact(1, version=2, phone="2"),
    "products": product(1, version=2, unit_price=120),
    "invoices": invoice(1, version=2, message="Thanks"),
    "payments": payment(1, version=2, reference="77"),
}


def object_id(world: World, entity: str, record_id: str) -> str:
    """Give the Id of a record's object."""
    link = world.record(entity, record_id).link
    assert link is not None
    return link.id


def delete_by_hand(world: World, kind: str, gone: str) -> None:
    """Let a person delete a document, or merge an entry of a list into another."""
    company, now_s = world.simulator.realms[world.realm].company, world.clock.now().timestamp()
    record = company.objects[kind][gone]
    if not KINDS[kind.lower()].is_list:
        body = {"Id": gone, "SyncToken": record.wire["SyncToken"]}
        write(company, KINDS[kind.lower()], body, operation="delete", include=frozenset(), now_s=now_s)
        return
    for name, holder in list(company.names.items()):
        if holder == (kind, gone):
            del company.names[name]
    company.forget(record, now_s)


@pytest.mark.parametrize(
    ("entity", "uses", "field"),
    [
        ("invoices", ("contacts", "c2"), "contact_id"),
        ("invoices", ("products", "p2"), "lines[1].product_id"),
        ("payments", ("contacts", "c2"), "contact_id"),
        ("contacts", ("contacts", "c2"), "parent_id"),
    ],
)
def test_what_is_inactive_is_named_where_the_record_names_it_and_goes_through_once_it_is_active(
    world: World, entity: str, uses: tuple[str, str], field: str
) -> None:
    world.push("contacts", contact(1), contact(2))
    world.push("products", product(1), product(2))
    world.settle_down()
    key = RecordKey(*uses)
    inactive = object_id(world, *key)
    by_hand(world, OBJECTS[key.entity], inactive, Active=False)
    before = reads(world)
    lines = [{**invoice()["lines"][0], "product_id": each} for each in ("p1", "p2")]
    pushed = {
        "invoices": invoice(9, contact_id="c2", lines=lines, total=216, tax_total=16),
        "payments": payment(9, contact_id="c2", applications=[]),
        "contacts": contact(9, parent_id="c2"),
    }[entity]
    world.push(entity, pushed)
    world.settle_down()
    found = problem(world, entity, pushed["id"])
    assert (found.code, found.field, found.value, found.about) == ("inactive_reference", field, key.id, key)
    assert key.id in explain(found, "en").cause
    assert reads(world) - before <= 2
    name = {"contacts": "DisplayName", "products": "Name"}[key.entity]
    plain = {"contacts": "Garden 2", "products": "Mowing 2"}[key.entity]
    by_hand(world, OBJECTS[key.entity], inactive, Active=True, **{name: plain})
    world.sync()
    world.settle_down()
    assert all_settled(world)


def test_a_page_of_refusals_is_looked_up_at_once(world: World) -> None:
    world.push("contacts", contact(1))
    world.push("products", product(1))
    world.settle_down()
    by_hand(world, "Item", object_id(world, "products", "p1"), Active=False)
    before = reads(world)
    world.push("invoices", *(invoice(number) for number in range(1, 61)))
    world.settle_down()
    assert {problem(world, "invoices", f"i{number}").field for number in range(1, 61)} == {
        "lines[0].product_id"
    }
    assert reads(world) - before <= 6


@pytest.mark.parametrize("entity", ["contacts", "products"])
def test_what_is_gone_has_the_problem_itself_and_who_uses_it_waits(world: World, entity: str) -> None:
    """It was merged into another one: its Id is no more."""
    small_books(world)
    world.settle_down()
    record_id = {"contacts": "c2", "products": "p1"}[entity]
    delete_by_hand(world, OBJECTS[entity], object_id(world, entity, record_id))
    world.push("invoices", invoice(9, contact_id="c2"))
    world.settle_down()
    found = problem(world, entity, record_id)
    assert found.code == "deleted_in_quickbooks"
    assert world.record(entity, record_id).link is None
    assert world.record("invoices", "i9").phase is Phase.WAITING
    held = len(world.objects(OBJECTS[entity]))
    world.sync()
    world.settle_down()
    assert len(world.objects(OBJECTS[entity])) == held
    assert problem(world, entity, record_id).code == "deleted_in_quickbooks"
    world.sync(entity, record_id)
    world.settle_down()
    assert len(world.objects(OBJECTS[entity])) == held + 1
    assert all_settled(world)


@pytest.mark.parametrize("entity", ["invoices", "payments"])
@pytest.mark.parametrize("again", ["asked for", "a newer version"])
def test_an_object_that_was_deleted_in_quickbooks_is_made_anew_only_when_somebody_wants_it(
    world: World, entity: str, again: str
) -> None:
    small_books(world)
    world.settle_down()
    if entity == "invoices":
        delete_by_hand(world, "Payment", object_id(world, "payments", "y1"))
    record_id = NEWER[entity]["id"]
    delete_by_hand(world, OBJECTS[entity], object_id(world, entity, record_id))
    held, before = len(world.objects(OBJECTS[entity])), len(writes(world))
    world.push(entity, NEWER[entity])
    world.settle_down()
    assert problem(world, entity, record_id).code == "deleted_in_quickbooks"
    assert len(writes(world)) == before + 1
    world.sync()
    world.settle_down()
    assert len(writes(world)) == before + 1
    if again == "asked for":
        world.sync(entity, record_id)
    else:
        world.push(entity, {**NEWER[entity], "version": 3})
    world.settle_down()
    assert len(world.objects(OBJECTS[entity])) == held + 1
    assert world.record(entity, record_id).phase is Phase.SETTLED


def test_asking_for_an_invoice_does_not_make_its_deleted_contact_anew(world: World) -> None:
    small_books(world)
    world.settle_down()
    delete_by_hand(world, "Customer", object_id(world, "contacts", "c2"))
    world.push("invoices", invoice(9, contact_id="c2"))
    world.settle_down()
    world.sync("invoices", "i9")
    world.settle_down()
    assert problem(world, "contacts", "c2").code == "deleted_in_quickbooks"
    assert world.record("invoices", "i9").phase is Phase.WAITING


@pytest.mark.parametrize("entity", ["contacts", "products"])
def test_a_change_of_what_a_person_made_inactive_says_so(world: World, entity: str) -> None:
    small_books(world)
    world.settle_down()
    record_id = NEWER[entity]["id"]
    if entity == "contacts":
        record_id = "c2"
        delete_by_hand(world, "Invoice", object_id(world, "invoices", "i2"))
    inactive = object_id(world, entity, record_id)
    by_hand(world, OBJECTS[entity], inactive, Active=False)
    world.push(entity, {**NEWER[entity], "id": record_id, **_same_name(entity)})
    world.settle_down()
    assert problem(world, entity, record_id).code == "inactive_in_quickbooks"


def _same_name(entity: str) -> dict[str, str]:
    return {"display_name": "Garden 2", "email": "garden-2@example.com"} if entity == "contacts" else {}


def test_a_payment_of_an_invoice_that_was_voided_in_quickbooks_names_the_invoice(world: World) -> None:
    small_books(world)
    world.settle_down()
    company = world.simulator.realms[world.realm].company
    there = company.objects["Invoice"][object_id(world, "invoices", "i2")]
    there.wire.update(TotalAmt=0, Balance=0, PrivateNote=f"Voided - {there.wire['PrivateNote']}")
    there.voided = True
    world.push("payments", payment(9, contact_id="c2", applications=[{"invoice_id": "i2", "amount": 108}]))
    world.settle_down()
    found = problem(world, "payments", "y9")
    assert (found.code, found.about) == ("link_refused", RecordKey("invoices", "i2"))
    assert found.field == "applications[0].invoice_id"


def test_what_nothing_in_the_books_explains_keeps_the_words_of_quickbooks(world: World) -> None:
    """All that it uses is there and active: an account or a tax code is not."""
    small_books(world)
    world.settle_down()
    company = world.simulator.realms[world.realm].company
    code = next(each for each in company.objects["TaxCode"].values() if each.wire.get("Name") == "California")
    code.wire["Active"] = False
    before, was = reads(world), figures(world)
    world.push("invoices", invoice(9))
    world.settle_down()
    found = problem(world, "invoices", "i9")
    assert found.code == "reference_refused"
    assert "inactive" in found.fault_text
    assert reads(world) - before == 2
    assert figures(world) == was

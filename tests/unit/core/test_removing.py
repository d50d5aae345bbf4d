"""How a record leaves the books by one write, how it is brought back, and who may still refer to it."""

from __future__ import annotations

from dataclasses import replace

import pytest
import simplejson

from quickbooks_sync.core.changes import changes
from quickbooks_sync.core.packing import pack
from quickbooks_sync.core.plan import Nothing, Write, plan_removal
from quickbooks_sync.core.removing import gone, ready, without_link
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.model import Base, Call, Operation, Payload, Removal
from quickbooks_sync.settings import Limits
from tests.unit.core.cases import ACME, OBJECTS, REALM, linked, record

VOIDED = Base({}, voided=True)
INACTIVE = Base({"DisplayName": "Amy", "Active": False})


def planned(entity: str, removal: Removal, base: Base) -> Write | Nothing:
    return plan_removal(linked(entity, "58", base=base), removal, ENTITIES[entity])


def packed(entity: str, removal: Removal, base: Base, *, alone: bool) -> Call:
    decided = planned(entity, removal, base)
    assert isinstance(decided, Write)
    limits = Limits(singles_up_to=1 if alone else 0)
    return pack([decided], company=ACME, realm=REALM, limits=limits)[0]


ID = {"Id": "58", "SyncToken": "0"}
SPELLED: list[tuple[str, Removal, Base, dict[str, str], Payload, dict[str, str]]] = [
    ("invoices", Removal.VOID, Base({}), {"operation": "void"}, ID, {"operation": "void"}),
    ("invoices", Removal.DELETE, VOIDED, {"operation": "delete"}, ID, {"operation": "delete"}),
    ("payments", Removal.DELETE, Base({}), {"operation": "delete"}, ID, {"operation": "delete"}),
    (
        "payments",
        Removal.VOID,
        Base({}),
        {"operation": "update", "include": "void"},
        {**ID, "sparse": True},
        {"operation": "update", "optionsData": "void"},
    ),
    *(
        (
            entity,
            Removal.DEACTIVATE,
            Base({"Name": "Amy"}),
            {},
            {**ID, "sparse": True, "Active": False},
            {"operation": "update"},
        )
        for entity in ("contacts", "products")
    ),
]


@pytest.mark.parametrize("case", SPELLED, ids=lambda case: f"{case[0]}-{case[1]}")
def test_each_entity_has_its_own_spelling_of_leaving(
    case: tuple[str, Removal, Base, dict[str, str], Payload, dict[str, str]],
) -> None:
    entity, removal, base, params, body, item = case
    single = packed(entity, removal, base, alone=True)
    assert (dict(single.params), simplejson.loads(single.body)) == (params, body)
    assert single.path == f"/{OBJECTS[entity].lower()}"
    batch = packed(entity, removal, base, alone=False)
    (sent,) = simplejson.loads(batch.body)["BatchItemRequest"]
    assert (sent, batch.params) == ({"bId": "1", **item, OBJECTS[entity]: body}, ())


@pytest.mark.parametrize(
    ("entity", "removal", "base"),
    [
        ("invoices", Removal.VOID, VOIDED),
        ("payments", Removal.VOID, VOIDED),
        ("contacts", Removal.DEACTIVATE, INACTIVE),
    ],
)
def test_what_has_left_already_needs_nothing(entity: str, removal: Removal, base: Base) -> None:
    assert planned(entity, removal, base) == Nothing()


def test_what_never_was_in_the_books_needs_nothing() -> None:
    for entity, rules in ENTITIES.items():
        for removal in rules.leaving.spellings:
            assert plan_removal(record(entity), removal, rules) == Nothing()


def test_an_invoice_that_is_to_be_deleted_is_voided_first_so_that_its_payments_are_free() -> None:
    first, second = (planned("invoices", Removal.DELETE, base) for base in (Base({"A": 1}), VOIDED))
    assert isinstance(first, Write)
    assert isinstance(second, Write)
    assert (first.member.operation, second.member.operation) == (Operation.VOID, Operation.DELETE)
    assert first.member.payload == second.member.payload == {}


def test_a_deactivated_object_keeps_what_we_know_of_it() -> None:
    decided = planned("contacts", Removal.DEACTIVATE, Base({"DisplayName": "Amy"}))
    assert isinstance(decided, Write)
    assert decided.member.payload == {"DisplayName": "Amy", "Active": False}


def test_what_is_brought_back_is_made_active_with_its_clean_name() -> None:
    assert changes({"DisplayName": "Amy"}, INACTIVE.payload, ()) == {"DisplayName": "Amy", "Active": True}


def test_nothing_new_refers_to_what_was_voided_deleted_or_is_inactive() -> None:
    contact = linked("contacts", "58")
    assert ready(contact)
    leaving = replace(contact, removal=Removal.DEACTIVATE)
    assert (ready(leaving), gone(leaving)) == (True, False)
    inactive = replace(leaving, base=INACTIVE)
    assert (ready(inactive), gone(inactive)) == (False, True)
    back = replace(inactive, removal=None)
    assert (ready(back), gone(back)) == (False, False)
    never = replace(leaving, link=None, base=None)
    assert (ready(never), gone(never)) == (False, True)
    voided = replace(linked("invoices", "130"), removal=Removal.VOID)
    assert (ready(voided), gone(voided)) == (False, True)


def test_the_lines_that_a_void_unlinked_are_no_part_of_the_base_any_more() -> None:
    lines = [{"Amount": n, "LinkedTxn": [{"TxnId": str(n), "TxnType": "Invoice"}]} for n in (1, 2)]
    base = Base({"TotalAmt": 3, "Line": lines}, ("a", "b"))
    assert without_link(base, "1") == Base({"TotalAmt": 3, "Line": lines[1:]}, ("b",))
    assert without_link(without_link(base, "1"), "2") == Base({"TotalAmt": 3})
    assert without_link(base, "3") == base

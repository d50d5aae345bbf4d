"""Contacts become customers."""

import pytest

from quickbooks_sync.books import Named
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.model import RecordKey
from tests.unit.entities.examples import codes, parsed, payload, problems, setting


def test_a_contact_is_written_with_all_that_it_has() -> None:
    assert payload("contacts", country="USA") == {
        "DisplayName": "Amy's Bird Sanctuary",
        "CompanyName": "Amy's Bird Sanctuary",
        "GivenName": "Amy",
        "FamilyName": "Lauterbach",
        "PrimaryEmailAddr": {"Address": "Birds@Intuit.com"},
        "PrimaryPhone": {"FreeFormNumber": "(650) 555-3311"},
        "BillAddr": {
            "Line1": "4581 Finch St.",
            "City": "Bayshore",
            "CountrySubDivisionCode": "CA",
            "PostalCode": "94326",
            "Country": "USA",
        },
        "Job": False,
    }


def test_what_a_contact_lacks_is_left_out() -> None:
    bare = dict.fromkeys(("company_name", "email", "phone", "street", "city", "region", "postal_code"))
    assert payload("contacts", **bare) == {
        "DisplayName": "Amy's Bird Sanctuary",
        "GivenName": "Amy",
        "FamilyName": "Lauterbach",
        "Job": False,
    }


def test_a_sub_customer_names_its_parent() -> None:
    written = payload("contacts", id="contact-8", parent_id="contact-7")
    assert (written["Job"], written["ParentRef"]) == (True, {"value": "64"})
    assert "BillWithParent" not in written
    contact = parsed("contacts", id="contact-8", parent_id="contact-7")
    assert ENTITIES["contacts"].references(contact) == (RecordKey("contacts", "contact-7"),)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({}, "Amy's Bird Sanctuary"),
        ({"display_name": ""}, "Acme"),
        ({"display_name": "", "company_name": ""}, "Amy Lauterbach"),
        ({"display_name": "", "company_name": "", "given_name": ""}, "Lauterbach"),
        ({"display_name": "  Two   spaces "}, "Two spaces"),
    ],
)
def test_the_display_name_is_the_hosts_else_the_firms_else_the_persons(
    names: dict[str, str], expected: str
) -> None:
    assert payload("contacts", **{"company_name": "Acme", **names})["DisplayName"] == expected


def test_a_street_of_several_lines_becomes_up_to_five() -> None:
    address = payload("contacts", street="Floor 3\r\n\nBuilding 2\nPark 1\nEast\nStreet 5\nGate 6")[
        "BillAddr"
    ]
    assert [address[f"Line{number}"] for number in range(1, 6)] == [
        "Floor 3", "Building 2", "Park 1", "East", "Street 5, Gate 6",
    ]  # fmt: skip


def test_the_customer_type_is_individual_where_the_books_have_an_active_one() -> None:
    types = (Named("7", "Company"), Named("8", "INDIVIDUAL"))
    assert payload("contacts", setting(customer_types=types))["CustomerTypeRef"] == {"value": "8"}
    gone = (Named("8", "Individual", active=False),)
    assert "CustomerTypeRef" not in payload("contacts", setting(customer_types=gone))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"email": "555-0100"}, "email_is_phone"),
        ({"email": "+46 (0)70 123 45 67"}, "email_is_phone"),
        ({"email": "nobody"}, "email_malformed"),
        ({"email": "a@b"}, "email_malformed"),
        ({"email": "a@b.se, c@d.se"}, "email_malformed"),
        ({"email": "a b@c.se"}, "email_malformed"),
        ({"email": "a..b@c.se"}, "email_malformed"),
        ({"email": "a@-b.se"}, "email_malformed"),
        ({"email": f"{'a' * 96}@b.se"}, "too_long"),
        ({"phone": "a@b.se"}, "phone_is_email"),
        ({"phone": "1" * 31}, "too_long"),
        ({"display_name": "Freeman:Ocean View"}, "name_with_colon"),
        ({"display_name": "Freeman\tOcean"}, "name_with_line_break"),
        ({"company_name": "Freeman\nOcean"}, "name_with_line_break"),
        ({"display_name": "x" * 501}, "too_long"),
        ({"given_name": "x" * 101}, "too_long"),
        ({"street": "x" * 501}, "too_long"),
        ({"city": "x" * 256}, "too_long"),
        ({"postal_code": "9" * 31}, "too_long"),
        ({"parent_id": "contact-1"}, "parent_is_itself"),
    ],
)
def test_what_quickbooks_would_refuse_is_named_with_its_field(changed: dict[str, str], code: str) -> None:
    assert codes("contacts", **changed) == [(code, *changed)]


@pytest.mark.parametrize(
    "email", ["a@b.se", "first.last+tag@mail.example.co.uk", "o'hara@x-y.example", "Cool_Cars@intuit.com", ""]
)
def test_usual_addresses_have_no_problem(email: str) -> None:
    assert codes("contacts", email=email) == []


def test_an_address_beyond_all_measure_is_judged_by_its_length_at_once() -> None:
    assert codes("contacts", email="1" + " " * 9_000 + "!") == [("too_long", "email")]


def test_a_contact_without_any_name_is_named() -> None:
    nameless = dict.fromkeys(("display_name", "company_name", "given_name", "family_name"), "")
    assert codes("contacts", **nameless) == [("name_missing", "display_name")]


def test_all_problems_come_at_once_with_their_values() -> None:
    found = problems("contacts", email="555-0100", phone="a@b.se", display_name="A:B", city="x" * 300)
    assert [problem.code for problem in found] == [
        "name_with_colon", "email_is_phone", "phone_is_email", "too_long",
    ]  # fmt: skip
    assert (found[1].value, found[3].details) == ("555-0100", {"limit": "255", "length": "300"})


def test_an_answer_confirms_id_and_token_and_tolerates_what_is_missing_or_new() -> None:
    confirmed = ENTITIES["contacts"].confirmed({"Id": "58", "SyncToken": "0", "Shoe": 43})
    assert (confirmed.id, confirmed.sync_token, confirmed.booking_number) == ("58", "0", "58")
    assert (confirmed.total, confirmed.last_updated, confirmed.owner) == (None, "", "")

"""Refusals word for word as they were recorded or published, and the type that each of their codes has."""

from __future__ import annotations

import pytest

from simulator.ordered_faults.orders import FaultOrder
from tests.simulator.books import Books, Json, key, sale

NOT_FOUND = (
    "Object Not Found : Something you're trying to use has been made inactive. "
    "Check the fields with accounts, customers, items, vendors or employees."
)
STALE = (
    "Stale Object Error : You and Craig Carlson were working on this at the same time. "
    "Craig Carlson finished before you did, so your work was not saved."
)
NAME_TAKEN = (
    "The name supplied already exists. : Another customer, vendor or employee is already using this \n"
    "name. Please use a different name."
)
REQUIRED = "Required param missing, need to supply the required value for the API"
TYPES = {
    "100": "AuthenticationFault", "110": "AuthenticationFault", "130": "AuthenticationFault",
    "120": "AuthorizationFault", "140": "SystemFault", "150": "SystemFault", "10000": "SystemFault",
    "10100": "SystemFault", "10200": "SystemFault", "610": "ValidationFault", "6000": "ValidationFault",
}  # fmt: skip


def refused(books: Books, path: str, body: Json, **parameters: str) -> Json:
    """Return the one error of a refusal."""
    answer = books.post(path, body, **parameters)
    assert (answer.status, answer.json().keys()) == (400, {"Fault", "time"})
    fault = answer.json()["Fault"]
    assert (fault.keys(), fault["type"]) == ({"Error", "type"}, "ValidationFault")
    (error,) = fault["Error"]
    return error


def test_what_is_not_there_and_what_is_stale_come_with_an_empty_element(books: Books) -> None:
    customer = books.write("Customer", {"DisplayName": "Amy"})
    assert refused(books, "customer", {"Id": "77", "SyncToken": "0", "sparse": True}) == {
        "Message": "Object Not Found", "Detail": NOT_FOUND, "code": "610", "element": "",
    }  # fmt: skip
    assert refused(books, "customer", {**key(customer), "SyncToken": "5", "sparse": True}) == {
        "Message": "Stale Object Error", "Detail": STALE, "code": "5010", "element": "",
    }  # fmt: skip


def test_a_name_that_is_taken_comes_without_an_element(books: Books) -> None:
    books.customer("Amy")
    assert refused(books, "customer", {"DisplayName": "Amy"}) == {
        "Message": "Duplicate Name Exists Error", "Detail": NAME_TAKEN, "code": "6240",
    }  # fmt: skip


def test_what_is_missing_is_the_element(books: Books) -> None:
    line: Json = {"Amount": 1}
    invoice = {"CustomerRef": {"value": books.customer()}, "Line": [line]}
    for path, body, name in (("item", {}, "Name"), ("invoice", invoice, "Line.DetailType")):
        assert refused(books, path, body) == {
            "Message": REQUIRED,
            "Detail": f"Required parameter {name} is missing in the request",
            "code": "2020",
            "element": name,
        }


def test_a_text_too_long_names_both_lengths_with_commas(books: Books) -> None:
    body = {
        "CustomerRef": {"value": books.customer()},
        "Line": [sale(books.item(), "1")],
        "CustomerMemo": {"value": "x" * 1001},
    }
    detail = (
        "String length specified does not match the supported length. "
        "Min:0 Max:1,000 supported. Supplied length:1,001"
    )
    error = refused(books, "invoice", body)
    assert (error["code"], error["Detail"]) == ("2050", detail)


@pytest.mark.parametrize("number", TYPES)
def test_a_fault_has_the_type_of_its_code(books: Books, number: str) -> None:
    books.simulator.orders.open.append(FaultOrder("fault", code=number, detail="Why"))
    assert books.send("GET", "preferences").json()["Fault"]["type"] == TYPES[number]

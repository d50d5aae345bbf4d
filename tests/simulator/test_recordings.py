"""Recorded answers of the real QuickBooks: the same fields with the same types, the same fault texts."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.simulator.books import Books, Json, key

pytestmark = pytest.mark.reference

# Fields that came after the recordings, or that this company lacks.
NEWER = {"IsProject", "ItemAccountRef", "CustomField"}


@pytest.fixture
def recorded(reference_dir: Path) -> dict[str, list[Json]]:
    """Give the recorded answers by the name of their recording."""
    answers: dict[str, list[Json]] = {}
    for line in (reference_dir / "recordings" / "exchanges.jsonl").read_text().splitlines():
        half = json.loads(line)
        if half["direction"] == "response":
            answers.setdefault(half["source"].partition("/")[2], []).append(half["body"])
    return answers


def shape(value: Json) -> Json:
    """Return what a value is made of: names and types, lists by their first element."""
    match value:
        case dict():
            return {name: shape(part) for name, part in value.items() if name not in NEWER}
        case list():
            return [shape(part) for part in value[:1]]
        case bool() | str() | None:
            return type(value).__name__
        case _:
            return "number"


def asking(statement: str) -> str:
    return f"query={quote(statement)}"


def error(body: Json) -> Json:
    return {name: text for name, text in body["Fault"]["Error"][0].items() if name != "element"}


def test_a_new_customer(books: Books, recorded: dict[str, list[Json]]) -> None:
    ours = books.post("customer", {"DisplayName": "Doe5, Jane"}).json()
    assert shape(ours) == shape(recorded["create/customer"][-1])


def test_a_new_invoice_and_its_end(books: Books, recorded: dict[str, list[Json]]) -> None:
    books.company.preferences()["SalesFormsPrefs"]["CustomTxnNumbers"] = False
    place = {
        "Line1": "4581 Finch St.",
        "City": "Bayshore",
        "CountrySubDivisionCode": "CA",
        "PostalCode": "94326",
    }
    customer = books.customer("Amy's Bird Sanctuary", BillAddr=place, ShipAddr=place)
    detail = {"ItemRef": {"value": books.item("Services"), "name": "Services"}}
    line = {"Amount": 100.0, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}
    body = {"Line": [line], "CustomerRef": {"value": customer}}
    theirs = recorded["create/invoice"][-1]
    for address in ("BillAddr", "ShipAddr"):  # where the real one looked the address up on a map
        del theirs["Invoice"][address]["Lat"], theirs["Invoice"][address]["Long"]
    ours = books.post("invoice", body).json()
    assert shape(ours) == shape(theirs)
    voided = books.post("invoice", key(ours["Invoice"]), operation="void").json()["Invoice"]
    their_void = recorded["void/invoice"][-1]["Invoice"]
    for name in ("TotalAmt", "Balance", "TxnTaxDetail", "PrivateNote", "SyncToken", "LinkedTxn"):
        assert voided[name] == their_void[name]
    second = books.post("invoice", body).json()["Invoice"]
    deleted = books.post("invoice", key(second), operation="delete").json()
    assert shape(deleted) == shape(recorded["delete/invoice"][-1])


def test_an_inactive_account_has_the_fields_of_an_active_one(
    books: Books, recorded: dict[str, list[Json]]
) -> None:
    assert shape({"Account": books.read("Account", "5")}) == shape(
        {"Account": recorded["deactivate/account"][0]["Account"]}
    )


def test_faults_have_the_recorded_codes_and_texts(books: Books, recorded: dict[str, list[Json]]) -> None:
    wrong_entity = books.send("GET", "query", query=asking("SELECT * FROM Custmoer")).json()
    assert error(wrong_entity) == error(recorded["error/400"][-1])
    assert error(books.send("GET", "customer/1.5").json()) == error(recorded["error/500"][-1])
    assert error(books.send("GET", "item/999").json()) == error(recorded["item/read_item_error.json"][0])
    nameless = books.post("item", {"Type": "Service", "IncomeAccountRef": {"value": "1"}}).json()
    assert nameless["Fault"] == recorded["item/create_item_error.json"][0]["Fault"]
    statement = asking("SELECT * FROM NULL")
    theirs, ours = (
        error(recorded["api/query_error.json"][0]),
        error(books.send("GET", "query", query=statement).json()),
    )
    assert (ours["code"], ours["Message"]) == (theirs["code"], theirs["Message"])
    assert ours["Detail"].split() == theirs["Detail"].split()
    unknown = error(books.post("invoice", {"BadJson": True}).json())
    assert unknown["Detail"].split(" (")[0] == error(recorded["error/400_json"][0])["Detail"].split(" (")[0]
    unauthorized = books.send("GET", "customer/1", headers={"authorization": "Bearer " + "x" * 500}).json()
    theirs = recorded["error/401"][0]
    assert unauthorized.keys() == theirs.keys()
    assert unauthorized["fault"]["error"][0]["message"] == theirs["fault"]["error"][0]["message"]


def test_counts_and_empty_answers(books: Books, recorded: dict[str, list[Json]]) -> None:
    books.customer()
    count = books.send("GET", "query", query=asking("SELECT COUNT(*) FROM Customer")).json()
    assert shape(count) == shape(recorded["all/customers"][0])
    empty = books.send("GET", "query", query=asking("SELECT * FROM Customer STARTPOSITION 7")).json()
    assert shape(empty) == shape(recorded["all/alt_select"][-1])

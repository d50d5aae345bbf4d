"""Change data capture: what changed since, oldest first, with stubs of what was deleted."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.simulator.books import Books, Json, code, key, sale

START = "2026-04-09T09:00:00-07:00"


def capture(books: Books, entities: str, since: str) -> list[Json]:
    answer = books.send("GET", "cdc", query=urlencode({"entities": entities, "changedSince": since}))
    assert answer.status == 200, answer.body.decode()
    rows: list[Any] = answer.json()["CDCResponse"][0]["QueryResponse"]
    return rows


def test_changes_are_grouped_by_type_and_deleted_ones_are_stubs_at_the_end(books: Books) -> None:
    customer, item = books.customer("A"), books.item()
    gone = books.invoice(customer, sale(item, "1"))
    books.clock.advance(60)
    kept = books.invoice(customer, sale(item, "2"))
    books.clock.advance(60)
    books.write("Invoice", key(gone), operation="delete")
    customers, invoices, payments = capture(books, "Customer,invoice,Payment", START)
    assert [row["Id"] for row in customers["Customer"]] == [customer]
    assert [row["Id"] for row in invoices["Invoice"]] == [kept["Id"], gone["Id"]]
    assert invoices["Invoice"][1] == {
        "domain": "QBO",
        "status": "Deleted",
        "Id": gone["Id"],
        "MetaData": {"LastUpdatedTime": "2026-04-09T09:02:00-07:00"},
    }
    assert (invoices["startPosition"], invoices["maxResults"]) == (1, 2)
    assert payments == {}


def test_what_was_deleted_comes_in_the_order_of_its_end_from_the_second_that_is_asked_for(
    books: Books,
) -> None:
    customer = books.customer()
    first, second, third = (books.payment(customer, "1") for _ in range(3))
    for payment in (second, first, third):
        books.clock.advance(60)
        books.write("Payment", key(payment), operation="delete")
    rows = capture(books, "Payment", "2026-04-09T09:02:00-07:00")[0]["Payment"]
    assert [row["Id"] for row in rows] == [first["Id"], third["Id"]]


def test_changes_of_thirty_days_can_be_asked_for(books: Books) -> None:
    assert capture(books, "Customer", "2026-03-10T16:00:00Z") == [{}]
    asked = {"entities": "Customer", "changedSince": "2026-03-10T15:59:59Z"}
    assert code(books.send("GET", "cdc", query=urlencode(asked))) == "2190"


def test_only_later_changes_are_told_and_an_inactive_one_comes_whole(books: Books) -> None:
    books.customer("A")
    held = books.write("Customer", {"DisplayName": "B"})
    books.clock.advance(60)
    books.update("Customer", held, Active=False)
    rows = capture(books, "Customer", "2026-04-09T16:00:30Z")[0]["Customer"]
    assert [(row["DisplayName"], row["Active"]) for row in rows] == [("B (deleted)", False)]
    assert capture(books, "Customer,Item", "2026-04-09T16:02:00Z") == [{}]


def test_a_voided_invoice_and_the_customer_it_was_taken_from_have_changed(books: Books) -> None:
    invoice = books.invoice(books.customer("A"), sale(books.item(), "1"))
    books.clock.advance(60)
    books.write("Invoice", key(invoice), operation="void")
    customers, invoices = capture(books, "Customer,Invoice", "2026-04-09T16:00:30Z")
    assert [(row["TotalAmt"], row["PrivateNote"]) for row in invoices["Invoice"]] == [(0, "Voided")]
    assert [(row["Balance"], row["SyncToken"]) for row in customers["Customer"]] == [(0, "0")]


def test_a_thousand_rows_are_the_most() -> None:
    books = Books(rows_per_answer=3)
    for number in range(5):
        books.customer(f"C{number}")
        books.clock.advance(1)
    books.item()
    first, second = capture(books, "Customer,Item", START)
    assert [row["DisplayName"] for row in first["Customer"]] == ["C0", "C1", "C2"]
    assert second == {}


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"entities": "TaxCode", "changedSince": START}, "2000"),
        ({"entities": "Custmoer", "changedSince": START}, "2000"),
        ({"entities": "Customer", "changedSince": "yesterday"}, "2060"),
        ({"entities": "Customer", "changedSince": "2026-03-01"}, "2190"),
        ({"entities": "Customer", "changedSince": "2026-04-09 09:00"}, "2060"),
        ({"entities": "Customer", "changedSince": "2026-02-30"}, "2060"),
        ({"entities": "Customer", "changedSince": "2026-04-09T09:00:00 07:00"}, "2060"),
        ({"entities": "Customer", "changedSince": "0001-01-01T00:00:00+14:00"}, "2190"),
        ({"entities": "Customer", "changedSince": ""}, "2020"),
        ({"entities": "", "changedSince": START}, "2020"),
        ({"entities": "Customer,", "changedSince": START}, "2000"),
        ({"entities": "TaxRate,Customer", "changedSince": START}, "2000"),
        ({"entities": "Customer"}, "2020"),
        ({"changedSince": START}, "2020"),
    ],
)
def test_what_breaks_a_rule_is_refused(books: Books, parameters: dict[str, str], expected: str) -> None:
    assert code(books.send("GET", "cdc", query=urlencode(parameters))) == expected


@pytest.mark.parametrize(
    "since", ["2026-04-09", "2026-04-09T00:00:00", "2026-04-09T16:00:00Z", "2026-04-09T18:00:00.000+0200"]
)
def test_a_date_or_a_timestamp_says_since_when(books: Books, since: str) -> None:
    books.customer("A")
    rows = capture(books, " cUSTOMER ,customer", since)
    assert [row["DisplayName"] for row in rows[0]["Customer"]] == ["A"]
    assert (len(rows), rows[0]["maxResults"], "totalCount" in rows[0]) == (1, 1, False)
    assert capture(books, "Customer", "9999-12-31T23:59:59Z") == [{}]


@pytest.mark.parametrize(("day", "begins"), [("2026-07-01", "07:00:00"), ("2026-12-01", "08:00:00")])
def test_a_date_begins_when_it_begins_in_the_pacific_time_zone(books: Books, day: str, begins: str) -> None:
    midnight_s = datetime.fromisoformat(f"{day}T{begins}+00:00").timestamp()
    books.later(midnight_s - books.clock.now_s() - 1)
    books.customer("Before")
    books.later(1)
    books.customer("After")
    for since in (day, f"{day}T00:00:00"):
        assert [row["DisplayName"] for row in capture(books, "Customer", since)[0]["Customer"]] == ["After"]


def test_the_look_back_can_be_without_end() -> None:
    assert capture(Books(cdc_look_back_days=None), "Customer", "2011-10-10T09:00:00-07:00") == [{}]

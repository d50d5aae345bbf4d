"""Queries and change data capture that are behind: they find the books as they were."""

from __future__ import annotations

import pytest

from simulator.ordered_faults.orders import FaultOrder
from tests.simulator.books import Books, Json, code, key, payment_body, sale


@pytest.fixture
def late() -> Books:
    return Books(query_lag_s=30)


def changes(books: Books, entities: str = "Customer,Invoice") -> list[Json]:
    query = f"entities={entities}&changedSince=2026-04-09T09:00:00-07:00"
    (response,) = books.send("GET", "cdc", query=query).json()["CDCResponse"]
    return [
        row for part in response["QueryResponse"] for rows in part.values() if rows for row in _list(rows)
    ]


def _list(rows: Json) -> list[Json]:
    return rows if isinstance(rows, list) else []


def names(books: Books, rest: str = "") -> list[str]:
    return [row["DisplayName"] for row in books.find("Customer", rest)]


def test_what_was_just_created_is_read_but_not_found_until_the_index_has_it(late: Books) -> None:
    made = late.customer("Amy")
    assert late.read("Customer", made)["DisplayName"] == "Amy"
    assert (names(late), names(late, "where DisplayName = 'Amy'"), names(late, f"where Id = '{made}'")) == (
        [], [], [],
    )  # fmt: skip
    assert changes(late) == []
    assert late.query("select count(*) from Customer") == {"totalCount": 0}
    late.clock.advance(29.9)
    assert names(late) == []
    late.clock.advance(0.1)
    assert (names(late), names(late, "where DisplayName = 'Amy'")) == (["Amy"], ["Amy"])
    assert [row["Id"] for row in changes(late)] == [made]


def test_what_was_just_changed_is_found_as_it_was(late: Books) -> None:
    held = late.write("Customer", {"DisplayName": "Amy"})
    late.clock.advance(100)
    late.update("Customer", held, DisplayName="Bea")
    (found,) = late.find("Customer", "where DisplayName = 'Amy'")
    assert (found["SyncToken"], names(late, "where DisplayName = 'Bea'")) == ("0", [])
    assert [(row["DisplayName"], row["SyncToken"]) for row in changes(late)] == [("Amy", "0")]
    assert code(late.post("customer", {**key(found), "sparse": True, "CompanyName": "C"})) == "5010"
    late.clock.advance(30)
    assert (names(late), changes(late)[0]["SyncToken"]) == (["Bea"], "1")


def test_several_changes_come_to_light_one_after_the_other(late: Books) -> None:
    held = late.write("Customer", {"DisplayName": "A0"})
    for number in range(1, 4):
        late.clock.advance(10)
        held = late.update("Customer", held, DisplayName=f"A{number}")
    seen = []
    for _ in range(4):
        late.clock.advance(10)
        seen += names(late)
    assert seen == ["A1", "A2", "A3", "A3"]


def test_a_balance_that_moved_and_a_deleted_invoice_are_found_as_they_were(late: Books) -> None:
    customer = late.customer("Amy")
    invoice = late.invoice(customer, sale(late.item(), "5"))
    late.clock.advance(100)
    late.write("Payment", payment_body(customer, "2", (invoice["Id"], "2")))
    assert [row["Balance"] for row in late.find("Customer") + late.find("Invoice")] == [5, 5]
    (paid,) = [late.read("Invoice", invoice["Id"])]
    assert paid["Balance"] == 3
    late.clock.advance(100)
    payment = late.find("Payment")[0]
    late.post("payment", key(payment), operation="delete")
    late.post("invoice", key(late.read("Invoice", invoice["Id"])), operation="delete")
    assert [row["Balance"] for row in late.find("Invoice")] == [3]
    assert all(row.get("status") != "Deleted" for row in changes(late))
    late.clock.advance(30)
    assert late.find("Invoice") == []
    assert [row["status"] for row in changes(late, "Invoice")] == ["Deleted"]


def test_a_query_in_a_batch_is_late_too_and_its_writes_are_not(late: Books) -> None:
    create = {"bId": "1", "operation": "create", "Customer": {"DisplayName": "Amy"}}
    first, second = late.batch(create, {"bId": "2", "Query": "select * from Customer"})
    assert (first["Customer"]["DisplayName"], second["QueryResponse"]) == ("Amy", {})
    assert code(late.batch(create)[0]) == "6240"


def test_one_entity_can_be_late_on_order_also_in_reads(books: Books) -> None:
    order = FaultOrder("lag", operation="read", later_s=5)
    queries = FaultOrder("lag", entity="query", later_s=5, about="Customer", times=2)
    books.simulator.orders.open += [order, queries]
    customer, item = books.customer("Amy"), books.item("Work")
    assert code(books.send("GET", f"customer/{customer}")) == "610"
    assert books.read("Customer", customer)["DisplayName"] == "Amy"
    assert names(books) == []
    assert item in [row["Id"] for row in books.find("Item")]
    assert names(books) == ["Amy"]


def test_the_last_query_that_an_order_hits_sees_former_versions_too(books: Books) -> None:
    held = books.write("Customer", {"DisplayName": "Amy"})
    books.clock.advance(60)
    books.update("Customer", held, DisplayName="unseen")
    books.simulator.orders.open.append(FaultOrder("lag", entity="query", later_s=5))
    books.clock.advance(60)
    books.update("Customer", books.read("Customer", held["Id"]), DisplayName="Bea")
    assert (names(books), names(books)) == (["unseen"], ["Bea"])


def test_how_something_was_before_an_order_was_given_is_not_known(books: Books) -> None:
    held = books.write("Customer", {"DisplayName": "Amy"})
    books.clock.advance(60)
    books.update("Customer", held, DisplayName="Bea")
    books.customer("New")
    books.simulator.orders.open.append(FaultOrder("lag", entity="query", later_s=5))
    assert names(books) == ["Bea"]

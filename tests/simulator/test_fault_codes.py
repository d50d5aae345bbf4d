"""Fault codes: each can be ordered with its own message, and those that no other file shows."""

from __future__ import annotations

from decimal import Decimal

from simulator.faults import MESSAGES
from simulator.ordered_faults.orders import FaultOrder
from tests.simulator.books import Books, code, sale


def test_every_code_can_be_ordered_and_has_its_message(books: Books) -> None:
    for number, message in MESSAGES.items():
        books.simulator.orders.open.append(FaultOrder("fault", entity="customer", code=number, detail="Why"))
        error = books.post("customer", {"DisplayName": "A"}).json()["Fault"]["Error"][0]
        assert (error["code"], error["Message"], error["Detail"]) == (number, message, "Why")
    assert books.find("Customer") == []


def test_a_category_cannot_be_sold_and_a_service_is_no_bundle(books: Books) -> None:
    customer, work = books.customer(), books.item()
    category = books.write("Item", {"Name": "Garden", "Type": "Category"})["Id"]
    bundle = {"DetailType": "GroupLineDetail", "GroupLineDetail": {"GroupItemRef": {"value": work}}}
    for line in (sale(category, "1"), bundle):
        body = {"CustomerRef": {"value": customer}, "Line": [line]}
        assert code(books.post("invoice", body)) == "2120"


def test_a_quantity_has_bounds(books: Books) -> None:
    line = sale(books.item(), "0")
    line["SalesItemLineDetail"]["Qty"] = Decimal("999999999999999.5")
    body = {"CustomerRef": {"value": books.customer()}, "Line": [line]}
    assert code(books.post("invoice", body)) == "2160"

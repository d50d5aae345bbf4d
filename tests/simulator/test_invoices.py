"""Invoices: lines and their arithmetic, dates, voids, deletes, and the refusals of each rule."""

from decimal import Decimal

import pytest

from tests.simulator.books import Books, Json, code, key, payment_body, sale


def test_an_invoice_is_shown_with_line_ids_subtotal_and_what_is_open(
    books: Books, customer: str, item: str
) -> None:
    line = {
        "Amount": 100,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": {"value": item}},
    }
    invoice = books.invoice(customer, line)
    assert invoice["Line"] == [
        {
            "Id": "1",
            "LineNum": 1,
            "Amount": 100,
            "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {
                "ItemRef": {"value": item, "name": "Gardening"},
                "ItemAccountRef": {"value": "1", "name": "Services"},
                "TaxCodeRef": {"value": "NON"},
            },
        },
        {"Amount": 100, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}},
    ]
    assert (invoice["TotalAmt"], invoice["Balance"], invoice["TxnTaxDetail"]) == (100, 100, {"TotalTax": 0})
    assert invoice["CustomerRef"] == {"value": customer, "name": "Amy"}
    assert (invoice["TxnDate"], invoice["DueDate"]) == ("2026-04-09", "2026-05-09")
    assert (invoice["LinkedTxn"], invoice["EmailStatus"], invoice["PrintStatus"]) == (
        [],
        "NotSet",
        "NeedToPrint",
    )
    assert "DocNumber" not in invoice


def test_the_server_date_is_pacific(books: Books, customer: str, item: str) -> None:
    books.later(14 * 3600)  # 23:00 Pacific, the next day in UTC
    assert books.invoice(customer, sale(item, "1"))["TxnDate"] == "2026-04-09"


def test_the_due_date_follows_the_terms_of_invoice_customer_and_company(books: Books, item: str) -> None:
    slow = books.customer("Slow", SalesTermRef={"value": "4"})
    due = [
        books.invoice(slow, sale(item, "1"), TxnDate="2026-01-01", **more)["DueDate"]
        for more in ({}, {"SalesTermRef": {"value": "1"}}, {"DueDate": "2026-07-01"})
    ]
    assert due == ["2026-03-02", "2026-01-01", "2026-07-01"]


def test_a_percent_discount_comes_after_the_subtotal(books: Books, customer: str, item: str) -> None:
    discount = {
        "DetailType": "DiscountLineDetail",
        "DiscountLineDetail": {"PercentBased": True, "DiscountPercent": 10},
    }
    invoice = books.invoice(customer, sale(item, "305"), discount)
    assert invoice["Line"][-1] == {
        "Amount": Decimal("30.50"),
        "DetailType": "DiscountLineDetail",
        "DiscountLineDetail": {
            "PercentBased": True,
            "DiscountPercent": 10,
            "DiscountAccountRef": {"value": "86", "name": "Discounts given"},
        },
    }
    assert invoice["TotalAmt"] == Decimal("274.50")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"CustomerRef": None}, "2020"),
        ({"CustomerRef": {"value": "75"}}, "2500"),
        ({"Line": []}, "2020"),
        ({"Line": None}, "2020"),
        ({"Line": [{"Amount": 5}]}, "2020"),
        ({"Line": [{"Amount": 5, "DetailType": "SALES_ITEM_LINE_DETAIL"}]}, "2170"),
        ({"Line": [{"DetailType": "SalesItemLineDetail"}]}, "2020"),
        ({"Line": [{"DetailType": "SubTotalLineDetail", "Amount": 1}]}, "2250"),
        ({"Line": [sale("1", "5", Price=5)]}, "2010"),
        ({"Line": [sale("99", "5")]}, "2500"),
        ({"Line": [sale("1", "-5")]}, "2290"),
        ({"Line": [sale("1", "5", Description="x" * 4001)]}, "2050"),
        ({"Line": [{**sale("1", "5"), "Amount": Decimal("5.01")}]}, "6070"),
        ({"Line": [{**sale("1", "5"), "Amount": Decimal("1e20")}]}, "2110"),
        ({"Line": [sale("1", "5", code="2")]}, "6100"),
        ({"Line": [sale("SHIPPING_ITEM_ID", "5")]}, "5030"),
        ({"CurrencyRef": {"value": "EUR"}}, "6000"),
        ({"DocNumber": "x" * 22}, "2050"),
        ({"PrivateNote": "x" * 4001}, "2050"),
        ({"CustomerMemo": {"value": "x" * 1001}}, "2050"),
        ({"CustomerMemo": {"value": "4111111111111111"}}, "6530"),
        ({"TxnDate": "09.04.2026"}, "2060"),
        ({"TxnDate": "2026-02-30"}, "2070"),
        ({"SalesTermRef": {"value": "99"}}, "2500"),
        ({"ClassRef": {"value": "1"}}, "5030"),
        ({"DepartmentRef": {"value": "1"}}, "5030"),
        ({"EmailStatus": "NeedToSend"}, "6420"),
        ({"EmailStatus": "Sent"}, "2170"),
        ({"BillEmail": {"Address": "nobody"}}, "2210"),
    ],
)
def test_what_breaks_a_rule_is_refused(
    books: Books, customer: str, item: str, change: Json, expected: str
) -> None:
    body = {"CustomerRef": {"value": customer}, "Line": [sale(item, "5")], **change}
    assert code(books.post("invoice", body)) == expected
    assert books.query("select count(*) from Invoice") == {"totalCount": 0}


@pytest.mark.parametrize(
    ("discount", "expected"),
    [
        ({"PercentBased": True}, "6090"),
        ({"PercentBased": False}, "6090"),
        ({"PercentBased": True, "DiscountPercent": 101}, "2150"),
        ({"PercentBased": True, "DiscountPercent": 5, "DiscountAccountRef": {"value": "999"}}, "2500"),
    ],
)
def test_a_discount_needs_its_percent_or_amount(
    books: Books, customer: str, item: str, discount: Json, expected: str
) -> None:
    line = {"DetailType": "DiscountLineDetail", "DiscountLineDetail": discount}
    body = {"CustomerRef": {"value": customer}, "Line": [sale(item, "5"), line]}
    assert code(books.post("invoice", body)) == expected


def test_one_discount_no_more_than_the_lines_and_only_when_allowed(
    books: Books, customer: str, item: str
) -> None:
    line = {"DetailType": "DiscountLineDetail", "Amount": 3, "DiscountLineDetail": {"PercentBased": False}}
    body = {"CustomerRef": {"value": customer}, "Line": [sale(item, "5"), line]}
    assert books.write("Invoice", body)["TotalAmt"] == 2
    assert code(books.post("invoice", {**body, "Line": [*body["Line"], line]})) == "2600"
    assert code(books.post("invoice", {**body, "Line": [sale(item, "2"), line]})) == "6000"
    books.company.preferences()["SalesFormsPrefs"]["AllowDiscount"] = False
    assert code(books.post("invoice", body)) == "5030"


def test_a_vendor_is_no_customer_and_an_inactive_customer_cannot_be_invoiced(books: Books, item: str) -> None:
    vendor = books.write("Vendor", {"DisplayName": "Hall Properties"})["Id"]
    assert (
        code(books.post("invoice", {"CustomerRef": {"value": vendor}, "Line": [sale(item, "5")]})) == "6000"
    )
    gone = books.update("Customer", books.write("Customer", {"DisplayName": "B"}), Active=False)["Id"]
    assert code(books.post("invoice", {"CustomerRef": {"value": gone}, "Line": [sale(item, "5")]})) == "610"


def test_a_line_without_an_item_keeps_its_text_and_loses_its_amount(books: Books, customer: str) -> None:
    line = {
        "Amount": 50,
        "Description": "Free text",
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {},
    }
    invoice = books.invoice(customer, line)
    assert (invoice["TotalAmt"], invoice["Line"][0]["DetailType"]) == (0, "DescriptionOnly")


def test_amounts_are_rounded_half_up_from_quantity_and_price(books: Books, customer: str, item: str) -> None:
    line = sale(item, "37.37499999")
    assert books.invoice(customer, line)["TotalAmt"] == Decimal("37.37")
    up = {**line, "Amount": Decimal("0.13"), "SalesItemLineDetail": {"ItemRef": {"value": item}}}
    up["SalesItemLineDetail"] |= {"UnitPrice": Decimal("0.25"), "Qty": Decimal("0.5")}
    assert books.invoice(customer, up)["TotalAmt"] == Decimal("0.13")


def test_sent_lines_replace_all_lines_and_one_without_its_id_is_new(
    books: Books, customer: str, item: str
) -> None:
    held = books.invoice(customer, sale(item, "10"), sale(item, "20"))
    kept = held["Line"][1]
    changed = books.update("Invoice", held, Line=[kept, sale(item, "10")])
    ids = [line.get("Id") for line in changed["Line"]]
    assert (ids, changed["SyncToken"], changed["TotalAmt"]) == (["2", "3", None], "1", 30)
    again = books.update("Invoice", changed, Line=changed["Line"])
    assert again == changed
    noted = books.update("Invoice", changed, PrivateNote="x")
    assert (noted["Line"], noted["SyncToken"]) == (changed["Line"], "2")


def test_a_void_empties_the_invoice_and_frees_its_payments(books: Books, customer: str, item: str) -> None:
    tax = {"TxnTaxCodeRef": {"value": "2"}}
    held = books.invoice(
        customer,
        sale(item, "50", quantity="2", code="TAX"),
        TxnTaxDetail=tax,
        DocNumber="9",
        PrivateNote="ref 1",
    )
    paid = books.payment(customer, "60", (held["Id"], "60"))
    held = books.read("Invoice", held["Id"])
    voided = books.write("Invoice", key(held), operation="void")
    assert (voided["TotalAmt"], voided["Balance"], voided["TxnTaxDetail"]) == (0, 0, {"TotalTax": 0})
    assert (voided["DocNumber"], voided["LinkedTxn"]) == ("9", [])
    assert voided["PrivateNote"] == "Voided - ref 1"
    assert int(voided["SyncToken"]) == int(held["SyncToken"]) + 1
    assert [line["Amount"] for line in voided["Line"]] == [0, 0]
    assert voided["Line"][0]["SalesItemLineDetail"]["Qty"] == 0
    freed = books.read("Payment", paid["Id"])
    assert (freed["UnappliedAmt"], freed["Line"]) == (60, [])
    assert books.read("Customer", customer)["Balance"] == -60
    assert books.write("Invoice", key(voided), operation="void") == voided
    assert code(books.post("payment", payment_body(customer, "1", (held["Id"], "1")))) == "620"


def test_a_deleted_invoice_is_gone_and_its_number_free(books: Books, customer: str, item: str) -> None:
    held = books.invoice(customer, sale(item, "10"), DocNumber="9")
    assert books.write("Invoice", key(held), operation="delete") == {
        "domain": "QBO",
        "status": "Deleted",
        "Id": held["Id"],
    }
    assert code(books.send("GET", f"invoice/{held['Id']}")) == "610"
    assert code(books.post("invoice", key(held), operation="delete")) == "610"
    assert books.read("Customer", customer)["Balance"] == 0
    books.invoice(customer, sale(item, "10"), DocNumber="9")


def test_an_invoice_with_a_payment_is_not_deleted_nor_given_to_another_customer(
    books: Books, customer: str, item: str
) -> None:
    held = books.invoice(customer, sale(item, "10"))
    books.payment(customer, "4", (held["Id"], "4"))
    held = books.read("Invoice", held["Id"])
    assert code(books.post("invoice", key(held), operation="delete")) == "6000"
    other = {"value": books.customer("Other")}
    assert code(books.post("invoice", {**key(held), "sparse": True, "CustomerRef": other})) == "6000"


def test_an_invoice_made_smaller_than_what_was_paid_frees_the_rest(
    books: Books, customer: str, item: str
) -> None:
    held = books.invoice(customer, sale(item, "10"))
    first = books.payment(customer, "4", (held["Id"], "4"))
    second = books.payment(customer, "6", (held["Id"], "6"))
    smaller = books.update("Invoice", books.read("Invoice", held["Id"]), Line=[sale(item, "7")])
    assert (smaller["TotalAmt"], smaller["Balance"]) == (7, 0)
    assert books.read("Payment", first["Id"])["UnappliedAmt"] == 0
    assert books.read("Payment", second["Id"])["UnappliedAmt"] == 3
    assert books.read("Customer", customer)["Balance"] == -3


def test_an_invoice_moves_to_another_customer_with_its_balance(
    books: Books, customer: str, item: str
) -> None:
    held = books.invoice(customer, sale(item, "10"))
    other = books.customer("Other")
    books.update("Invoice", held, CustomerRef={"value": other})
    assert [books.read("Customer", one)["Balance"] for one in (customer, other)] == [0, 10]


def test_what_an_invoice_took_from_its_customer_or_item_does_not_change_with_them(books: Books) -> None:
    place = {"Line1": "1 Main St.", "City": "Bayshore"}
    amy = books.write("Customer", {"DisplayName": "Amy", "BillAddr": place, "SalesTermRef": {"value": "4"}})
    item = books.read("Item", books.item())
    held = books.invoice(amy["Id"], sale(item["Id"], "5"))
    amy = books.read("Customer", amy["Id"])
    books.update(
        "Customer", amy, BillAddr={"Line1": "2 Main St."}, ShipAddr=place, SalesTermRef={"value": "1"}
    )
    books.update("Item", item, Active=False)
    noted = books.update("Invoice", held, PrivateNote="x")
    assert (noted["BillAddr"], noted["SalesTermRef"], noted["DueDate"]) == (
        held["BillAddr"],
        {"value": "4"},
        held["DueDate"],
    )
    assert "ShipAddr" not in noted

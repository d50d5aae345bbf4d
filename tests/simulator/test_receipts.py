"""Sales receipts and refund receipts: paid at once, to or from an account, with or without a customer."""

import pytest

from tests.simulator.books import Books, Json, code, fault, key, sale

UNDEPOSITED, CHECKING = "4", "35"


def receipt(books: Books, amount: str, **more: Json) -> Json:
    return books.write("SalesReceipt", {"Line": [sale(books.item(), amount)], **more})


def held_in(books: Books, account: str) -> Json:
    return books.read("Account", account)["CurrentBalance"]


def test_a_sales_receipt_needs_no_customer_and_is_never_open(books: Books) -> None:
    sold = receipt(books, "30", PaymentMethodRef={"value": "1"}, PaymentRefNum="77")
    assert (sold["TotalAmt"], sold["Balance"]) == (30, 0)
    assert sold["DepositToAccountRef"] == {"value": UNDEPOSITED, "name": "Undeposited Funds"}
    assert (sold["PaymentMethodRef"]["value"], sold["PaymentRefNum"]) == ("1", "77")
    assert [name for name in ("CustomerRef", "DueDate", "LinkedTxn") if name in sold] == []
    assert (held_in(books, UNDEPOSITED), held_in(books, "84")) == (30, 0)


def test_a_customers_receipt_does_not_move_what_the_customer_owes(books: Books) -> None:
    customer = books.customer("Amy")
    sold = receipt(books, "30", CustomerRef={"value": customer}, DepositToAccountRef={"value": CHECKING})
    assert (sold["CustomerRef"]["name"], books.read("Customer", customer)["Balance"]) == ("Amy", 0)
    assert held_in(books, CHECKING) == 30
    whole = {**key(sold), "Line": [sale(sold["Line"][0]["SalesItemLineDetail"]["ItemRef"]["value"], "12")]}
    updated = books.write("SalesReceipt", whole)
    assert ("CustomerRef" in updated, books.find("SalesReceipt", f"where CustomerRef = '{customer}'")) == (
        False,
        [],
    )
    assert (held_in(books, CHECKING), held_in(books, UNDEPOSITED)) == (0, 12)


@pytest.mark.parametrize("kind", ["SalesReceipt", "RefundReceipt"])
def test_receipts_are_voided_as_payments_are(books: Books, kind: str) -> None:
    body = {"Line": [sale(books.item(), "30")], "DepositToAccountRef": {"value": CHECKING}, "DocNumber": "R1"}
    held = books.write(kind, {**body, "PrivateNote": "n"})
    assert code(books.post(kind.lower(), key(held), operation="void")) == "500"
    void = {**key(held), "sparse": True}
    voided = books.write(kind, void, operation="update", include="void")
    assert (voided["TotalAmt"], voided["PrivateNote"], voided["SyncToken"]) == (0, "Voided - n", "1")
    assert (voided["Line"][0]["Amount"], voided["Line"][0]["SalesItemLineDetail"]["Qty"]) == (0, 0)
    assert (voided["DocNumber"], held_in(books, CHECKING)) == ("R1", 0)
    again = {**key(voided), "sparse": True}
    assert books.write(kind, again, operation="update", include="void") == voided


def test_a_refund_is_paid_out_of_an_account_that_must_be_named(books: Books) -> None:
    customer, line = books.customer(), sale(books.item(), "20")
    body = {"CustomerRef": {"value": customer}, "Line": [line]}
    number, detail = fault(books.post("refundreceipt", body))
    assert (number, "DepositToAccountRef" in detail) == ("2020", True)
    paid = books.write("RefundReceipt", {**body, "DepositToAccountRef": {"value": CHECKING}})
    assert (paid["TotalAmt"], paid["Balance"], held_in(books, CHECKING)) == (20, 0, -20)
    assert books.read("Customer", customer)["Balance"] == 0
    books.write("RefundReceipt", key(paid), operation="delete")
    assert held_in(books, CHECKING) == 0


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"DepositToAccountRef": {"value": "1"}}, "6000"),
        ({"DepositToAccountRef": {"value": "999"}}, "2500"),
        ({"PaymentMethodRef": {"value": "99"}}, "2500"),
        ({"PaymentRefNum": "x" * 22}, "2050"),
        ({"CustomerRef": {"value": "99"}}, "2500"),
        ({"Line": []}, "2020"),
        ({"Tip": 1}, "2010"),
    ],
)
@pytest.mark.parametrize("kind", ["SalesReceipt", "RefundReceipt"])
def test_what_breaks_a_rule_is_refused(books: Books, kind: str, change: Json, expected: str) -> None:
    body = {"Line": [sale(books.item(), "5")], "DepositToAccountRef": {"value": CHECKING}}
    assert code(books.post(kind.lower(), {**body, **change})) == expected
    assert books.find(kind) == []


def test_receipts_are_found_by_their_total_and_share_the_numbers_of_invoices(books: Books) -> None:
    books.company.preferences()["SalesFormsPrefs"]["CustomTxnNumbers"] = False
    sold = receipt(books, "301")
    assert sold["DocNumber"] == "1001"
    answer = books.query("select * from SalesReceipt where TotalAmt > '300.00'")
    assert ([row["Id"] for row in answer["SalesReceipt"]], "totalCount" in answer) == ([sold["Id"]], False)
    assert books.find("SalesReceipt", "where TotalAmt > '301'") == []


def test_a_deleted_receipt_takes_its_money_along(books: Books) -> None:
    sold = receipt(books, "30")
    assert books.write("SalesReceipt", key(sold), operation="delete")["status"] == "Deleted"
    assert held_in(books, UNDEPOSITED) == 0
    assert code(books.send("GET", f"salesreceipt/{sold['Id']}")) == "610"

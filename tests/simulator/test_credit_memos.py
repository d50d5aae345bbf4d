"""Credit memos: numbered with the invoices, owed to the customer, spent through payments, given back."""

from decimal import Decimal

import pytest

from tests.simulator.books import Books, Json, code, fault, key, sale

MADE_BY_QUICKBOOKS = "Created by QB Online to link credits to charges."


def credit(books: Books, customer: str, item: str, amount: str, **more: Json) -> Json:
    body = {"CustomerRef": {"value": customer}, "Line": [sale(item, amount)], **more}
    return books.write("CreditMemo", body)


def spending(customer: str, amount: str, *lines: tuple[str, str, str]) -> Json:
    """Return a payment that takes from credit memos and gives to invoices: (kind, id, amount)."""
    shown = [
        {"Amount": Decimal(figure), "LinkedTxn": [{"TxnId": form_id, "TxnType": kind}]}
        for kind, form_id, figure in lines
    ]
    return {"CustomerRef": {"value": customer}, "TotalAmt": Decimal(amount), "Line": shown}


def balances(books: Books, customer: str) -> tuple[Json, Json]:
    return books.read("Customer", customer)["Balance"], books.read("Account", "84")["CurrentBalance"]


def test_a_credit_memo_is_like_an_invoice_that_is_never_due(books: Books, customer: str, item: str) -> None:
    memo = credit(books, customer, item, "40")
    assert (memo["TotalAmt"], memo["Balance"], memo["RemainingCredit"]) == (40, 40, 40)
    assert [name for name in ("DueDate", "SalesTermRef", "LinkedTxn") if name in memo] == []
    assert balances(books, customer) == (-40, -40)


def test_its_number_is_the_next_of_the_invoices(books: Books, customer: str, item: str) -> None:
    books.company.preferences()["SalesFormsPrefs"]["CustomTxnNumbers"] = False
    invoice = books.invoice(customer, sale(item, "1"))
    assert (invoice["DocNumber"], credit(books, customer, item, "1")["DocNumber"]) == ("1001", "1002")


def test_a_number_that_an_invoice_has_is_taken(books: Books, customer: str, item: str) -> None:
    invoice = books.invoice(customer, sale(item, "1"), DocNumber="A1")
    body = {"CustomerRef": {"value": customer}, "Line": [sale(item, "1")], "DocNumber": "A1"}
    number, detail = fault(books.post("creditmemo", body))
    assert (number, f"TxnType=Invoice with TxnId={invoice['Id']}" in detail) == ("6140", True)


def test_a_payment_of_nothing_spends_a_credit_on_an_invoice(books: Books, customer: str, item: str) -> None:
    invoice, memo = books.invoice(customer, sale(item, "100")), credit(books, customer, item, "40")
    lines = (("Invoice", invoice["Id"], "30"), ("CreditMemo", memo["Id"], "30"))
    payment = books.write("Payment", spending(customer, "0", *lines))
    assert (payment["TotalAmt"], payment["UnappliedAmt"]) == (0, 0)
    assert [(line["Amount"], line["LinkedTxn"][0]["TxnType"]) for line in payment["Line"]] == [
        (30, "Invoice"),
        (30, "CreditMemo"),
    ]
    held = books.read("CreditMemo", memo["Id"])
    assert (held["Balance"], held["RemainingCredit"], held["TotalAmt"]) == (10, 10, 40)
    assert books.read("Invoice", invoice["Id"])["Balance"] == 70
    assert balances(books, customer) == (60, 60)


def test_a_payment_can_bring_money_and_credit(books: Books, customer: str, item: str) -> None:
    invoice, memo = books.invoice(customer, sale(item, "100")), credit(books, customer, item, "40")
    lines = (("Invoice", invoice["Id"], "100"), ("CreditMemo", memo["Id"], "40"))
    payment = books.write("Payment", spending(customer, "75", *lines))
    assert payment["UnappliedAmt"] == 15
    assert books.read("Invoice", invoice["Id"])["Balance"] == 0
    assert balances(books, customer) == (-15, -15)


@pytest.mark.parametrize(
    ("amount", "charged", "credited", "words"),
    [
        ("0", "30", "40.01", "more than the open balance"),
        ("0", "100.01", "40", "more than the open balance"),
        ("5", "30", "20", "more than the amount of the payment"),
        ("0", "30", "40", "credits applied are more than the invoices"),
    ],
)  # fmt: skip
def test_more_than_there_is_cannot_be_applied(
    books: Books, customer: str, item: str, *, amount: str, charged: str, credited: str, words: str
) -> None:
    invoice, memo = books.invoice(customer, sale(item, "100")), credit(books, customer, item, "40")
    lines = (("Invoice", invoice["Id"], charged), ("CreditMemo", memo["Id"], credited))
    number, detail = fault(books.post("payment", spending(customer, amount, *lines)))
    assert (number, words in detail) == ("6000", True), detail
    assert balances(books, customer) == (60, 60)


def test_a_credit_of_another_customer_or_of_a_wrong_kind_cannot_be_spent(
    books: Books, customer: str, item: str
) -> None:
    invoice = books.invoice(customer, sale(item, "100"))["Id"]
    strange = credit(books, books.customer("Other"), item, "40")["Id"]
    for kind, form_id in (("CreditMemo", strange), ("CreditMemo", invoice), ("Invoice", strange)):
        lines = (("Invoice", invoice, "30"), (kind, form_id, "30"))
        assert code(books.post("payment", spending(customer, "0", *lines))) == "620"


def test_a_payment_that_lets_go_gives_the_credit_back(books: Books, customer: str, item: str) -> None:
    invoice, memo = (
        books.invoice(customer, sale(item, "100"))["Id"],
        credit(books, customer, item, "40")["Id"],
    )
    lines = (("Invoice", invoice, "40"), ("CreditMemo", memo, "40"))
    unlinked = books.update("Payment", books.write("Payment", spending(customer, "0", *lines)), Line=[])
    assert (unlinked["Line"], books.read("CreditMemo", memo)["Balance"]) == ([], 40)
    spent = books.update("Payment", unlinked, Line=spending(customer, "0", *lines)["Line"])
    assert books.read("CreditMemo", memo)["Balance"] == 0
    books.write("Payment", key(spent), operation="delete")
    assert [books.read(*one)["Balance"] for one in (("CreditMemo", memo), ("Invoice", invoice))] == [40, 100]


def test_the_void_of_the_invoice_gives_the_credit_back(books: Books, customer: str, item: str) -> None:
    invoice, memo = (
        books.invoice(customer, sale(item, "100"))["Id"],
        credit(books, customer, item, "40")["Id"],
    )
    lines = (("Invoice", invoice, "100"), ("CreditMemo", memo, "40"))
    payment = books.write("Payment", spending(customer, "60", *lines))["Id"]
    books.write("Invoice", key(books.read("Invoice", invoice)), operation="void")
    held = books.read("Payment", payment)
    assert (held["UnappliedAmt"], held["Line"]) == (60, [])
    assert books.read("CreditMemo", memo)["RemainingCredit"] == 40
    assert balances(books, customer) == (-100, -100)


def test_the_void_of_the_credit_opens_the_invoice_again(books: Books, customer: str, item: str) -> None:
    invoice, memo = (
        books.invoice(customer, sale(item, "100"))["Id"],
        credit(books, customer, item, "40")["Id"],
    )
    lines = (("Invoice", invoice, "100"), ("CreditMemo", memo, "40"))
    payment = books.write("Payment", spending(customer, "60", *lines))["Id"]
    body = {**key(books.read("CreditMemo", memo)), "sparse": True}
    voided = books.write("CreditMemo", body, operation="update", include="void")
    assert (voided["TotalAmt"], voided["RemainingCredit"], voided["PrivateNote"]) == (0, 0, "Voided")
    assert [line["Amount"] for line in books.read("Payment", payment)["Line"]] == [60]
    assert books.read("Invoice", invoice)["Balance"] == 40
    assert balances(books, customer) == (40, 40)


def test_a_credit_that_is_made_smaller_takes_back_what_is_spent_of_it(
    books: Books, customer: str, item: str
) -> None:
    invoice, memo = (
        books.invoice(customer, sale(item, "100"))["Id"],
        credit(books, customer, item, "40")["Id"],
    )
    lines = (("Invoice", invoice, "40"), ("CreditMemo", memo, "40"))
    payment = books.write("Payment", spending(customer, "0", *lines))["Id"]
    smaller = books.update("CreditMemo", books.read("CreditMemo", memo), Line=[sale(item, "25")])
    assert (smaller["TotalAmt"], smaller["Balance"]) == (25, 0)
    assert [line["Amount"] for line in books.read("Payment", payment)["Line"]] == [25, 25]
    assert books.read("Invoice", invoice)["Balance"] == 75
    assert balances(books, customer) == (75, 75)


@pytest.mark.parametrize("refusal", ["6000", "620", "800"])
def test_what_is_spent_cannot_be_deleted(refusal: str) -> None:
    books = Books(linked_delete_code=refusal)
    customer, item = books.customer(), books.item()
    invoice, memo = books.invoice(customer, sale(item, "9"))["Id"], credit(books, customer, item, "9")["Id"]
    books.write("Payment", spending(customer, "0", ("Invoice", invoice, "9"), ("CreditMemo", memo, "9")))
    for kind, form_id in (("CreditMemo", memo), ("Invoice", invoice)):
        answer = books.post(kind.lower(), key(books.read(kind, form_id)), operation="delete")
        number, detail = fault(answer)
        assert (number, detail.endswith("it is linked to another one.")) == (refusal, True)


def test_an_unspent_credit_is_deleted_and_found_among_the_changes(
    books: Books, customer: str, item: str
) -> None:
    memo = credit(books, customer, item, "9", DocNumber="C1")
    assert [row["Id"] for row in books.find("CreditMemo", "where DocNumber = 'C1' and Balance > '8'")] == [
        memo["Id"]
    ]
    assert len(books.find("CreditMemo", f"where CustomerRef = '{customer}'")) == 1
    books.write("CreditMemo", key(memo), operation="delete")
    assert balances(books, customer) == (0, 0)
    changes = books.send("GET", "cdc", query="entities=creditmemo&changedSince=2026-04-01").json()
    assert changes["CDCResponse"][0]["QueryResponse"][0]["CreditMemo"][0]["status"] == "Deleted"


def test_the_same_credit_again_changes_nothing(books: Books, customer: str, item: str) -> None:
    memo = credit(books, customer, item, "9", PrivateNote="x")
    assert books.update("CreditMemo", memo, PrivateNote="x") == memo
    moved = books.read("Customer", customer)
    assert (moved["SyncToken"], books.update("CreditMemo", memo, PrivateNote="y")["SyncToken"]) == ("0", "1")


def test_open_credits_go_to_a_new_invoice_by_themselves_where_the_company_wants_that(
    books: Books, customer: str, item: str
) -> None:
    first, second = (credit(books, customer, item, amount)["Id"] for amount in ("40", "80"))
    books.payment(customer, "15")
    assert books.invoice(customer, sale(item, "1"))["Balance"] == 1
    books.company.preferences()["SalesFormsPrefs"]["AutoApplyCredit"] = True
    invoice = books.invoice(customer, sale(item, "100"), TxnDate="2026-03-02")
    assert (invoice["TotalAmt"], invoice["Balance"], invoice["SyncToken"]) == (100, 0, "0")
    payment = books.read("Payment", invoice["LinkedTxn"][0]["TxnId"])
    assert (payment["TotalAmt"], payment["PrivateNote"]) == (0, MADE_BY_QUICKBOOKS)
    assert payment["TxnDate"] == "2026-03-02"
    assert [books.read("CreditMemo", memo)["Balance"] for memo in (first, second)] == [0, 20]
    assert books.invoice(customer, sale(item, "50"))["Balance"] == 30
    assert books.invoice(customer, sale(item, "7"))["LinkedTxn"] == []
    assert len(books.find("Payment")) == 3
    assert balances(books, customer) == (23, 23)

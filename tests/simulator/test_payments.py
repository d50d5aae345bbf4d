"""Payments: what they can be applied to, what stays unapplied, and how voids and deletes give it back."""

from decimal import Decimal

import pytest

from tests.simulator.books import Books, Json, code, fault, key, payment_body, sale


def link(amount: int, txn_id: str, txn_type: str) -> Json:
    return {"Amount": amount, "LinkedTxn": [{"TxnId": txn_id, "TxnType": txn_type}]}


@pytest.fixture
def invoice(books: Books, customer: str) -> str:
    return str(books.invoice(customer, sale(books.item(), "100"))["Id"])


def test_a_payment_without_lines_is_unapplied(books: Books, customer: str) -> None:
    payment = books.payment(customer, "55")
    assert (payment["TotalAmt"], payment["UnappliedAmt"], payment["Line"]) == (55, 55, [])
    assert payment["DepositToAccountRef"] == {"value": "4"}
    assert ("PaymentMethodRef" in payment, payment["ProcessPayment"]) == (False, False)
    assert books.read("Customer", customer)["Balance"] == -55


def test_an_applied_payment_is_seen_from_both_sides(books: Books, customer: str, invoice: str) -> None:
    payment = books.payment(
        customer,
        "80",
        (invoice, "60"),
        PaymentMethodRef={"value": "2"},
        PaymentRefNum="5664",
        TxnDate="2026-03-14",
    )
    line = payment["Line"][0]
    assert (line["Amount"], line["LinkedTxn"]) == (60, [{"TxnId": invoice, "TxnType": "Invoice"}])
    assert [entry["value"]["Name"] for entry in line["LineEx"]["any"]] == [
        "txnId",
        "txnOpenBalance",
        "txnReferenceNumber",
    ]
    assert (payment["UnappliedAmt"], payment["SyncToken"]) == (20, "0")
    held = books.read("Invoice", invoice)
    assert (held["Balance"], held["LinkedTxn"]) == (40, [{"TxnId": payment["Id"], "TxnType": "Payment"}])
    assert books.read("Customer", customer)["Balance"] == 20
    assert books.read("Account", "84")["CurrentBalance"] == 20


@pytest.mark.parametrize("raised", [True, False])
def test_whether_a_payment_raises_the_token_of_its_invoice_is_a_setting(raised: bool) -> None:
    books = Books(links_raise_sync_token=raised)
    customer = books.customer()
    invoice = books.invoice(customer, sale(books.item(), "5"))["Id"]
    books.payment(customer, "5", (invoice, "5"))
    assert books.read("Invoice", invoice)["SyncToken"] == str(int(raised))


@pytest.mark.parametrize(
    ("change", "expected", "words"),
    [
        ({"CustomerRef": None}, "2020", "CustomerRef"),
        ({"CustomerRef": {"value": "75"}}, "2500", "Names element id 75 not found"),
        ({"TotalAmt": None}, "6000", "You must set a transaction amount."),
        ({"TotalAmt": -1}, "6000", "0 or greater"),
        ({"TotalAmt": 5}, "6000", "more than the amount of the payment"),
        ({"CurrencyRef": {"value": "EUR"}}, "6000", "currency of the transaction is invalid for customer"),
        ({"DepositToAccountRef": {"value": "41"}}, "6000", "Bank or Other Current Assets"),
        ({"DepositToAccountRef": {"value": "999"}}, "2500", "Accounts element id 999 not found"),
        ({"PaymentMethodRef": {"value": "9"}}, "2500", "not found"),
        ({"PaymentRefNum": "x" * 22}, "2050", "Max:21"),
        ({"PrivateNote": "x" * 4001}, "2050", "Max:4,000"),
        ({"Line": [{"Amount": 1}]}, "2020", "LinkedTxn"),
        ({"Line": [{"LinkedTxn": [{"TxnId": "1", "TxnType": "Invoice"}]}]}, "2020", "Amount"),
        ({"Line": [link(1, "77", "Invoice")]}, "620", "does not exist"),
        ({"Line": [link(1, "1", "CreditMemo")]}, "620", "CreditMemo 1 does not exist"),
        ({"Line": [link(1, "1", "Check")]}, "620", "no Check"),
        ({"Line": [link(1, "1", "Wish")]}, "2170", "Wish"),
        ({"Line": [link(-1, "1", "Invoice")]}, "2290", "Negative"),
        ({"Tip": 1}, "2010", "Tip"),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_refused(
    books: Books, customer: str, invoice: str, *, change: Json, expected: str, words: str
) -> None:
    number, detail = fault(books.post("payment", {**payment_body(customer, "10", (invoice, "10")), **change}))
    assert (number, words in detail) == (expected, True), detail
    assert books.read("Invoice", invoice)["Balance"] == 100


def test_no_more_than_is_open_can_be_applied(books: Books, customer: str, invoice: str) -> None:
    over = [(invoice, "100.01")]
    assert code(books.post("payment", payment_body(customer, "200", *over))) == "6000"
    assert (
        code(books.post("payment", payment_body(customer, "200", (invoice, "60"), (invoice, "41")))) == "6000"
    )
    books.payment(customer, "100", (invoice, "100"))
    assert code(books.post("payment", payment_body(customer, "5", (invoice, "5")))) == "620"


def test_another_customers_invoice_is_refused_but_one_billed_with_the_parent_is_not(
    books: Books, invoice: str
) -> None:
    other = books.customer("Other")
    assert code(books.post("payment", payment_body(other, "10", (invoice, "10")))) == "620"
    job = books.customer("Job", Job=True, ParentRef={"value": other}, BillWithParent=True)
    apart = books.customer("Apart", Job=True, ParentRef={"value": other})
    item = books.item("More")
    with_parent, by_itself = (books.invoice(child, sale(item, "10"))["Id"] for child in (job, apart))
    books.payment(other, "10", (with_parent, "10"))
    assert books.read("Customer", job)["Balance"] == 0
    assert code(books.post("payment", payment_body(other, "10", (by_itself, "10")))) == "620"


def test_what_is_applied_to_an_invoice_grows_up_to_all_of_it(books: Books, invoice: str) -> None:
    owner = books.read("Invoice", invoice)["CustomerRef"]["value"]
    held = books.payment(owner, "30", (invoice, "30"))
    for amount, status in (("100.01", 400), ("100", 200)):
        lines = payment_body(owner, "0", (invoice, amount))["Line"]
        answer = books.post("payment", {**key(held), "sparse": True, "TotalAmt": 200, "Line": lines})
        assert answer.status == status
    (line,) = answer.json()["Payment"]["Line"]
    values = {part["value"]["Name"]: part["value"]["Value"] for part in line["LineEx"]["any"]}
    assert values == {"txnId": invoice, "txnOpenBalance": "100.00", "txnReferenceNumber": ""}


def test_a_payment_goes_to_another_customer_only_without_its_invoices(books: Books, invoice: str) -> None:
    owner, other = books.read("Invoice", invoice)["CustomerRef"]["value"], books.customer("Other")
    held = books.payment(owner, "10", (invoice, "10"))
    moved = {**key(held), "sparse": True, "CustomerRef": {"value": other}}
    assert code(books.post("payment", moved)) == "620"
    books.write("Payment", {**moved, "Line": []})
    assert [books.read("Customer", who)["Balance"] for who in (owner, other)] == [100, -10]


def test_one_payment_can_cover_several_invoices_and_be_applied_later(
    books: Books, customer: str, invoice: str
) -> None:
    second = books.invoice(customer, sale(books.item("More"), "30"))["Id"]
    held = books.payment(customer, "130")
    held = books.update(
        "Payment", held, Line=payment_body(customer, "0", (invoice, "100"), (second, "30"))["Line"]
    )
    assert (held["UnappliedAmt"], held["SyncToken"]) == (0, "1")
    assert [books.read("Invoice", one)["Balance"] for one in (invoice, second)] == [0, 0]
    noted = books.update("Payment", held, PrivateNote="x")
    assert (noted["Line"], noted["SyncToken"]) == (held["Line"], "2")
    assert books.update("Payment", noted, PrivateNote="x") == noted
    freed = books.update("Payment", noted, Line=[])
    assert (freed["UnappliedAmt"], books.read("Invoice", second)["Balance"]) == (130, 30)


def test_an_invoice_cannot_let_go_of_its_payment(books: Books, customer: str, invoice: str) -> None:
    books.payment(customer, "60", (invoice, "60"))
    held = books.read("Invoice", invoice)
    assert books.update("Invoice", held, LinkedTxn=[]) == held


def test_a_payment_moves_to_another_customer(books: Books, customer: str) -> None:
    other = books.customer("Other")
    books.update("Payment", books.payment(customer, "10"), CustomerRef={"value": other})
    assert [books.read("Customer", one)["Balance"] for one in (customer, other)] == [0, -10]


def test_a_payment_is_voided_by_an_update(books: Books, customer: str, invoice: str) -> None:
    held = books.payment(customer, "70", (invoice, "60"), PrivateNote="ref 1")
    assert code(books.post("payment", key(held), operation="void")) == "500"
    body = {**key(held), "sparse": True}
    voided = books.write("Payment", body, operation="update", include="void")
    assert (voided["TotalAmt"], voided["UnappliedAmt"], voided["Line"]) == (0, 0, [])
    assert (voided["PrivateNote"], voided["SyncToken"]) == ("Voided - ref 1", "1")
    assert books.read("Invoice", invoice)["Balance"] == 100
    assert books.read("Customer", customer)["Balance"] == 100
    again = {**key(voided), "sparse": True}
    assert books.write("Payment", again, operation="update", include="void") == voided


def test_a_payment_is_voided_in_a_batch_by_its_option(books: Books, customer: str, invoice: str) -> None:
    held = books.payment(customer, "60", (invoice, "60"))
    item = {
        "bId": "1",
        "operation": "update",
        "optionsData": "void",
        "Payment": {**key(held), "sparse": True},
    }
    assert books.batch(item)[0]["Payment"]["TotalAmt"] == 0


def test_a_deleted_payment_opens_its_invoice_again(books: Books, customer: str, invoice: str) -> None:
    held = books.payment(customer, "70", (invoice, "60"))
    assert books.write("Payment", key(held), operation="delete")["status"] == "Deleted"
    assert books.read("Invoice", invoice)["LinkedTxn"] == []
    assert books.read("Customer", customer)["Balance"] == 100
    assert code(books.send("GET", f"payment/{held['Id']}")) == "610"


def test_cents_are_kept_exactly(books: Books, customer: str, invoice: str) -> None:
    for _ in range(10):
        books.payment(customer, "0.10", (invoice, "0.10"))
    assert books.read("Invoice", invoice)["Balance"] == Decimal("99.00")

"""Deposits: what lies in undeposited funds goes to the bank, and is locked until it is taken off."""

from decimal import Decimal

import pytest

from tests.simulator.books import Books, Json, code, fault, key, sale

UNDEPOSITED, CHECKING, SAVINGS, INTEREST = "4", "35", "36", "25"
LOCKED = (
    "This transaction has been deposited. If you want to change or delete it, you must edit the deposit "
    "it appears on and remove it first."
)


def taken(kind: str, held: Json) -> Json:
    return {
        "Amount": held["TotalAmt"],
        "LinkedTxn": [{"TxnId": held["Id"], "TxnType": kind, "TxnLineId": "0"}],
    }


def direct(amount: str, account: str = INTEREST) -> Json:
    detail = {"AccountRef": {"value": account}}
    return {"Amount": Decimal(amount), "DetailType": "DepositLineDetail", "DepositLineDetail": detail}


def deposit(books: Books, *lines: Json, **more: Json) -> Json:
    body = {"DepositToAccountRef": {"value": CHECKING}, "Line": list(lines), **more}
    return books.write("Deposit", body)


def held_in(books: Books, *accounts: str) -> list[Json]:
    return [books.read("Account", account)["CurrentBalance"] for account in accounts]


@pytest.fixture
def payment(books: Books) -> Json:
    return books.payment(books.customer("Amy"), "50")


@pytest.fixture
def receipt(books: Books) -> Json:
    return books.write("SalesReceipt", {"Line": [sale(books.item(), "30")]})


def test_money_goes_from_undeposited_funds_to_the_bank(books: Books, payment: Json, receipt: Json) -> None:
    assert held_in(books, UNDEPOSITED, CHECKING) == [80, 0]
    lines = (taken("Payment", payment), taken("SalesReceipt", receipt), direct("-2.50", "8"), direct("1"))
    made = deposit(books, *lines, PrivateNote="Monday")
    assert (made["TotalAmt"], made["DepositToAccountRef"]) == (
        Decimal("78.50"),
        {"value": CHECKING, "name": "Checking"},
    )
    assert made["Line"][0] == taken("Payment", payment)
    assert made["Line"][3]["DepositLineDetail"] == {
        "AccountRef": {"value": INTEREST, "name": "Interest Earned"}
    }
    assert held_in(books, UNDEPOSITED, CHECKING, INTEREST) == [0, Decimal("78.50"), 0]
    answer = books.query("select * from Deposit")
    assert (answer["totalCount"], answer["Deposit"]) == (1, [made])


def test_what_is_deposited_shows_it_without_having_changed(books: Books, receipt: Json) -> None:
    books.later(60)
    made = deposit(books, taken("SalesReceipt", receipt))
    link = {"LinkedTxn": [{"TxnId": made["Id"], "TxnType": "Deposit"}]}
    assert books.read("SalesReceipt", receipt["Id"]) == {**receipt, **link}


def test_accounts_move_without_a_new_token(books: Books, payment: Json) -> None:
    before = books.read("Account", UNDEPOSITED)
    books.later(60)
    deposit(books, taken("Payment", payment))
    after = books.read("Account", UNDEPOSITED)
    assert after["SyncToken"] == before["SyncToken"]
    assert after["MetaData"]["LastUpdatedTime"] > before["MetaData"]["LastUpdatedTime"]


def changes(books: Books, kind: str, held: Json) -> list[Json]:
    """Return the answers to a change, a void and a removal."""
    body = {**key(held), "sparse": True}
    return [
        books.post(kind.lower(), {**body, "PrivateNote": "x"}),
        books.post(kind.lower(), body, operation="update", include="void"),
        books.post(kind.lower(), key(held), operation="delete"),
    ]


def test_what_is_deposited_is_locked_until_it_is_taken_off(
    books: Books, payment: Json, receipt: Json
) -> None:
    made = deposit(books, taken("Payment", payment), taken("SalesReceipt", receipt))
    for kind, held in (("Payment", payment), ("SalesReceipt", receipt)):
        assert [fault(answer) for answer in changes(books, kind, held)] == [("6540", LOCKED)] * 3
    made = books.update("Deposit", made, Line=[taken("SalesReceipt", receipt)])
    assert (made["TotalAmt"], made["SyncToken"]) == (30, "1")
    assert held_in(books, UNDEPOSITED, CHECKING) == [50, 30]
    assert books.read("Payment", payment["Id"]) == payment
    assert books.update("Payment", payment, PrivateNote="x")["SyncToken"] == "1"
    assert code(books.post("salesreceipt", key(receipt), operation="delete")) == "6540"


def test_a_deleted_deposit_frees_what_was_on_it(books: Books, payment: Json) -> None:
    made = deposit(books, taken("Payment", payment))
    assert books.write("Deposit", key(made), operation="delete")["status"] == "Deleted"
    assert (books.read("Payment", payment["Id"]), held_in(books, UNDEPOSITED, CHECKING)) == (payment, [50, 0])
    again = deposit(books, taken("Payment", payment))
    assert again["Id"] != made["Id"]


def test_a_deposited_payment_can_lose_its_invoice_but_not_its_amount(books: Books) -> None:
    customer = books.customer("Amy")
    invoice = books.invoice(customer, sale(books.item(), "50"))
    paid = books.payment(customer, "50", (invoice["Id"], "50"))
    deposit(books, taken("Payment", paid))
    books.write("Invoice", key(books.read("Invoice", invoice["Id"])), operation="void")
    held = books.read("Payment", paid["Id"])
    assert (held["TotalAmt"], held["UnappliedAmt"], held["LinkedTxn"][0]["TxnType"]) == (50, 50, "Deposit")
    assert code(books.post("payment", key(held), operation="delete")) == "6540"


def test_a_deposit_moves_to_another_bank(books: Books, payment: Json) -> None:
    made = deposit(books, taken("Payment", payment))
    books.update("Deposit", made, DepositToAccountRef={"value": SAVINGS})
    assert held_in(books, UNDEPOSITED, CHECKING, SAVINGS) == [0, 0, 50]
    assert code(books.post("payment", key(payment), operation="delete")) == "6540"


def test_what_is_not_in_undeposited_funds_cannot_be_taken(books: Books, payment: Json, receipt: Json) -> None:
    there = books.payment(books.customer("Bob"), "5", DepositToAccountRef={"value": CHECKING})
    void = {**key(receipt), "sparse": True}
    empty = books.write("SalesReceipt", void, operation="update", include="void")
    deposit(books, taken("Payment", payment))
    wrong = [
        [taken("Payment", there)],
        [taken("SalesReceipt", empty)],
        [taken("Payment", payment)],
        [taken("SalesReceipt", payment)],
        [taken("RefundReceipt", payment)],
        [taken("Payment", {**payment, "Id": "999"})],
    ]
    for lines in wrong:
        body = {"DepositToAccountRef": {"value": CHECKING}, "Line": lines}
        assert code(books.post("deposit", body)) == "620"


@pytest.mark.parametrize(
    ("change", "expected", "words"),
    [
        ({"DepositToAccountRef": None}, "6000", "Select a bank account for this deposit"),
        ({"DepositToAccountRef": {"value": UNDEPOSITED}}, "6000", "Select a bank account"),
        ({"DepositToAccountRef": {"value": "1"}}, "6000", "Select a bank account"),
        ({"DepositToAccountRef": {"value": "999"}}, "2500", "Accounts element id 999"),
        ({"Line": []}, "2020", "Line"),
        ({"Line": [direct("-1")]}, "6000", "0 or greater"),
        ({"Line": [{"DetailType": "DepositLineDetail"}]}, "2020", "Amount"),
        ({"Line": [{"Amount": 1}]}, "2020", "DetailType"),
        ({"Line": [{"Amount": 1, "DetailType": "DepositLineDetail"}]}, "6440", "AccountRef"),
        ({"Line": [direct("1", "84")]}, "6430", "Accounts Receivable"),
        ({"Line": [direct("1", "999")]}, "2500", "999"),
        ({"TxnDate": "yesterday"}, "2060", "yesterday"),
        ({"Tip": 1}, "2010", "Tip"),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_refused(books: Books, change: Json, expected: str, words: str) -> None:
    body = {"DepositToAccountRef": {"value": CHECKING}, "Line": [direct("5")], **change}
    number, detail = fault(books.post("deposit", body))
    assert (number, words in detail) == (expected, True), detail


def test_a_payment_is_taken_once_and_as_a_whole(books: Books, payment: Json) -> None:
    target = {"DepositToAccountRef": {"value": CHECKING}}
    twice = {**target, "Line": [taken("Payment", payment)] * 2}
    assert code(books.post("deposit", twice)) == "620"
    part = {**target, "Line": [{**taken("Payment", payment), "Amount": 49}]}
    assert code(books.post("deposit", part)) == "6000"
    assert held_in(books, UNDEPOSITED, CHECKING) == [50, 0]
    assert books.read("Payment", payment["Id"]) == payment

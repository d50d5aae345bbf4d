"""Closed books: nothing dated up to the closing date is made, changed, voided or deleted."""

from __future__ import annotations

import pytest

from simulator.entities import KINDS
from tests.simulator.books import Books, Json, fault, key, payment_body, sale

CLOSED_TO, BEFORE, AFTER = "2026-03-31", "2026-03-30", "2026-04-01"
WITH_PASSWORD = (
    "The account period has closed and the account books cannot be updated through the QBO Services API. "
    "Please use the QBO website to make these changes."
)


class Quarter:
    """A company that closes its books after one invoice and one payment of each side of the closing date."""

    def __init__(self) -> None:
        self.books = Books()
        self.customer, self.item = self.books.customer(), self.books.item()
        self.invoices = {day: self.invoice(day) for day in (BEFORE, CLOSED_TO, AFTER)}
        self.payments = {
            day: self.books.payment(self.customer, "5", TxnDate=day) for day in (BEFORE, CLOSED_TO, AFTER)
        }
        self.books.company.preferences()["AccountingInfoPrefs"]["BookCloseDate"] = CLOSED_TO

    def invoice(self, day: str) -> Json:
        return self.books.invoice(self.customer, sale(self.item, "10"), TxnDate=day)

    def outcome(self, entity: str, body: Json, **parameters: str) -> str:
        before = self.state()
        answer = self.books.post(entity, body, **parameters)
        if answer.status == 200:
            return "done"
        assert self.state() == before
        return fault(answer)[0]

    def state(self) -> Json:
        return {
            (kind, one): dict(record.wire)
            for kind, records in self.books.company.objects.items()
            for one, record in records.items()
        }


@pytest.fixture
def quarter() -> Quarter:
    return Quarter()


@pytest.mark.parametrize(("day", "expected"), [(BEFORE, "6200"), (CLOSED_TO, "6200"), (AFTER, "done")])
def test_the_day_of_closing_is_closed_and_the_next_is_not(quarter: Quarter, day: str, expected: str) -> None:
    invoice, payment = quarter.invoices[day], quarter.payments[day]
    made = {"CustomerRef": {"value": quarter.customer}, "Line": [sale(quarter.item, "1")], "TxnDate": day}
    assert quarter.outcome("invoice", made) == expected
    assert quarter.outcome("payment", {**payment_body(quarter.customer, "1"), "TxnDate": day}) == expected
    note = {"sparse": True, "PrivateNote": "late"}
    assert quarter.outcome("invoice", {**key(invoice), **note}) == expected
    assert quarter.outcome("payment", {**key(payment), **note}) == expected
    invoice, payment = (
        quarter.books.read(*one) for one in (("Invoice", invoice["Id"]), ("Payment", payment["Id"]))
    )
    assert quarter.outcome("invoice", key(invoice), operation="void") == expected
    void = {**key(payment), "sparse": True}
    assert quarter.outcome("payment", void, operation="update", include="void") == expected
    invoice, payment = (
        quarter.books.read(*one) for one in (("Invoice", invoice["Id"]), ("Payment", payment["Id"]))
    )
    assert quarter.outcome("invoice", key(invoice), operation="delete") == expected
    assert quarter.outcome("payment", key(payment), operation="delete") == expected


def bodies(quarter: Quarter) -> dict[str, Json]:
    """Return a body of each kind of transaction that has no date yet."""
    form = {"CustomerRef": {"value": quarter.customer}, "Line": [sale(quarter.item, "1")]}
    paid_from = {"DepositToAccountRef": {"value": "35"}}
    detail = {"AccountRef": {"value": "1"}}
    line = {"Amount": 1, "DetailType": "DepositLineDetail", "DepositLineDetail": detail}
    return {
        "Invoice": form,
        "Estimate": form,
        "CreditMemo": form,
        "SalesReceipt": form,
        "RefundReceipt": {**form, **paid_from},
        "Payment": payment_body(quarter.customer, "1"),
        "Deposit": {**paid_from, "Line": [line]},
    }


def test_every_kind_of_transaction_keeps_to_the_closing_date(quarter: Quarter) -> None:
    kinds = {kind.name for kind in KINDS.values() if "TxnDate" in kind.fields}
    assert set(bodies(quarter)) == kinds
    for entity, body in bodies(quarter).items():
        assert quarter.outcome(entity.lower(), {**body, "TxnDate": CLOSED_TO}) == "6200"
        held = quarter.books.write(entity, {**body, "TxnDate": AFTER})
        back = {**key(held), "sparse": True, "TxnDate": CLOSED_TO}
        assert quarter.outcome(entity.lower(), back) == "6200"


def test_nothing_is_moved_into_or_out_of_closed_books(quarter: Quarter) -> None:
    for old, new in ((BEFORE, AFTER), (AFTER, BEFORE)):
        body = {**key(quarter.invoices[old]), "sparse": True, "TxnDate": new}
        assert quarter.outcome("invoice", body) == "6200"


def test_an_update_that_changes_nothing_is_no_change_of_closed_books(quarter: Quarter) -> None:
    invoice = quarter.invoices[BEFORE]
    assert quarter.books.update("Invoice", invoice, TxnDate=BEFORE) == invoice


def test_lists_have_no_period(quarter: Quarter) -> None:
    assert quarter.outcome("customer", {"DisplayName": "Later"}) == "done"


def test_with_a_password_the_website_is_the_only_way(quarter: Quarter) -> None:
    quarter.books.company.switches.closing_password = True
    body = {**key(quarter.invoices[BEFORE]), "sparse": True, "PrivateNote": "late"}
    assert fault(quarter.books.post("invoice", body)) == ("6210", WITH_PASSWORD)


def test_in_a_batch_only_the_items_of_the_closed_period_are_refused(quarter: Quarter) -> None:
    items = [
        {
            "bId": day,
            "operation": "create",
            "Payment": {**payment_body(quarter.customer, "1"), "TxnDate": day},
        }
        for day in (BEFORE, AFTER)
    ]
    closed, opened = quarter.books.batch(*items)
    assert fault(closed)[0] == "6200"
    assert opened["Payment"]["TxnDate"] == AFTER

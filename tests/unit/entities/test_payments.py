"""Payments with what they are applied to."""

from decimal import Decimal

import pytest

from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.model import RecordKey
from tests.unit.entities.examples import MARKER, codes, parsed, payload, problems, setting


def test_a_payment_is_written_with_method_reference_and_marker() -> None:
    assert payload("payments") == {
        "CustomerRef": {"value": "58"},
        "TotalAmt": Decimal(108),
        "TxnDate": "2026-04-06",
        "PaymentMethodRef": {"value": "2"},
        "PaymentRefNum": "6552",
        "PrivateNote": MARKER,
        "Line": [{"Amount": Decimal(108), "LinkedTxn": [{"TxnId": "130", "TxnType": "Invoice"}]}],
    }


def test_one_payment_may_pay_several_invoices_and_leave_a_rest() -> None:
    applications = [
        {"invoice_id": "invoice-1001", "amount": 50},
        {"invoice_id": "invoice-1002", "amount": "50.50"},
    ]
    assert codes("payments", applications=applications) == []
    lines = payload("payments", applications=applications)["Line"]
    assert [line["LinkedTxn"][0]["TxnId"] for line in lines] == ["130", "131"]
    payment = parsed("payments", applications=applications)
    assert ENTITIES["payments"].references(payment) == (
        RecordKey("contacts", "contact-1"),
        RecordKey("invoices", "invoice-1001"),
        RecordKey("invoices", "invoice-1002"),
    )


@pytest.mark.parametrize("method", ["", "Bitcoin", "Barter"])
def test_a_method_that_the_books_do_not_have_is_left_out(method: str) -> None:
    assert "PaymentMethodRef" not in payload("payments", method=method)


def test_an_unapplied_payment_has_no_lines_and_a_bare_one_no_reference() -> None:
    written = payload("payments", applications=[], reference="")
    assert "Line" not in written
    assert "PaymentRefNum" not in written


def test_the_marker_is_the_last_line_of_the_note() -> None:
    assert payload("payments", memo="Paid at the door")["PrivateNote"] == f"Paid at the door\n{MARKER}"


def test_the_currency_is_sent_only_to_books_of_several_currencies() -> None:
    within = setting(multicurrency=True)
    assert payload("payments", within, currency="EUR")["CurrencyRef"] == {"value": "EUR"}


def application(amount: object, invoice: str = "invoice-1001") -> dict[str, object]:
    return {"invoice_id": invoice, "amount": amount}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"amount": 0, "applications": []}, ("amount_not_positive", "amount")),
        ({"amount": -5, "applications": []}, ("amount_not_positive", "amount")),
        ({"applications": [application(0)]}, ("amount_not_positive", "applications[0].amount")),
        ({"applications": [application("108.01")]}, ("applied_too_much", "amount")),
        (
            {"applications": [application(1), application(2)]},
            ("invoice_applied_twice", "applications[1].invoice_id"),
        ),
        ({"reference": "7" * 22}, ("too_long", "reference")),
        ({"memo": "x" * 3980}, ("too_long", "memo")),
        ({"currency": "EUR"}, ("currency_differs", "currency")),
    ],
)
def test_what_quickbooks_would_refuse_is_named_with_its_field(
    changed: dict[str, object], expected: tuple[str, str]
) -> None:
    assert codes("payments", **changed) == [expected]


def test_a_memo_may_fill_what_the_marker_leaves() -> None:
    longest = 4000 - 1 - len(MARKER)
    assert codes("payments", memo="x" * longest) == []
    assert len(payload("payments", memo="x" * longest)["PrivateNote"]) == 4000
    assert codes("payments", memo="x" * (longest + 1)) == [("too_long", "memo")]


def test_too_much_applied_is_told_with_both_figures() -> None:
    found = problems("payments", applications=[application(100), application(20, "invoice-1002")])
    assert [(each.value, each.details) for each in found] == [("108.00", {"applied": "120.00"})]


def test_an_answer_confirms_total_customer_and_note() -> None:
    confirmed = ENTITIES["payments"].confirmed(
        {
            "Id": "140",
            "SyncToken": "0",
            "TotalAmt": Decimal("108.00"),
            "CustomerRef": {"value": "58", "name": "Amy"},
            "PrivateNote": MARKER,
            "Line": [{"Amount": 108, "LinkedTxn": []}],
            "MetaData": {"LastUpdatedTime": "2026-04-06T10:00:00-07:00"},
        }
    )
    assert (confirmed.total, confirmed.owner, confirmed.note) == (Decimal(108), "58", MARKER)
    assert (confirmed.booking_number, confirmed.line_ids) == ("140", ("",))
    assert confirmed.last_updated == "2026-04-06T10:00:00-07:00"

"""Invoices: lines, discount, totals, note."""

from datetime import date
from decimal import Decimal

import pytest

from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.model import RecordKey
from tests.unit.entities.examples import LINE, MARKER, codes, parsed, payload, problems, setting

UNTAXED = {"tax_percent": None, "tax_total": 0}


def test_an_invoice_is_written_whole() -> None:
    written = payload("invoices", memo="Left gate open")
    assert written == {
        "CustomerRef": {"value": "58"},
        "DocNumber": "1001",
        "TxnDate": "2026-04-05",
        "DueDate": "2026-05-05",
        "Line": [
            {
                "Amount": Decimal(100),
                "Description": "Weekly Gardening Service",
                "DetailType": "SalesItemLineDetail",
                "SalesItemLineDetail": {
                    "ItemRef": {"value": "6"},
                    "Qty": Decimal(4),
                    "UnitPrice": Decimal(25),
                    "TaxCodeRef": {"value": "TAX"},
                },
            }
        ],
        "TxnTaxDetail": {
            "TotalTax": Decimal(8),
            "TxnTaxCodeRef": {"value": "2"},
            "TaxLine": [
                {
                    "Amount": Decimal(8),
                    "DetailType": "TaxLineDetail",
                    "TaxLineDetail": {
                        "TaxRateRef": {"value": "3"},
                        "PercentBased": True,
                        "TaxPercent": Decimal(8),
                        "NetAmountTaxable": Decimal(100),
                    },
                }
            ],
        },
        "CustomerMemo": {"value": "Thank you for your business!"},
        "PrivateNote": f"Left gate open\n{MARKER}",
    }


def test_what_an_invoice_lacks_is_left_out() -> None:
    bare = {"due_date": None, "message": "", "memo": "", "number": ""}
    written = payload("invoices", lines=[{**LINE, "description": ""}], **bare)
    assert not {"DueDate", "CustomerMemo", "DocNumber", "CurrencyRef"} & set(written)
    assert written["PrivateNote"] == MARKER
    assert "Description" not in written["Line"][0]


def test_a_service_date_stands_on_its_line() -> None:
    (line,) = payload("invoices", lines=[{**LINE, "service_date": "2026-04-01"}])["Line"]
    assert line["SalesItemLineDetail"]["ServiceDate"] == "2026-04-01"


def test_books_that_count_by_themselves_get_no_number() -> None:
    own = setting(custom_numbers=False)
    assert "DocNumber" not in payload("invoices", own)
    assert codes("invoices", own, number="1" * 22) == []


def test_a_percent_discount_is_the_last_line_rounded_half_up() -> None:
    line = {**LINE, "quantity": 1, "unit_price": "100.10", "amount": "100.10"}
    changed = {"lines": [line], "discount_percent": "2.5", "total": "97.60", **UNTAXED}
    assert codes("invoices", **changed) == []
    assert payload("invoices", **changed)["Line"][1] == {
        "Amount": Decimal("2.50"),
        "DetailType": "DiscountLineDetail",
        "DiscountLineDetail": {"PercentBased": True, "DiscountPercent": Decimal("2.5")},
    }


def test_an_invoice_refers_to_its_contact_and_to_each_product_once() -> None:
    lines = [LINE, {**LINE, "product_id": "product-5"}, LINE, {**LINE, "product_id": ""}]
    assert ENTITIES["invoices"].references(parsed("invoices", lines=lines)) == (
        RecordKey("contacts", "contact-1"),
        RecordKey("products", "product-6"),
        RecordKey("products", "product-5"),
    )


def test_only_booked_invoices_are_due() -> None:
    due = ENTITIES["invoices"].due
    assert (due(parsed("invoices")), due(parsed("invoices", status="draft"))) == (True, False)


@pytest.mark.parametrize(
    ("quantity", "unit_price", "amount"),
    [("1", "0.005", "0.01"), ("3", "12.4583333", "37.37"), ("3.5", "8.75", "30.63"), ("0.5", "0.01", "0.01")],
)
def test_a_lines_amount_is_quantity_times_price_rounded_half_up(
    quantity: str, unit_price: str, amount: str
) -> None:
    line = {**LINE, "quantity": quantity, "unit_price": unit_price, "amount": amount}
    assert codes("invoices", lines=[line], total=amount, **UNTAXED) == []


def test_amounts_that_do_not_add_up_are_told_with_what_they_should_be() -> None:
    found = problems("invoices", lines=[{**LINE, "amount": 90}], total=108)
    assert [(each.code, each.field, each.value, each.details["expected"]) for each in found] == [
        ("line_amount_wrong", "lines[0].amount", "90.00", "100.00"),
        ("invoice_total_wrong", "total", "108.00", "98.00"),
    ]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"lines": [{**LINE, "product_id": None}]}, ("free_text_line", "lines[0].product_id")),
        ({"lines": [], "tax_total": 0, "total": 0}, ("no_lines", "lines")),
        ({"total": 100}, ("invoice_total_wrong", "total")),
        ({"number": "1" * 22}, ("too_long", "number")),
        ({"message": "x" * 1001}, ("too_long", "message")),
        ({"memo": "x" * 4000}, ("too_long", "memo")),
        ({"lines": [{**LINE, "description": "x" * 4001}]}, ("too_long", "lines[0].description")),
        ({"currency": "EUR"}, ("currency_differs", "currency")),
    ],
)
def test_what_quickbooks_would_refuse_is_named_with_its_field(
    changed: dict[str, object], expected: tuple[str, str]
) -> None:
    assert codes("invoices", **changed) == [expected]


def test_negative_lines_and_totals_are_problems() -> None:
    back = {**LINE, "quantity": -1, "unit_price": 30, "amount": -30}
    line = ("negative_amount", "lines[1].amount")
    assert codes("invoices", lines=[LINE, back], total=70, **UNTAXED) == [line]
    both = [("negative_amount", "lines[0].amount"), ("negative_amount", "total")]
    assert codes("invoices", lines=[back], total=-30, **UNTAXED) == both


@pytest.mark.parametrize(
    ("text", "is_card"),
    [
        ("paid with 4111 1111 1111 1111 at the door", True),
        ("5500-0000-0000-0004", True),
        ("378282246310005", True),
        ("4111 1111 1111 1112", False),
        ("order 1111111111111117", False),
        ("A4111111111111111", False),
        ("41111111111111111111", False),
        ("4111 1111", False),
    ],
)
def test_card_numbers_are_found_in_every_text_and_never_repeated(text: str, *, is_card: bool) -> None:
    changed: dict[str, object] = {"message": text, "memo": text, "lines": [{**LINE, "description": text}]}
    found = problems("invoices", **changed)
    fields = ["lines[0].description", "message", "memo"] if is_card else []
    assert [(each.code, each.field, each.value) for each in found] == [("card_number", f, "") for f in fields]


def test_what_the_books_are_set_to_decides_discounts_currencies_and_periods() -> None:
    discounted = {"discount_percent": 10, "total": 98}
    assert codes("invoices", setting(allows_discount=False), **discounted) == [
        ("discount_not_allowed", "discount_percent")
    ]
    several = setting(multicurrency=True)
    assert codes("invoices", several, currency="EUR") == []
    assert payload("invoices", several, currency="EUR")["CurrencyRef"] == {"value": "EUR"}
    closed = problems("invoices", setting(closed_until=date(2026, 4, 5)))
    assert [(each.code, each.value, each.details) for each in closed] == [
        ("period_closed", "2026-04-05", {"closed_until": "2026-04-05"})
    ]
    assert codes("invoices", setting(closed_until=date(2026, 4, 4))) == []


def test_a_free_text_line_and_wrong_amounts_are_problems_of_their_own() -> None:
    line = {**LINE, "product_id": "", "description": "One-off", "amount": 1}
    found = problems("invoices", lines=[LINE, line], total=109)
    assert [(each.code, each.value) for each in found] == [
        ("free_text_line", "One-off"),
        ("line_amount_wrong", "1.00"),
    ]


def test_an_answers_line_ids_come_in_the_order_of_our_lines() -> None:
    def line(kind: str, **rest: object) -> dict[str, object]:
        return {"DetailType": kind, "Amount": 1, **rest}

    answer = {
        "Id": "130",
        "SyncToken": "0",
        "DocNumber": "1001",
        "TotalAmt": Decimal("98.00"),
        "CustomerRef": {"value": "58"},
        "PrivateNote": MARKER,
        "Line": [
            line("SalesItemLineDetail", Id="1"),
            line("SalesItemLineDetail", Id="2"),
            line("SubTotalLineDetail"),
            line("DiscountLineDetail"),
        ],
        "MetaData": None,
    }
    confirmed = ENTITIES["invoices"].confirmed(answer)
    assert (confirmed.booking_number, confirmed.line_ids) == ("1001", ("1", "2", ""))
    assert (confirmed.total, confirmed.owner, confirmed.note) == (Decimal(98), "58", MARKER)


def test_without_a_number_the_id_is_the_booking_number() -> None:
    assert ENTITIES["invoices"].confirmed({"Id": "130", "SyncToken": "0"}).booking_number == "130"

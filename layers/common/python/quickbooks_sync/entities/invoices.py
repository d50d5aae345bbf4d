"""Invoices: lines of products, a percent discount, the host's tax and total."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from quickbooks_sync.entities import checks, taxes, wire
from quickbooks_sync.entities.fields import (
    MOST_LINES,
    Currency,
    Day,
    HostRecord,
    Id,
    Money,
    OptionalDay,
    OptionalId,
    OptionalMoney,
    OptionalPercent,
    Part,
    Quantity,
    Text,
    cents,
)
from quickbooks_sync.entities.leaving import DELETED, Leaving, Spelling
from quickbooks_sync.entities.rules import Confirmed, EntityRules, Setting
from quickbooks_sync.entities.wire import filled, note, ref
from quickbooks_sync.model import Payload, Problem, RecordKey, Removal

_LONGEST_NUMBER = 21
_LONGEST_MESSAGE = 1000
_LONGEST_DESCRIPTION = 4000
_SALES = "SalesItemLineDetail"
_DISCOUNT = "DiscountLineDetail"


class InvoiceLine(Part):
    """One line of an invoice; outside the United States with `tax_amount`, `tax_code` or both."""

    product_id: OptionalId = ""
    description: Text = ""
    quantity: Quantity
    unit_price: Quantity
    amount: Money
    taxable: bool
    tax_amount: OptionalMoney = None
    tax_code: Text = ""
    service_date: OptionalDay = None


class Invoice(HostRecord):
    """A sale; a draft stays out of the books until it is booked."""

    number: Text = ""
    contact_id: Id
    issue_date: Day
    due_date: OptionalDay = None
    currency: Currency
    tax_percent: OptionalPercent = None
    tax_total: Annotated[Money, Field(ge=0)]
    discount_percent: OptionalPercent = None
    total: Money
    status: Literal["draft", "booked"]
    message: Text = ""
    memo: Text = ""
    job_id: OptionalId = ""
    lines: Annotated[tuple[InvoiceLine, ...], Field(max_length=MOST_LINES, strict=False)]


def _references(invoice: Invoice) -> tuple[RecordKey, ...]:
    products = (RecordKey("products", line.product_id) for line in invoice.lines if line.product_id)
    return tuple(dict.fromkeys((RecordKey("contacts", invoice.contact_id), *products)))


def _lines_sum(invoice: Invoice) -> Decimal:
    return sum((line.amount for line in invoice.lines), Decimal(0))


def _discount(invoice: Invoice) -> Decimal:
    return cents(_lines_sum(invoice) * (invoice.discount_percent or 0) / 100)


def _problems(invoice: Invoice, setting: Setting) -> tuple[Problem, ...]:
    return (
        *([] if invoice.lines else [Problem("no_lines", "lines")]),
        *(
            problem
            for index, line in enumerate(invoice.lines)
            for problem in _line_problems(line, f"lines[{index}]")
        ),
        *_total_problems(invoice),
        *taxes.problems(invoice, setting),
        *_books_problems(invoice, setting),
        *checks.text("message", invoice.message, _LONGEST_MESSAGE),
        *checks.memo(invoice.memo, setting),
    )


def _line_problems(line: InvoiceLine, path: str) -> Iterator[Problem]:
    if not line.product_id:
        yield Problem("free_text_line", f"{path}.product_id", line.description[:200])
    expected = cents(line.quantity * line.unit_price)
    if line.amount != expected:
        details = {
            "quantity": str(line.quantity),
            "unit_price": str(line.unit_price),
            "expected": str(expected),
        }
        yield Problem("line_amount_wrong", f"{path}.amount", str(line.amount), details=details)
    if line.amount < 0:
        yield Problem("negative_amount", f"{path}.amount", str(line.amount))
    yield from checks.text(f"{path}.description", line.description, _LONGEST_DESCRIPTION)


def _total_problems(invoice: Invoice) -> Iterator[Problem]:
    expected = _lines_sum(invoice) - _discount(invoice) + invoice.tax_total
    if invoice.total != expected:
        details = {"expected": str(expected)}
        yield Problem("invoice_total_wrong", "total", str(invoice.total), details=details)
    if invoice.total < 0:
        yield Problem("negative_amount", "total", str(invoice.total))


def _books_problems(invoice: Invoice, setting: Setting) -> Iterator[Problem]:
    books = setting.books
    if books.custom_numbers:
        yield from checks.too_long("number", invoice.number, _LONGEST_NUMBER)
    if invoice.discount_percent and not books.allows_discount:
        yield Problem("discount_not_allowed", "discount_percent", str(invoice.discount_percent))
    yield from checks.currency("currency", invoice.currency, setting)
    yield from checks.open_period("issue_date", invoice.issue_date, setting)


def _payload(invoice: Invoice, setting: Setting) -> Payload:
    books = setting.books
    return filled(
        {
            "CustomerRef": ref(setting.ids[RecordKey("contacts", invoice.contact_id)]),
            # Without custom numbers QuickBooks counts by itself; one sent leads to duplicates (facts 8.3).
            "DocNumber": invoice.number if books.custom_numbers else "",
            "TxnDate": invoice.issue_date.isoformat(),
            "DueDate": invoice.due_date.isoformat() if invoice.due_date else "",
            "CurrencyRef": ref(invoice.currency) if books.multicurrency else None,
            "Line": [*_sales_lines(invoice, setting), *_discount_lines(invoice)],
            "GlobalTaxCalculation": taxes.calculation(setting),
            "TxnTaxDetail": taxes.tax_detail(invoice, setting),
            "CustomerMemo": filled({"value": invoice.message}),
            "PrivateNote": note(invoice.memo, setting),
        }
    )


def _sales_lines(invoice: Invoice, setting: Setting) -> Iterator[Payload]:
    for line, tax_code in zip(invoice.lines, taxes.line_codes(invoice, setting), strict=True):
        detail = {
            "ItemRef": ref(setting.ids[RecordKey("products", line.product_id)]),
            "Qty": line.quantity,
            "UnitPrice": line.unit_price,
            "TaxCodeRef": tax_code,
            "ServiceDate": line.service_date.isoformat() if line.service_date else "",
        }
        yield filled(
            {
                "Amount": line.amount,
                "Description": line.description,
                "DetailType": _SALES,
                _SALES: filled(detail),
            }
        )


def _discount_lines(invoice: Invoice) -> Iterator[Payload]:
    if invoice.discount_percent:
        detail = {"PercentBased": True, "DiscountPercent": invoice.discount_percent}
        yield {"Amount": _discount(invoice), "DetailType": _DISCOUNT, _DISCOUNT: detail}


def _confirmed(answer: Payload) -> Confirmed:
    """Read the lines in the order in which we send them: QuickBooks puts its subtotal before the discount."""
    ids = (
        str(line.get("Id", ""))
        for kind in (_SALES, _DISCOUNT)
        for line in answer.get("Line", ())
        if line.get("DetailType") == kind
    )
    return wire.confirmed(answer, line_ids=tuple(ids))


INVOICES = EntityRules(
    name="invoices",
    object="Invoice",
    schema=Invoice,
    references=_references,
    due=lambda invoice: invoice.status == "booked",
    problems=_problems,
    payload=_payload,
    total=lambda invoice: invoice.total,
    confirmed=_confirmed,
    marked=True,
    needs=("contacts", "products"),
    leaving=Leaving(
        {
            Removal.VOID: Spelling((("operation", "void"),), {"operation": "void"}),
            Removal.DELETE: DELETED,
        },
        void_first=True,
        linked="Payment",
    ),
)

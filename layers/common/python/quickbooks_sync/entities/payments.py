"""Payments: money received from a contact, applied to its invoices; the rest stays unapplied."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from quickbooks_sync.entities import checks, wire
from quickbooks_sync.entities.fields import MOST_LINES, Currency, Day, HostRecord, Id, Money, Part, Text
from quickbooks_sync.entities.leaving import DELETED, Leaving, Spelling
from quickbooks_sync.entities.rules import Confirmed, EntityRules, Setting
from quickbooks_sync.entities.wire import filled, note, ref
from quickbooks_sync.model import Payload, Problem, RecordKey, Removal

_LONGEST_REFERENCE = 21


class Application(Part):
    """How much of a payment goes to one invoice."""

    invoice_id: Id
    amount: Money


class Payment(HostRecord):
    """Money received."""

    contact_id: Id
    date: Day
    currency: Currency
    amount: Money
    method: Text = ""
    reference: Text = ""
    memo: Text = ""
    applications: Annotated[tuple[Application, ...], Field(max_length=MOST_LINES, strict=False)] = ()


def _references(payment: Payment) -> tuple[RecordKey, ...]:
    invoices = (RecordKey("invoices", each.invoice_id) for each in payment.applications)
    return tuple(dict.fromkeys((RecordKey("contacts", payment.contact_id), *invoices)))


def _problems(payment: Payment, setting: Setting) -> tuple[Problem, ...]:
    return (
        *_amount_problems(payment),
        *checks.too_long("reference", payment.reference, _LONGEST_REFERENCE),
        *checks.memo(payment.memo, setting),
        *checks.currency("currency", payment.currency, setting),
        *checks.open_period("date", payment.date, setting),
    )


def _amount_problems(payment: Payment) -> Iterator[Problem]:
    if payment.amount <= 0:
        yield Problem("amount_not_positive", "amount", str(payment.amount))
    seen: set[str] = set()
    for index, each in enumerate(payment.applications):
        path = f"applications[{index}]"
        if each.amount <= 0:
            yield Problem("amount_not_positive", f"{path}.amount", str(each.amount))
        if each.invoice_id in seen:
            yield Problem("invoice_applied_twice", f"{path}.invoice_id", each.invoice_id)
        seen.add(each.invoice_id)
    applied = sum((each.amount for each in payment.applications), Decimal(0))
    if applied > max(payment.amount, Decimal(0)):
        yield Problem("applied_too_much", "amount", str(payment.amount), details={"applied": str(applied)})


def _payload(payment: Payment, setting: Setting) -> Payload:
    payload = {
        "CustomerRef": ref(setting.ids[RecordKey("contacts", payment.contact_id)]),
        "TotalAmt": payment.amount,
        "TxnDate": payment.date.isoformat(),
        "CurrencyRef": ref(payment.currency) if setting.books.multicurrency else None,
        "PaymentMethodRef": _method(payment, setting),
        "PaymentRefNum": payment.reference,
        "PrivateNote": note(payment.memo, setting),
        "Line": [_line(each, setting) for each in payment.applications],
    }
    return filled(payload)


def _line(application: Application, setting: Setting) -> Payload:
    invoice = setting.ids[RecordKey("invoices", application.invoice_id)]
    return {"Amount": application.amount, "LinkedTxn": [{"TxnId": invoice, "TxnType": "Invoice"}]}


def _method(payment: Payment, setting: Setting) -> Payload | None:
    """Find the books' payment method of that name; one that they do not have is left out."""
    methods = (each for each in setting.books.payment_methods if each.active)
    name = payment.method.casefold()
    return next((ref(each.id) for each in methods if each.name.casefold() == name), None)


def _confirmed(answer: Payload) -> Confirmed:
    return wire.confirmed(answer, line_ids=tuple(str(line.get("Id", "")) for line in answer.get("Line", ())))


_VOIDED = Spelling(
    (("operation", "update"), ("include", "void")),
    {"operation": "update", "optionsData": "void"},
    {"sparse": True},
)
"""A payment knows no operation of that name (facts 13, no. 24)."""

PAYMENTS = EntityRules(
    name="payments",
    object="Payment",
    schema=Payment,
    references=_references,
    due=lambda _: True,
    problems=_problems,
    payload=_payload,
    total=lambda payment: payment.amount,
    confirmed=_confirmed,
    marked=True,
    needs=("contacts", "invoices"),
    leaving=Leaving({Removal.VOID: _VOIDED, Removal.DELETE: DELETED}),
)

"""Invoices: when they are due, and what payments leave open of them."""

from datetime import date, timedelta
from decimal import Decimal

from simulator.company import Company, Record
from simulator.entities.customer import move_balance
from simulator.entities.links import release, total_applied
from simulator.entities.sales_form import (
    FORM_FIELDS,
    FORM_FILTERS,
    build_form,
    customer_of,
    empty_form,
    forget_form,
    settle_form,
)
from simulator.faults import business
from simulator.kinds import Draft, Kind, copied
from simulator.schema import boolean, day, reference, shown, unkept
from simulator.wire import Wire
from simulator.writing import changed

USUAL_DUE_DAYS = 30


def build(draft: Draft) -> Wire:
    """Build an invoice."""
    given, before = draft.given, draft.before
    customer = customer_of(draft)
    draft.refer("Term", "SalesTermRef", prefix="Terms")
    if before is None and "SalesTermRef" in customer.wire:
        given.setdefault("SalesTermRef", customer.wire["SalesTermRef"])
    form, total = build_form(draft, customer)
    given.setdefault("DueDate", _default_due_date(draft, form["TxnDate"]))
    return {
        "AllowIPNPayment": False,
        "AllowOnlinePayment": False,
        "AllowOnlineCreditCardPayment": given.get("AllowOnlineCreditCardPayment", False),
        "AllowOnlineACHPayment": given.get("AllowOnlineACHPayment", False),
        **form,
        "LinkedTxn": before.wire["LinkedTxn"] if before else [],
        "DueDate": given["DueDate"],
        "Balance": shown(total - _applied(before, customer)),
        **copied(given, "SalesTermRef"),
    }


def _default_due_date(draft: Draft, txn_date: str) -> str:
    default = draft.company.preference("SalesFormsPrefs", "DefaultTerms")
    term_ref = draft.given.get("SalesTermRef") or default
    term = draft.company.find("Term", term_ref["value"]) if term_ref else None
    days = int(term.wire.get("DueDays", USUAL_DUE_DAYS)) if term else USUAL_DUE_DAYS
    return (date.fromisoformat(txn_date) + timedelta(days=days)).isoformat()


def _applied(before: Record | None, customer: Record) -> Decimal:
    applied = total_applied(before) if before else Decimal(0)
    if before is not None and applied and before.wire["CustomerRef"]["value"] != customer.id:
        raise business("You cannot change the customer of an invoice that has payments.")
    return applied


def settle(draft: Draft, record: Record, before: Wire | None) -> None:
    """Move the number, the customer's list and balance, and free what is paid too much now."""
    company, wire = draft.company, record.wire
    settle_form(draft, record, before)
    if before is not None:
        move_balance(company, before["CustomerRef"]["value"], -Decimal(before["Balance"]), draft.now_s)
    move_balance(company, wire["CustomerRef"]["value"], Decimal(wire["Balance"]), draft.now_s)
    release(company, record, keep=Decimal(wire["TotalAmt"]), now_s=draft.now_s)


def void(company: Company, record: Record, now_s: float) -> None:
    """Set every amount and quantity to nothing; payments are free again, number and links aside it stays."""
    if record.voided:
        return
    before = record.wire
    empty_form(record)
    record.wire["Balance"] = shown(-total_applied(record))
    changed(company, record, now_s)
    moved = Decimal(record.wire["Balance"]) - Decimal(before["Balance"])
    move_balance(company, before["CustomerRef"]["value"], moved, now_s)
    release(company, record, keep=Decimal(0), now_s=now_s)


def delete(company: Company, record: Record, now_s: float) -> None:
    """Take an invoice out of its indexes; refuse while payments are applied to it."""
    if record.applied:
        raise business(
            "You cannot delete this transaction because it is linked to a payment. Unlink it first."
        )
    move_balance(company, record.wire["CustomerRef"]["value"], -Decimal(record.wire["Balance"]), now_s)
    forget_form(company, record)


INVOICE = Kind(
    name="Invoice",
    family="Transactions",
    build=build,
    settle=settle,
    delete=delete,
    void=void,
    total_count=True,
    fields={
        **FORM_FIELDS,
        "DueDate": day,
        "SalesTermRef": reference,
        "AllowOnlineCreditCardPayment": boolean,
        "AllowOnlineACHPayment": boolean,
        **unkept(
            "Deposit AllowIPNPayment AllowOnlinePayment AllowOnlinePayPalPayment EInvoiceStatus "
            "ECloudStatusTimeStamp invoiceStatus callToAction invoiceStatusLog InvoiceEx LessCIS "
            "InvoiceLink PaymentDetailsMessage ConvenienceFeeDetail"
        ),
    },
    filters={**FORM_FILTERS, "DueDate": "date", "Balance": "number", "SalesTermRef": "reference"},
)

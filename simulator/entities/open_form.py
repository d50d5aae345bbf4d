"""What invoices and credit memos share: they stay open until payments are applied to them."""

from decimal import Decimal

from simulator.books.company import Company, Record
from simulator.books.kinds import Draft
from simulator.books.writing import changed
from simulator.entities.customer import move_balance
from simulator.entities.links import SIGNS, release, show_open, total_applied
from simulator.entities.sales_form import empty_form, forget_form, settle_form
from simulator.faults import Refused, business
from simulator.wire import Wire

LINKED = "You can't delete this transaction because it is linked to another one."


def applied_before(draft: Draft, customer: Record) -> Decimal:
    """Return how much is applied to the form that a draft changes; its customer then stays."""
    before = draft.before
    applied = total_applied(before) if before else Decimal(0)
    if before is not None and applied and before.wire["CustomerRef"]["value"] != customer.id:
        raise business("You cannot change the customer of a transaction that has payments.")
    return applied


def settle(draft: Draft, record: Record, before: Wire | None) -> None:
    """Move the number, the customer's list and balance, and free what is applied too much now."""
    company, wire, sign = draft.company, record.wire, SIGNS[record.kind]
    settle_form(draft, record, before)
    if before is not None:
        move_balance(
            company,
            before["CustomerRef"]["value"],
            -sign * Decimal(before["Balance"]),
            draft.now_s,
            of=record,
        )
    move_balance(
        company, wire["CustomerRef"]["value"], sign * Decimal(wire["Balance"]), draft.now_s, of=record
    )
    release(company, record, keep=Decimal(wire["TotalAmt"]), now_s=draft.now_s)


def void(company: Company, record: Record, now_s: float) -> None:
    """Set every amount and quantity to nothing; what is applied is free again; number and customer stay."""
    if record.voided:
        return
    before = Decimal(record.wire["Balance"])
    empty_form(record)
    show_open(record, -total_applied(record))
    changed(company, record, now_s)
    moved = SIGNS[record.kind] * (Decimal(record.wire["Balance"]) - before)
    move_balance(company, record.wire["CustomerRef"]["value"], moved, now_s, of=record)
    release(company, record, keep=Decimal(0), now_s=now_s)


def delete(company: Company, record: Record, now_s: float) -> None:
    """Take a form out of its indexes; refuse while payments are applied to it."""
    if record.applied:
        raise linked_refusal(company)
    owed = SIGNS[record.kind] * Decimal(record.wire["Balance"])
    move_balance(company, record.wire["CustomerRef"]["value"], -owed, now_s, of=record)
    forget_form(company, record)


def linked_refusal(company: Company) -> Refused:
    """Return the refusal to delete what others are linked to; QuickBooks' own was never recorded."""
    code = company.settings.linked_delete_code
    return business(LINKED) if code == "6000" else Refused(code, LINKED, element="")

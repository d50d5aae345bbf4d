"""Payments applied to invoices: one amount seen from both sides, and the customers' balances with it."""

from decimal import Decimal

from simulator.company import Company, Record
from simulator.entities.customer import move_balance
from simulator.schema import shown
from simulator.wire import Wire
from simulator.writing import changed

ZERO = Decimal(0)


def total_applied(record: Record) -> Decimal:
    """Return how much of a payment, or to an invoice, is applied."""
    return sum(record.applied.values(), ZERO)


def apply(company: Company, payment: Record, invoice: Record, *, amount: Decimal, now_s: float) -> bool:
    """Set how much of a payment goes to an invoice (0 unlinks), on the invoice's side and its customer's.

    Tell whether that changed anything.
    """
    difference = amount - payment.applied.get(invoice.id, ZERO)
    if not difference:
        return False
    for one, other in ((payment, invoice), (invoice, payment)):
        if amount:
            one.applied[other.id] = amount
        else:
            one.applied.pop(other.id, None)
    invoice.wire["Balance"] = shown(Decimal(invoice.wire["Balance"]) - difference)
    invoice.wire["LinkedTxn"] = [
        {"TxnId": payment_id, "TxnType": "Payment"} for payment_id in invoice.applied
    ]
    move_balance(company, invoice.wire["CustomerRef"]["value"], -difference, now_s)
    return True


def counterpart_changed(company: Company, record: Record, now_s: float) -> None:
    """Note the change of an object by a write to another one."""
    if company.settings.links_raise_sync_token:
        changed(company, record, now_s)
    else:
        company.touch(record, now_s)


def payment_lines(company: Company, payment: Record) -> list[Wire]:
    """Return the lines of a payment as they are shown."""
    found: list[Wire] = []
    for invoice_id, amount in payment.applied.items():
        wire = company.objects["Invoice"][invoice_id].wire
        extra = {
            "txnId": invoice_id,
            "txnOpenBalance": str(Decimal(wire["Balance"]) + amount),
            "txnReferenceNumber": wire.get("DocNumber", ""),
        }
        found.append({
            "Amount": amount,
            "LinkedTxn": [{"TxnId": invoice_id, "TxnType": "Invoice"}],
            "LineEx": {"any": [_name_value(name, value) for name, value in extra.items()]},
        })  # fmt: skip
    return found


def _name_value(name: str, value: str) -> Wire:
    return {
        "name": "{http://schema.intuit.com/finance/v3}NameValue",
        "declaredType": "com.intuit.schema.finance.v3.NameValue",
        "scope": "javax.xml.bind.JAXBElement$GlobalScope",
        "value": {"Name": name, "Value": value},
        "nil": False,
        "globalScope": True,
        "typeSubstituted": False,
    }


def refresh_payment(company: Company, payment: Record, now_s: float) -> None:
    """Show what is applied and what is not, and move the customer's balance by the rest that is free."""
    before = Decimal(payment.wire["UnappliedAmt"])
    unapplied = Decimal(payment.wire["TotalAmt"]) - total_applied(payment)
    payment.wire["UnappliedAmt"] = shown(unapplied)
    payment.wire["Line"] = payment_lines(company, payment)
    payment.given["Line"] = [
        {"Amount": amount, "LinkedTxn": [{"TxnId": invoice_id, "TxnType": "Invoice"}]}
        for invoice_id, amount in payment.applied.items()
    ]
    move_balance(company, payment.wire["CustomerRef"]["value"], before - unapplied, now_s)


def release(company: Company, invoice: Record, *, keep: Decimal, now_s: float) -> None:
    """Unapply payments, the newest first, until no more than `keep` is applied to an invoice."""
    for payment_id, amount in reversed(list(invoice.applied.items())):
        excess = total_applied(invoice) - keep
        if excess <= 0:
            return
        payment = company.objects["Payment"][payment_id]
        apply(company, payment, invoice, amount=max(amount - excess, ZERO), now_s=now_s)
        refresh_payment(company, payment, now_s)
        counterpart_changed(company, payment, now_s)

"""Payments applied to invoices and credit memos: one amount, two sides, and the balances with it."""

from decimal import Decimal

from simulator.books.amounts import ZERO, shown
from simulator.books.company import Company, Record
from simulator.books.writing import changed
from simulator.entities.currency import show_at_home
from simulator.entities.customer import move_balance
from simulator.wire import Wire

# What stays open of a form: the customer owes it, or it is owed to the customer.
SIGNS = {"Invoice": 1, "CreditMemo": -1}


def form_paid(company: Company, record_id: str) -> Record:
    """Return the invoice or credit memo that a payment is applied to."""
    return company.find("Invoice", record_id) or company.objects["CreditMemo"][record_id]


def total_applied(record: Record) -> Decimal:
    """Return how much is applied to a form."""
    return sum(record.applied.values(), ZERO)


def show_open(record: Record, amount: Decimal) -> None:
    """Show what is open of a form."""
    record.wire["Balance"] = shown(amount)
    if record.kind == "CreditMemo":
        record.wire["RemainingCredit"] = shown(amount)
    show_at_home(record.wire)


def linked(wire: Wire, kind: str) -> list[str]:
    """Return the ids of the transactions of one kind that a transaction is linked to."""
    return [link["TxnId"] for link in wire.get("LinkedTxn", []) if link.get("TxnType") == kind]


def show_links(invoice: Record) -> None:
    """Show the estimates and the payments of an invoice."""
    payments = [{"TxnId": payment_id, "TxnType": "Payment"} for payment_id in invoice.applied]
    invoice.wire["LinkedTxn"] = [*invoice.given.get("LinkedTxn", []), *payments]


def apply(company: Company, payment: Record, form: Record, *, amount: Decimal, now_s: float) -> bool:
    """Set how much of a payment goes to a form (0 unlinks), on the form's side and its customer's.

    Tell whether that changed anything.
    """
    difference = amount - payment.applied.get(form.id, ZERO)
    if not difference:
        return False
    for one, other in ((payment, form), (form, payment)):
        if amount:
            one.applied[other.id] = amount
        else:
            one.applied.pop(other.id, None)
    show_open(form, Decimal(form.wire["Balance"]) - difference)
    if form.kind == "Invoice":
        show_links(form)
    move_balance(company, form.wire["CustomerRef"]["value"], -difference * SIGNS[form.kind], now_s, of=form)
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
    for form_id, amount in payment.applied.items():
        form = form_paid(company, form_id)
        extra = {
            "txnId": form_id,
            "txnOpenBalance": str(Decimal(form.wire["Balance"]) + amount),
            "txnReferenceNumber": form.wire.get("DocNumber", ""),
        }
        found.append({
            "Amount": amount,
            "LinkedTxn": [{"TxnId": form_id, "TxnType": form.kind}],
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
    unapplied = (
        Decimal(payment.wire["TotalAmt"])
        + _given_to(company, payment, "CreditMemo")
        - _given_to(company, payment, "Invoice")
    )
    payment.wire["UnappliedAmt"] = shown(unapplied)
    payment.wire["Line"] = payment_lines(company, payment)
    payment.given["Line"] = [
        {"Amount": line["Amount"], "LinkedTxn": line["LinkedTxn"]} for line in payment.wire["Line"]
    ]
    move_balance(company, payment.wire["CustomerRef"]["value"], before - unapplied, now_s, of=payment)


def _given_to(company: Company, payment: Record, kind: str) -> Decimal:
    amounts = (amount for form_id, amount in payment.applied.items() if company.find(kind, form_id))
    return sum(amounts, ZERO)


def release(company: Company, form: Record, *, keep: Decimal, now_s: float) -> None:
    """Unapply payments, the newest first, until no more than `keep` is applied to a form."""
    for payment_id, amount in reversed(list(form.applied.items())):
        excess = total_applied(form) - keep
        if excess <= 0:
            return
        payment = company.objects["Payment"][payment_id]
        apply(company, payment, form, amount=max(amount - excess, ZERO), now_s=now_s)
        _even_out(company, payment, now_s)
        refresh_payment(company, payment, now_s)
        counterpart_changed(company, payment, now_s)


def _even_out(company: Company, payment: Record, now_s: float) -> None:
    """Open invoices again that a credit paid which is gone; give back credits that pay nothing now."""
    credit = _given_to(company, payment, "CreditMemo")
    most = credit + Decimal(payment.wire["TotalAmt"])
    _take_back(company, payment, "Invoice", most=most, now_s=now_s)
    charged = _given_to(company, payment, "Invoice")
    _take_back(company, payment, "CreditMemo", most=charged, now_s=now_s)


def _take_back(company: Company, payment: Record, kind: str, *, most: Decimal, now_s: float) -> None:
    excess = _given_to(company, payment, kind) - most
    for form_id, amount in reversed(list(payment.applied.items())):
        form = company.find(kind, form_id)
        if excess > 0 and form is not None:
            part = min(amount, excess)
            apply(company, payment, form, amount=amount - part, now_s=now_s)
            counterpart_changed(company, form, now_s)
            excess -= part

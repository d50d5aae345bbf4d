"""Payments: applied to invoices of their customer, the rest unapplied; credits are spent through them too."""

from decimal import Decimal

from simulator.books.amounts import ZERO, money, shown
from simulator.books.company import Company, Record
from simulator.books.kinds import Draft, Kind, copied
from simulator.books.schema import (
    boolean,
    day,
    ignored,
    many,
    number,
    one_of,
    reference,
    struct,
    text,
    unkept,
)
from simulator.books.writing import changed, write
from simulator.entities.currency import exchange_rate, in_currency
from simulator.entities.customer import move_balance
from simulator.entities.links import apply, counterpart_changed, form_paid, refresh_payment
from simulator.entities.money_accounts import cannot_link, money_account, refuse_deposited
from simulator.entities.name_lists import ancestors
from simulator.entities.sales_form import customer_of, index_by_customer, voided_note
from simulator.entities.transaction_fields import LINE_FIELDS, TRANSACTION_FIELDS
from simulator.faults import Refused, business, missing
from simulator.timestamps import today
from simulator.wire import Wire

APPLIED_TO = ("Invoice", "CreditMemo")
LINKED_TYPES = (*APPLIED_TO, "JournalEntry", "Expense", "Check", "CreditCardCredit")
# That it is refused is known, the text was not recorded.
OVER_APPLIED = "The amount applied is more than the open balance of the transaction."
MADE_BY_QUICKBOOKS = "Created by QB Online to link credits to charges."
_amount = number(lowest=Decimal("-1e14"), highest=Decimal("1e14"), code="2140")


def _wanted_links(draft: Draft, customer: Record) -> dict[str, Decimal]:
    """Return what a draft wants to apply to each invoice and credit memo; refuse what cannot be linked."""
    wanted: dict[str, Decimal] = {}
    kinds: dict[str, str] = {}
    for line in draft.given.get("Line", []):
        if "Amount" not in line:
            raise missing("Line.Amount")
        linked = line.get("LinkedTxn") or []
        if len(linked) != 1:
            raise missing("Line.LinkedTxn")
        kind, form_id = linked[0].get("TxnType"), linked[0].get("TxnId", "")
        if kind not in APPLIED_TO or kinds.setdefault(form_id, kind) != kind:
            raise cannot_link(f"no {kind} with id {form_id}")
        figure = money(line["Amount"])
        if figure < 0:
            raise Refused(
                "2290", f"Negative amounts are not supported. Supplied value:{figure}", element="Line.Amount"
            )
        wanted[form_id] = wanted.get(form_id, ZERO) + figure
    before = draft.before
    held = before.applied if before else {}
    moved = before is not None and before.wire["CustomerRef"]["value"] != customer.id
    for form_id, figure in wanted.items():
        form = draft.company.find(kinds[form_id], form_id)
        if form is None:
            raise cannot_link(f"the {kinds[form_id]} {form_id} does not exist")
        if moved or held.get(form_id) != figure:
            _check_link(draft.company, customer, form, amount=figure, held=held.get(form_id, ZERO))
    return {form_id: figure for form_id, figure in wanted.items() if figure}


def _check_link(company: Company, customer: Record, form: Record, *, amount: Decimal, held: Decimal) -> None:
    what = f"the {form.kind} {form.id}"
    owner = company.objects["Customer"][form.wire["CustomerRef"]["value"]]
    if owner is not customer and not (owner.wire["BillWithParent"] and customer in ancestors(company, owner)):
        raise cannot_link(f"{what} is of another customer")
    open_amount = Decimal(form.wire["Balance"]) + held
    if not open_amount:
        raise cannot_link(f"nothing is open of {what}")
    if amount > open_amount:
        raise business(OVER_APPLIED)


def _unapplied(company: Company, links: dict[str, Decimal], total: Decimal) -> Decimal:
    """Return what a payment has left; refuse more than it has, and credits that pay nothing.

    Whether QuickBooks turns credits beyond the invoices into unapplied money is not known.
    """
    charges = credit = ZERO
    for form_id, amount in links.items():
        if company.find("Invoice", form_id):
            charges += amount
        else:
            credit += amount
    if charges > total + credit:
        raise business("The amount applied is more than the amount of the payment.")
    if credit > charges:
        raise business("The credits applied are more than the invoices that they are applied to.")
    return total + credit - charges


def build(draft: Draft) -> Wire:
    """Build a payment; its lines are shown once they are applied."""
    given, before = draft.given, draft.before
    refuse_deposited(before)
    customer = customer_of(draft)
    if "TotalAmt" not in given:
        raise business("You must set a transaction amount.")
    total = money(given["TotalAmt"])
    if total < 0:
        raise business("You must specify a transaction amount that is 0 or greater.")
    links = draft.links = _wanted_links(draft, customer)
    unapplied = _unapplied(draft.company, links, total)
    method = draft.refer("PaymentMethod", "PaymentMethodRef", prefix="PaymentMethods")
    given.setdefault("TxnDate", before.wire["TxnDate"] if before else today(draft.now_s))
    wire: Wire = {
        "CustomerRef": customer.refer(),
        "DepositToAccountRef": {"value": money_account(draft).id},
        "TotalAmt": shown(total),
        "UnappliedAmt": shown(unapplied),
        "ProcessPayment": False,
        "TxnDate": given["TxnDate"],
        **in_currency(draft, customer),
        "Line": before.wire["Line"] if before and before.applied == links else draft.given.get("Line", []),
        **copied(given, "PaymentRefNum", "PrivateNote"),
    }
    if method is not None:
        wire["PaymentMethodRef"] = {"value": method.id}
    return wire


def settle(draft: Draft, record: Record, before: Wire | None) -> None:
    """Apply the payment as it is wanted now."""
    company, wire, now_s = draft.company, record.wire, draft.now_s
    index_by_customer(company, record, before)
    if before is not None:
        move_balance(
            company, before["CustomerRef"]["value"], Decimal(before["UnappliedAmt"]), now_s, of=record
        )
    move_balance(company, wire["CustomerRef"]["value"], -Decimal(wire["UnappliedAmt"]), now_s, of=record)
    for form_id in {**record.applied, **draft.links}:
        _apply(company, record, form_id, amount=draft.links.get(form_id, ZERO), now_s=now_s)
    record.voided = record.voided and not wire["TotalAmt"]
    refresh_payment(company, record, now_s)


def _apply(company: Company, record: Record, form_id: str, *, amount: Decimal, now_s: float) -> None:
    form = form_paid(company, form_id)
    if apply(company, record, form, amount=amount, now_s=now_s):
        counterpart_changed(company, form, now_s)


def _unapply(company: Company, record: Record, now_s: float) -> None:
    for form_id in list(record.applied):
        _apply(company, record, form_id, amount=ZERO, now_s=now_s)
    refresh_payment(company, record, now_s)


def void(company: Company, record: Record, now_s: float) -> None:
    """Set the payment to nothing; its invoices are open again."""
    refuse_deposited(record)
    if record.voided:
        return
    note = voided_note(record)
    _unapply(company, record, now_s)
    unapplied = Decimal(record.wire["UnappliedAmt"])
    record.wire = {**record.wire, "TotalAmt": 0, "UnappliedAmt": 0, "PrivateNote": note}
    record.given = {**record.given, "TotalAmt": ZERO, "PrivateNote": note}
    record.voided = True
    changed(company, record, now_s)
    move_balance(company, record.wire["CustomerRef"]["value"], unapplied, now_s, of=record)


def delete(company: Company, record: Record, now_s: float) -> None:
    """Open the invoices again and take the payment out of its index."""
    refuse_deposited(record)
    _unapply(company, record, now_s)
    customer_id = record.wire["CustomerRef"]["value"]
    move_balance(company, customer_id, Decimal(record.wire["UnappliedAmt"]), now_s, of=record)
    company.by_customer["Payment", customer_id].pop(record.id, None)


def apply_credits(company: Company, invoice: Record, now_s: float) -> None:
    """Pay a new invoice out of its customer's open credit memos, the oldest first, by a payment of nothing.

    Unapplied payments are left as they are: whether QuickBooks spends them too is not known. The new
    invoice is answered with the lower balance and still with the SyncToken of a new object.
    """
    customer_id = invoice.wire["CustomerRef"]["value"]
    left = Decimal(invoice.wire["Balance"])
    lines: list[Wire] = []
    for memo_id in company.by_customer.get(("CreditMemo", customer_id), ()):
        part = min(left, Decimal(company.objects["CreditMemo"][memo_id].wire["Balance"]))
        if part:
            lines.append({"Amount": part, "LinkedTxn": [{"TxnId": memo_id, "TxnType": "CreditMemo"}]})
            left -= part
    if lines:
        spent = sum((line["Amount"] for line in lines), ZERO)
        lines.insert(0, {"Amount": spent, "LinkedTxn": [{"TxnId": invoice.id, "TxnType": "Invoice"}]})
        body = {
            "CustomerRef": {"value": customer_id},
            "CurrencyRef": {"value": invoice.wire["CurrencyRef"]["value"]},
            "ExchangeRate": invoice.wire.get("ExchangeRate"),
            "TotalAmt": 0,
            "TxnDate": invoice.wire["TxnDate"],
            "PrivateNote": MADE_BY_QUICKBOOKS,
            "Line": lines,
        }
        write(company, PAYMENT, body, operation="create", include=frozenset(), now_s=now_s)
        invoice.wire["SyncToken"] = "0"


_linked = struct("LinkedTxn", {"TxnId": text(30), "TxnType": one_of(*LINKED_TYPES), "TxnLineId": ignored})

PAYMENT = Kind(
    name="Payment",
    family="Transactions",
    build=build,
    settle=settle,
    delete=delete,
    void=void,
    void_operation="update",
    fields={
        **TRANSACTION_FIELDS,
        "CustomerRef": reference,
        "CurrencyRef": reference,
        "ExchangeRate": exchange_rate,
        "TotalAmt": _amount,
        "TxnDate": day,
        "PrivateNote": text(4000, cards=True),
        "PaymentMethodRef": reference,
        "PaymentRefNum": text(21),
        "DepositToAccountRef": reference,
        "ProcessPayment": boolean,
        "Line": many(
            struct(
                "Line",
                {**LINE_FIELDS, "Amount": _amount, "LinkedTxn": many(_linked)},
            )
        ),
        **unkept(
            "RemitToRef ARAccountRef PaymentType CheckPayment CreditCardPayment UnappliedAmt "
            "PaymentExtendedType PaymentEx TaxExemptionRef"
        ),
    },
    filters={
        "Id": "id",
        "CustomerRef": "reference",
        "TxnDate": "date",
        "PaymentRefNum": "text",
        "ProjectRef": "reference",
    },
)  # fmt: skip

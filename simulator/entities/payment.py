"""Payments: applied to invoices of their customer, the rest unapplied; voided by an update, not by `void`."""

from decimal import Decimal

from simulator.clock import today
from simulator.company import Company, Record
from simulator.entities.customer import ancestors, move_balance
from simulator.entities.links import apply, counterpart_changed, refresh_payment
from simulator.entities.sales_form import customer_of, customer_ref, index_by_customer, voided_note
from simulator.faults import Refused, business, missing
from simulator.kinds import Draft, Kind, copied
from simulator.schema import (
    boolean,
    day,
    ignored,
    many,
    money,
    number,
    one_of,
    reference,
    shown,
    struct,
    text,
    unkept,
)  # fmt: skip
from simulator.wire import Wire
from simulator.writing import changed

ZERO = Decimal(0)
UNDEPOSITED_FUNDS = "UndepositedFunds"
DEPOSIT_TYPES = ("Bank", "Other Current Asset")
LINKED_TYPES = ("Invoice", "CreditMemo", "JournalEntry", "Expense", "Check", "CreditCardCredit")
_amount = number(lowest=Decimal("-1e14"), highest=Decimal("1e14"), code="2140")


def _cannot_link(detail: str) -> Refused:
    return Refused("620", f"Txn ID Cannot Be Linked : {detail}", element="")


def wanted_links(draft: Draft, customer: Record) -> dict[str, Decimal]:
    """Return what a draft wants to apply to each invoice; refuse what cannot be linked."""
    wanted: dict[str, Decimal] = {}
    for line in draft.given.get("Line", []):
        if "Amount" not in line:
            raise missing("Line.Amount")
        linked = line.get("LinkedTxn") or []
        if len(linked) != 1:
            raise missing("Line.LinkedTxn")
        if linked[0].get("TxnType") != "Invoice":
            raise _cannot_link(f"no {linked[0].get('TxnType')} with id {linked[0].get('TxnId')}")
        figure = money(line["Amount"])
        if figure < 0:
            raise Refused(
                "2290", f"Negative amounts are not supported. Supplied value:{figure}", element="Line.Amount"
            )
        invoice_id = linked[0].get("TxnId", "")
        wanted[invoice_id] = wanted.get(invoice_id, ZERO) + figure
    held = draft.before.applied if draft.before else {}
    for invoice_id, figure in wanted.items():
        if held.get(invoice_id) != figure:
            _check_link(draft.company, customer, invoice_id, amount=figure, held=held.get(invoice_id, ZERO))
    return {invoice_id: figure for invoice_id, figure in wanted.items() if figure}


def _check_link(
    company: Company, customer: Record, invoice_id: str, *, amount: Decimal, held: Decimal
) -> None:
    invoice = company.find("Invoice", invoice_id)
    if invoice is None:
        raise _cannot_link(f"the invoice {invoice_id} does not exist")
    if invoice.voided:
        raise _cannot_link(f"the invoice {invoice_id} is voided")
    owner = company.objects["Customer"][invoice.wire["CustomerRef"]["value"]]
    if owner is not customer and not (owner.wire["BillWithParent"] and customer in ancestors(company, owner)):
        raise _cannot_link(f"the invoice {invoice_id} is of another customer")
    open_amount = Decimal(invoice.wire["Balance"]) + held
    if not open_amount:
        raise _cannot_link(f"the invoice {invoice_id} is paid")
    if amount > open_amount:
        raise business(
            f"The amount applied to invoice {invoice_id} is more than its open balance of {open_amount}."
        )


def _deposit_account(draft: Draft) -> Wire:
    account = draft.refer("Account", "DepositToAccountRef", prefix="Accounts")
    if account is None:
        accounts = draft.company.objects["Account"].values()
        account = next(one for one in accounts if one.wire["AccountSubType"] == UNDEPOSITED_FUNDS)
    if account.wire["AccountType"] not in DEPOSIT_TYPES:
        raise business("Please Choose an Account of Type Bank or Other Current Assets")
    return {"value": account.id}


def build(draft: Draft) -> Wire:
    """Build a payment; its lines are shown once they are applied."""
    given, before = draft.given, draft.before
    customer = customer_of(draft)
    if "TotalAmt" not in given:
        raise business("You must set a transaction amount.")
    total = money(given["TotalAmt"])
    if total < 0:
        raise business("You must specify a transaction amount that is 0 or greater.")
    links = draft.links = wanted_links(draft, customer)
    applied = sum(links.values(), ZERO)
    if applied > total:
        raise business("The amount applied is more than the amount of the payment.")
    method = draft.refer("PaymentMethod", "PaymentMethodRef", prefix="PaymentMethods")
    given.setdefault("TxnDate", before.wire["TxnDate"] if before else today(draft.now_s))
    wire: Wire = {
        "CustomerRef": customer_ref(customer),
        "DepositToAccountRef": _deposit_account(draft),
        "TotalAmt": shown(total),
        "UnappliedAmt": shown(total - applied),
        "ProcessPayment": False,
        "TxnDate": given["TxnDate"],
        "CurrencyRef": draft.company.currency_ref(),
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
        move_balance(company, before["CustomerRef"]["value"], Decimal(before["UnappliedAmt"]), now_s)
    move_balance(company, wire["CustomerRef"]["value"], -Decimal(wire["UnappliedAmt"]), now_s)
    for invoice_id in list(dict.fromkeys([*record.applied, *draft.links])):
        _apply(company, record, invoice_id, amount=draft.links.get(invoice_id, ZERO), now_s=now_s)
    record.voided = record.voided and not wire["TotalAmt"]
    refresh_payment(company, record, now_s)


def _apply(company: Company, record: Record, invoice_id: str, *, amount: Decimal, now_s: float) -> None:
    invoice = company.objects["Invoice"][invoice_id]
    if apply(company, record, invoice, amount=amount, now_s=now_s):
        counterpart_changed(company, invoice, now_s)


def _unapply(company: Company, record: Record, now_s: float) -> None:
    for invoice_id in list(record.applied):
        _apply(company, record, invoice_id, amount=ZERO, now_s=now_s)
    refresh_payment(company, record, now_s)


def void(company: Company, record: Record, now_s: float) -> None:
    """Set the payment to nothing; its invoices are open again."""
    if record.voided:
        return
    note = voided_note(record)
    _unapply(company, record, now_s)
    unapplied = Decimal(record.wire["UnappliedAmt"])
    record.wire = {**record.wire, "TotalAmt": 0, "UnappliedAmt": 0, "PrivateNote": note}
    record.given = {**record.given, "TotalAmt": ZERO, "PrivateNote": note}
    record.voided = True
    changed(company, record, now_s)
    move_balance(company, record.wire["CustomerRef"]["value"], unapplied, now_s)


def delete(company: Company, record: Record, now_s: float) -> None:
    """Open the invoices again and take the payment out of its index."""
    _unapply(company, record, now_s)
    customer_id = record.wire["CustomerRef"]["value"]
    move_balance(company, customer_id, Decimal(record.wire["UnappliedAmt"]), now_s)
    company.by_customer["Payment", customer_id].pop(record.id, None)


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
        "CustomerRef": reference,
        "CurrencyRef": reference,
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
                {
                    "Amount": _amount,
                    "LinkedTxn": many(_linked),
                    **unkept(
                        "Id LineNum Description LineEx DetailType"
                    ),
                },
            )
        ),
        **unkept(
            "DocNumber DepartmentRef ExchangeRate TxnStatus LinkedTxn TxnTaxDetail TxnSource "
            "TaxFormType TaxFormNum TransactionLocationType Tag TxnApprovalInfo RecurDataRef "
            "RecurringInfo ProjectRef RemitToRef ARAccountRef PaymentType CheckPayment "
            "CreditCardPayment UnappliedAmt PaymentExtendedType PaymentEx"
        ),
    },
    filters={"Id": "id", "CustomerRef": "reference", "TxnDate": "date", "PaymentRefNum": "text"},
)  # fmt: skip

"""Invoices: lines, discount and tax to the cent, numbers, due dates, and what payments leave open."""

from collections import OrderedDict
from datetime import date, timedelta
from decimal import Decimal

from simulator.clock import today
from simulator.company import Company, Record
from simulator.entities.contact_fields import address, mail, with_id
from simulator.entities.customer import move_balance
from simulator.entities.document_numbers import doc_number, document_number, free_number, settle_number
from simulator.entities.links import release, total_applied, voided_note
from simulator.entities.sales_lines import Sum, add_up, lines
from simulator.entities.sales_tax import tax_detail, txn_tax_detail
from simulator.faults import Refused, business, missing, not_found
from simulator.kinds import Draft, Kind, copied
from simulator.schema import boolean, day, one_of, reference, shown, struct, text, unkept
from simulator.wire import Wire
from simulator.writing import changed

USUAL_DUE_DAYS = 30
SHOWN = (
    "PrivateNote", "CustomerMemo", "BillEmail", "BillEmailCc", "BillEmailBcc", "SalesTermRef", "ShipDate",
    "TrackingNum", "ClassRef", "DepartmentRef",
)  # fmt: skip
_memo = struct("MemoRef", {"value": text(1000, cards=True)})


def customer_of(draft: Draft) -> Record:
    """Return the customer of a transaction."""
    given = draft.given.get("CustomerRef")
    if given is None:
        raise missing("CustomerRef")
    company, customer_id = draft.company, given["value"]
    customer = company.find("Customer", customer_id)
    if customer is None:
        if company.find("Vendor", customer_id) or company.find("Employee", customer_id):
            raise business("The type of name assigned to this transaction is wrong.")
        raise Refused(
            "2500", f"Invalid Reference Id : Names element id {customer_id} not found", element="CustomerRef"
        )
    same = draft.before is not None and draft.before.wire["CustomerRef"]["value"] == customer_id
    if not customer.active and not same:
        raise not_found()
    home = company.home_currency()
    if draft.given.get("CurrencyRef", {"value": home})["value"] != home:
        raise business(
            f"The currency of the transaction is invalid for customer {customer.wire['DisplayName']}."
        )
    return customer


def customer_ref(customer: Record) -> Wire:
    """Return a reference to a customer with its name."""
    return {"value": customer.id, "name": customer.wire["FullyQualifiedName"]}


def _default_due_date(draft: Draft, txn_date: str) -> str:
    given = draft.given
    default = draft.company.preference("SalesFormsPrefs", "DefaultTerms")
    term_ref = given.get("SalesTermRef") or default
    term = draft.company.find("Term", term_ref["value"]) if term_ref else None
    days = int(term.wire.get("DueDays", USUAL_DUE_DAYS)) if term else USUAL_DUE_DAYS
    return (date.fromisoformat(txn_date) + timedelta(days=days)).isoformat()


def _check_options(draft: Draft) -> None:
    given, preference = draft.given, draft.company.preference
    draft.refer("Term", "SalesTermRef", prefix="Terms")
    if "ClassRef" in given and not preference("AccountingInfoPrefs", "ClassTrackingPerTxn"):
        raise Refused("5030", "Feature Not Supported : class tracking is off", element="ClassRef")
    if "DepartmentRef" in given and not preference("AccountingInfoPrefs", "TrackDepartments"):
        raise Refused("5030", "Feature Not Supported : location tracking is off", element="DepartmentRef")
    if given.get("EmailStatus") == "NeedToSend" and "BillEmail" not in given:
        raise Refused("6420", "Email address is required : EmailStatus is NeedToSend", element="BillEmail")


def build(draft: Draft) -> Wire:
    """Build an invoice."""
    given, company, before = draft.given, draft.company, draft.before
    customer = customer_of(draft)
    _check_options(draft)
    _take_defaults(draft, customer)
    added = add_up(draft)
    detail, tax = tax_detail(draft, _taxable(draft, added))
    total = added.subtotal - added.discount + tax
    if total < 0:
        raise business("You must specify a transaction amount that is 0 or greater.")
    number = document_number(draft)
    wire: Wire = {
        "AllowIPNPayment": False,
        "AllowOnlinePayment": False,
        "AllowOnlineCreditCardPayment": given.get("AllowOnlineCreditCardPayment", False),
        "AllowOnlineACHPayment": given.get("AllowOnlineACHPayment", False),
        "CustomField": [],
        "TxnDate": given["TxnDate"],
        "CurrencyRef": company.currency_ref(),
        "LinkedTxn": before.wire["LinkedTxn"] if before else [],
        "Line": added.shown,
        "TxnTaxDetail": detail,
        "CustomerRef": customer_ref(customer),
        "DueDate": given["DueDate"],
        "TotalAmt": shown(total),
        "ApplyTaxAfterDiscount": bool(given.get("ApplyTaxAfterDiscount")),
        "PrintStatus": given.get("PrintStatus", "NeedToPrint"),
        "EmailStatus": given.get("EmailStatus", "NotSet"),
        "Balance": shown(total - _applied(before, customer)),
        **copied(given, *SHOWN),
    }
    if number is not None:
        wire["DocNumber"] = number
    for name in ("BillAddr", "ShipAddr"):
        if (place := with_id(draft, name)) is not None:
            wire[name] = place
    return wire


def _take_defaults(draft: Draft, customer: Record) -> None:
    """Take over what the customer has, once: a later change of the customer does not change its invoices."""
    given = draft.given
    if draft.before is None:
        for name, value in copied(customer.wire, "BillAddr", "ShipAddr", "SalesTermRef").items():
            given.setdefault(name, value)
    held = draft.before.wire["TxnDate"] if draft.before else today(draft.now_s)
    given.setdefault("TxnDate", held)
    given.setdefault("DueDate", _default_due_date(draft, given["TxnDate"]))


def _taxable(draft: Draft, added: Sum) -> Decimal:
    """Return what is taxed: without `ApplyTaxAfterDiscount` the tax is taken before the discount."""
    if not draft.given.get("ApplyTaxAfterDiscount") or not added.subtotal:
        return added.taxable
    return added.taxable - added.taxable * added.discount / added.subtotal


def _applied(before: Record | None, customer: Record) -> Decimal:
    applied = total_applied(before) if before else Decimal(0)
    if before is not None and applied and before.wire["CustomerRef"]["value"] != customer.id:
        raise business("You cannot change the customer of an invoice that has payments.")
    return applied


def settle(draft: Draft, record: Record, before: Wire | None) -> None:
    """Move the number, the customer's list and balance, and free what is paid too much now."""
    company, wire = draft.company, record.wire
    settle_number(draft, record, before)
    index_by_customer(company, record, before)
    if before is not None:
        move_balance(company, before["CustomerRef"]["value"], -Decimal(before["Balance"]), draft.now_s)
    move_balance(company, wire["CustomerRef"]["value"], Decimal(wire["Balance"]), draft.now_s)
    record.voided = record.voided and not wire["TotalAmt"]
    release(company, record, keep=Decimal(wire["TotalAmt"]), now_s=draft.now_s)


def index_by_customer(company: Company, record: Record, before: Wire | None) -> None:
    """Move a transaction in the index of customers."""
    old = before["CustomerRef"]["value"] if before else None
    new = record.wire["CustomerRef"]["value"]
    if old != new:
        if old is not None:
            company.by_customer[record.kind, old].pop(record.id, None)
        company.by_customer.setdefault((record.kind, new), OrderedDict())[record.id] = None


def void(company: Company, record: Record, now_s: float) -> None:
    """Set every amount and quantity to nothing; payments are free again, number and links aside it stays."""
    if record.voided:
        return
    before = record.wire
    emptied = [_emptied(line) for line in before["Line"]]
    note = voided_note(record)
    record.wire = {
        **before,
        "Line": emptied,
        "TxnTaxDetail": {"TotalTax": 0},
        "TotalAmt": 0,
        "Balance": shown(-total_applied(record)),
        "PrivateNote": note,
    }
    record.given = {
        name: value
        for name, value in record.given.items()
        if name not in ("Line", "TxnTaxDetail", "PrivateNote")
    } | {"Line": [_emptied(line) for line in record.given["Line"]], "PrivateNote": note}
    record.voided = True
    changed(company, record, now_s)
    moved = Decimal(record.wire["Balance"]) - Decimal(before["Balance"])
    move_balance(company, before["CustomerRef"]["value"], moved, now_s)
    release(company, record, keep=Decimal(0), now_s=now_s)


def _emptied(line: Wire) -> Wire:
    emptied = {**line, "Amount": 0} if "Amount" in line else dict(line)
    detail = emptied.get("SalesItemLineDetail")
    if detail and "Qty" in detail:
        emptied["SalesItemLineDetail"] = {**detail, "Qty": 0}
    return emptied


def delete(company: Company, record: Record, now_s: float) -> None:
    """Take an invoice out of its indexes; refuse while payments are applied to it."""
    if record.applied:
        raise business(
            "You cannot delete this transaction because it is linked to a payment. Unlink it first."
        )
    wire = record.wire
    move_balance(company, wire["CustomerRef"]["value"], -Decimal(wire["Balance"]), now_s)
    company.by_customer["Invoice", wire["CustomerRef"]["value"]].pop(record.id, None)
    if "DocNumber" in wire:
        free_number(company.numbers, wire["DocNumber"], record.id)


INVOICE = Kind(
    name="Invoice",
    family="Transactions",
    build=build,
    settle=settle,
    delete=delete,
    void=void,
    total_count=True,
    fields={
        "DocNumber": doc_number,
        "TxnDate": day,
        "DueDate": day,
        "CustomerRef": reference,
        "CurrencyRef": reference,
        "Line": lines,
        "TxnTaxDetail": txn_tax_detail,
        "PrivateNote": text(4000, cards=True),
        "CustomerMemo": _memo,
        "BillAddr": address,
        "ShipAddr": address,
        "BillEmail": mail,
        "BillEmailCc": mail,
        "BillEmailBcc": mail,
        "SalesTermRef": reference,
        "ClassRef": reference,
        "DepartmentRef": reference,
        "ShipDate": day,
        "TrackingNum": text(31),
        "ApplyTaxAfterDiscount": boolean,
        "PrintStatus": one_of("NotSet", "NeedToPrint", "PrintComplete"),
        "EmailStatus": one_of("NotSet", "NeedToSend", "EmailSent"),
        "AllowOnlineCreditCardPayment": boolean,
        "AllowOnlineACHPayment": boolean,
        "GlobalTaxCalculation": one_of("TaxExcluded", "TaxInclusive", "NotApplicable"),
        **unkept(
            "ExchangeRate TxnStatus LinkedTxn TxnSource TaxFormType TaxFormNum Tag "
            "TransactionLocationType TxnApprovalInfo RecurDataRef RecurringInfo ProjectRef "
            "TotalCostAmount HomeTotalCostAmount AutoDocNumber FreeFormAddress ShipFromAddr "
            "RemitToRef SalesRepRef PONumber FOB ShipMethodRef TotalAmt HomeTotalAmt "
            "ShippingTaxIncludedInTotalTax TemplateRef ARAccountRef Balance HomeBalance FinanceCharge "
            "PaymentMethodRef PaymentRefNum PaymentType CheckPayment CreditCardPayment "
            "DepositToAccountRef DeliveryInfo DiscountRate DiscountAmt GovtTxnRefIdentifier "
            "TaxExemptionRef Deposit AllowIPNPayment AllowOnlinePayment AllowOnlinePayPalPayment "
            "EInvoiceStatus ECloudStatusTimeStamp invoiceStatus callToAction invoiceStatusLog "
            "InvoiceEx LessCIS InvoiceLink PaymentDetailsMessage ConvenienceFeeDetail"
        ),
    },
    filters={
        "Id": "id",
        "DocNumber": "text",
        "CustomerRef": "reference",
        "TxnDate": "date",
        "DueDate": "date",
        "Balance": "number",
        "SalesTermRef": "reference",
    },
)  # fmt: skip

"""What invoices, credit memos, receipts and estimates share: customer, lines, tax, number, totals."""

from collections import OrderedDict
from collections.abc import Mapping
from decimal import Decimal

from simulator.books.amounts import shown
from simulator.books.company import Company, Record
from simulator.books.kinds import Draft, FilterType, copied
from simulator.books.schema import Check, boolean, day, ignored, one_of, reference, struct, text, unkept
from simulator.books.transaction_rules import shown_tracked
from simulator.entities.contact_fields import address, addresses, mail
from simulator.entities.currency import exchange_rate, in_currency, show_at_home
from simulator.entities.custom_fields import custom_fields, shown_custom_fields
from simulator.entities.document_numbers import doc_number, document_number, forget_number, settle_number
from simulator.entities.line_tax import abroad, tax_calculation
from simulator.entities.sales_lines import add_up, lines
from simulator.entities.sales_tax import tax_detail, txn_tax_detail
from simulator.entities.transaction_fields import TRANSACTION_FIELDS
from simulator.faults import Refused, business, missing, not_found
from simulator.timestamps import today
from simulator.wire import Wire

VOIDED = "Voided"
SHOWN = (
    "PrivateNote", "CustomerMemo", "BillEmail", "BillEmailCc", "BillEmailBcc", "ShipDate", "TrackingNum",
)  # fmt: skip
FORM_FIELDS: Mapping[str, Check] = {
    **TRANSACTION_FIELDS,
    "DocNumber": doc_number,
    "CustomField": custom_fields,
    "TxnDate": day,
    "CustomerRef": reference,
    "CurrencyRef": reference,
    "ExchangeRate": exchange_rate,
    "Line": lines,
    "TxnTaxDetail": txn_tax_detail,
    "PrivateNote": text(4000, cards=True),
    "CustomerMemo": struct("MemoRef", {"value": text(1000, cards=True), "id": ignored}),
    "BillAddr": address,
    "ShipAddr": address,
    "BillEmail": mail,
    "BillEmailCc": mail,
    "BillEmailBcc": mail,
    "ClassRef": reference,
    "DepartmentRef": reference,
    "ShipDate": day,
    "TrackingNum": text(31),
    "ApplyTaxAfterDiscount": boolean,
    "PrintStatus": one_of("NotSet", "NeedToPrint", "PrintComplete"),
    "EmailStatus": one_of("NotSet", "NeedToSend", "EmailSent"),
    "GlobalTaxCalculation": one_of("TaxExcluded", "TaxInclusive", "NotApplicable"),
    **unkept(
        "DueDate SalesTermRef AutoDocNumber FreeFormAddress ShipFromAddr RemitToRef "
        "SalesRepRef PONumber FOB ShipMethodRef TotalAmt HomeTotalAmt ShippingTaxIncludedInTotalTax "
        "TemplateRef ARAccountRef Balance HomeBalance FinanceCharge PaymentMethodRef PaymentRefNum "
        "PaymentType CheckPayment CreditCardPayment DepositToAccountRef DeliveryInfo DiscountRate "
        "DiscountAmt GovtTxnRefIdentifier TaxExemptionRef"
    ),
}
FORM_FILTERS: Mapping[str, FilterType] = {
    "Id": "id",
    "DocNumber": "text",
    "CustomerRef": "reference",
    "TxnDate": "date",
    "ProjectRef": "reference",
}


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
    same = draft.before is not None and customer_id_of(draft.before.wire) == customer_id
    if not customer.active and not same:
        raise not_found()
    return customer


def customer_id_of(wire: Wire) -> str | None:
    """Return the customer of a transaction as it is shown; a sales receipt may have none."""
    given = wire.get("CustomerRef")
    return str(given["value"]) if given else None


def build_form(draft: Draft, customer: Record | None) -> tuple[Wire, Decimal]:
    """Build what all sales forms show; return it with the total."""
    given, company = draft.given, draft.company
    _check_options(draft)
    _take_defaults(draft, customer)
    added = add_up(draft)
    detail, tax = tax_detail(draft, added, customer)
    total = added.subtotal - added.discount + tax
    if total < 0:
        raise business("You must specify a transaction amount that is 0 or greater.")
    number = document_number(draft)
    wire: Wire = {
        "CustomField": shown_custom_fields(draft),
        "TxnDate": given["TxnDate"],
        **in_currency(draft, customer),
        "Line": added.shown,
        "TxnTaxDetail": detail,
        "TotalAmt": shown(total),
        "ApplyTaxAfterDiscount": bool(given.get("ApplyTaxAfterDiscount")),
        "PrintStatus": given.get("PrintStatus", "NeedToPrint"),
        "EmailStatus": given.get("EmailStatus", "NotSet"),
        **copied(given, *SHOWN),
        **shown_tracked(company, given),
    }
    if abroad(company):
        wire["GlobalTaxCalculation"] = tax_calculation(draft)
    if customer is not None:
        wire["CustomerRef"] = customer.refer()
    if number is not None:
        wire["DocNumber"] = number
    wire |= addresses(draft, "BillAddr", "ShipAddr")
    return show_at_home(wire), total


def _check_options(draft: Draft) -> None:
    given = draft.given
    if given.get("EmailStatus") == "NeedToSend" and "BillEmail" not in given:
        raise Refused("6420", "Email address is required : EmailStatus is NeedToSend", element="BillEmail")


def _take_defaults(draft: Draft, customer: Record | None) -> None:
    """Take over what the customer has, once: a later change of the customer does not change its forms."""
    given = draft.given
    if draft.before is None and customer is not None:
        for name, value in copied(customer.wire, "BillAddr", "ShipAddr").items():
            given.setdefault(name, value)
    given.setdefault("TxnDate", draft.before.wire["TxnDate"] if draft.before else today(draft.now_s))


def settle_form(draft: Draft, record: Record, before: Wire | None) -> None:
    """Move the number and the customer's list."""
    settle_number(draft, record, before)
    index_by_customer(draft.company, record, before)
    record.voided = record.voided and not record.wire["TotalAmt"]


def index_by_customer(company: Company, record: Record, before: Wire | None) -> None:
    """Move a transaction in the index of customers."""
    old = customer_id_of(before) if before else None
    new = customer_id_of(record.wire)
    if old == new:
        return
    if old is not None:
        company.by_customer[record.kind, old].pop(record.id, None)
    if new is not None:
        company.by_customer.setdefault((record.kind, new), OrderedDict())[record.id] = None


def empty_form(record: Record) -> None:
    """Set every amount and quantity of a form to nothing, as a void does; number and customer stay."""
    note = voided_note(record)
    record.wire = {
        **record.wire,
        "Line": [_emptied(line) for line in record.wire["Line"]],
        "TxnTaxDetail": {"TotalTax": 0},
        "TotalAmt": 0,
        "PrivateNote": note,
    }
    record.given = {
        **{name: value for name, value in record.given.items() if name not in ("TxnTaxDetail", "LinkedTxn")},
        "Line": [_emptied(line) for line in record.given["Line"]],
        "PrivateNote": note,
    }
    show_at_home(record.wire)
    record.voided = True


def _emptied(line: Wire) -> Wire:
    emptied = {**line, "Amount": 0} if "Amount" in line else dict(line)
    detail = emptied.get("SalesItemLineDetail")
    if detail and "Qty" in detail:
        emptied["SalesItemLineDetail"] = {**detail, "Qty": 0}
    return emptied


def voided_note(record: Record) -> str:
    """Return the memo of a voided transaction: the word is put before what stood there."""
    note = record.wire.get("PrivateNote")
    return f"{VOIDED} - {note}" if note else VOIDED


def forget_form(company: Company, record: Record) -> None:
    """Take a form out of its indexes."""
    customer_id = customer_id_of(record.wire)
    if customer_id is not None:
        company.by_customer[record.kind, customer_id].pop(record.id, None)
    forget_number(company, record)

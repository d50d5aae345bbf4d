"""Sales receipts and refund receipts: money changes hands at once, and nothing of them is ever open."""

from simulator.books.company import Company, Record
from simulator.books.kinds import Draft, FilterType, Kind, copied
from simulator.books.schema import Check, reference, text, unkept
from simulator.books.writing import changed
from simulator.entities.currency import show_at_home
from simulator.entities.money_accounts import money_account, refuse_deposited
from simulator.entities.sales_form import (
    FORM_FIELDS,
    FORM_FILTERS,
    build_form,
    customer_of,
    empty_form,
    forget_form,
    settle_form,
)
from simulator.faults import missing
from simulator.wire import Wire

_FIELDS: dict[str, Check] = {
    **FORM_FIELDS,
    "DepositToAccountRef": reference,
    "PaymentMethodRef": reference,
    "PaymentRefNum": text(21),
}
# That a query can ask for the total was recorded, though no reference says so.
_FILTERS: dict[str, FilterType] = {**FORM_FILTERS, "Balance": "number", "TotalAmt": "number"}


def build(draft: Draft) -> Wire:
    """Build a receipt; it need not name a customer (recorded)."""
    refuse_deposited(draft.before)
    customer = customer_of(draft) if "CustomerRef" in draft.given else None
    account = money_account(draft)
    method = draft.refer("PaymentMethod", "PaymentMethodRef", prefix="PaymentMethods")
    form, _ = build_form(draft, customer)
    wire = show_at_home(
        {
            **form,
            "Balance": 0,
            "DepositToAccountRef": account.refer(),
            **copied(draft.given, "PaymentRefNum"),
        }
    )
    if method is not None:
        wire["PaymentMethodRef"] = method.refer()
    return wire


def _build_refund(draft: Draft) -> Wire:
    if "DepositToAccountRef" not in draft.given:
        raise missing("DepositToAccountRef")
    return build(draft)


def void(company: Company, record: Record, now_s: float) -> None:
    """Set every amount and quantity to nothing."""
    refuse_deposited(record)
    if not record.voided:
        empty_form(record)
        changed(company, record, now_s)


def delete(company: Company, record: Record, _now_s: float) -> None:
    """Take a receipt out of its indexes."""
    refuse_deposited(record)
    forget_form(company, record)


SALES_RECEIPT = Kind(
    name="SalesReceipt",
    family="Transactions",
    build=build,
    settle=settle_form,
    delete=delete,
    void=void,
    void_operation="update",
    fields={**_FIELDS, **unkept("SalesReceiptEx LessCIS")},
    filters=_FILTERS,
)
REFUND_RECEIPT = Kind(
    name="RefundReceipt",
    family="Transactions",
    build=_build_refund,
    settle=settle_form,
    delete=delete,
    # Not documented for refunds: here as sales receipts are voided.
    void=void,
    void_operation="update",
    fields={**_FIELDS, **unkept("RemainingCredit RefundReceiptEx")},
    filters={**FORM_FILTERS, "Balance": "number", "PaymentType": "text"},
)

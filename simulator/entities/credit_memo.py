"""Credit memos: owed to the customer until a payment applies them to invoices."""

from simulator.books.amounts import shown
from simulator.books.kinds import Draft, Kind
from simulator.books.schema import unkept
from simulator.entities import open_form
from simulator.entities.currency import show_at_home
from simulator.entities.sales_form import FORM_FIELDS, FORM_FILTERS, build_form, customer_of
from simulator.wire import Wire


def build(draft: Draft) -> Wire:
    """Build a credit memo: like an invoice, with positive amounts, and never due."""
    customer = customer_of(draft)
    applied = open_form.applied_before(draft, customer)
    form, total = build_form(draft, customer)
    remaining = shown(total - applied)
    return show_at_home({**form, "Balance": remaining, "RemainingCredit": remaining})


CREDIT_MEMO = Kind(
    name="CreditMemo",
    family="Transactions",
    build=build,
    settle=open_form.settle,
    delete=open_form.delete,
    # Not documented for credit memos, whose owner can void them: here as receipts are voided.
    void=open_form.void,
    void_operation="update",
    fields={**FORM_FIELDS, **unkept("RemainingCredit InvoiceRef CreditMemoEx")},
    filters={**FORM_FILTERS, "Balance": "number", "SalesTermRef": "reference"},
)

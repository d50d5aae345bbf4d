"""Invoices: when they are due, the estimates they come from, and credits that are applied by themselves."""

from datetime import date

from simulator.books.amounts import shown
from simulator.books.company import Company, Record
from simulator.books.kinds import Draft, Kind, copied
from simulator.books.schema import boolean, day, ignored, many, reference, struct, text, unkept
from simulator.entities import open_form
from simulator.entities.currency import show_at_home
from simulator.entities.estimate import check_estimates, relink_estimates
from simulator.entities.payment import apply_credits
from simulator.entities.sales_form import FORM_FIELDS, FORM_FILTERS, build_form, customer_of
from simulator.entities.terms import due_date
from simulator.wire import Wire


def build(draft: Draft) -> Wire:
    """Build an invoice."""
    given, before = draft.given, draft.before
    customer = customer_of(draft)
    draft.refer("Term", "SalesTermRef", prefix="Terms")
    if before is None and "SalesTermRef" in customer.wire:
        given.setdefault("SalesTermRef", customer.wire["SalesTermRef"])
    applied = open_form.applied_before(draft, customer)
    estimates = check_estimates(draft, customer)
    form, total = build_form(draft, customer)
    given.setdefault("DueDate", _default_due_date(draft, form["TxnDate"]))
    payments = [link for link in before.wire["LinkedTxn"] if link["TxnType"] == "Payment"] if before else []
    return show_at_home(
        {
            "AllowIPNPayment": False,
            "AllowOnlinePayment": False,
            "AllowOnlineCreditCardPayment": given.get("AllowOnlineCreditCardPayment", False),
            "AllowOnlineACHPayment": given.get("AllowOnlineACHPayment", False),
            **form,
            "LinkedTxn": [*estimates, *payments],
            "DueDate": given["DueDate"],
            "Balance": shown(total - applied),
            **copied(given, "SalesTermRef"),
        }
    )


def _default_due_date(draft: Draft, txn_date: str) -> str:
    default = draft.company.preference("SalesFormsPrefs", "DefaultTerms")
    term_ref = draft.given.get("SalesTermRef") or default
    term = draft.company.find("Term", term_ref["value"]) if term_ref else None
    return due_date(term.wire if term else {}, date.fromisoformat(txn_date)).isoformat()


def settle(draft: Draft, record: Record, before: Wire | None) -> None:
    """Settle an open form; close its estimates; apply credits to a new one where the company wants that."""
    company, now_s = draft.company, draft.now_s
    open_form.settle(draft, record, before)
    relink_estimates(company, record, before, record.wire, now_s)
    if before is None and company.preference("SalesFormsPrefs", "AutoApplyCredit"):
        apply_credits(company, record, now_s)


def void(company: Company, record: Record, now_s: float) -> None:
    """Void an invoice: payments are free, estimates open again."""
    if record.voided:
        return
    before = record.wire
    open_form.void(company, record, now_s)
    record.wire["LinkedTxn"] = []
    relink_estimates(company, record, before, record.wire, now_s)


def delete(company: Company, record: Record, now_s: float) -> None:
    """Delete an invoice that no payment is applied to."""
    open_form.delete(company, record, now_s)
    relink_estimates(company, record, record.wire, None, now_s)


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
        "LinkedTxn": many(
            struct("LinkedTxn", {"TxnId": text(30), "TxnType": text(30), "TxnLineId": ignored})
        ),
        "AllowOnlineCreditCardPayment": boolean,
        "AllowOnlineACHPayment": boolean,
        **unkept(
            "Deposit AllowIPNPayment AllowOnlinePayment AllowOnlinePayPalPayment EInvoiceStatus "
            "ECloudStatusTimeStamp invoiceStatus callToAction invoiceStatusLog InvoiceEx LessCIS "
            "InvoiceLink PaymentDetailsMessage ConvenienceFeeDetail AutoPayEligible CfdiUse "
            "EnabledSurchargeInfo Exportation FinancingProductType GlobalInfo GratuityEnabled "
            "InvoiceLinkExpiryDate InvoiceLinkSecurityCode SchedulePayEligible ScheduledPaymentId "
            "SubscriptionPaymentsSetting"
        ),
    },
    filters={**FORM_FILTERS, "DueDate": "date", "Balance": "number", "SalesTermRef": "reference"},
)

"""Preferences: one object, given whole by an update: a writable value that is left out becomes nothing.

Which values can be written is unsettled. Here it is what Intuit's reference does not mark as read-only; by a
setting the closing date of the books and sales tax too, as another copy of it says.
"""

from collections.abc import Mapping

from simulator.books.kinds import Draft, Kind, point
from simulator.books.schema import Check, boolean, day, number, one_of, reference, struct, text, unkept
from simulator.books.writing import unsupported
from simulator.wire import Wire

_message = struct("EmailMessage", {"Subject": text(1000), "Message": text(4000)})
_mail = struct("EmailAddress", {"Address": text(1000), **unkept("Id Default Tag")})
WRITABLE: dict[str, Mapping[str, Check]] = {
    "AccountingInfoPrefs": {
        **dict.fromkeys(("ClassTrackingPerTxn", "ClassTrackingPerTxnLine", "TrackDepartments"), boolean),
        **dict.fromkeys(("CustomerTerminology", "DepartmentTerminology"), text(100)),
    },
    "ProductAndServicesPrefs": {
        **dict.fromkeys(("ForSales", "ForPurchase", "QuantityWithPriceAndRate", "QuantityOnHand"), boolean),
        "RevenueRecognitionEnabled": boolean,
        "RecognitionFrequencyType": text(100),
    },
    "SalesFormsPrefs": {
        **dict.fromkeys(("CustomTxnNumbers", "AllowDeposit", "AllowDiscount", "AllowEstimates"), boolean),
        **dict.fromkeys(("AllowServiceDate", "AllowShipping", "EmailCopyToCompany"), boolean),
        **dict.fromkeys(("ETransactionAttachPDF", "ETransactionPaymentEnabled"), boolean),
        **dict.fromkeys(("DefaultDiscountAccount", "DefaultShippingAccount"), text(30)),
        **dict.fromkeys(("SalesEmailCc", "SalesEmailBcc"), _mail),
        "DefaultTerms": reference,
        "DefaultCustomerMessage": text(1000),
    },
    "EmailMessagesPrefs": dict.fromkeys(
        ("InvoiceMessage", "EstimateMessage", "SalesReceiptMessage", "StatementMessage"), _message
    ),
    "VendorAndPurchasesPrefs": {
        **dict.fromkeys(("TrackingByCustomer", "BillableExpenseTracking"), boolean),
        **dict.fromkeys(("DefaultTerms", "DefaultMarkupAccount"), reference),
        "DefaultMarkup": number(),
    },
    "TimeTrackingPrefs": dict.fromkeys(("UseServices", "BillCustomers", "ShowBillRateToAll"), boolean),
    "ReportPrefs": {"ReportBasis": one_of("Accrual", "Cash")},
    "TaxPrefs": {},
    "CurrencyPrefs": {},
}
DISPUTED: dict[str, Mapping[str, Check]] = {
    "AccountingInfoPrefs": {"BookCloseDate": day},
    "TaxPrefs": {"UsingSalesTax": boolean},
}
_READ_ONLY = {
    "AccountingInfoPrefs": (
        "UseAccountNumbers DefaultARAccount DefaultAPAccount RequiresAccounts AutoJournalEntryNumber "
        "FirstMonthOfFiscalYear TaxYearMonth TaxForm OtherContactInfo"
    ),
    "ProductAndServicesPrefs": "InventoryAndPurchaseOrder UOM RevenueRecognition RevenueRecognitionFrequency",
    "SalesFormsPrefs": (
        "UsingProgressInvoicing CustomField DelayedCharges EstimateMessage ETransactionEnabledStatus "
        "IPNSupportEnabled InvoiceMessage DefaultItem DefaultDeliveryMethod AutoApplyCredit "
        "AutoApplyPayments PrintItemWithZeroAmount DefaultShipMethodRef DefaultMarkup "
        "TrackReimbursableExpensesAsIncome UsingSalesOrders UsingPriceLevels DefaultFOB"
    ),
    "EmailMessagesPrefs": "NameValue",
    "VendorAndPurchasesPrefs": (
        "EnableBills AutomaticBillPayment TPAREnabled POCustomField MsgToVendors UsingInventory "
        "UsingMultiLocationInventory DaysBillsAreDue DiscountAccountRef"
    ),
    "TimeTrackingPrefs": (
        "DefaultTimeItem WorkWeekStartDate TimeTrackingEnabled MarkTimeEntriesBillable MarkExpensesAsBillable"
    ),
    "ReportPrefs": "CalcAgingReportFromTxnDate",
    "TaxPrefs": (
        "PartnerTaxEnabled HideTaxManagement TaxGroupCodeRef TaxRateRef PaySalesTax "
        "NonTaxableSalesTaxCodeRef TaxableSalesTaxCodeRef"
    ),
    "CurrencyPrefs": "MultiCurrencyEnabled HomeCurrency",
}
# Where the name of the class that a fault names is not that of the section.
_CLASSES = {"AccountingInfoPrefs": "CompanyAccountingPrefs"}


def _build(draft: Draft) -> Wire:
    if draft.before is None:
        raise unsupported("create of Preferences")
    for section in ("SalesFormsPrefs", "VendorAndPurchasesPrefs"):
        terms = draft.given.get(section, {}).get("DefaultTerms")
        if terms is not None:
            point(draft.company, "Term", terms["value"], prefix="Terms")
    shown: Wire = {}
    for section, checks in WRITABLE.items():
        more = DISPUTED.get(section, {}) if draft.company.settings.more_preferences_written else {}
        before: Wire = draft.before.wire.get(section, {})
        given: Wire = draft.given.get(section, {})
        names = (*checks, *more)
        shown[section] = {name: value for name, value in before.items() if name not in names}
        shown[section] |= {name: value for name, value in given.items() if name in names}
    return {section: values for section, values in shown.items() if values}


PREFERENCES = Kind(
    name="Preferences",
    family="Preferences",
    build=_build,
    sparse=False,
    fields={
        **{
            section: struct(
                _CLASSES.get(section, section),
                {**checks, **DISPUTED.get(section, {}), **unkept(_READ_ONLY[section])},
            )
            for section, checks in WRITABLE.items()
        },
        **unkept("AdvancedInventoryPrefs PrintDocumentPrefs FinanceChargesPrefs OtherPrefs"),
    },
    filters={"Id": "id"},
)

"""What QuickBooks' refusals mean: its codes, and for code 6000 its known texts, as our problems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

TOO_LONG = 2050
BUSINESS_VALIDATION = 6000

BY_CODE: Mapping[int, str] = {
    **dict.fromkeys((610, 2500, 6250), "reference_refused"),
    620: "link_refused",
    **dict.fromkeys((700, 900, 6130, 6150, 6180), "parent_refused"),
    **dict.fromkeys((800, 6220, 6280, 6400), "still_in_use"),
    2040: "text_refused",
    **dict.fromkeys((2140, 2150, 2160, 2240, 2290), "amount_refused"),
    2210: "email_malformed",
    2220: "currency_refused",
    2280: "tax_missing",
    5010: "stale",
    **dict.fromkeys((100, 110, 120, 130, 3100, 3200, 3201, 5020, 5030), "permission"),
    3001: "quickbooks_busy",
    **dict.fromkeys((140, 150), "books_unavailable"),
    **dict.fromkeys((6110, 6120, 6450, 6460, 6480, 6540), "locked_in_quickbooks"),
    6140: "number_taken",
    **dict.fromkeys((6160, 6230, 6470), "tax_refused"),
    6190: "subscription_ended",
    **dict.fromkeys((6200, 6210), "books_closed"),
    **dict.fromkeys((630, 6240), "display_name_taken"),
    6430: "account_refused",
    6530: "card_number",
    10200: "books_reset",
    # Nobody knows whether it was done: never a record's problem, but what stops its company.
    **dict.fromkeys((600, 1000, 1010, 1020, 10000), "outcome_unknown"),
    # A request that is wrong in itself: no bookkeeper can mend it.
    **dict.fromkeys((400, 500, 1040, 1050, 2000, 2010, 2020, 2030), "defect"),
    **dict.fromkeys((2060, 2070, 2080, 2090, 2100, 2110, 2120, 2130), "defect"),
    **dict.fromkeys((2170, 2180, 2190, 2200, 2230, 2250, 2600, 3000, 3202, 4000, 4001, 4002), "defect"),
    **dict.fromkeys((5000, 6070, 6080, 6090, 6100, 6170, 6420, 6440, 6520, 10100), "defect"),
}
"""By QuickBooks' code (Intuit's table of error codes); what is not here is `refused_by_quickbooks`."""


class Detail(NamedTuple):
    """One text of code 6000, which says by prose alone what is wrong."""

    contains: str
    """Compared without regard to case."""
    code: str
    source: str


_COMMON = "https://developer.intuit.com/app/developer/qbo/docs/develop/troubleshooting/handling-common-errors"
_SEVERAL = "help pages of several QuickBooks integrations"

BY_DETAIL = (
    Detail("you must set a transaction amount", "amount_refused", _COMMON),
    Detail("transaction amount that is 0 or greater", "amount_refused", _SEVERAL),
    Detail(
        "have a vat rate before you save",
        "tax_missing",
        "https://github.com/intuit/quickbooks-online-mcp-server/issues/94",
    ),
    Detail(
        "have a gst/hst rate before you save",
        "tax_missing",
        "https://github.com/activepieces/activepieces/issues/8539",
    ),
    Detail(
        "do not have a tax code associated",
        "tax_missing",
        "https://github.com/ruckus/quickbooks-ruby/issues/322",
    ),
    Detail("encountered an error while calculating tax", "tax_refused", _SEVERAL),
    Detail("currency of the transaction is invalid", "currency_refused", _SEVERAL),
    Detail("only use one foreign currency per transaction", "currency_refused", "help pages of Expensify"),
    Detail("cannot modify a list element that has been deleted", "reference_refused", _SEVERAL),
    Detail("something this action required is no longer available", "reference_refused", _SEVERAL),
    Detail("need to activate this item", "reference_refused", _SEVERAL),
    Detail("type of name assigned to this transaction", "reference_refused", _SEVERAL),
    Detail("select a different type of account", "account_refused", _SEVERAL),
    Detail("choose an account of type", "account_refused", _SEVERAL),
    Detail("enter a valid email address", "email_malformed", _SEVERAL),
    Detail("document number field can contain at most", "text_refused", "a fake ledger made for tests"),
    Detail("closing date", "books_closed", _SEVERAL),
    Detail("books closed", "books_closed", _SEVERAL),
    Detail("service date", "service_date_required", "the case is documented, its wording is not"),
    Detail("revenue recognition", "service_date_required", "the case is documented, its wording is not"),
)
"""The known texts of code 6000. Companies in other languages get other texts: those stay unrecognised."""

HOST_FIELDS: Mapping[str, str] = {
    "DisplayName": "display_name",
    "CompanyName": "company_name",
    "GivenName": "given_name",
    "FamilyName": "family_name",
    "PrimaryEmailAddr": "email",
    "PrimaryPhone": "phone",
    "BillAddr": "street",
    "ParentRef": "parent_id",
    "Name": "name",
    "Description": "description",
    "UnitPrice": "unit_price",
    "DocNumber": "number",
    "TxnDate": "date",
    "DueDate": "due_date",
    "CurrencyRef": "currency",
    "Line": "lines",
    "CustomerMemo": "message",
    "PrivateNote": "memo",
    "TotalAmt": "amount",
    "PaymentRefNum": "reference",
}
"""The host's field by QuickBooks' element; an invoice calls its date `issue_date`."""

REFUSED_FIELDS: Mapping[str, tuple[str, ...]] = {
    "display_name_taken": ("DisplayName", "Name"),
    "number_taken": ("DocNumber",),
    "email_malformed": ("PrimaryEmailAddr",),
    "currency_refused": ("CurrencyRef",),
    "books_closed": ("TxnDate",),
    "parent_refused": ("ParentRef",),
}
"""Which element a refusal speaks of, where it names none: the first that was sent."""

HOLDERS: Mapping[str, str] = {"display_name_taken": "another_name", "number_taken": "another_document"}
"""What people call who has a name or number, until it is known who."""

LOOKED_UP = frozenset({"display_name_taken", "number_taken", "stale", "reference_refused", "link_refused"})
"""Refusals whose cause only the books can tell: they are read once before a record is blamed."""

"""All problems there are: who can fix each, whether retrying helps, and what its texts fill in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

Who: TypeAlias = Literal["user", "admin", "support"]


class Entry(NamedTuple):
    """What the catalogue knows of a problem besides its texts."""

    who: Who = "user"
    """Who can fix it: whoever keeps the records, whoever may change settings and QuickBooks, or support."""
    retry_helps: bool = False
    """Whether the same record may get through later although nobody changes it."""
    details: tuple[str, ...] = ()
    """What its texts fill in besides field, line, value, fault_code and fault_text."""
    article: str = ""
    """Slug of the help article that explains it."""


CATALOGUE: Mapping[str, Entry] = {
    # A record's own fields
    "name_missing": Entry(),
    "name_with_colon": Entry(article="display-names"),
    "name_with_line_break": Entry(article="display-names"),
    "too_long": Entry(details=("limit", "length")),
    "email_is_phone": Entry(),
    "email_malformed": Entry(),
    "phone_is_email": Entry(),
    "parent_is_itself": Entry(),
    "account_unknown": Entry(article="product-accounts"),
    "account_wrong_type": Entry(details=("type", "expected"), article="product-accounts"),
    "account_missing": Entry("admin", article="product-accounts"),
    "no_lines": Entry(),
    "free_text_line": Entry(article="free-text-lines"),
    "line_amount_wrong": Entry(details=("quantity", "unit_price", "expected")),
    "invoice_total_wrong": Entry(details=("expected",)),
    "negative_amount": Entry(),
    "currency_differs": Entry(details=("home",)),
    "discount_not_allowed": Entry("admin"),
    "period_closed": Entry(details=("closed_until",)),
    "sales_tax_off": Entry("admin"),
    "tax_selection_gone": Entry("admin"),
    "line_tax_missing": Entry(article="tax-on-lines"),
    "tax_code_unknown": Entry(article="tax-on-lines"),
    "tax_total_wrong": Entry(details=("expected",)),
    "amount_not_positive": Entry(),
    "applied_too_much": Entry(details=("applied",)),
    "invoice_applied_twice": Entry(),
    # What other records and the engine bring about
    "reference_missing": Entry(),
    "reference_removed": Entry(),
    "reference_has_problem": Entry(),
    "total_differs": Entry(details=("host", "books")),
    "not_ours": Entry("support"),
    "object_claimed": Entry(),
    "parent_circle": Entry(details=("path",)),
    # What stops a whole company
    "outcome_unknown": Entry("support", retry_helps=True),
    "quickbooks_busy": Entry("support", retry_helps=True),
    "parked": Entry("support"),
    # Why a message failed for good
    "message_without_company": Entry("support"),
    "outside_busy": Entry("support", retry_helps=True),
    "worker_died": Entry("support", retry_helps=True),
    "message_failed": Entry("support"),
    "failed_silently": Entry("support"),
    # What a company's connection asks of a person
    "setup_incomplete": Entry("admin"),
    "signed_out": Entry("admin"),
    "connection_ended": Entry("admin"),
    "choice_lapsed": Entry("admin"),
    "other_books": Entry("admin", details=("other", "realm")),
    "connection_ends_soon": Entry("admin"),
    # What QuickBooks refuses
    "defect": Entry("support"),
    "display_name_taken": Entry(details=("holder",), article="display-names"),
    "name_of_inactive": Entry(details=("holder",), article="display-names"),
    "number_taken": Entry(details=("holder",)),
    "stale": Entry(retry_helps=True),
    "inactive_reference": Entry(),
    "reference_refused": Entry(),
    "inactive_in_quickbooks": Entry(),
    "deleted_in_quickbooks": Entry(),
    "still_in_use": Entry(),
    "link_refused": Entry(),
    "parent_refused": Entry(),
    "text_refused": Entry(),
    "currency_refused": Entry(),
    "account_refused": Entry("admin", article="product-accounts"),
    "amount_refused": Entry(),
    "tax_missing": Entry(article="tax-on-lines"),
    "tax_refused": Entry("admin", retry_helps=True),
    "card_number": Entry(),
    "locked_in_quickbooks": Entry(),
    "service_date_required": Entry("admin", article="revenue-recognition"),
    "books_closed": Entry(),
    "books_unavailable": Entry("admin", retry_helps=True),
    "books_reset": Entry("admin"),
    "subscription_ended": Entry("admin"),
    "permission": Entry("admin"),
    "refused_by_quickbooks": Entry("support"),
}

ONLY_WHEN_ASKED = frozenset({"deleted_in_quickbooks"})
"""Problems after which a record goes into the books anew only if a person or the host wants exactly that."""

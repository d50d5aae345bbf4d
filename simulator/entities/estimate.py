"""Estimates: sales forms that move no money; an invoice that is made of one closes it."""

from simulator.books.company import Company, Record
from simulator.books.kinds import Draft, Kind, copied
from simulator.books.schema import day, one_of, text, unkept
from simulator.entities.links import linked
from simulator.entities.money_accounts import cannot_link
from simulator.entities.open_form import linked_refusal
from simulator.entities.sales_form import (
    FORM_FIELDS,
    FORM_FILTERS,
    build_form,
    customer_of,
    forget_form,
    settle_form,
)
from simulator.faults import business
from simulator.wire import Wire

PENDING, CLOSED = "Pending", "Closed"


def build(draft: Draft) -> Wire:
    """Build an estimate: Closed while an invoice is linked to it."""
    given, before = draft.given, draft.before
    customer = customer_of(draft)
    links = before.wire.get("LinkedTxn") if before else None
    if before is not None and links and before.wire["CustomerRef"]["value"] != customer.id:
        raise business("You cannot change the customer of an estimate that has an invoice.")
    form, _ = build_form(draft, customer)
    return {
        **form,
        "TxnStatus": CLOSED if links else given.get("TxnStatus", PENDING),
        # One that is not linked shows no links (recorded), unlike an invoice.
        **({"LinkedTxn": links} if links else {}),
        **copied(given, "ExpirationDate", "AcceptedBy", "AcceptedDate"),
    }


def check_estimates(draft: Draft, customer: Record) -> list[Wire]:
    """Return the links of an invoice to the estimates it is made of; other links are not its own to set."""
    given = [link for link in draft.given.get("LinkedTxn", []) if link.get("TxnType") == "Estimate"]
    own = {draft.before.id} if draft.before else set()
    for link in given:
        estimate = draft.company.find("Estimate", link.get("TxnId", ""))
        if estimate is None or estimate.wire["CustomerRef"]["value"] != customer.id:
            raise cannot_link(f"the customer has no estimate {link.get('TxnId')}")
        if set(linked(estimate.wire, "Invoice")) - own:
            raise cannot_link(f"the estimate {estimate.id} is closed")
    links = [{"TxnId": link["TxnId"], "TxnType": "Estimate"} for link in given]
    draft.given.pop("LinkedTxn", None)
    if links:
        draft.given["LinkedTxn"] = links
    return links


def relink_estimates(
    company: Company, invoice: Record, before: Wire | None, after: Wire | None, now_s: float
) -> None:
    """Close the estimates that an invoice is newly made of, open those that it is no longer made of.

    The LastUpdatedTime of an estimate moves, its SyncToken does not (recorded).
    """
    old, new = (linked(wire, "Estimate") if wire else [] for wire in (before, after))
    for estimate_id in dict.fromkeys([*old, *new]):
        estimate = company.find("Estimate", estimate_id)
        if estimate is None or (estimate_id in old) == (estimate_id in new):
            continue
        links = [{"TxnId": invoice.id, "TxnType": "Invoice"}] if estimate_id in new else []
        status = CLOSED if links else estimate.given.get("TxnStatus", PENDING)
        estimate.wire = {**estimate.wire, "TxnStatus": status}
        estimate.wire.pop("LinkedTxn", None)
        if links:
            estimate.wire["LinkedTxn"] = links
        company.touch(estimate, now_s)


def delete(company: Company, record: Record, _now_s: float) -> None:
    """Take an estimate out of its indexes; refuse while an invoice is linked to it."""
    if record.wire.get("LinkedTxn"):
        raise linked_refusal(company)
    forget_form(company, record)


ESTIMATE = Kind(
    name="Estimate",
    family="Transactions",
    build=build,
    settle=settle_form,
    delete=delete,
    total_count=True,
    fields={
        **FORM_FIELDS,
        "TxnStatus": one_of(PENDING, "Accepted", CLOSED, "Rejected", "Converted"),
        "ExpirationDate": day,
        "AcceptedBy": text(100),
        "AcceptedDate": day,
        **unkept("EstimateEx"),
    },
    filters=FORM_FILTERS,
)

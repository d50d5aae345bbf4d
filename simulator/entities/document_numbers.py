"""Numbers of sales forms: given by the client or by QuickBooks, as the company has set."""

from collections import OrderedDict
from collections.abc import Mapping

from simulator.books.company import Company, Record, plain
from simulator.books.kinds import Draft
from simulator.books.schema import text, too_long
from simulator.faults import Refused, business
from simulator.wire import Wire

LONGEST = 21
ANY_LENGTH = 10_000
AUTO_GENERATE = "AUTO_GENERATE"
# Estimates count by themselves, and several may have one number (recorded).
NUMBERED_APART = ("Estimate",)
FIRST_ESTIMATE = 1000
doc_number = text(ANY_LENGTH)


def document_number(draft: Draft) -> str | None:
    """Return the number that a draft gets, None for none."""
    number = draft.given.get("DocNumber")
    if number is not None and len(number) > LONGEST:
        if draft.company.settings.long_doc_number_code == "6000":
            raise business(f"Document Number field can contain at most {LONGEST} characters")
        raise too_long("DocNumber", len(number), longest=LONGEST)
    if not draft.company.preference("SalesFormsPrefs", "CustomTxnNumbers"):
        held = draft.before.wire.get("DocNumber") if draft.before else None
        return held or _next(draft)
    if draft.kind.name in NUMBERED_APART:
        return number
    if number == AUTO_GENERATE:
        number = draft.given["DocNumber"] = _next(draft)
    if number is not None and "allowduplicatedocnum" not in draft.include:
        _refuse_duplicate(draft, number)
    return number


def _next(draft: Draft) -> str:
    if draft.kind.name in NUMBERED_APART:
        return str(FIRST_ESTIMATE + int(draft.company.next_id("Estimate numbers")))
    return str(draft.company.next_number)


def _refuse_duplicate(draft: Draft, number: str) -> None:
    holders: Mapping[str, str] = draft.company.numbers.get(plain(number), {})
    others = [holder for holder in holders if draft.before is None or holder != draft.before.id]
    if not others or not draft.company.switches.duplicate_number_warning:
        return
    kept = draft.before is not None and draft.before.wire.get("DocNumber") == number
    if kept:
        return
    detail = (
        "Duplicate Document Number Error : You must specify a different number. "
        "This number has already been used. "
        f"DocNumber={number} is assigned to TxnType={holders[others[0]]} with TxnId={others[0]}"
    )
    raise Refused("6140", detail, element="")


def settle_number(draft: Draft, record: Record, before: Wire | None) -> None:
    """Move a number in the index of numbers."""
    company = draft.company
    old, new = before.get("DocNumber") if before else None, record.wire.get("DocNumber")
    if old == new or record.kind in NUMBERED_APART:
        return
    if old is not None:
        _free(company, old, record.id)
    if new is not None:
        company.numbers.setdefault(plain(new), OrderedDict())[record.id] = record.kind
        while str(company.next_number) in company.numbers:
            company.next_number += 1


def forget_number(company: Company, record: Record) -> None:
    """Take a form out of the index of numbers."""
    if "DocNumber" in record.wire and record.kind not in NUMBERED_APART:
        _free(company, record.wire["DocNumber"], record.id)


def _free(company: Company, number: str, record_id: str) -> None:
    holders = company.numbers[plain(number)]
    del holders[record_id]
    if not holders:
        del company.numbers[plain(number)]

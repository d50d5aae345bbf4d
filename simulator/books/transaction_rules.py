"""Rules that every transaction obeys, whatever its kind: closed books, classes and locations."""

from collections.abc import Iterator

from simulator.books.company import Company
from simulator.books.kinds import Draft, point
from simulator.faults import Refused
from simulator.wire import Wire

CLOSED = "Account Period Closed : The date is on or before the closing date of the books."
CLOSED_FOR_GOOD = (
    "The account period has closed and the account books cannot be updated through the QBO Services API. "
    "Please use the QBO website to make these changes."
)
# What a reference of a form or line is to: its list, the prefix in faults, and what it is called.
TRACKED = {"ClassRef": ("Class", "Klasses", "class"), "DepartmentRef": ("Department", "Depts", "location")}


def check_open_period(company: Company, *wires: Wire) -> None:
    """Refuse what is, was or would be dated on or before the day that the books are closed to.

    6200 is called a kind of warning; that the API refuses with it when no password is set is read from that.
    """
    closed_to = company.preference("AccountingInfoPrefs", "BookCloseDate")
    if not closed_to or all(wire.get("TxnDate", "") > closed_to for wire in wires if "TxnDate" in wire):
        return
    if company.switches.closing_password:
        raise Refused("6210", CLOSED_FOR_GOOD)
    raise Refused("6200", CLOSED)


def check_tracking(draft: Draft) -> None:
    """Refuse a class or location that the company does not track there, or that is no active one.

    One that the transaction has already is left alone.
    """
    if "TxnDate" not in draft.kind.fields:
        return
    held = set(_tracked(draft.before.given)) if draft.before is not None else set()
    for name, preference, record_id in _tracked(draft.given):
        if (name, preference, record_id) in held:
            continue
        kind, prefix, called = TRACKED[name]
        if not draft.company.preference("AccountingInfoPrefs", preference):
            raise Refused("5030", f"Feature Not Supported : {called} tracking is off", element=name)
        point(draft.company, kind, record_id, prefix=prefix)


def shown_tracked(company: Company, given: Wire) -> Wire:
    """Return the class and the location of a form or a line as they are shown, with their names."""
    shown: Wire = {}
    for name, (kind, _, _) in TRACKED.items():
        if name in given:
            record = company.find(kind, given[name]["value"])
            shown[name] = given[name] if record is None else record.refer()
    return shown


def _tracked(given: Wire) -> Iterator[tuple[str, str, str]]:
    """Walk the classes and locations: the property, the preference that allows it, and the id."""
    if "ClassRef" in given:
        yield "ClassRef", "ClassTrackingPerTxn", given["ClassRef"]["value"]
    if "DepartmentRef" in given:
        yield "DepartmentRef", "TrackDepartments", given["DepartmentRef"]["value"]
    for line in given.get("Line", ()):
        detail = line.get(line.get("DetailType", ""))
        if isinstance(detail, dict) and "ClassRef" in detail:
            yield "ClassRef", "ClassTrackingPerTxnLine", detail["ClassRef"]["value"]

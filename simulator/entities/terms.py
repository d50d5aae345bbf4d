"""Terms of payment and payment methods: short lists that forms and customers point to."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

from simulator.books.kinds import Draft, FilterType, Kind, copied
from simulator.books.schema import number, one_of, unkept
from simulator.entities.name_lists import named, own_name, settle_name
from simulator.faults import Refused, missing
from simulator.wire import Wire

LONGEST = 31
USUAL_DUE_DAYS = 30  # recorded of an invoice without a term
STANDARD, DATE_DRIVEN = "STANDARD", "DATE_DRIVEN"
OF_DAYS = ("DueDays", "DiscountDays")
OF_DATES = ("DayOfMonthDue", "DueNextMonthDays", "DiscountDayOfMonth")
_FILTERS: dict[str, FilterType] = {"Id": "id", "Name": "text", "Active": "boolean"}
_days = number(lowest=Decimal(0), highest=Decimal(999))


def due_date(term: Wire, on: date) -> date:
    """Return when a form of a day is due: days later, or on a day of its month or of the next."""
    if "DayOfMonthDue" not in term:
        return on + timedelta(days=int(term.get("DueDays", USUAL_DUE_DAYS)))
    due = _in_month(on.year, on.month, term)
    if due < on + timedelta(days=int(term.get("DueNextMonthDays", 0))):
        due = _in_month(on.year + on.month // 12, on.month % 12 + 1, term)
    return due


def _in_month(year: int, month: int, term: Wire) -> date:
    return date(year, month, min(int(term["DayOfMonthDue"]), monthrange(year, month)[1]))


def _build_term(draft: Draft) -> Wire:
    given = draft.given
    name = own_name(draft, None)
    if "DueDays" not in given and "DayOfMonthDue" not in given:
        raise missing("DueDays")
    if "DueDays" in given and "DayOfMonthDue" in given:
        detail = "Conflicting elements in request : DueDays and DayOfMonthDue"
        raise Refused("2600", detail, element="DayOfMonthDue")
    standard = "DueDays" in given
    return {
        "Name": name,
        "Active": given.get("Active", True),
        "Type": STANDARD if standard else DATE_DRIVEN,
        "DiscountPercent": given.get("DiscountPercent", 0),
        **copied(given, *(OF_DAYS if standard else OF_DATES)),
    }


def _build_payment_method(draft: Draft) -> Wire:
    kind = draft.given.get("Type", "NON_CREDIT_CARD")
    return {"Name": own_name(draft, None), "Active": draft.given.get("Active", True), "Type": kind}


TERM = Kind(
    name="Term",
    family="Term",
    is_list=True,
    build=_build_term,
    settle=settle_name,
    fields={
        **named(LONGEST, unfit="\t\n\r"),
        "DueDays": _days,
        "DiscountDays": _days,
        "DayOfMonthDue": number(lowest=Decimal(1), highest=Decimal(31)),
        "DueNextMonthDays": _days,
        "DiscountDayOfMonth": number(lowest=Decimal(0), highest=Decimal(31)),
        "DiscountPercent": number(lowest=Decimal(0), highest=Decimal(100)),
        **unkept("Type SalesTermEx"),
    },
    filters=_FILTERS,
)
PAYMENT_METHOD = Kind(
    name="PaymentMethod",
    family="PaymentMethod",
    is_list=True,
    build=_build_payment_method,
    settle=settle_name,
    fields={
        **named(LONGEST, unfit="\t\n\r"),
        "Type": one_of("CREDIT_CARD", "NON_CREDIT_CARD"),
        **unkept("PaymentMethodEx"),
    },
    filters=_FILTERS,
)

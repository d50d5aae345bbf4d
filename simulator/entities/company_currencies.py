"""The currencies that a company uses beside its own; there are others only where multicurrency is on."""

from simulator.books.company import Company, Record
from simulator.books.currencies import NAMES
from simulator.books.kinds import Draft, Kind
from simulator.books.schema import boolean, ignored, text
from simulator.faults import Refused, missing, name_taken
from simulator.wire import Wire

CODE_LENGTH = 3
NAMESPACE = "CompanyCurrencies"


def many_currencies(company: Company) -> bool:
    """Tell whether the company uses other currencies than its own."""
    return bool(company.preference("CurrencyPrefs", "MultiCurrencyEnabled"))


def check_many_currencies(company: Company) -> None:
    """Refuse what needs multicurrency while it is off."""
    if not many_currencies(company):
        raise Refused("5030", "Feature Not Supported : multicurrency is off", element="")


def is_used(company: Company, code: str) -> bool:
    """Tell whether a currency is the company's own or an active one of its list."""
    if code == company.home_currency():
        return True
    holder = company.names.get((NAMESPACE, code.casefold()))
    record = company.find("CompanyCurrency", holder[1]) if holder is not None else None
    return record is not None and record.active and many_currencies(company)


def _build(draft: Draft) -> Wire:
    check_many_currencies(draft.company)
    code = str(draft.given.get("Code", "")).upper()
    if not code:
        raise missing("Code")
    if len(code) != CODE_LENGTH or not code.isalpha():
        raise Refused("2220", f"Invalid Currency Type : {code}", element="Code")
    if code == draft.company.home_currency() or not draft.free(NAMESPACE, code):
        raise name_taken("null")
    name = draft.given.get("Name") or NAMES.get(code, code)
    return {"Code": code, "Name": name, "Active": draft.given.get("Active", True)}


def _settle(draft: Draft, record: Record, _before: Wire | None) -> None:
    code = record.wire["Code"].casefold()
    draft.company.names[NAMESPACE, code] = (record.kind, record.id)
    draft.company.order_changed(record.kind)


COMPANY_CURRENCY = Kind(
    name="CompanyCurrency",
    family="CompanyCurrency",
    is_list=True,
    build=_build,
    settle=_settle,
    fixed=("Code",),
    fields={"Code": text(CODE_LENGTH), "Name": text(100), "Active": boolean, "CompanyCurrencyEx": ignored},
    filters={"Id": "id", "Code": "text", "Name": "text", "Active": "boolean"},
)

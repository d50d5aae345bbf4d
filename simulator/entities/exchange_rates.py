"""Exchange rates: what one unit of a foreign currency is worth at home, by day; 1 until somebody says more.

QuickBooks fills its table from the market every few hours. Here it holds what was posted, and a rate holds
until the next one: what QuickBooks takes for a day without a rate is not known.
"""

from bisect import bisect_right, insort
from collections.abc import Iterator, Mapping
from decimal import Decimal

from simulator.books.company import Company, Record
from simulator.books.kinds import Condition, Kind
from simulator.books.schema import day, number, text
from simulator.entities.company_currencies import check_many_currencies, is_used
from simulator.faults import STALE, Refused, missing
from simulator.timestamps import day_of, stamp
from simulator.wire import Wire

NAME = "ExchangeRate"
UNKNOWN = Decimal(1)


def rate(company: Company, currency: str, on: str) -> Decimal:
    """Return home units for one of a currency on a day: of that day or the last before it, else 1."""
    kept = _kept(company, currency, on)
    return UNKNOWN if kept is None else Decimal(kept.wire["Rate"])


def _kept(company: Company, currency: str, on: str) -> Record | None:
    days = company.rate_days.get(currency, [])
    place = bisect_right(days, on)
    return company.find(NAME, f"{currency} {days[place - 1]}") if place else None


def shown_rate(company: Company, currency: str, on: str) -> Wire:
    """Return the rate of a day as it is shown: the table has one for every day."""
    kept = _kept(company, currency, on)
    shown: Wire = {"SyncToken": "0", "domain": "QBO", "AsOfDate": on, "SourceCurrencyCode": currency}
    shown |= {"Rate": UNKNOWN, "TargetCurrencyCode": company.home_currency()}
    if kept is not None:
        shown |= {**kept.wire, "AsOfDate": on}
    return shown


def asked_rate(company: Company, options: Mapping[str, str], *, now_s: float) -> Wire:
    """Answer `GET /exchangerate?sourcecurrencycode=…[&asofdate=…]`: today's, unless a day is given."""
    names = {name.lower(): value for name, value in options.items()}
    check_many_currencies(company)
    currency = _currency(company, names.get("sourcecurrencycode"))
    on = day(names.get("asofdate"), "AsOfDate") or stamp(int(now_s))[:10]
    return shown_rate(company, currency, on)


def _currency(company: Company, given: str | None) -> str:
    if not given:
        raise missing("SourceCurrencyCode")
    currency = given.upper()
    if currency == company.home_currency() or not is_used(company, currency):
        raise Refused("2220", f"Invalid Currency Type : {given}", element="SourceCurrencyCode")
    return currency


def set_rate(company: Company, given: Wire, now_s: float) -> Wire:
    """Set the rate of a currency on a day. A SyncToken is looked at when one is sent, and a rate is there."""
    check_many_currencies(company)
    currency = _currency(company, given.get("SourceCurrencyCode"))
    for name in ("Rate", "AsOfDate"):
        if name not in given:
            raise missing(name)
    home = company.home_currency()
    if given.get("TargetCurrencyCode", home).upper() != home:
        detail = f"Invalid Currency Type : {given['TargetCurrencyCode']}"
        raise Refused("2220", detail, element="TargetCurrencyCode")
    on = given["AsOfDate"]
    record = company.find(NAME, f"{currency} {on}")
    changes = 0
    if record is not None:
        if given.get("SyncToken", record.wire["SyncToken"]) != record.wire["SyncToken"]:
            raise Refused("5010", STALE, element="")
        if record.wire["Rate"] == given["Rate"]:
            return record.wire
        changes = int(record.wire["SyncToken"]) + 1
    return _keep(company, currency, {**given, "SyncToken": str(changes)}, now_s=now_s).wire


def _keep(company: Company, currency: str, given: Wire, *, now_s: float) -> Record:
    key = f"{currency} {given['AsOfDate']}"
    record = company.find(NAME, key)
    if record is None:
        record = Record(NAME, key, now_s=now_s)
        company.add(record)
        insort(company.rate_days.setdefault(currency, []), given["AsOfDate"])
    record.wire = {
        "SyncToken": given["SyncToken"],
        "domain": "QBO",
        "AsOfDate": given["AsOfDate"],
        "SourceCurrencyCode": currency,
        "Rate": given["Rate"],
        "TargetCurrencyCode": company.home_currency(),
    }
    company.touch(record, now_s)
    return record


def rows(company: Company, conditions: tuple[Condition, ...]) -> Iterator[Record]:
    """Return what a query can find: of the days that it names, every currency's; else what was posted."""
    days = [
        day_of(str(literal))
        for condition in conditions
        if condition.name.lower() == "asofdate" and condition.operator in ("=", "IN")
        for literal in condition.literals
    ]
    if not days:
        yield from company.newest_first(NAME)
        return
    for currency in company.objects.get("CompanyCurrency", {}).values():
        for on in dict.fromkeys(days) if currency.active else ():
            record = Record(NAME, "", now_s=0.0)
            record.wire = shown_rate(company, currency.wire["Code"], on)
            yield record


EXCHANGE_RATE = Kind(
    name=NAME,
    family=NAME,
    write=set_rate,
    rows=rows,
    in_change_data=False,
    fields={
        "SyncToken": text(20),
        "SourceCurrencyCode": text(3),
        "TargetCurrencyCode": text(3),
        "Rate": number(lowest=Decimal("1e-9"), highest=Decimal("1e9")),
        "AsOfDate": day,
    },
    filters={"SourceCurrencyCode": "text", "AsOfDate": "date"},
)

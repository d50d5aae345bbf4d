"""In which currency a customer is, in which its transactions are, and what they are worth at home."""

from decimal import Decimal

from simulator.books.amounts import money, shown
from simulator.books.company import Company, Record
from simulator.books.currencies import currency_ref
from simulator.books.kinds import Draft
from simulator.books.schema import number
from simulator.entities.company_currencies import is_used, many_currencies
from simulator.entities.exchange_rates import rate
from simulator.faults import Refused, business, missing
from simulator.wire import Wire

AT_HOME = Decimal(1)
_above_zero = number(lowest=Decimal("1e-9"), highest=Decimal("1e9"))


def exchange_rate(value: object, name: str) -> Decimal | None:
    """Accept a rate; 0, as python-quickbooks sends it, is none."""
    found: Decimal | None = None if value == 0 else _above_zero(value, name)
    return found


def currency_of(company: Company, record: Record | None) -> str:
    """Return the code of an object's currency: that of the company, unless the object says another."""
    ref = record.wire.get("CurrencyRef") if record is not None else None
    return str(ref["value"]) if ref else company.home_currency()


def name_currency(draft: Draft, parent: Record | None) -> Wire:
    """Return the currency of a customer or vendor: it stays as it was at first, and is its parent's.

    What a change of it is answered is not documented: here it counts for nothing.
    """
    company = draft.company
    if draft.before is not None:
        return currency_ref(currency_of(company, draft.before))
    usual = currency_of(company, parent)
    code = draft.given.get("CurrencyRef", {"value": usual})["value"]
    if not is_used(company, code):
        raise Refused("2220", f"Invalid Currency Type : {code}", element="CurrencyRef")
    if parent is not None and code != usual:
        raise business("A sub-customer must have the currency of its parent.")
    return currency_ref(code)


def in_currency(draft: Draft, customer: Record | None) -> Wire:
    """Return the currency of a transaction as it is shown, with its rate where there are many currencies."""
    company = draft.company
    wanted = draft.given.get("CurrencyRef")
    several = many_currencies(company)
    if wanted is None and several and draft.before is None:
        raise missing("CurrencyRef")
    usual = currency_of(company, customer)
    code = wanted["value"] if wanted is not None else usual
    if customer is not None and code != usual:
        raise business(
            f"The currency of the transaction is invalid for customer {customer.wire['DisplayName']}."
        )
    if code != company.home_currency() and not several:
        raise Refused("5030", "Feature Not Supported : multicurrency is off", element="CurrencyRef")
    found: Wire = {"CurrencyRef": currency_ref(code)}
    if several:
        found["ExchangeRate"] = _rate(draft, code)
    return found


def _rate(draft: Draft, code: str) -> Decimal:
    """Return home units for one of a currency: as given, or from the table of the day, 1 if it has none."""
    if code == draft.company.home_currency():
        return AT_HOME
    given = draft.given
    if "ExchangeRate" not in given:
        given["ExchangeRate"] = rate(draft.company, code, given["TxnDate"])
    return Decimal(given["ExchangeRate"])


def at_home(wire: Wire, amount: Decimal) -> Decimal:
    """Return what an amount of a transaction is worth in the home currency."""
    return money(amount * Decimal(wire.get("ExchangeRate", AT_HOME)))


def show_at_home(wire: Wire) -> Wire:
    """Show HomeTotalAmt and HomeBalance beside the amounts themselves, where there are many currencies."""
    if "ExchangeRate" in wire:
        for name in ("TotalAmt", "Balance"):
            if name in wire:
                wire[f"Home{name}"] = shown(at_home(wire, Decimal(wire[name])))
    return wire

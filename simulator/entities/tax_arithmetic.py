"""What tax codes come to on amounts, to the cent: on sums per rate, or per line out of prices with tax."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from simulator.books.amounts import HUNDRED, ZERO, money
from simulator.books.company import Company


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate of a code: `on_net` is what it comes to in percent of the price without any tax."""

    id: str
    percent: Decimal
    on_net: Decimal


@dataclass(frozen=True, slots=True)
class Tax:
    """What one rate comes to, on how much."""

    rate: Rate
    amount: Decimal
    net: Decimal


def rates_of(company: Company, code_id: str) -> list[Rate]:
    """Return the rates of a tax code for sales. A rate of a later TaxOrder may be taken on earlier taxes."""
    code = company.objects["TaxCode"][code_id].wire
    entries = code.get("SalesTaxRateList", {}).get("TaxRateDetail", [])
    found: list[Rate] = []
    for entry in sorted(entries, key=lambda entry: entry.get("TaxOrder", 0)):
        rate = company.objects["TaxRate"][entry["TaxRateRef"]["value"]]
        percent = Decimal(rate.wire["RateValue"])
        earlier = sum((one.on_net for one in found), ZERO)
        match entry.get("TaxTypeApplicable"):
            case "TaxOnAmountPlusTax":
                base = HUNDRED + earlier
            case "TaxOnTax":
                base = earlier
            case _:
                base = HUNDRED
        found.append(Rate(rate.id, percent, percent * base / HUNDRED))
    return found


def on_sums(sold: Iterable[tuple[Sequence[Rate], Decimal]]) -> list[Tax]:
    """Return the tax of each rate on the sum of the net amounts that it is taken on, rounded once."""
    exact: dict[str, tuple[Rate, Decimal, Decimal]] = {}
    for rates, net in sold:
        for rate in rates:
            _, tax, base = exact.get(rate.id, (rate, ZERO, ZERO))
            exact[rate.id] = (rate, tax + net * rate.on_net / HUNDRED, base + net)
    return [Tax(rate, money(tax), base) for rate, tax, base in exact.values()]


def within(rates: Sequence[Rate], gross: Decimal) -> list[Tax]:
    """Return the taxes that are in one line's price, each rounded; the rest is the net price."""
    exact_net = gross / (1 + sum((rate.on_net for rate in rates), ZERO) / HUNDRED)
    amounts = [money(exact_net * rate.on_net / HUNDRED) for rate in rates]
    net = gross - sum(amounts, ZERO)
    return [Tax(rate, amount, net) for rate, amount in zip(rates, amounts, strict=True)]


def added_up(taxes: Iterable[Tax]) -> list[Tax]:
    """Return the taxes of all lines, one for each rate."""
    found: dict[str, Tax] = {}
    for tax in taxes:
        held = found.get(tax.rate.id)
        found[tax.rate.id] = tax if held is None else _both(held, tax)
    return list(found.values())


def _both(one: Tax, other: Tax) -> Tax:
    return Tax(one.rate, one.amount + other.amount, one.net + other.net)

"""The tax code of each line: a word in the United States, a code of the company's list elsewhere."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from simulator.books.amounts import ZERO, money, shown
from simulator.books.company import Company, Record
from simulator.books.kinds import Draft, point
from simulator.entities.tax_arithmetic import Tax, on_sums, rates_of, within
from simulator.faults import Refused, business
from simulator.wire import Wire

UNITED_STATES = "US"
TAXABLE, UNTAXED = "TAX", "NON"
PRICE_PLACES = 7
SMALLEST_PRICE = Decimal("1e-7")
NO_CODE = {
    "GB": "Make sure all your transactions have a VAT rate before you save.",
    "CA": "Make sure all your transactions have a GST/HST rate before you save.",
}
NO_CODE_ELSEWHERE = "One or more transaction lines do not have a tax code associated with it"


@dataclass(frozen=True, slots=True)
class Sold:
    """What one line sells without tax, under which code; `taxes` when they are rounded line by line."""

    code: str
    net: Decimal
    taxes: tuple[Tax, ...] = ()


def abroad(company: Company) -> bool:
    """Tell whether the company is outside the United States."""
    return company.country() != UNITED_STATES


def tax_calculation(draft: Draft) -> str:
    """Return how a form outside the United States is taxed. The reference calls it required and defaulted."""
    given: str | None = draft.given.get("GlobalTaxCalculation")
    if given is None and draft.company.settings.missing_tax_calculation == "refused":
        raise Refused(
            "2020", "Required parameter GlobalTaxCalculation is missing in the request",
            element="GlobalTaxCalculation",
        )  # fmt: skip
    return given or "TaxExcluded"


def priced(company: Company, line: Wire, detail: Wire) -> Decimal:
    """Return a line's amount: one that is not price times quantity is refused in the United States (6070).

    Elsewhere the amount that is sent is dropped and computed anew from the price, which has seven places.
    Where both are 0 they count as not given: python-quickbooks always sends them.
    """
    figure = money(line["Amount"])
    if "Qty" not in detail or "UnitPrice" not in detail or not (detail["Qty"] or detail["UnitPrice"]):
        return figure
    way = company.settings.amount_mismatch
    if way == "recomputed" or (way == "by_locale" and abroad(company)):
        return money(detail["Qty"] * _price(detail["UnitPrice"]))
    if money(detail["Qty"] * detail["UnitPrice"]) != figure:
        what = f"Amount is not equal to UnitPrice * Qty. Supplied value:{line['Amount']}"
        raise Refused("6070", what, element="Line")
    return figure


def _price(exact: Decimal) -> Decimal:
    """Return a price as QuickBooks keeps it."""
    return exact if round(exact, PRICE_PLACES) == exact else exact.quantize(SMALLEST_PRICE, ROUND_HALF_UP)


def taxed_line(draft: Draft, detail: Wire, figure: Decimal, *, item: Record | None) -> tuple[Wire, Sold]:
    """Return the detail of a line as it is shown, and what it sells under which code."""
    if abroad(draft.company):
        return _abroad(draft, detail, figure)
    usual = TAXABLE if _automated(draft.company) and item and item.wire.get("Taxable") else UNTAXED
    code = detail.get("TaxCodeRef", {"value": usual})["value"]
    if code not in (TAXABLE, UNTAXED):
        what = f"Valid Line TaxCodes for US should be TAX or NON. Supplied value:{code}"
        raise Refused("6100", what, element="Line.SalesItemLineDetail.TaxCodeRef")
    kept = {name: value for name, value in detail.items() if name != "TaxInclusiveAmt"}
    return {**kept, "TaxCodeRef": {"value": code}}, Sold(code, figure)


def _automated(company: Company) -> bool:
    return bool(company.preference("TaxPrefs", "PartnerTaxEnabled"))


def _abroad(draft: Draft, detail: Wire, figure: Decimal) -> tuple[Wire, Sold]:
    company, calculation = draft.company, tax_calculation(draft)
    kept = {name: value for name, value in detail.items() if name not in ("TaxCodeRef", "TaxInclusiveAmt")}
    if calculation == "NotApplicable" or not company.preference("TaxPrefs", "UsingSalesTax"):
        return kept, Sold("", figure)
    if "TaxCodeRef" not in detail:
        raise business(NO_CODE.get(company.country(), NO_CODE_ELSEWHERE))
    code = point(company, "TaxCode", detail["TaxCodeRef"]["value"], prefix="TaxCodes").id
    kept["TaxCodeRef"] = {"value": code}
    if "UnitPrice" in kept:
        kept["UnitPrice"] = _price(kept["UnitPrice"])
    if calculation == "TaxExcluded":
        return kept, Sold(code, figure)
    rates = rates_of(company, code)
    if "TaxInclusiveAmt" in detail:
        taxes = within(rates, money(detail["TaxInclusiveAmt"]))
        figure = money(detail["TaxInclusiveAmt"]) - sum((tax.amount for tax in taxes), ZERO)
        if detail.get("Qty"):
            kept["UnitPrice"] = _price(figure / detail["Qty"])
    else:
        taxes = on_sums([(rates, figure)])
    gross = figure + sum((tax.amount for tax in taxes), ZERO)
    return {**kept, "TaxInclusiveAmt": shown(gross)}, Sold(code, figure, tuple(taxes))

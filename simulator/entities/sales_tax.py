"""The tax of a sales form: by a code set by hand, by the ship-to address, or by the codes of its lines.

The first two are the ways of the United States, where a line only says TAX or NON; the third is that of
everybody else.
"""

from collections.abc import Iterable
from decimal import Decimal

from simulator.books.amounts import HUNDRED, ZERO, money, shown
from simulator.books.company import Company, Record
from simulator.books.kinds import Draft, point
from simulator.books.schema import boolean, ignored, many, number, one_of, reference, struct
from simulator.entities.line_tax import TAXABLE, abroad, tax_calculation
from simulator.entities.sales_lines import Sum
from simulator.entities.tax_arithmetic import Tax, added_up, on_sums, rates_of
from simulator.entities.transaction_fields import LINE_FIELDS
from simulator.faults import Refused, business, missing
from simulator.wire import Json, Wire

PSEUDO_CODES = ("TAX", "NON", "CustomSalesTax")

txn_tax_detail = struct(
    "TxnTaxDetail",
    {
        "TxnTaxCodeRef": reference,
        "TotalTax": number(lowest=ZERO, code="2140"),
        "TaxLine": many(
            struct(
                "Line",
                {
                    **LINE_FIELDS,
                    "Amount": number(lowest=ZERO, code="2140"),
                    "DetailType": one_of("TaxLineDetail"),
                    "TaxLineDetail": struct(
                        "TaxLineDetail",
                        {
                            "TaxRateRef": reference,
                            "PercentBased": boolean,
                            "TaxPercent": number(lowest=ZERO, highest=HUNDRED, code="2150"),
                            "NetAmountTaxable": number(),
                            "TaxInclusiveAmount": ignored,
                            "OverrideDeltaAmount": ignored,
                            "ServiceDate": ignored,
                            "TaxLineDetailEx": ignored,
                        },
                    ),
                },
            )
        ),
        "DefaultTaxCodeRef": ignored,
        "TaxReviewStatus": ignored,
        "UseAutomatedSalesTax": ignored,
    },
)


def tax_detail(draft: Draft, added: Sum, customer: Record | None) -> tuple[Wire, Decimal]:
    """Return TxnTaxDetail as it is shown, and the tax.

    A TotalTax with tax lines is an override and is kept; in the United States a TotalTax of 0 by itself too.
    """
    if abroad(draft.company):
        return _by_line_codes(draft, added)
    return _in_united_states(draft, added, customer)


def _in_united_states(draft: Draft, added: Sum, customer: Record | None) -> tuple[Wire, Decimal]:
    company = draft.company
    given: Wire = draft.given.get("TxnTaxDetail", {})
    if not company.preference("TaxPrefs", "UsingSalesTax"):
        return {"TotalTax": 0}, ZERO
    code_id = _given_code(draft, given)
    # Absent: a company that sets its tax by hand. False: automated, but not set up yet.
    automated = company.preference("TaxPrefs", "PartnerTaxEnabled")
    if automated is not None:
        code_id = _automated_code(draft, customer) if automated else None
    taxable = _taxable(draft, added)
    total = given.get("TotalTax")
    if total is not None and ("TaxLine" in given or total == 0):
        tax = money(total)
        tax_lines = [_given_line(draft, line, taxable) for line in given.get("TaxLine", [])]
    else:
        tax_lines = _lines(on_sums([(rates_of(company, code_id), taxable)])) if code_id else []
        tax = sum((line["Amount"] for line in tax_lines), ZERO)
    return _detail(tax, tax_lines, code_id), tax


def _given_code(draft: Draft, given: Wire) -> str | None:
    code = given.get("TxnTaxCodeRef")
    if code is None:
        return None
    if code["value"] in PSEUDO_CODES:
        number_of_fault = "6160" if draft.before is None else "6230"
        raise Refused(number_of_fault, f"Invalid TaxCodeRef : {code['value']}", element="TxnTaxCodeRef")
    return point(draft.company, "TaxCode", code["value"], prefix="TaxCodes").id


def _automated_code(draft: Draft, customer: Record | None) -> str | None:
    """Return the code of the state that is shipped to; one sent, or set for the customer, counts for nothing.

    There is none for a customer that is exempt, nor where the company has no agency to pay to.
    """
    if customer is not None and customer.wire.get("Taxable") is False:
        return None
    company = draft.company
    about = company.objects["CompanyInfo"]["1"].wire
    own = about.get("LegalAddr") or about["CompanyAddr"]
    place = draft.given.get("ShipAddr") or draft.given.get("BillAddr") or own
    state = place.get("CountrySubDivisionCode", own.get("CountrySubDivisionCode"))
    # A code for each state: few, however large the company.
    codes = company.objects["TaxCode"].values()
    return next((code.id for code in codes if code.wire["Name"] == state), None)


def _taxable(draft: Draft, added: Sum) -> Decimal:
    """Return what is taxed: without `ApplyTaxAfterDiscount` the tax is taken before the discount."""
    taxable = sum((one.net for one in added.sold if one.code == TAXABLE), ZERO)
    return _after_discount(added, taxable) if draft.given.get("ApplyTaxAfterDiscount") else taxable


def _after_discount(added: Sum, amount: Decimal) -> Decimal:
    """Return what the discount leaves of a part of the price."""
    if not added.discount or not added.subtotal:
        return amount
    # First times, then divided: a third is no decimal, and what is lost of half a cent is a cent.
    return money(amount * (added.subtotal - added.discount) / added.subtotal)


def _by_line_codes(draft: Draft, added: Sum) -> tuple[Wire, Decimal]:
    given: Wire = draft.given.get("TxnTaxDetail", {})
    if tax_calculation(draft) == "NotApplicable":
        if any(given.values()):
            raise Refused("6170", "Invalid TxnTaxDetail with NotApplicable", element="TxnTaxDetail")
        return {"TotalTax": 0}, ZERO
    if not draft.company.preference("TaxPrefs", "UsingSalesTax"):
        return {"TotalTax": 0}, ZERO
    if given.get("TaxLine"):
        tax_lines = [_given_line(draft, line, added.subtotal) for line in given["TaxLine"]]
        amounts = sum((line["Amount"] for line in tax_lines), ZERO)
        tax = money(given.get("TotalTax", amounts))
    else:
        tax_lines = _lines(_line_taxes(draft.company, added))
        tax = sum((line["Amount"] for line in tax_lines), ZERO)
    return _detail(tax, tax_lines, None), tax


def _line_taxes(company: Company, added: Sum) -> list[Tax]:
    """Return the tax of each rate: rounded line by line in prices with tax, else once on the sum.

    The discount is taken first, from all codes alike: how QuickBooks spreads it is not documented.
    """
    by_line = [tax for one in added.sold for tax in one.taxes]
    if by_line:
        return added_up(
            Tax(tax.rate, _after_discount(added, tax.amount), _after_discount(added, tax.net))
            for tax in by_line
        )
    by_code: dict[str, Decimal] = {}
    for one in added.sold:
        by_code[one.code] = by_code.get(one.code, ZERO) + one.net
    return on_sums((rates_of(company, code), _after_discount(added, net)) for code, net in by_code.items())


def _given_line(draft: Draft, line: Wire, taxable: Decimal) -> Wire:
    if "DetailType" not in line:
        raise business("TxnTaxDetail.TaxLine.DetailTypeEnum is missing")
    detail: Wire = line.get("TaxLineDetail", {})
    if "TaxRateRef" not in detail:
        raise missing("TxnTaxDetail.TaxLine.TaxLineDetail.TaxRateRef")
    rate = point(draft.company, "TaxRate", detail["TaxRateRef"]["value"], prefix="TaxRates")
    return _line(
        money(line.get("Amount", ZERO)),
        rate.id,
        percent=detail.get("TaxPercent", rate.wire["RateValue"]),
        taxable=detail.get("NetAmountTaxable", taxable),
    )


def _lines(taxes: Iterable[Tax]) -> list[Wire]:
    return [_line(tax.amount, tax.rate.id, percent=tax.rate.percent, taxable=tax.net) for tax in taxes]


def _line(amount: Decimal, rate_id: str, *, percent: Json, taxable: Decimal) -> Wire:
    return {
        "Amount": amount,
        "DetailType": "TaxLineDetail",
        "TaxLineDetail": {
            "TaxRateRef": {"value": rate_id},
            "PercentBased": True,
            "TaxPercent": percent,
            "NetAmountTaxable": shown(taxable),
        },
    }


def _detail(tax: Decimal, tax_lines: list[Wire], code_id: str | None) -> Wire:
    wire: Wire = {"TotalTax": shown(tax)}
    if code_id is not None:
        wire["TxnTaxCodeRef"] = {"value": code_id}
    if tax_lines:
        wire["TaxLine"] = [{**line, "Amount": shown(line["Amount"])} for line in tax_lines]
    return wire

"""Sales tax as a United States company sets it by hand: a code for the form, TAX or NON for each line."""

from decimal import Decimal
from typing import Any

from simulator.faults import Refused, business, missing
from simulator.kinds import Draft, point
from simulator.schema import boolean, ignored, many, money, number, one_of, reference, shown, struct
from simulator.wire import Wire

ZERO = Decimal(0)
HUNDRED = Decimal(100)
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
                    "Id": ignored,
                    "LineNum": ignored,
                    "Description": ignored,
                },
            )
        ),
        "DefaultTaxCodeRef": ignored,
        "TaxReviewStatus": ignored,
        "UseAutomatedSalesTax": ignored,
    },
)


def tax_detail(draft: Draft, taxable: Decimal) -> tuple[Wire, Decimal]:
    """Return TxnTaxDetail as it is shown, and the tax.

    A TotalTax with tax lines is an override and is kept, as is a TotalTax of 0 by itself.
    """
    given: Wire = draft.given.get("TxnTaxDetail", {})
    if not given or not draft.company.preference("TaxPrefs", "UsingSalesTax"):
        return {"TotalTax": 0}, ZERO
    code = given.get("TxnTaxCodeRef")
    if code is not None:
        if code["value"] in PSEUDO_CODES:
            number_of_fault = "6160" if draft.before is None else "6230"
            raise Refused(number_of_fault, f"Invalid TaxCodeRef : {code['value']}", element="TxnTaxCodeRef")
        point(draft.company, "TaxCode", code["value"], prefix="TaxCodes")
    total = given.get("TotalTax")
    if total is not None and ("TaxLine" in given or total == 0):
        tax = money(total)
        tax_lines = [_given_line(draft, line, taxable) for line in given.get("TaxLine", [])]
    else:
        tax_lines = _computed(draft, code["value"], taxable) if code else []
        tax = sum((line["Amount"] for line in tax_lines), ZERO)
    wire: Wire = {"TotalTax": shown(tax)}
    if code is not None:
        wire["TxnTaxCodeRef"] = code
    if tax_lines:
        wire["TaxLine"] = [{**line, "Amount": shown(line["Amount"])} for line in tax_lines]
    return wire, tax


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


def _computed(draft: Draft, code_id: str, taxable: Decimal) -> list[Wire]:
    code = draft.company.objects["TaxCode"][code_id]
    found: list[Wire] = []
    for entry in code.wire.get("SalesTaxRateList", {}).get("TaxRateDetail", []):
        rate = draft.company.objects["TaxRate"][entry["TaxRateRef"]["value"]]
        percent = rate.wire["RateValue"]
        found.append(_line(money(taxable * percent / HUNDRED), rate.id, percent=percent, taxable=taxable))
    return found


def _line(amount: Decimal, rate_id: str, *, percent: Any, taxable: Decimal) -> Wire:  # noqa: ANN401 (a JSON number)
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

"""Tax rates and codes of a profile: rows say what is particular, the rest is the same for all."""

from simulator.wire import Wire

EFFECTIVE = "2025-01-01T00:00:00-08:00"
PLAIN = "TaxOnAmount"
ON_TAX = "TaxOnAmountPlusTax"


def tax_rate(row: Wire) -> Wire:
    """Return a tax rate as it is shown."""
    return {
        "Description": "Sales Tax",
        "Active": True,
        "SpecialTaxType": "NONE",
        "DisplayType": "ReadOnly",
        "EffectiveTaxRate": [{"RateValue": row["RateValue"], "EffectiveDate": EFFECTIVE}],
        **row,
    }


def tax_code(row: Wire, rates: list[Wire]) -> Wire:
    """Return a tax code as it is shown.

    `rates` of the row are the ids of its rates; those that are taken on the price with the other taxes are
    named in `on_price_with_tax` too. A code without rates is a word for a line in the United States.
    """
    names = {rate["Id"]: rate["Name"] for rate in rates}
    on_tax = row.get("on_price_with_tax", [])
    details = [
        {
            "TaxRateRef": {"value": rate_id, "name": names[rate_id]},
            "TaxTypeApplicable": ON_TAX if rate_id in on_tax else PLAIN,
            "TaxOrder": int(rate_id in on_tax),
        }
        for rate_id in row["rates"]
    ]
    shown = {name: value for name, value in row.items() if name not in ("rates", "on_price_with_tax")}
    code = {"Description": row["Name"], "Active": True, "Taxable": True, "TaxGroup": bool(details), **shown}
    if details:
        code["SalesTaxRateList"] = {"TaxRateDetail": details}
        code["PurchaseTaxRateList"] = {"TaxRateDetail": []}
    return code

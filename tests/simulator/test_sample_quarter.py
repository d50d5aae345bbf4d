"""Some invoices of a real landscaping company, typed in by hand, with the totals that it had."""

from decimal import Decimal
from typing import Any

import pytest

from tests.simulator.books import Books, Json, sale

TAX, NON = "TAX", "NON"
CALIFORNIA, TUCSON = {"TxnTaxCodeRef": {"value": "2"}}, {"TxnTaxCodeRef": {"value": "3"}}


def own_total(amount: str) -> Json:
    detail = {"TaxRateRef": {"value": "3"}, "PercentBased": True, "TaxPercent": 8}
    line = {"Amount": Decimal(amount), "DetailType": "TaxLineDetail", "TaxLineDetail": detail}
    return {**CALIFORNIA, "TotalTax": Decimal(amount), "TaxLine": [line]}


def discount(percent: int) -> Json:
    return {
        "DetailType": "DiscountLineDetail",
        "DiscountLineDetail": {"PercentBased": True, "DiscountPercent": percent},
    }


# number, lines (quantity, price, code) or a discount in percent, tax as sent, tax, total
Row = tuple[str, list[Any], Json, str, str]
QUARTER: list[Row] = [
    ("1001", [("4", "25", TAX)], CALIFORNIA, "8", "108"),
    ("1004", [("10", "2", TAX), ("6", "4", TAX), ("50", "35", TAX), ("8", "50", TAX)],
     CALIFORNIA, "175.52", "2369.52"),
    ("1012", [("15", "2", NON), ("1", "275", NON), 10], None, "0", "274.50"),
    ("1015", [("4", "75", NON), ("5", "50", NON), ("1", "275", NON), ("8", "22.5", NON), 5],
     None, "0", "954.75"),
    ("1019", [("4", "20", TAX)], {"TotalTax": 0}, "0", "80"),
    ("1029", [("5", "15", TAX), ("6", "12", TAX), ("1", "275", TAX)], TUCSON, "38.40", "460.40"),
    ("1030", [("2", "25", NON), ("1", "35", NON), ("15", "8.75", TAX)], CALIFORNIA, "10.50", "226.75"),
    ("1033", [("1", "275", TAX), ("3.5", "75", NON), ("2", "22.5", TAX)],
     own_total("46.60"), "46.60", "629.10"),
    ("1036", [("5", "10", TAX), ("5", "10", TAX), ("3.5", "25", NON), ("1", "275", TAX), ("1", "15", TAX)],
     {"TotalTax": 0, "TaxLine": []}, "0", "477.50"),
    ("1037", [("1", "275", TAX), ("1", "12.75", TAX), ("5", "9.5", TAX)], CALIFORNIA, "26.82", "362.07"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "lines", "sent", "tax", "total"), QUARTER, ids=[row[0] for row in QUARTER]
)
def test_the_totals_are_those_that_the_company_had(
    books: Books, *, number: str, lines: list[Any], sent: Json, tax: str, total: str
) -> None:
    item = books.item()
    shown = [
        discount(line) if isinstance(line, int) else sale(item, line[1], quantity=line[0], code=line[2])
        for line in lines
    ]
    more = {} if sent is None else {"TxnTaxDetail": sent}
    invoice = books.invoice(books.customer(), *shown, DocNumber=number, **more)
    assert invoice["TxnTaxDetail"]["TotalTax"] == Decimal(tax)
    assert invoice["TotalAmt"] == invoice["Balance"] == Decimal(total)

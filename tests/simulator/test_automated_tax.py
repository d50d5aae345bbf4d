"""Automated sales tax: the ship-to state decides, and an own total is the only word that counts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.simulator.books import Books, Json, sale

CALIFORNIA, NEW_YORK, TEXAS = "65754244728", "65754244729", "65754244730"


@pytest.fixture
def books() -> Books:
    return Books("us-automated-tax")


def to(state: str) -> Json:
    return {"Line1": "1 Example Street", "CountrySubDivisionCode": state}


def taxed(invoice: Json) -> Json:
    detail = invoice["TxnTaxDetail"]
    return detail.get("TxnTaxCodeRef", {}).get("value"), detail["TotalTax"]


@pytest.mark.parametrize(
    ("state", "code", "tax"),
    [
        # 6 % and 1.25 %; 4 %, 4.5 % and 0.375 %; 6.25 %, of 100.10. No agency in Oregon.
        ("CA", CALIFORNIA, "7.26"),
        ("NY", NEW_YORK, "8.88"),
        ("TX", TEXAS, "6.26"),
        ("OR", None, "0"),
    ],
)
def test_the_tax_is_that_of_the_state_that_is_shipped_to(
    books: Books, state: str, code: str | None, tax: str
) -> None:
    invoice = books.invoice(
        books.customer(), sale(books.item(), "100.10", code="TAX"), sale("1", "5"), ShipAddr=to(state)
    )
    assert taxed(invoice) == (code, Decimal(tax))
    assert invoice["TotalAmt"] == Decimal("105.10") + Decimal(tax)


def test_the_bill_to_address_and_then_the_company_stand_in_for_a_ship_to_address(books: Books) -> None:
    item = books.item()
    by_bill = books.invoice(books.customer("A", BillAddr=to("TX")), sale(item, "100", code="TAX"))
    by_ship = books.invoice(
        books.customer("B", BillAddr=to("TX"), ShipAddr=to("NY")), sale(item, "100", code="TAX")
    )
    nowhere = books.invoice(books.customer("C"), sale(item, "100", code="TAX"))
    assert [taxed(one)[0] for one in (by_bill, by_ship, nowhere)] == [TEXAS, NEW_YORK, CALIFORNIA]


def test_a_code_that_is_sent_and_the_customers_own_are_overruled(books: Books) -> None:
    customer = books.customer("A", DefaultTaxCodeRef={"value": TEXAS})
    invoice = books.invoice(
        customer,
        sale(books.item(), "100", code="TAX"),
        TxnTaxDetail={"TxnTaxCodeRef": {"value": CALIFORNIA}},
        ShipAddr=to("NY"),
    )
    assert taxed(invoice) == (NEW_YORK, Decimal("8.88"))


def test_who_is_exempt_pays_no_tax(books: Books) -> None:
    customer = books.customer("School", Taxable=False, TaxExemptionReasonId=4)
    assert taxed(books.invoice(customer, sale(books.item(), "100", code="TAX"))) == (None, 0)


def test_a_line_that_says_nothing_is_taxed_as_its_item_is(books: Books) -> None:
    lines = [sale(books.item(str(taxable), Taxable=taxable), "100") for taxable in (True, False)]
    for line in lines:
        del line["SalesItemLineDetail"]["TaxCodeRef"]
    invoice = books.invoice(books.customer(), *lines)
    codes = [line["SalesItemLineDetail"]["TaxCodeRef"]["value"] for line in invoice["Line"][:-1]]
    assert (codes, taxed(invoice)[1]) == (["TAX", "NON"], Decimal("7.25"))


@pytest.mark.parametrize(("total", "lines"), [("7.77", True), ("0", False)])
def test_an_own_total_with_tax_lines_is_honoured_and_so_is_nothing(
    books: Books, total: str, *, lines: bool
) -> None:
    detail = {"TaxRateRef": {"value": "1"}, "PercentBased": False}
    line = {"Amount": Decimal(total), "DetailType": "TaxLineDetail", "TaxLineDetail": detail}
    own = {"TotalTax": Decimal(total), **({"TaxLine": [line]} if lines else {})}
    invoice = books.invoice(books.customer(), sale(books.item(), "100", code="TAX"), TxnTaxDetail=own)
    assert invoice["TotalAmt"] == 100 + Decimal(total)


def test_a_changed_address_is_taxed_anew(books: Books) -> None:
    invoice = books.invoice(books.customer(), sale(books.item(), "100", code="TAX"))
    assert taxed(books.update("Invoice", invoice, ShipAddr=to("TX"))) == (TEXAS, Decimal("6.25"))


def test_a_company_that_has_not_set_it_up_takes_no_tax(books: Books) -> None:
    books.company.preferences()["TaxPrefs"]["PartnerTaxEnabled"] = False
    assert taxed(books.invoice(books.customer(), sale(books.item(), "100", code="TAX"))) == (None, 0)

"""Sales tax in the United States, set by hand: computed per rate, or the client's own total."""

from decimal import Decimal

import pytest

from tests.simulator.books import Books, Json, code, sale


def tax_line(amount: str, rate: str) -> Json:
    detail = {"TaxRateRef": {"value": rate}, "PercentBased": True}
    return {"Amount": Decimal(amount), "DetailType": "TaxLineDetail", "TaxLineDetail": detail}


def test_one_rate_is_taken_on_the_sum_of_the_taxable_lines(books: Books, customer: str, item: str) -> None:
    lines = [sale(item, price, code="TAX") for price in ("275", "12.75", "47.50")]
    invoice = books.invoice(
        customer, *lines, sale(item, "10"), TxnTaxDetail={"TxnTaxCodeRef": {"value": "2"}}
    )
    assert invoice["TxnTaxDetail"] == {
        "TxnTaxCodeRef": {"value": "2"},
        "TotalTax": Decimal("26.82"),
        "TaxLine": [
            {
                "Amount": Decimal("26.82"),
                "DetailType": "TaxLineDetail",
                "TaxLineDetail": {
                    "TaxRateRef": {"value": "3"},
                    "PercentBased": True,
                    "TaxPercent": 8,
                    "NetAmountTaxable": Decimal("335.25"),
                },
            }
        ],
    }
    assert invoice["TotalAmt"] == Decimal("372.07")


def test_two_rates_are_rounded_one_by_one(books: Books, customer: str, item: str) -> None:
    detail = {"TxnTaxCodeRef": {"value": "3"}}
    invoice = books.invoice(customer, sale(item, "422", code="TAX"), TxnTaxDetail=detail)
    assert [line["Amount"] for line in invoice["TxnTaxDetail"]["TaxLine"]] == [
        Decimal("29.96"),
        Decimal("8.44"),
    ]
    assert invoice["TxnTaxDetail"]["TotalTax"] == Decimal("38.40")


def test_half_a_cent_goes_up(books: Books, customer: str, item: str) -> None:
    detail = {"TxnTaxCodeRef": {"value": "3"}}
    invoice = books.invoice(customer, sale(item, "0.25", code="TAX"), TxnTaxDetail=detail)
    assert [line["Amount"] for line in invoice["TxnTaxDetail"]["TaxLine"]] == [
        Decimal("0.02"),
        Decimal("0.01"),
    ]


def test_ways_of_taxing_of_other_countries_are_not_looked_at(books: Books, customer: str, item: str) -> None:
    line = sale(item, "100", code="TAX")
    line["SalesItemLineDetail"]["TaxInclusiveAmt"] = 108
    invoice = books.invoice(
        customer, line, TxnTaxDetail={"TxnTaxCodeRef": {"value": "2"}}, GlobalTaxCalculation="TaxInclusive"
    )
    assert invoice["TotalAmt"] == 108
    assert invoice["Line"][0]["Amount"] == 100
    assert "TaxInclusiveAmt" not in invoice["Line"][0]["SalesItemLineDetail"]
    assert "GlobalTaxCalculation" not in invoice


def test_when_nothing_is_said_there_is_no_tax(books: Books, customer: str, item: str) -> None:
    assert books.invoice(customer, sale(item, "80", code="TAX"))["TxnTaxDetail"] == {"TotalTax": 0}


@pytest.mark.parametrize(
    ("detail", "tax"),
    [
        ({"TotalTax": Decimal("46.60"), "TaxLine": [tax_line("46.60", "3")]}, "46.60"),
        ({"TotalTax": 0, "TaxLine": [tax_line("0", "3")]}, "0"),
        ({"TotalTax": 0, "TaxLine": []}, "0"),
        ({"TotalTax": 0}, "0"),
        ({"TotalTax": Decimal("46.60")}, "8"),
    ],
)
def test_a_total_with_tax_lines_or_of_nothing_is_kept(
    books: Books, customer: str, item: str, detail: Json, tax: str
) -> None:
    given = {"TxnTaxCodeRef": {"value": "2"}, **detail}
    invoice = books.invoice(customer, sale(item, "100", code="TAX"), TxnTaxDetail=given)
    assert invoice["TxnTaxDetail"]["TotalTax"] == Decimal(tax)
    assert invoice["TotalAmt"] == 100 + Decimal(tax)


@pytest.mark.parametrize(("after", "tax", "total"), [(False, "8", "98"), (True, "7.20", "97.20")])
def test_the_discount_comes_before_or_after_the_tax_as_the_form_says(
    books: Books,
    customer: str,
    item: str,
    *,
    after: bool,
    tax: str,
    total: str,
) -> None:
    discount = {
        "DetailType": "DiscountLineDetail",
        "DiscountLineDetail": {"PercentBased": True, "DiscountPercent": 10},
    }
    invoice = books.invoice(
        customer,
        sale(item, "100", code="TAX"),
        discount,
        TxnTaxDetail={"TxnTaxCodeRef": {"value": "2"}},
        ApplyTaxAfterDiscount=after,
    )
    assert (invoice["TxnTaxDetail"]["TotalTax"], invoice["TotalAmt"]) == (Decimal(tax), Decimal(total))


def test_a_discount_of_a_third_leaves_every_cent_of_tax(books: Books, customer: str, item: str) -> None:
    discount = {"Amount": 10, "DetailType": "DiscountLineDetail", "DiscountLineDetail": {}}
    detail = books.invoice(
        customer,
        sale(item, "15", code="TAX"),
        discount,
        TxnTaxDetail={"TxnTaxCodeRef": {"value": "3"}},
        ApplyTaxAfterDiscount=True,
    )["TxnTaxDetail"]
    # 7.1 % of 5 is 0.355.
    assert [line["Amount"] for line in detail["TaxLine"]] == [Decimal("0.36"), Decimal("0.10")]
    assert [str(line["TaxLineDetail"]["NetAmountTaxable"]) for line in detail["TaxLine"]] == ["5.00"] * 2


def test_half_a_cent_that_a_discount_leaves_is_a_cent(books: Books, customer: str, item: str) -> None:
    detail = books.invoice(
        customer,
        sale(item, "3", code="TAX"),
        sale(item, "3"),
        {"Amount": Decimal("5.89"), "DetailType": "DiscountLineDetail", "DiscountLineDetail": {}},
        TxnTaxDetail={"TxnTaxCodeRef": {"value": "2"}},
        ApplyTaxAfterDiscount=True,
    )["TxnTaxDetail"]
    # Half of 0.11.
    assert detail["TaxLine"][0]["TaxLineDetail"]["NetAmountTaxable"] == Decimal("0.06")


def test_a_discount_of_nothing_at_all_is_refused(books: Books, customer: str, item: str) -> None:
    discount = {"Amount": 10, "DetailType": "DiscountLineDetail", "DiscountLineDetail": {}}
    body = {
        "CustomerRef": {"value": customer},
        "Line": [sale(item, "0", code="TAX"), discount],
        "TxnTaxDetail": {"TxnTaxCodeRef": {"value": "3"}},
        "ApplyTaxAfterDiscount": True,
    }
    assert code(books.post("invoice", body)) == "6000"


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        ({"TxnTaxCodeRef": {"value": "99"}}, "2500"),
        ({"TxnTaxCodeRef": {"value": "CustomSalesTax"}}, "6160"),
        ({"TxnTaxCodeRef": {"value": "TAX"}}, "6160"),
        ({"TotalTax": -1, "TaxLine": []}, "2140"),
        ({"TotalTax": 1, "TaxLine": [{"Amount": 1}]}, "6000"),
        ({"TotalTax": 1, "TaxLine": [{"Amount": 1, "DetailType": "TaxLineDetail"}]}, "2020"),
        ({"TotalTax": 1, "TaxLine": [tax_line("1", "99")]}, "2500"),
        ({"TaxTotal": 1}, "2010"),
    ],
)
def test_what_breaks_a_rule_is_refused(
    books: Books, customer: str, item: str, detail: Json, expected: str
) -> None:
    body = {"CustomerRef": {"value": customer}, "Line": [sale(item, "5")], "TxnTaxDetail": detail}
    assert code(books.post("invoice", body)) == expected


def test_the_word_for_a_custom_tax_has_another_fault_on_update(
    books: Books, customer: str, item: str
) -> None:
    held = books.invoice(customer, sale(item, "5"))
    detail = {"TxnTaxCodeRef": {"value": "CustomSalesTax"}}
    assert code(books.post("invoice", {**held, "TxnTaxDetail": detail})) == "6230"


def test_changed_lines_are_taxed_anew_but_an_own_total_stays(books: Books, customer: str, item: str) -> None:
    computed = books.invoice(
        customer, sale(item, "100", code="TAX"), TxnTaxDetail={"TxnTaxCodeRef": {"value": "2"}}
    )
    own = books.invoice(
        customer, sale(item, "100", code="TAX"), TxnTaxDetail={"TotalTax": 5, "TaxLine": [tax_line("5", "3")]}
    )
    totals = [books.update("Invoice", held, Line=[sale(item, "50", code="TAX")]) for held in (computed, own)]
    assert [held["TxnTaxDetail"]["TotalTax"] for held in totals] == [4, 5]


def test_a_company_without_sales_tax_takes_no_notice(books: Books, customer: str, item: str) -> None:
    books.company.preferences()["TaxPrefs"]["UsingSalesTax"] = False
    detail = {"TxnTaxCodeRef": {"value": "2"}}
    invoice = books.invoice(customer, sale(item, "100", code="TAX"), TxnTaxDetail=detail)
    assert invoice["TotalAmt"] == 100

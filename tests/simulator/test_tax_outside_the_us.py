"""Sales tax in Canada and the United Kingdom: a code for each line, tax on the sum, or within each price."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulator.books import Books, Json, done, fault, key

STANDARD, REDUCED, ZERO_RATED, EXEMPT = "2", "3", "4", "5"  # of the United Kingdom
HST_ON, GST_PST_BC, GST_QST, QST, PEI = "6", "9", "10", "11", "12"  # of Canada


class Shop:
    """A company with one customer and one item."""

    def __init__(self, country: str, **settings: Json) -> None:
        self.books = Books(country, **settings)
        self.customer, self.item = self.books.customer("Amy"), self.books.item("Gardening")

    def line(self, amount: str, code: str | None = None, **detail: Json) -> Json:
        detail = {"ItemRef": {"value": self.item}, **detail}
        if code is not None:
            detail["TaxCodeRef"] = {"value": code}
        return {"Amount": Decimal(amount), "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}

    def body(self, *lines: Json, **more: Json) -> Json:
        return {"CustomerRef": {"value": self.customer}, "Line": list(lines), **more}

    def invoice(self, *lines: Json, **more: Json) -> Json:
        return self.books.write("Invoice", self.body(*lines, **more))


CANADA = Shop("ca")


@pytest.fixture
def uk() -> Shop:
    return Shop("uk")


@pytest.fixture
def ca() -> Shop:
    return Shop("ca")


def taxes(invoice: Json) -> dict[str, str]:
    """Return the tax of each rate by its percentage."""
    return {
        str(line["TaxLineDetail"]["TaxPercent"]): str(line["Amount"])
        for line in invoice["TxnTaxDetail"]["TaxLine"]
    }


@pytest.mark.parametrize(
    ("country", "lines", "expected", "total"),
    [
        ("uk", [("100", STANDARD)], {"20": "20.00"}, "120.00"),
        # 0.2 x (0.11 + 0.11 + 0.11) = 0.066; line by line it would be 3 x 0.02.
        ("uk", [("0.11", STANDARD)] * 3, {"20": "0.07"}, "0.40"),
        ("uk", [("100", STANDARD), ("50", REDUCED), ("10", ZERO_RATED), ("1", EXEMPT)],
         {"20": "20.00", "5": "2.50", "0": "0"}, "183.50"),
        # Half a cent goes up: 5 % of 0.10 is 0.005.
        ("uk", [("0.10", REDUCED)], {"5": "0.01"}, "0.11"),
        ("ca", [("100", HST_ON)], {"13": "13.00"}, "113.00"),
        ("ca", [("99.99", GST_PST_BC)], {"5": "5.00", "7": "7.00"}, "111.99"),
        # 9.975 % of 4495.16 is 448.39221.
        ("ca", [("4495.16", QST)], {"9.975": "448.39"}, "4943.55"),
        ("ca", [("4495.16", GST_QST)], {"5": "224.76", "9.975": "448.39"}, "5168.31"),
        # Both codes have the 5 %: it is taken once, on 30.10.
        ("ca", [("10.05", GST_PST_BC), ("20.05", GST_QST)],
         {"5": "1.51", "7": "0.70", "9.975": "2.00"}, "34.31"),
        # A later rate on the price with the earlier tax: 10 % of 105.
        ("ca", [("100", PEI)], {"5": "5.00", "10": "10.50"}, "115.50"),
    ],
)  # fmt: skip
def test_each_rate_is_taken_once_on_the_sum_of_its_lines(
    country: str, lines: list[tuple[str, str]], expected: dict[str, str], total: str
) -> None:
    shop = Shop(country)
    invoice = shop.invoice(
        *(shop.line(amount, code) for amount, code in lines), GlobalTaxCalculation="TaxExcluded"
    )
    assert taxes(invoice) == expected
    assert invoice["TxnTaxDetail"]["TotalTax"] == sum(Decimal(tax) for tax in expected.values())
    assert invoice["TotalAmt"] == invoice["Balance"] == Decimal(total)


@pytest.mark.parametrize(
    ("country", "code", "prices", "tax"),
    [
        ("uk", STANDARD, ["20"], "3.33"),
        ("uk", STANDARD, ["4"] * 5, "3.35"),
        ("uk", REDUCED, ["0.99"], "0.05"),
        # 112 with 5 % and 7 %; 114.98 with 5 % and 9.975 % (net 100.0043).
        ("ca", GST_PST_BC, ["112"], "12.00"),
        ("ca", GST_QST, ["114.98"], "14.98"),
    ],
)
def test_prices_with_tax_hold_it_line_by_line(country: str, code: str, prices: list[str], tax: str) -> None:
    shop = Shop(country)
    lines = [shop.line(price, code, TaxInclusiveAmt=Decimal(price)) for price in prices]
    invoice = shop.invoice(*lines, GlobalTaxCalculation="TaxInclusive")
    gross = sum(Decimal(price) for price in prices)
    assert invoice["TxnTaxDetail"]["TotalTax"] == Decimal(tax)
    assert invoice["TotalAmt"] == gross
    assert sum(line["Amount"] for line in invoice["Line"][:-1]) == gross - Decimal(tax)
    assert invoice["GlobalTaxCalculation"] == "TaxInclusive"


@settings(max_examples=60, deadline=None)
@given(
    lines=st.lists(
        st.tuples(
            st.integers(1, 1_000_000), st.sampled_from(["2", "3", "5", HST_ON, GST_PST_BC, GST_QST, PEI])
        ),
        min_size=1,
        max_size=8,
    )
)
def test_whatever_the_prices_with_tax_are_they_add_up(lines: list[tuple[int, str]]) -> None:
    prices = [(Decimal(cents) / 100, code) for cents, code in lines]
    given_lines = [CANADA.line(str(price), code, TaxInclusiveAmt=price) for price, code in prices]
    invoice = CANADA.invoice(*given_lines, GlobalTaxCalculation="TaxInclusive")
    net = sum(line["Amount"] for line in invoice["Line"][:-1])
    tax_lines = sum(line["Amount"] for line in invoice["TxnTaxDetail"]["TaxLine"])
    assert invoice["TotalAmt"] == sum(price for price, _ in prices) == net + tax_lines
    assert invoice["TxnTaxDetail"]["TotalTax"] == tax_lines


def test_a_price_with_tax_is_shown_without_it_to_seven_places(uk: Shop) -> None:
    line = uk.line("450", STANDARD, TaxInclusiveAmt=450, Qty=450, UnitPrice=1)
    shown = uk.invoice(line, GlobalTaxCalculation="TaxInclusive")["Line"][0]
    assert shown["Amount"] == 375
    assert shown["SalesItemLineDetail"]["TaxInclusiveAmt"] == 450
    assert shown["SalesItemLineDetail"]["UnitPrice"] == Decimal("0.8333333")


def test_amounts_without_a_gross_one_are_net_in_a_form_with_tax_too(uk: Shop) -> None:
    invoice = uk.invoice(uk.line("100", STANDARD), GlobalTaxCalculation="TaxInclusive")
    assert invoice["Line"][0]["SalesItemLineDetail"]["TaxInclusiveAmt"] == 120
    assert invoice["TotalAmt"] == 120


@pytest.mark.parametrize(
    ("country", "text"),
    [
        ("uk", "Make sure all your transactions have a VAT rate before you save."),
        ("ca", "Make sure all your transactions have a GST/HST rate before you save."),
        ("elsewhere", "One or more transaction lines do not have a tax code associated with it"),
    ],
)
def test_a_line_without_a_code_is_refused_in_the_words_of_the_country(country: str, text: str) -> None:
    shop = Shop("uk" if country == "elsewhere" else country)
    if country == "elsewhere":
        shop.books.company.objects["CompanyInfo"]["1"].wire["Country"] = "AU"
    code, detail = fault(shop.books.post("invoice", shop.body(shop.line("5"))))
    assert (code, text in detail) == ("6000", True)
    assert not shop.books.find("Invoice")


def test_a_word_of_the_united_states_is_no_code_here(uk: Shop) -> None:
    assert fault(uk.books.post("invoice", uk.body(uk.line("5", "TAX")))) == (
        "2500",
        "Invalid Reference Id : TaxCodes element id TAX not found",
    )


def test_a_form_that_is_not_taxed_needs_no_codes_and_takes_no_tax(uk: Shop) -> None:
    lines = (uk.line("5"), uk.line("7", STANDARD))
    invoice = uk.invoice(*lines, GlobalTaxCalculation="NotApplicable")
    assert (invoice["TotalAmt"], invoice["TxnTaxDetail"]) == (12, {"TotalTax": 0})
    body = uk.body(*lines, GlobalTaxCalculation="NotApplicable", TxnTaxDetail={"TotalTax": 1})
    assert fault(uk.books.post("invoice", body))[0] == "6170"
    assert uk.books.update("Invoice", invoice, TxnTaxDetail={"TotalTax": 0}) == invoice


def test_the_way_of_taxing_has_a_default_or_is_required_as_it_is_set() -> None:
    shop = Shop("uk")
    assert shop.invoice(shop.line("5", STANDARD))["GlobalTaxCalculation"] == "TaxExcluded"
    strict = Shop("uk", missing_tax_calculation="refused")
    answer = strict.books.post("invoice", strict.body(strict.line("5", STANDARD)))
    assert fault(answer) == ("2020", "Required parameter GlobalTaxCalculation is missing in the request")


def test_tax_lines_that_are_sent_are_kept_and_so_is_old_tax_that_is_sent_back(ca: Shop) -> None:
    detail = {"TaxRateRef": {"value": "8"}, "PercentBased": True, "NetAmountTaxable": Decimal("4495.16")}
    own = {"Amount": Decimal("448.40"), "DetailType": "TaxLineDetail", "TaxLineDetail": detail}
    invoice = ca.invoice(
        ca.line("4495.16", QST), TxnTaxDetail={"TotalTax": Decimal("448.40"), "TaxLine": [own]}
    )
    assert invoice["TotalAmt"] == Decimal("4943.56")
    computed = ca.invoice(ca.line("100", HST_ON))
    echoed = ca.books.write("Invoice", {**computed, "Line": [ca.line("200", HST_ON)]})
    assert (echoed["TxnTaxDetail"]["TotalTax"], echoed["TotalAmt"]) == (13, 213)
    dropped = {**key(echoed), "CustomerRef": {"value": ca.customer}, "Line": [ca.line("200", HST_ON)]}
    assert ca.books.write("Invoice", dropped)["TxnTaxDetail"]["TotalTax"] == 26


@pytest.mark.parametrize(
    ("settings", "expected"),
    [({}, "37.38"), ({"amount_mismatch": "refused"}, "6070")],
)
def test_an_amount_is_dropped_for_price_times_quantity_or_refused_as_it_is_set(
    settings: Json, expected: str
) -> None:
    shop = Shop("uk", **settings)
    price = Decimal("37.37499999")
    answer = shop.books.post("invoice", shop.body(shop.line("40", ZERO_RATED, Qty=1, UnitPrice=price)))
    got = str(answer.json()["Invoice"]["TotalAmt"]) if answer.status == 200 else fault(answer)[0]
    assert got == expected


def test_an_amount_by_itself_is_rounded_half_up(uk: Shop) -> None:
    assert uk.invoice(uk.line("37.37499999", ZERO_RATED))["TotalAmt"] == Decimal("37.37")


@pytest.mark.parametrize(
    ("calculation", "tax", "total"), [("TaxExcluded", "18.00", "108.00"), ("TaxInclusive", "18.00", "108.00")]
)
def test_a_discount_is_taken_before_the_tax(uk: Shop, calculation: str, tax: str, total: str) -> None:
    discount = {
        "DetailType": "DiscountLineDetail",
        "DiscountLineDetail": {"PercentBased": True, "DiscountPercent": 10},
    }
    invoice = uk.invoice(uk.line("100", STANDARD), discount, GlobalTaxCalculation=calculation)
    assert (invoice["TxnTaxDetail"]["TotalTax"], invoice["TotalAmt"]) == (Decimal(tax), Decimal(total))


def test_a_company_that_takes_no_sales_tax_needs_no_codes(uk: Shop) -> None:
    uk.books.company.preferences()["TaxPrefs"]["UsingSalesTax"] = False
    assert uk.invoice(uk.line("5"))["TotalAmt"] == 5


def test_a_rate_on_other_taxes_comes_after_them_in_whatever_order_they_are_listed(ca: Shop) -> None:
    code = ca.books.read("TaxCode", PEI)
    code["SalesTaxRateList"]["TaxRateDetail"].reverse()
    done(ca.books, "POST", "objects", {"objects": {"TaxCode": [code]}})
    assert taxes(ca.invoice(ca.line("100", PEI))) == {"5": "5.00", "10": "10.50"}

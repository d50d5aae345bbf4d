"""The tax service: tax codes with new rates or old ones, and the agencies that rates belong to."""

from decimal import Decimal

import pytest

from simulator import Answer
from tests.simulator.books import Books, Json, code, fault, key, sale

NEW = {"TaxRateName": "Reno", "RateValue": "4.5", "TaxAgencyId": "1", "TaxApplicableOn": "Sales"}


def make(books: Books, name: str, *details: Json, **parameters: str) -> Answer:
    return books.post("taxservice/taxcode", {"TaxCode": name, "TaxRateDetails": list(details)}, **parameters)


def test_the_answer_has_no_envelope_and_no_time(books: Books) -> None:
    shown = {
        "TaxCode": "Nevada",
        "TaxCodeId": "4",
        "TaxRateDetails": [{**NEW, "TaxRateId": "4", "RateValue": Decimal("4.5")}],
    }
    assert make(books, "Nevada", NEW).json() == shown
    tax_code = books.read("TaxCode", "4")
    assert (tax_code["Name"], tax_code["TaxGroup"]) == ("Nevada", True)
    (detail,) = tax_code["SalesTaxRateList"]["TaxRateDetail"]
    assert detail["TaxRateRef"] == {"value": "4", "name": "Reno"}
    assert tax_code["PurchaseTaxRateList"]["TaxRateDetail"] == []
    rate = books.read("TaxRate", "4")
    assert (rate["RateValue"], rate["AgencyRef"]) == (Decimal("4.5"), {"value": "1"})


def test_an_invoice_is_taxed_by_new_and_old_rates_together(books: Books) -> None:
    tax_code = make(books, "Both", NEW, {"TaxRateId": "3"}).json()["TaxCodeId"]
    detail = {"TxnTaxCodeRef": {"value": tax_code}}
    line = sale(books.item(), "100", code="TAX")
    invoice = books.invoice(books.customer(), line, TxnTaxDetail=detail)
    assert invoice["TxnTaxDetail"]["TotalTax"] == Decimal("12.5")


def test_a_rate_for_purchases_is_in_the_other_list(books: Books) -> None:
    tax_code = make(books, "Bought", {**NEW, "TaxApplicableOn": "Purchase"}).json()["TaxCodeId"]
    lists = books.read("TaxCode", tax_code)
    assert lists["SalesTaxRateList"]["TaxRateDetail"] == []
    assert len(lists["PurchaseTaxRateList"]["TaxRateDetail"]) == 1


@pytest.mark.parametrize(
    ("name", "details", "expected"),
    [
        ("", [NEW], "2020"),
        ("A", [], "2020"),
        ("x" * 101, [NEW], "2050"),
        ("A", [{**NEW, "RateValue": 101}], "2150"),
        ("A", [{**NEW, "RateValue": "-1"}], "2150"),
        ("A", [{**NEW, "TaxApplicableOn": "Both"}], "2170"),
        ("A", [{**NEW, "TaxApplicableOn": None}], "2270"),
        ("A", [{**NEW, "TaxRateName": ""}], "2020"),
        ("A", [{**NEW, "TaxAgencyId": "99"}], "2500"),
        ("A", [{"TaxRateId": "99"}], "2500"),
        ("A", [{"TaxRateId": "3"}, {"TaxRateId": "3"}], "2600"),
        ("A", [NEW, {**NEW, "TaxRateName": "RENO"}], "2600"),
        ("A", [{**NEW, "Colour": "red"}], "2010"),
        ("california", [NEW], "6240"),
    ],
)
def test_what_breaks_a_rule_is_refused_and_makes_no_rate(
    books: Books, name: str, details: list[Json], expected: str
) -> None:
    assert code(make(books, name, *details)) == expected
    assert books.query("select count(*) from TaxRate") == {"totalCount": 3}


def test_a_taken_name_of_a_rate_says_so(books: Books) -> None:
    number, detail = fault(make(books, "A", {**NEW, "TaxRateName": "california"}))
    assert (number, "Another tax rate is already using this name" in detail) == ("6240", True)
    assert books.query("select count(*) from TaxCode") == {"totalCount": 4}


def test_the_same_request_id_makes_one_code(books: Books) -> None:
    first = make(books, "Nevada", NEW, requestid="one")
    assert make(books, "Nevada", NEW, requestid="one").json() == first.json()
    assert books.query("select count(*) from TaxRate") == {"totalCount": 4}


def test_codes_and_rates_are_only_read(books: Books) -> None:
    for entity in ("TaxCode", "TaxRate"):
        assert code(books.post(entity.lower(), {**books.find(entity)[0], "Name": "X"})) == "500"
    assert code(books.send("GET", "taxservice/taxcode")) == "500"


def test_a_tax_agency_is_made_once_and_stays(books: Books) -> None:
    agency = books.write("TaxAgency", {"DisplayName": "Nevada Dept. of Taxation"})
    assert (agency["TaxTrackedOnSales"], agency["TaxTrackedOnPurchases"]) == (True, False)
    assert code(books.post("taxagency", {"DisplayName": "nevada dept. of taxation"})) == "6240"
    assert code(books.post("taxagency", {"DisplayName": "Board of Equalization"})) == "6240"
    assert code(books.post("taxagency", {})) == "2020"
    assert code(books.post("taxagency", {**key(agency), "DisplayName": "Other"})) == "500"
    rate = make(books, "Nevada", {**NEW, "TaxAgencyId": agency["Id"]}).json()["TaxRateDetails"][0]
    assert books.read("TaxRate", rate["TaxRateId"])["AgencyRef"] == {"value": agency["Id"]}

"""Preferences and what the company says of itself, written through the API."""

import pytest

from simulator import FIRST_REALM
from tests.simulator.books import Books, Json, code, done, fault, key, sale


def preferences(books: Books) -> Json:
    return books.send("GET", "preferences").json()["Preferences"]


def by_owner(books: Books, section: str, name: str, value: Json) -> None:
    """Set a preference as the company's owner does."""
    done(books, "POST", "preferences", {"section": section, "name": name, "value": value})


def test_what_is_sent_back_as_it_was_changes_nothing(books: Books) -> None:
    held = preferences(books)
    assert books.write("Preferences", held) == held


def test_a_preference_is_written_and_holds(books: Books) -> None:
    held = preferences(books)
    sales = {**held["SalesFormsPrefs"], "AllowShipping": True, "CustomTxnNumbers": False}
    written = books.write("Preferences", {**held, "SalesFormsPrefs": sales})
    assert written["SyncToken"] == str(int(held["SyncToken"]) + 1)
    assert preferences(books)["SalesFormsPrefs"] == sales
    assert books.find("Preferences") == [written]
    assert books.invoice(books.customer(), sale(books.item(), "5"))["DocNumber"]


def test_what_is_left_out_becomes_nothing_unless_it_is_read_only(books: Books) -> None:
    held = preferences(books)
    sales = {"CustomTxnNumbers": True, "DefaultTerms": {"value": "1"}}
    written = books.write("Preferences", {**key(held), "SalesFormsPrefs": sales})
    assert written["SalesFormsPrefs"]["DefaultTerms"] == {"value": "1"}
    assert "AllowDiscount" not in written["SalesFormsPrefs"]
    assert written["SalesFormsPrefs"]["AutoApplyCredit"] is False
    assert "ProductAndServicesPrefs" not in written
    for section in ("TaxPrefs", "CurrencyPrefs", "OtherPrefs"):
        assert written[section] == held[section]


def test_what_only_the_owner_can_set_is_not_written(books: Books) -> None:
    held = preferences(books)
    body = {
        **held,
        "CurrencyPrefs": {**held["CurrencyPrefs"], "MultiCurrencyEnabled": True},
        "AccountingInfoPrefs": {**held["AccountingInfoPrefs"], "BookCloseDate": "2026-03-31"},
        "TaxPrefs": {**held["TaxPrefs"], "UsingSalesTax": False},
    }
    assert books.write("Preferences", body) == held


def test_the_closing_date_is_written_where_the_api_may_do_that() -> None:
    books = Books(more_preferences_written=True)
    held = preferences(books)
    accounting = {**held["AccountingInfoPrefs"], "BookCloseDate": "2026-03-31"}
    written = books.write("Preferences", {**held, "AccountingInfoPrefs": accounting})
    assert written["AccountingInfoPrefs"]["BookCloseDate"] == "2026-03-31"
    assert written["TaxPrefs"]["UsingSalesTax"] is True


def test_an_update_counts_against_what_the_owner_has_set_since(books: Books) -> None:
    held = preferences(books)
    by_owner(books, "SalesFormsPrefs", "AllowDiscount", value=False)
    assert code(books.post("preferences", held)) == "5010"
    token = preferences(books)["SyncToken"]
    written = books.write("Preferences", {**held, "SyncToken": token})
    assert (written["SalesFormsPrefs"]["AllowDiscount"], written["SyncToken"]) == (True, str(int(token) + 1))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"Id": None}, "500"),
        ({"SyncToken": None}, "2020"),
        ({"sparse": True}, "500"),
        ({"ReportPrefs": {"ReportBasis": "Guess"}}, "2170"),
        ({"SalesFormsPrefs": {"AllowDiscount": "perhaps"}}, "2230"),
        ({"SalesFormsPrefs": {"DefaultTerms": {"value": "99"}}}, "2500"),
        ({"SalesFormsPrefs": {"AllowDiscounts": True}}, "2010"),
        ({"OurPrefs": {}}, "2010"),
    ],
)
def test_what_breaks_a_rule_is_refused(books: Books, change: Json, expected: str) -> None:
    held = preferences(books)
    assert code(books.post("preferences", {**held, **change})) == expected
    assert preferences(books) == held


def test_an_unknown_preference_is_told_with_the_class_of_its_section(books: Books) -> None:
    body = {**preferences(books), "AccountingInfoPrefs": {"Colour": "red"}}
    assert "finance.v3.CompanyAccountingPrefs)" in fault(books.post("preferences", body))[1]


def test_the_company_renames_itself_and_keeps_country_and_plan(books: Books) -> None:
    held = books.read("CompanyInfo", FIRST_REALM)
    written = books.update("CompanyInfo", held, CompanyName="Gardens Ltd", Country="FR", NameValue=[])
    assert (written["CompanyName"], written["Country"]) == ("Gardens Ltd", "US")
    plan = {each["Name"]: each["Value"] for each in written["NameValue"]}
    assert (plan["SubscriptionStatus"], plan["OfferingSku"]) == ("PAID", "QuickBooks Online Plus")
    assert written["CompanyAddr"] == held["CompanyAddr"]
    assert books.update("CompanyInfo", written, CompanyName="Gardens Ltd") == written


def test_a_full_update_of_the_company_needs_name_and_address(books: Books) -> None:
    held = books.read("CompanyInfo", FIRST_REALM)
    assert code(books.post("companyinfo", {**key(held), "CompanyName": "Gardens"})) == "2020"
    body = {**key(held), "CompanyName": "Gardens", "CompanyAddr": {"Line1": "2 Main St.", "City": "Reno"}}
    written = books.write("CompanyInfo", body)
    assert ("Email" in written, written["WebAddr"], "LegalAddr" in written) == (False, {}, False)
    assert (written["CompanyAddr"]["Id"], written["CompanyAddr"]["City"]) == ("1", "Reno")
    assert code(books.post("companyinfo", {"CompanyName": "Second"})) == "500"


def test_a_company_without_a_legal_address_is_taxed_from_where_it_is() -> None:
    books = Books("us-automated-tax")
    held = books.read("CompanyInfo", FIRST_REALM)
    place = {"Line1": "2 Main St.", "CountrySubDivisionCode": "CA"}
    books.write("CompanyInfo", {**key(held), "CompanyName": "Gardens", "CompanyAddr": place})
    invoice = books.invoice(books.customer(), sale(books.item(), "100", code="TAX"))
    assert invoice["TxnTaxDetail"]["TotalTax"] > 0

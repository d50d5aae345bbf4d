"""The companies that a simulator can begin with: their preferences, their accounts and their taxes."""

from __future__ import annotations

import pytest

from simulator import SimulatedClock, Simulator
from simulator.profiles import PROFILES
from tests.simulator.books import Books, Json


def test_there_are_five() -> None:
    assert set(PROFILES) == {"us", "us-automated-tax", "ca", "uk", "multicurrency"}


@pytest.mark.parametrize("profile", PROFILES)
def test_each_is_a_whole_company(profile: str) -> None:
    books = Books(profile)
    home = books.company.home_currency()
    accounts = {account["Id"]: account for account in books.find("Account", "maxresults 200")}
    assert {account["CurrencyRef"]["value"] for account in accounts.values()} == {home}
    names = {account["FullyQualifiedName"] for account in accounts.values()}
    assert len(names) == len(accounts)
    types = [account["AccountType"] for account in accounts.values()]
    assert types.count("Accounts Receivable") == types.count("Accounts Payable") == 1
    assert {"Bank", "Income", "Expense", "Cost of Goods Sold", "Equity"} <= set(types)
    for code in books.find("TaxCode"):
        for entry in code.get("SalesTaxRateList", {}).get("TaxRateDetail", []):
            rate = books.read("TaxRate", entry["TaxRateRef"]["value"])
            assert (rate["Name"], rate["Active"]) == (entry["TaxRateRef"]["name"], True)
            assert books.read("TaxAgency", rate["AgencyRef"]["value"])["TaxTrackedOnSales"] is True
    assert books.find("Term")
    assert books.find("PaymentMethod")
    assert not books.find("Customer")


def rates(books: Books) -> dict[str, list[str]]:
    """Return the percentages of each tax code by its name."""
    found: dict[str, list[str]] = {}
    for code in books.find("TaxCode"):
        details = code.get("SalesTaxRateList", {}).get("TaxRateDetail", [])
        ids = [entry["TaxRateRef"]["value"] for entry in details]
        found[code["Name"]] = [str(books.read("TaxRate", one)["RateValue"]) for one in ids]
    return found


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("us", {"TAX": [], "NON": [], "California": ["8"], "Tucson": ["7.1", "2"]}),
        ("us-automated-tax", {"TAX": [], "CA": ["6", "1.25"], "NY": ["4", "4.5", "0.375"], "TX": ["6.25"]}),
        ("ca", {"HST ON": ["13"], "GST": ["5"], "GST/PST BC": ["5", "7"], "QST QC - 9.975": ["9.975"],
                "Exempt": ["0"], "Zero-rated": ["0"], "Out of scope": ["0"]}),
        ("uk", {"20.0% S": ["20"], "5.0% R": ["5"], "0.0% Z": ["0"], "Exempt": ["0"], "No VAT": ["0"]}),
        ("multicurrency", {"TAX": [], "NON": [], "California": ["8"], "Tucson": ["7.1", "2"]}),
    ],
)  # fmt: skip
def test_each_has_the_tax_codes_of_its_country(profile: str, expected: dict[str, list[str]]) -> None:
    found = rates(Books(profile))
    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("profile", "country", "home", "several", "automated"),
    [
        ("us", "US", "USD", False, None),
        ("us-automated-tax", "US", "USD", False, True),
        ("ca", "CA", "CAD", False, None),
        ("uk", "GB", "GBP", False, None),
        ("multicurrency", "US", "USD", True, None),
    ],
)
def test_what_a_client_reads_of_each_when_it_connects(
    profile: str, country: str, home: str, automated: bool | None, *, several: bool
) -> None:
    books = Books(profile)
    preferences: Json = books.send("GET", "preferences").json()["Preferences"]
    assert books.read("CompanyInfo", "1")["Country"] == country
    assert preferences["CurrencyPrefs"] == {"MultiCurrencyEnabled": several, "HomeCurrency": {"value": home}}
    assert preferences["TaxPrefs"]["UsingSalesTax"] is True
    assert preferences["TaxPrefs"].get("PartnerTaxEnabled") is automated
    assert "BookCloseDate" not in preferences["AccountingInfoPrefs"]
    assert preferences["SalesFormsPrefs"]["AllowDiscount"] is True


def test_one_simulator_holds_companies_of_several_profiles() -> None:
    simulator = Simulator("uk", clock=SimulatedClock(frozen=True))
    simulator.add_realm("2", "ca")
    with pytest.raises(ValueError, match="there is no profile 'mars': choose one of"):
        simulator.add_realm("3", "mars")
    assert [realm.company.country() for realm in simulator.realms.values()] == ["GB", "CA"]

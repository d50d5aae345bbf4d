"""Products become items with two accounts."""

from dataclasses import replace
from decimal import Decimal

import pytest

from quickbooks_sync.entities.rules import Setting
from quickbooks_sync.model import Selections
from tests.unit.entities.examples import BOOKS, COMPANY, codes, payload, problems


def selecting(**accounts: str) -> Setting:
    return Setting(replace(COMPANY, selections=Selections(**accounts)), BOOKS, {}, "")


def test_goods_are_written_as_non_inventory_with_the_accounts_that_they_name() -> None:
    assert payload("products") == {
        "Name": "Rock Fountain",
        "Type": "NonInventory",
        "Description": "Rock Fountain",
        "UnitPrice": Decimal(275),
        "Taxable": True,
        "IncomeAccountRef": {"value": "46"},
        "ExpenseAccountRef": {"value": "80"},
    }


def test_a_service_without_accounts_takes_the_selected_ones() -> None:
    written = payload("products", kind="service", income_account="", expense_account=None)
    assert written["Type"] == "Service"
    assert (written["IncomeAccountRef"], written["ExpenseAccountRef"]) == ({"value": "1"}, {"value": "58"})


def test_a_price_of_0_is_a_price() -> None:
    written = payload("products", unit_price=0, taxable=False)
    assert (written["UnitPrice"], written["Taxable"]) == (0, False)


def test_accounts_are_found_without_regard_to_case() -> None:
    assert payload("products", income_account="landscaping SERVICES")["IncomeAccountRef"] == {"value": "45"}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": ""}, "name_missing"),
        ({"name": "Rock:Fountain"}, "name_with_colon"),
        ({"name": "Rock\tFountain"}, "name_with_line_break"),
        ({"name": "x" * 101}, "too_long"),
        ({"description": "x" * 4001}, "too_long"),
        ({"unit_price": -1}, "negative_amount"),
        ({"income_account": "Gardening"}, "account_unknown"),
        ({"income_account": "Old Income"}, "account_unknown"),
        ({"income_account": "Checking"}, "account_wrong_type"),
        ({"expense_account": "Services"}, "account_wrong_type"),
    ],
)
def test_what_quickbooks_would_refuse_is_named_with_its_field(changed: dict[str, object], code: str) -> None:
    assert codes("products", **changed) == [(code, *changed)]


def test_an_account_of_the_wrong_type_is_told_what_would_do() -> None:
    (problem,) = problems("products", expense_account="services")
    assert problem.value == "Services"
    assert problem.details == {"type": "Income", "expected": "Expense, Cost of Goods Sold, Other Expense"}


@pytest.mark.parametrize("selected", ["", "no-such", "90"])
def test_without_a_named_account_a_selection_that_is_gone_is_a_problem(selected: str) -> None:
    within = selecting(income_account=selected, expense_account="58")
    assert codes("products", within, income_account="") == [("account_missing", "income_account")]


def test_every_item_has_both_accounts_or_is_listed_with_each_one_that_is_missing() -> None:
    found = codes("products", selecting(), income_account="", expense_account="")
    assert found == [("account_missing", "income_account"), ("account_missing", "expense_account")]

"""The chart of accounts: types, names within their parent, numbers, and what makes an account stay."""

import pytest

from tests.simulator.books import Books, Json, code, fault, key, sale

BANK = {"AccountType": "Bank"}


def test_a_name_and_a_type_make_an_account(books: Books) -> None:
    account = books.write("Account", {"Name": "Grants", "AccountType": "Income"})
    assert account.pop("MetaData") == {"CreateTime": "2026-04-09T09:00:00-07:00"}
    assert account.pop("Id").isdigit()
    assert account == {
        "Name": "Grants",
        "SubAccount": False,
        "FullyQualifiedName": "Grants",
        "Active": True,
        "Classification": "Revenue",
        "AccountType": "Income",
        "AccountSubType": "OtherPrimaryIncome",
        "CurrentBalance": 0,
        "CurrentBalanceWithSubAccounts": 0,
        "CurrencyRef": {"value": "USD", "name": "United States Dollar"},
        "domain": "QBO",
        "sparse": False,
        "SyncToken": "0",
    }


def test_what_changed_last_is_told_by_a_read_of_a_new_account(books: Books) -> None:
    account = books.write("Account", {"Name": "Grants", "AccountType": "Income"})
    assert books.read("Account", account["Id"])["MetaData"]["LastUpdatedTime"] == "2026-04-09T09:00:00-07:00"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"AccountSubType": "Savings"}, ("Asset", "Bank", "Savings")),
        ({"AccountSubType": "NotesPayable"}, ("Liability", "Long Term Liability", "NotesPayable")),
        ({"AccountType": "Credit Card"}, ("Liability", "Credit Card", "CreditCard")),
        ({"AccountType": "Cost of Goods Sold"}, ("Expense", "Cost of Goods Sold", "SuppliesMaterialsCogs")),
        ({"AccountType": "Equity", "AccountSubType": "OwnersEquity"}, ("Equity", "Equity", "OwnersEquity")),
    ],
)
def test_type_sub_type_and_classification_follow_from_each_other(
    books: Books, given: Json, expected: tuple[str, ...]
) -> None:
    account = books.write("Account", {"Name": "A", **given})
    assert (account["Classification"], account["AccountType"], account["AccountSubType"]) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({**BANK}, "2020"),
        ({"Name": "A"}, "6010"),
        ({"Name": "A", "AccountType": "Cash"}, "2170"),
        ({"Name": "A", "AccountSubType": "Cash"}, "2170"),
        ({"Name": "A", "AccountType": "Bank", "AccountSubType": "Inventory"}, "6010"),
        ({"Name": 'The "A"', **BANK}, "2040"),
        ({"Name": "A:B", **BANK}, "2040"),
        ({"Name": "x" * 101, **BANK}, "2050"),
        ({"Name": "A", **BANK, "AcctNum": "1:2"}, "2040"),
        ({"Name": "A", **BANK, "AcctNum": "12345678"}, "2050"),
        ({"Name": "A", **BANK, "Description": "x" * 101}, "2050"),
        ({"Name": "A", **BANK, "OpeningBalance": 5}, "6060"),
        ({"Name": "A", **BANK, "CurrencyRef": {"value": "EUR"}}, "2220"),
        ({"Name": "A", **BANK, "ParentRef": {"value": "999"}}, "2500"),
        ({"Name": "A", **BANK, "ParentRef": {"value": "1"}}, "700"),
        ({"Name": "A", "AccountType": "Other Current Asset", "ParentRef": {"value": "4"}}, "700"),
        ({"Name": "checking", **BANK}, "6240"),
        ({"Name": "A", **BANK, "Colour": "red"}, "2010"),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_refused_and_makes_no_account(books: Books, body: Json, expected: str) -> None:
    count = books.query("select count(*) from Account")
    assert code(books.post("account", body)) == expected
    assert books.query("select count(*) from Account") == count


def test_account_numbers_are_longer_in_canada() -> None:
    account = Books("ca").write("Account", {"Name": "A", **BANK, "AcctNum": "x" * 20})
    assert account["AcctNum"] == "x" * 20


def test_a_name_is_unique_within_its_parent_only(books: Books) -> None:
    inside = {"Name": "Installation", "AccountType": "Income", "ParentRef": {"value": "45"}}
    first = books.write("Account", inside)
    assert (first["SubAccount"], first["FullyQualifiedName"]) == (True, "Landscaping Services:Installation")
    assert fault(books.post("account", inside)) == ("6240", "The name supplied already exists. : null")


def test_accounts_go_five_levels_deep_and_take_the_names_of_those_above(books: Books) -> None:
    parent = "47"  # the third level
    for name in ("Fourth", "Fifth"):
        body = {"Name": name, "AccountType": "Income", "ParentRef": {"value": parent}}
        parent = books.write("Account", body)["Id"]
    sixth = {"Name": "Sixth", "AccountType": "Income", "ParentRef": {"value": parent}}
    assert code(books.post("account", sixth)) == "6180"
    books.update("Account", books.read("Account", "47"), Name="Decks")
    name = "Landscaping Services:Job Materials:Decks:Fourth:Fifth"
    assert books.read("Account", parent)["FullyQualifiedName"] == name
    top = books.read("Account", "45")
    looped = {**key(top), "sparse": True, "ParentRef": {"value": parent}}
    assert code(books.post("account", looped)) == "900"


def test_a_full_update_clears_what_it_leaves_out_a_sparse_one_does_not(books: Books) -> None:
    held = books.write("Account", {"Name": "A", **BANK, "Description": "Petty cash", "AcctNum": "100"})
    held = books.update("Account", held, AcctNum="101")
    assert (held["Description"], held["AcctNum"], held["SyncToken"]) == ("Petty cash", "101", "1")
    held = books.write("Account", {**key(held), "Name": "A", **BANK})
    assert ("Description" in held, "AcctNum" in held, held["AccountSubType"]) == (False, False, "CashOnHand")


def test_a_change_of_type_takes_the_sub_type_along(books: Books) -> None:
    held = books.write("Account", {"Name": "A", "AccountSubType": "ServiceFeeIncome"})
    held = books.update("Account", held, AccountType="Other Income")
    assert (held["AccountType"], held["Classification"]) == ("Other Income", "Revenue")
    assert held["AccountSubType"] == "DividendIncome"


def test_an_inactive_account_frees_its_name_and_takes_no_item(books: Books) -> None:
    held = books.write("Account", {"Name": "Fees", "AccountType": "Income"})
    gone = books.update("Account", held, Active=False)
    assert (gone["Name"], gone["FullyQualifiedName"]) == ("Fees (deleted)", "Fees (deleted)")
    assert books.update("Account", gone, Active=False)["SyncToken"] == gone["SyncToken"]
    item = {"Name": "Design", "Type": "Service", "IncomeAccountRef": {"value": held["Id"]}}
    assert code(books.post("item", item)) == "610"
    again = books.write("Account", {"Name": "Fees", "AccountType": "Income"})
    assert again["Id"] != held["Id"]
    assert books.find("Account", "where Name = 'Fees (deleted)'") == []


def test_a_balance_moves_the_time_of_the_accounts_above_too(books: Books) -> None:
    bank = books.write("Account", {"Name": "Bank", "AccountType": "Bank"})["Id"]
    body = {"Name": "Till", "AccountType": "Bank", "SubAccount": True, "ParentRef": {"value": bank}}
    till = books.write("Account", body)["Id"]
    before = [books.read("Account", account) for account in (bank, till)]
    books.later(60)
    books.payment(books.customer(), "5", DepositToAccountRef={"value": till})
    after = [books.read("Account", account) for account in (bank, till)]
    assert [(one["CurrentBalance"], one["CurrentBalanceWithSubAccounts"]) for one in after] == [
        (0, 5),
        (5, 5),
    ]
    for old, new in zip(before, after, strict=True):
        assert new["MetaData"]["LastUpdatedTime"] > old["MetaData"]["LastUpdatedTime"]
        assert new["SyncToken"] == old["SyncToken"]


def test_an_account_with_a_balance_stays(books: Books) -> None:
    books.invoice(books.customer(), sale(books.item(), "10"))
    assert code(books.post("account", {**books.read("Account", "84"), "Active": False})) == "6220"
    assert code(books.post("account", {**books.read("Account", "4"), "Active": False})) == "6000"


def test_accounts_cannot_be_deleted(books: Books) -> None:
    held = books.write("Account", {"Name": "A", **BANK})
    assert code(books.post("account", held, operation="delete")) == "500"

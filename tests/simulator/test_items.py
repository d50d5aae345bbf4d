"""Items: names within their parent, accounts of the right type, and what inventory asks for."""

import pytest

from tests.simulator.books import Books, Json, code, key, sale

INCOME, PRODUCT_INCOME, COST, EXPENSE, STOCK, BANK = (
    {"value": n} for n in ("1", "79", "80", "58", "81", "35")
)


def test_a_service_needs_a_name_and_an_income_account(books: Books) -> None:
    item = books.write("Item", {"Name": "Design", "Type": "Service", "IncomeAccountRef": {"value": "82"}})
    assert item["IncomeAccountRef"] == {"value": "82", "name": "Design income"}
    assert (item["Active"], item["Taxable"], item["UnitPrice"], item["TrackQtyOnHand"]) == (
        True,
        False,
        0,
        False,
    )
    assert item["FullyQualifiedName"] == "Design"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"Type": "Service", "IncomeAccountRef": INCOME}, "2020"),
        ({"Name": "A", "Type": "Service"}, "2020"),
        ({"Name": "A", "Type": "NonInventory"}, "2020"),
        ({"Name": "A:B", "Type": "Service", "IncomeAccountRef": INCOME}, "2040"),
        ({"Name": "x" * 101, "Type": "Service", "IncomeAccountRef": INCOME}, "2050"),
        ({"Name": "A", "Type": "Service", "IncomeAccountRef": INCOME, "Description": "x" * 4001}, "2050"),
        ({"Name": "A", "Type": "Service", "IncomeAccountRef": INCOME, "UnitPrice": 99_999_999_999_9}, "2240"),
        ({"Name": "A", "Type": "Service", "IncomeAccountRef": INCOME, "UnitPrice": "cheap"}, "2100"),
        ({"Name": "A", "Type": "Thing", "IncomeAccountRef": INCOME}, "2170"),
        ({"Name": "A", "Type": "Group", "IncomeAccountRef": INCOME}, "6000"),
        ({"Name": "A", "Type": "Service", "IncomeAccountRef": BANK}, "6430"),
        ({"Name": "A", "Type": "Service", "IncomeAccountRef": {"value": "999"}}, "2500"),
        ({"Name": "A", "Type": "Service", "IncomeAccountRef": INCOME, "PurchaseCost": 5}, "2020"),
        ({"Name": "A", "Type": "Service", "IncomeAccountRef": INCOME, "PurchaseDesc": "a"}, "2020"),
        ({"Name": "A", "Type": "NonInventory", "ExpenseAccountRef": INCOME}, "6430"),
        ({"Name": "A", "Type": "Service", "IncomeAccountRef": INCOME, "SubItem": True}, "700"),
        ({"Name": "A", "Type": "Inventory", "IncomeAccountRef": PRODUCT_INCOME}, "2020"),
        ({"Name": "A", "Type": "Inventory", "ExpenseAccountRef": EXPENSE}, "6430"),
        (
            {
                "Name": "A", "Type": "Inventory", "TrackQtyOnHand": True, "InvStartDate": "2026-01-01",
                "IncomeAccountRef": PRODUCT_INCOME, "ExpenseAccountRef": COST, "AssetAccountRef": STOCK,
            },
            "6520",
        ),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_refused(books: Books, body: Json, expected: str) -> None:
    assert code(books.post("item", body)) == expected


def test_goods_and_inventory_can_be_made(books: Books) -> None:
    goods = {
        "Name": "Pump",
        "Type": "NonInventory",
        "IncomeAccountRef": PRODUCT_INCOME,
        "ExpenseAccountRef": COST,
    }
    assert books.write("Item", goods)["Type"] == "NonInventory"
    stock = {
        **goods, "Name": "Hose", "Type": "Inventory", "AssetAccountRef": STOCK, "TrackQtyOnHand": True,
        "QtyOnHand": 10, "InvStartDate": "2026-01-01",
    }  # fmt: skip
    assert books.write("Item", stock)["QtyOnHand"] == 10


def test_goods_are_not_sold_before_they_are_counted(books: Books) -> None:
    stock = {
        "Name": "Hose", "Type": "Inventory", "TrackQtyOnHand": True, "QtyOnHand": 10,
        "InvStartDate": "2026-03-01", "IncomeAccountRef": PRODUCT_INCOME, "ExpenseAccountRef": COST,
        "AssetAccountRef": STOCK,
    }  # fmt: skip
    line = sale(books.write("Item", stock)["Id"], "5")
    body = {"CustomerRef": {"value": books.customer()}, "Line": [line], "TxnDate": "2026-02-28"}
    assert code(books.post("invoice", body)) == "6270"
    assert books.write("Invoice", {**body, "TxnDate": "2026-03-01"})["TotalAmt"] == 5


def test_a_category_stays_one_and_nothing_becomes_one(books: Books) -> None:
    garden, tree = books.write("Item", {"Name": "Garden", "Type": "Category"}), books.item("Tree")
    for held, kind in ((garden, "Service"), (books.read("Item", tree), "Category")):
        body = {**key(held), "sparse": True, "Type": kind, "IncomeAccountRef": INCOME}
        assert code(books.post("item", body)) == "6000"
    assert books.update("Item", books.read("Item", tree), Type="NonInventory")["Type"] == "NonInventory"


def test_names_are_unique_within_a_parent_which_must_be_a_category(books: Books) -> None:
    garden = books.write("Item", {"Name": "Garden", "Type": "Category"})
    inside = {"SubItem": True, "ParentRef": {"value": garden["Id"]}}
    tree, _ = books.item("Tree", **inside), books.item("Tree")
    assert books.read("Item", tree)["FullyQualifiedName"] == "Garden:Tree"
    again = {"Name": "tree", "Type": "Service", "IncomeAccountRef": INCOME}
    assert code(books.post("item", again)) == "6240"
    assert code(books.post("item", {**again, **inside})) == "6240"
    assert code(books.post("item", {**again, "SubItem": True, "ParentRef": {"value": tree}})) == "700"
    books.update("Item", garden, Name="Yard")
    assert books.read("Item", tree)["FullyQualifiedName"] == "Yard:Tree"


def test_an_inactive_item_frees_its_name_and_cannot_be_sold(books: Books) -> None:
    customer, item = books.customer(), books.item("Design")
    assert books.update("Item", books.read("Item", item), Active=False)["Name"] == "Design (deleted)"
    books.item("Design")
    body = {"CustomerRef": {"value": customer}, "Line": [sale(item, "5")]}
    assert code(books.post("invoice", body)) == "610"


def test_a_price_can_be_changed_by_itself(books: Books) -> None:
    held = books.read("Item", books.item("Design", Taxable=True))
    changed = books.update("Item", held, UnitPrice=75)
    assert (changed["UnitPrice"], changed["Taxable"], changed["SyncToken"]) == (75, True, "1")

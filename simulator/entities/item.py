"""Products and services: names unique within their parent, accounts of the right type, categories."""

from decimal import Decimal

from simulator.books.company import Record
from simulator.books.kinds import Draft, Kind, copied
from simulator.books.schema import boolean, day, number, one_of, reference, text, unkept
from simulator.entities.name_lists import level_below, own_name, parent_of, placed, qualified, settle_name
from simulator.faults import Refused, business, missing
from simulator.wire import Wire

HIGHEST_PRICE = Decimal(99_999_999_999)
INCOME_TYPES = ("Income", "Other Income")
EXPENSE_TYPES = ("Expense", "Other Expense", "Cost of Goods Sold")


def _parent(draft: Draft) -> Record | None:
    given = draft.given
    if bool(given.get("SubItem")) != ("ParentRef" in given):
        raise Refused(
            "700", "Parent Reference Invalid : SubItem and ParentRef go together", element="ParentRef"
        )
    parent = parent_of(draft, prefix="Items")
    if parent is not None and parent.wire["Type"] != "Category":
        raise Refused("700", "Parent Reference Invalid : the parent must be a category", element="ParentRef")
    return parent


def _account(draft: Draft, field: str, types: tuple[str, ...]) -> Wire | None:
    account = draft.refer("Account", field, prefix="Accounts")
    if account is None:
        return None
    if account.wire["AccountType"] not in types:
        detail = f"Invalid account type: {account.wire['AccountType']} for {field}"
        raise Refused("6430", detail, element=field)
    return account.refer()


def _accounts(draft: Draft, item_type: str) -> Wire:
    given = draft.given
    is_inventory = item_type == "Inventory"
    found = {
        "IncomeAccountRef": _account(draft, "IncomeAccountRef", INCOME_TYPES),
        "ExpenseAccountRef": _account(
            draft, "ExpenseAccountRef", ("Cost of Goods Sold",) if is_inventory else EXPENSE_TYPES
        ),
        "AssetAccountRef": _account(draft, "AssetAccountRef", ("Other Current Asset",)),
    }
    bought = is_inventory or "PurchaseDesc" in given or bool(given.get("PurchaseCost"))
    if not found["IncomeAccountRef"] and (item_type != "NonInventory" or not found["ExpenseAccountRef"]):
        raise missing("IncomeAccountRef")
    if bought and not found["ExpenseAccountRef"]:
        raise missing("ExpenseAccountRef")
    if is_inventory and not found["AssetAccountRef"]:
        raise missing("AssetAccountRef")
    return {name: account for name, account in found.items() if account is not None}


def _stock(draft: Draft) -> Wire:
    given = draft.given
    if given.get("TrackQtyOnHand") is not True:
        raise missing("TrackQtyOnHand")
    if "QtyOnHand" not in given:
        raise Refused("6520", "Missing tracked inventory quantity : QtyOnHand", element="QtyOnHand")
    if "InvStartDate" not in given:
        raise missing("InvStartDate")
    return copied(given, "QtyOnHand", "InvStartDate")


def build(draft: Draft) -> Wire:
    """Build an item."""
    given = draft.given
    item_type = given.get("Type", "Service")
    if item_type == "Group":
        raise business("A bundle cannot be created through the API.")
    given["Type"] = item_type
    is_category = item_type == "Category"
    if draft.before is not None and (draft.before.wire["Type"] == "Category") != is_category:
        # Not documented: but what is sold has a price and accounts, and what holds others has none.
        raise business("A category cannot become something else, nor the reverse.")
    parent = _parent(draft)
    name = own_name(draft, parent)
    if is_category and given.get("Active") is False:
        raise business("A category cannot be made inactive.")
    wire: Wire = {
        "Name": name,
        "Active": given.get("Active", True),
        "FullyQualifiedName": qualified(parent, name),
        **level_below(parent),
        "Type": item_type,
        **copied(given, "Description", "Sku", "PurchaseDesc", "SubItem", "ParentRef", "ClassRef"),
    }
    return wire if is_category else wire | _sale(draft, item_type)


def _sale(draft: Draft, item_type: str) -> Wire:
    """Return what an item shows because it can be sold, which a category cannot."""
    given = draft.given
    return {
        "Taxable": given.get("Taxable", False),
        "UnitPrice": given.get("UnitPrice", 0),
        "PurchaseCost": given.get("PurchaseCost", 0),
        "TrackQtyOnHand": item_type == "Inventory",
        "DeferredRevenue": given.get("DeferredRevenue", False),
        **_accounts(draft, item_type),
        **(_stock(draft) if item_type == "Inventory" else {}),
    }


_price = number(highest=HIGHEST_PRICE)

ITEM = Kind(
    name="Item",
    family="Items",
    is_list=True,
    build=build,
    settle=settle_name,
    fixed=("Type",),
    fields={
        **placed(100),
        "Sku": text(100),
        "Description": text(4000, cards=True),
        "PurchaseDesc": text(1000, cards=True),
        "SubItem": boolean,
        "Taxable": boolean,
        "UnitPrice": _price,
        "PurchaseCost": _price,
        "Type": one_of("Service", "NonInventory", "Inventory", "Group", "Category"),
        "IncomeAccountRef": reference,
        "ExpenseAccountRef": reference,
        "AssetAccountRef": reference,
        "TrackQtyOnHand": boolean,
        "QtyOnHand": number(),
        "InvStartDate": day,
        "ClassRef": reference,
        "DeferredRevenue": boolean,
        **unkept(
            "Level FullyQualifiedName SalesTaxIncluded PercentBased RatePercent PaymentMethodRef "
            "UOMSetRef PurchaseTaxIncluded COGSAccountRef PrefVendorRef AvgCost QtyOnPurchaseOrder "
            "QtyOnSalesOrder ReorderPoint ManPartNum DepositToAccountRef SalesTaxCodeRef "
            "PurchaseTaxCodeRef BuildPoint PrintGroupedItems SpecialItem SpecialItemType "
            "ItemGroupDetail ItemAssemblyDetail AbatementRate ReverseChargeRate ServiceType "
            "ItemCategoryType ItemEx TaxClassificationRef UQCDisplayText UQCId Source "
            "CustomExtensions"
        ),
    },
    filters={
        "Id": "id",
        "Name": "text",
        "FullyQualifiedName": "text",
        "Sku": "text",
        "Type": "text",
        "Active": "boolean",
        "SubItem": "boolean",
        "Taxable": "boolean",
    },
    sortable={"UnitPrice": "number"},
)  # fmt: skip

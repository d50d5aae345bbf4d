"""Lines of sales forms: their arithmetic, their references, the discount, and the subtotal."""

from dataclasses import dataclass
from decimal import Decimal

from simulator.company import Record
from simulator.faults import Refused, missing
from simulator.kinds import Draft, point
from simulator.schema import (
    boolean,
    day,
    ignored,
    many,
    money,
    number,
    one_of,
    reference,
    shown,
    struct,
    text,
    unkept,
)  # fmt: skip
from simulator.wire import Wire

DETAIL_TYPES = (
    "SalesItemLineDetail", "GroupLineDetail", "DescriptionOnly", "DiscountLineDetail", "SubTotalLineDetail",
)  # fmt: skip
LINE_CODES = ("TAX", "NON")
ZERO = Decimal(0)
HUNDRED = Decimal(100)
# A line amount has up to fifteen digits.
MOST = Decimal(10) ** 15 - 1
amount = number(lowest=-MOST, highest=MOST, code="2140")

_item_detail = struct(
    "SalesItemLineDetail",
    {
        "ItemRef": reference,
        "UnitPrice": amount,
        "Qty": number(lowest=-MOST, highest=MOST, code="2160"),
        "TaxCodeRef": reference,
        "ServiceDate": day,
        "ClassRef": reference,
        **unkept(
            "DiscountRate DiscountAmt ItemAccountRef DeferredRevenue UnitCostPrice RatePercent "
            "PriceLevelRef MarkupInfo UOMRef InventorySiteRef TaxClassificationRef TaxInclusiveAmt "
            "SalesItemLineDetailEx"
        ),
    },
)  # fmt: skip
_discount_detail = struct(
    "DiscountLineDetail",
    {
        "PercentBased": boolean,
        "DiscountPercent": number(lowest=ZERO, highest=HUNDRED, code="2150"),
        "DiscountAccountRef": reference,
        **unkept("DiscountRef ServiceDate ClassRef TaxCodeRef DiscountLineDetailEx"),
    },
)
lines = many(
    struct(
        "Line",
        {
            "Id": text(30),
            "LineNum": number(lowest=Decimal(0)),
            "Description": text(4000, cards=True),
            "Amount": amount,
            "DetailType": one_of(*DETAIL_TYPES),
            "SalesItemLineDetail": _item_detail,
            "DiscountLineDetail": _discount_detail,
            "GroupLineDetail": struct("GroupLineDetail", {"GroupItemRef": reference, "Quantity": number()}),
            "DescriptionLineDetail": struct(
                "DescriptionLineDetail", {"ServiceDate": day, "TaxCodeRef": reference}
            ),
            "SubTotalLineDetail": struct("SubTotalLineDetail", {"ItemRef": ignored, "ServiceDate": ignored}),
            **unkept("LinkedTxn Received CustomField LineEx ProjectRef CostAmount CustomExtensions"),
        },
    )
)


@dataclass(frozen=True, slots=True)
class Sum:
    """The lines as they are shown, and what they add up to."""

    shown: list[Wire]
    subtotal: Decimal
    taxable: Decimal
    discount: Decimal


def add_up(draft: Draft) -> Sum:
    """Check and number the lines of a draft."""
    given: list[Wire] = draft.given.get("Line") or []
    if not given:
        raise missing("Line")
    held = {line["Id"] for line in draft.before.wire["Line"] if "Id" in line} if draft.before else set()
    shown_lines: list[Wire] = []
    discounts: list[Wire] = []
    subtotal = taxable = ZERO
    for line in given:
        kind = line.get("DetailType")
        if kind is None:
            raise missing("Line.DetailType")
        if kind == "SubTotalLineDetail":
            continue
        if kind == "DiscountLineDetail":
            discounts.append(line)
            continue
        item_line = _item_line(draft, line) if kind == "SalesItemLineDetail" else _other_line(draft, line)
        if item_line["DetailType"] == "SalesItemLineDetail":
            subtotal += item_line["Amount"]
            if item_line["SalesItemLineDetail"]["TaxCodeRef"]["value"] == "TAX":
                taxable += item_line["Amount"]
            item_line["Amount"] = shown(item_line["Amount"])
        _identify(draft, line, held)
        shown_lines.append({"Id": line["Id"], "LineNum": len(shown_lines) + 1, **item_line})
    if not shown_lines:
        raise Refused("2250", "Missing lines : at least one line is needed", element="Line")
    shown_lines.append(
        {"Amount": shown(subtotal), "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}
    )
    discount = ZERO
    if discounts:
        discount_line = _discount(draft, discounts, subtotal)
        discount = discount_line["Amount"]
        shown_lines.append(discount_line)
    return Sum(shown_lines, subtotal, taxable, discount)


def _identify(draft: Draft, line: Wire, held: set[str]) -> None:
    """Give a new line the next id: a line that is sent again without its id is a new one (recorded)."""
    if line.get("Id") not in held:
        line["Id"] = str(draft.next_line)
        draft.next_line += 1
    held.discard(line["Id"])


def _item_line(draft: Draft, line: Wire) -> Wire:
    detail: Wire = line.get("SalesItemLineDetail", {})
    if "Amount" not in line:
        raise missing("Line.Amount")
    figure = money(line["Amount"])
    if figure < 0:
        raise Refused(
            "2290", f"Negative amounts are not supported. Supplied value:{line['Amount']}", element="Line"
        )
    if "Qty" in detail and "UnitPrice" in detail and money(detail["Qty"] * detail["UnitPrice"]) != figure:
        raise Refused(
            "6070", f"Amount is not equal to UnitPrice * Qty. Supplied value:{line['Amount']}", element="Line"
        )
    described = {"Description": line["Description"]} if "Description" in line else {}
    if "ItemRef" not in detail:
        # No default item is set: the text stays, the amount is dropped without a word.
        return {**described, "DetailType": "DescriptionOnly", "DescriptionLineDetail": {}}
    code = detail.get("TaxCodeRef", {"value": "NON"})["value"]
    if code not in LINE_CODES:
        what = f"Valid Line TaxCodes for US should be TAX or NON. Supplied value:{code}"
        raise Refused("6100", what, element="Line.SalesItemLineDetail.TaxCodeRef")
    if "ClassRef" in detail and not draft.company.preference(
        "AccountingInfoPrefs", "ClassTrackingPerTxnLine"
    ):
        raise Refused("5030", "Feature Not Supported : class tracking is off", element="ClassRef")
    shown_detail = {**detail, **_item(draft, detail["ItemRef"]["value"]), "TaxCodeRef": {"value": code}}
    return {
        **described,
        "Amount": figure,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": shown_detail,
    }


def _item(draft: Draft, item_id: str) -> Wire:
    company = draft.company
    if item_id == "SHIPPING_ITEM_ID":
        if not company.preference("SalesFormsPrefs", "AllowShipping"):
            raise Refused("5030", "Feature Not Supported : shipping is off", element="ItemRef")
        return {"ItemRef": {"value": item_id}}
    # An item that was made inactive since stays on the lines that have it.
    item = company.find("Item", item_id) if item_id in _sold(draft.before) else None
    item = item or point(company, "Item", item_id, prefix="Items")
    if item.wire["Type"] == "Category":
        raise Refused("2120", "Invalid Type : a category cannot be sold", element="ItemRef")
    found: Wire = {"ItemRef": {"value": item.id, "name": item.wire["FullyQualifiedName"]}}
    if "IncomeAccountRef" in item.wire:
        found["ItemAccountRef"] = item.wire["IncomeAccountRef"]
    return found


def _sold(before: Record | None) -> set[str]:
    lines_before = before.wire["Line"] if before else []
    return {
        line["SalesItemLineDetail"]["ItemRef"]["value"]
        for line in lines_before
        if "SalesItemLineDetail" in line
    }


def _other_line(draft: Draft, line: Wire) -> Wire:
    if line["DetailType"] == "GroupLineDetail":
        group = line.get("GroupLineDetail", {}).get("GroupItemRef")
        if group is None:
            raise missing("Line.GroupLineDetail.GroupItemRef")
        point(draft.company, "Item", group["value"], prefix="Items")
        raise Refused("2120", "Invalid Type : the item is no bundle", element="GroupItemRef")
    described = {"Description": line["Description"]} if "Description" in line else {}
    detail = line.get("DescriptionLineDetail", {})
    return {**described, "DetailType": "DescriptionOnly", "DescriptionLineDetail": detail}


def _discount(draft: Draft, discounts: list[Wire], subtotal: Decimal) -> Wire:
    if not draft.company.preference("SalesFormsPrefs", "AllowDiscount"):
        raise Refused("5030", "Feature Not Supported : discounts are off", element="DiscountLineDetail")
    if len(discounts) > 1:
        raise Refused("2600", "Conflicting elements in request : one discount line at most", element="Line")
    line = discounts[0]
    detail: Wire = line.get("DiscountLineDetail", {})
    by_percent = detail.get("PercentBased", "DiscountPercent" in detail)
    if by_percent and "DiscountPercent" not in detail:
        raise Refused(
            "6090", "Discount Line missing required info : DiscountPercent", element="DiscountPercent"
        )
    if not by_percent and "Amount" not in line:
        raise Refused("6090", "Discount Line missing required info : Amount", element="Line.Amount")
    figure = money(subtotal * detail["DiscountPercent"] / HUNDRED) if by_percent else money(line["Amount"])
    default = {"value": draft.company.preference("SalesFormsPrefs", "DefaultDiscountAccount")}
    account_id = detail.get("DiscountAccountRef", default)["value"]
    account = point(draft.company, "Account", account_id, prefix="Accounts")
    shown_detail: Wire = {"PercentBased": by_percent}
    if by_percent:
        shown_detail["DiscountPercent"] = detail["DiscountPercent"]
    shown_detail["DiscountAccountRef"] = {"value": account.id, "name": account.wire["FullyQualifiedName"]}
    return {"Amount": figure, "DetailType": "DiscountLineDetail", "DiscountLineDetail": shown_detail}

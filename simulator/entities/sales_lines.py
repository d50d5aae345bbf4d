"""Lines of sales forms: their arithmetic, their references, the discount, and the subtotal."""

from dataclasses import dataclass
from decimal import Decimal

from simulator.books.amounts import HUNDRED, ZERO, money, shown
from simulator.books.company import Company, Record
from simulator.books.kinds import Draft, point
from simulator.books.schema import (
    boolean,
    day,
    ignored,
    many,
    number,
    one_of,
    reference,
    struct,
    text,
    unkept,
)
from simulator.books.transaction_rules import shown_tracked
from simulator.entities.line_tax import Sold, priced, taxed_line
from simulator.entities.transaction_fields import LINE_FIELDS
from simulator.faults import Refused, business, missing
from simulator.wire import Wire

DETAIL_TYPES = (
    "SalesItemLineDetail", "GroupLineDetail", "DescriptionOnly", "DiscountLineDetail", "SubTotalLineDetail",
)  # fmt: skip
AFTER_THE_LINES = ("DiscountLineDetail", "SubTotalLineDetail")
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
        "TaxInclusiveAmt": amount,
        **unkept(
            "DiscountRate DiscountAmt ItemAccountRef DeferredRevenue UnitCostPrice RatePercent "
            "PriceLevelRef MarkupInfo UOMRef InventorySiteRef TaxClassificationRef SalesItemLineDetailEx"
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
            **LINE_FIELDS,
            "Id": text(30),
            "LineNum": number(lowest=Decimal(0)),
            "Description": text(4000, cards=True),
            "Amount": amount,
            "DetailType": one_of(*DETAIL_TYPES),
            "SalesItemLineDetail": _item_detail,
            "DiscountLineDetail": _discount_detail,
            "GroupLineDetail": struct(
                "GroupLineDetail",
                {
                    "GroupItemRef": reference,
                    "Quantity": number(),
                    **unkept("UOMRef ServiceDate Line GroupLineDetailEx"),
                },
            ),
            "DescriptionLineDetail": struct(
                "DescriptionLineDetail",
                {"ServiceDate": day, "TaxCodeRef": reference, "DescriptionLineDetailEx": ignored},
            ),
            "SubTotalLineDetail": struct("SubTotalLineDetail", {"ItemRef": ignored, "ServiceDate": ignored}),
        },
    )
)


@dataclass(frozen=True, slots=True)
class Sum:
    """The lines as they are shown, what each of them sells under which tax code, and the discount."""

    shown: list[Wire]
    subtotal: Decimal
    sold: list[Sold]
    discount: Decimal


def add_up(draft: Draft) -> Sum:
    """Check and number the lines of a draft."""
    given: list[Wire] = draft.given.get("Line") or []
    if not given:
        raise missing("Line")
    sold: list[Sold] = []
    shown_lines = _numbered(draft, given, sold)
    if not shown_lines:
        raise Refused("2250", "Missing lines : at least one line is needed", element="Line")
    subtotal = sum((one.net for one in sold), ZERO)
    shown_lines.append(
        {"Amount": shown(subtotal), "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}
    )
    discounts = [line for line in given if line["DetailType"] == "DiscountLineDetail"]
    if not discounts:
        return Sum(shown_lines, subtotal, sold, ZERO)
    discount_line = _discount(draft, discounts, subtotal)
    return Sum([*shown_lines, discount_line], subtotal, sold, discount_line["Amount"])


def _numbered(draft: Draft, given: list[Wire], sold: list[Sold]) -> list[Wire]:
    """Return the lines before the subtotal; `sold` gets what they sell."""
    held, kept = line_ids(draft.before), _sold(draft.before)
    found: list[Wire] = []
    for line in given:
        kind = line.get("DetailType")
        if kind is None:
            raise missing("Line.DetailType")
        if kind in AFTER_THE_LINES:
            continue
        item_line = (
            _item_line(draft, line, sold, kept=kept)
            if kind == "SalesItemLineDetail"
            else _other_line(draft, line)
        )
        identify_line(draft, line, held)
        found.append({"Id": line["Id"], "LineNum": len(found) + 1, **item_line})
    return found


def line_ids(before: Record | None) -> set[str]:
    """Return the ids of the lines that a transaction has, none of a new one."""
    return {line["Id"] for line in before.wire["Line"] if "Id" in line} if before is not None else set()


def identify_line(draft: Draft, line: Wire, held: set[str]) -> None:
    """Give a new line the next id: a line that is sent again without its id is a new one (recorded)."""
    if line.get("Id") not in held:
        line["Id"] = str(draft.next_line)
        draft.next_line += 1
    held.discard(line["Id"])


def _item_line(draft: Draft, line: Wire, sold: list[Sold], *, kept: set[str]) -> Wire:
    detail: Wire = line.get("SalesItemLineDetail", {})
    if "Amount" not in line:
        raise missing("Line.Amount")
    figure = priced(draft.company, line, detail)
    if figure < 0:
        raise Refused(
            "2290", f"Negative amounts are not supported. Supplied value:{line['Amount']}", element="Line"
        )
    described = {"Description": line["Description"]} if "Description" in line else {}
    if "ItemRef" not in detail:
        # No default item is set: the text stays, the amount is dropped without a word.
        return {**described, "DetailType": "DescriptionOnly", "DescriptionLineDetail": {}}
    item = _item(draft, detail["ItemRef"]["value"], kept=kept)
    _check_service_date(draft.company, detail, item)
    _check_stock(draft, item)
    shown_detail, one_sold = taxed_line(draft, detail, figure, item=item)
    if not draft.company.preference("SalesFormsPrefs", "AllowServiceDate"):
        shown_detail.pop("ServiceDate", None)
    sold.append(one_sold)
    return {
        **described,
        "Amount": shown(one_sold.net),
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {
            **shown_detail,
            **shown_tracked(draft.company, detail),
            **_item_refs(detail, item),
        },
    }


def _check_service_date(company: Company, detail: Wire, item: Record | None) -> None:
    if item is None or not item.wire.get("DeferredRevenue") or "ServiceDate" in detail:
        return
    if company.preference("ProductAndServicesPrefs", "RevenueRecognitionEnabled"):
        # No source has the wording.
        raise business("A service date is required for an item that is set up for revenue recognition.")


def _check_stock(draft: Draft, item: Record | None) -> None:
    if item is not None and draft.given["TxnDate"] < item.wire.get("InvStartDate", ""):
        detail = f"{item.wire['FullyQualifiedName']} is counted from {item.wire['InvStartDate']} on"
        raise Refused("6270", detail, element="TxnDate")


def _item(draft: Draft, item_id: str, *, kept: set[str]) -> Record | None:
    """Return the item of a line, None for shipping."""
    company = draft.company
    if item_id == "SHIPPING_ITEM_ID":
        if not company.preference("SalesFormsPrefs", "AllowShipping"):
            raise Refused("5030", "Feature Not Supported : shipping is off", element="ItemRef")
        return None
    # An item that was made inactive since stays on the lines that have it.
    item = company.find("Item", item_id) if item_id in kept else None
    item = item or point(company, "Item", item_id, prefix="Items")
    if item.wire["Type"] == "Category":
        raise Refused("2120", "Invalid Type : a category cannot be sold", element="ItemRef")
    return item


def _item_refs(detail: Wire, item: Record | None) -> Wire:
    if item is None:
        return {"ItemRef": detail["ItemRef"]}
    found: Wire = {"ItemRef": item.refer()}
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
    shown_detail["DiscountAccountRef"] = account.refer()
    return {"Amount": figure, "DetailType": "DiscountLineDetail", "DiscountLineDetail": shown_detail}

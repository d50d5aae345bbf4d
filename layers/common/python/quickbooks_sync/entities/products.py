"""Products: services and goods in the books, each with an income account and an expense account."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from quickbooks_sync.books import Account
from quickbooks_sync.entities import checks
from quickbooks_sync.entities.fields import HostRecord, Quantity, Text
from quickbooks_sync.entities.leaving import DEACTIVATED
from quickbooks_sync.entities.rules import EntityRules, Setting
from quickbooks_sync.entities.wire import confirmed, filled, ref
from quickbooks_sync.model import Payload, Problem

_LONGEST_NAME = 100
_LONGEST_DESCRIPTION = 4000


class Product(HostRecord):
    """Something that is sold."""

    name: Text = ""
    description: Text = ""
    kind: Literal["service", "goods"]
    unit_price: Quantity
    taxable: bool
    income_account: Text = ""
    expense_account: Text = ""


class _Side(NamedTuple):
    """Which accounts may stand on one side of a product (facts 8.2, 8.8; the wrong type is 6430)."""

    field: Literal["income_account", "expense_account"]
    types: tuple[str, ...]


_INCOME = _Side("income_account", ("Income", "Other Income"))
_EXPENSE = _Side("expense_account", ("Expense", "Cost of Goods Sold", "Other Expense"))


def _account(product: Product, side: _Side, setting: Setting) -> Account | None:
    """Find the active account that the host names in full, else the one that the company has selected."""
    active = [account for account in setting.books.accounts if account.active]
    name = getattr(product, side.field).casefold()
    if name:
        return next((account for account in active if account.full_name.casefold() == name), None)
    selected = getattr(setting.company.selections, side.field)
    return next((account for account in active if account.id == selected), None)


def _problems(product: Product, setting: Setting) -> tuple[Problem, ...]:
    return (
        *_own_problems(product),
        *_account_problems(product, _INCOME, setting),
        *_account_problems(product, _EXPENSE, setting),
    )


def _own_problems(product: Product) -> Iterator[Problem]:
    if not product.name:
        yield Problem("name_missing", "name")
    yield from checks.name("name", product.name, _LONGEST_NAME)
    yield from checks.text("description", product.description, _LONGEST_DESCRIPTION)
    if product.unit_price < 0:
        yield Problem("negative_amount", "unit_price", str(product.unit_price))


def _account_problems(product: Product, side: _Side, setting: Setting) -> Iterator[Problem]:
    named = getattr(product, side.field)
    account = _account(product, side, setting)
    if account is None:
        yield Problem("account_unknown" if named else "account_missing", side.field, named)
    elif account.type not in side.types:
        details = {"type": account.type, "expected": ", ".join(side.types)}
        yield Problem("account_wrong_type", side.field, account.full_name, details=details)


def _payload(product: Product, setting: Setting) -> Payload:
    return filled(
        {
            "Name": checks.one_spaced(product.name),
            "Type": "Service" if product.kind == "service" else "NonInventory",
            "Description": product.description,
            "UnitPrice": product.unit_price,
            "Taxable": product.taxable,
            "IncomeAccountRef": _account_ref(product, _INCOME, setting),
            "ExpenseAccountRef": _account_ref(product, _EXPENSE, setting),
        }
    )


def _account_ref(product: Product, side: _Side, setting: Setting) -> Payload | None:
    account = _account(product, side, setting)
    return ref(account.id) if account else None


PRODUCTS = EntityRules(
    name="products",
    object="Item",
    schema=Product,
    references=lambda _: (),
    due=lambda _: True,
    problems=_problems,
    payload=_payload,
    total=lambda _: None,
    confirmed=confirmed,
    marked=False,
    needs=(),
    leaving=DEACTIVATED,
)

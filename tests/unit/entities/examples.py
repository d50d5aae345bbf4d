"""A company, its books and one good record of each entity; each test changes what it speaks of."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from quickbooks_sync.books import Account, Books, Named, TaxCode, TaxRate
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.entities.rules import Setting
from quickbooks_sync.model import Company, CompanyId, Payload, Problem, Realm, RecordKey, Selections

COMPANY = Company(
    id=CompanyId("landscaping"),
    country="US",
    home_currency="USD",
    time_zone="America/Los_Angeles",
    selections=Selections(tax_code="2", tax_rate="3", income_account="1", expense_account="58"),
)
BOOKS = Books(
    realm=Realm("9130"),
    name="Landscaping",
    country="US",
    home_currency="USD",
    accounts=(
        Account("1", "Services", "Income"),
        Account("45", "Landscaping Services", "Income"),
        Account("46", "Landscaping Services:Job Materials", "Income"),
        Account("58", "Job Expenses", "Expense"),
        Account("80", "Cost of Goods Sold", "Cost of Goods Sold"),
        Account("35", "Checking", "Bank"),
        Account("90", "Old Income", "Income", active=False),
    ),
    tax_codes=(
        TaxCode("2", "California", ("3",)),
        TaxCode("3", "Tucson", ("1", "2")),
        TaxCode("4", "Exempt", ("9",)),
    ),
    tax_rates=(
        TaxRate("1", "AZ State tax", Decimal("7.1")),
        TaxRate("2", "Tucson City", Decimal(2)),
        TaxRate("3", "California", Decimal(8)),
        TaxRate("9", "Exempt", Decimal(0)),
    ),
    payment_methods=(Named("1", "Cash"), Named("2", "Check"), Named("3", "Barter", active=False)),
    custom_numbers=True,
)
IDS = {
    RecordKey("contacts", "contact-1"): "58",
    RecordKey("contacts", "contact-7"): "64",
    RecordKey("products", "product-6"): "6",
    RecordKey("products", "product-5"): "5",
    RecordKey("invoices", "invoice-1001"): "130",
    RecordKey("invoices", "invoice-1002"): "131",
}
MARKER = "ref abcdefghijklmnop"

CONTACT: Payload = {
    "id": "contact-1",
    "version": 1,
    "display_name": "Amy's Bird Sanctuary",
    "company_name": "Amy's Bird Sanctuary",
    "given_name": "Amy",
    "family_name": "Lauterbach",
    "email": "Birds@Intuit.com",
    "phone": "(650) 555-3311",
    "parent_id": "",
    "street": "4581 Finch St.",
    "city": "Bayshore",
    "region": "CA",
    "postal_code": "94326",
}
PRODUCT: Payload = {
    "id": "product-5",
    "version": 1,
    "name": "Rock Fountain",
    "description": "Rock Fountain",
    "kind": "goods",
    "unit_price": Decimal(275),
    "taxable": True,
    "income_account": "Landscaping Services:Job Materials",
    "expense_account": "Cost of Goods Sold",
}
LINE: Payload = {
    "product_id": "product-6",
    "description": "Weekly Gardening Service",
    "quantity": 4,
    "unit_price": 25,
    "amount": 100,
    "taxable": True,
}
INVOICE: Payload = {
    "id": "invoice-1001",
    "version": 1,
    "number": "1001",
    "contact_id": "contact-1",
    "issue_date": "2026-04-05",
    "due_date": "2026-05-05",
    "currency": "USD",
    "tax_percent": 8,
    "tax_total": 8,
    "total": 108,
    "status": "booked",
    "message": "Thank you for your business!",
    "lines": [LINE],
}
PAYMENT: Payload = {
    "id": "payment-31",
    "version": 1,
    "contact_id": "contact-1",
    "date": "2026-04-06",
    "currency": "USD",
    "amount": 108,
    "method": "check",
    "reference": "6552",
    "applications": [{"invoice_id": "invoice-1001", "amount": 108}],
}
EXAMPLES = {"contacts": CONTACT, "products": PRODUCT, "invoices": INVOICE, "payments": PAYMENT}


def setting(**books: Any) -> Setting:
    """Give the setting in which the examples are right, the books changed."""
    return Setting(COMPANY, replace(BOOKS, **books), IDS, MARKER)


def parsed(entity: str, **changed: object) -> Any:
    return ENTITIES[entity].schema.model_validate({**EXAMPLES[entity], **changed})


def problems(entity: str, within: Setting | None = None, /, **changed: object) -> list[Problem]:
    """Judge the example with some fields changed."""
    return list(ENTITIES[entity].problems(parsed(entity, **changed), within or setting()))


def codes(entity: str, within: Setting | None = None, /, **changed: object) -> list[tuple[str, str]]:
    """Judge the example with some fields changed: code and field of each problem."""
    return [(problem.code, problem.field) for problem in problems(entity, within, **changed)]


def payload(entity: str, within: Setting | None = None, /, **changed: object) -> Payload:
    """Write the example with some fields changed."""
    return ENTITIES[entity].payload(parsed(entity, **changed), within or setting())

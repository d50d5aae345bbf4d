"""One good record of each entity, as the host sends them."""

from __future__ import annotations

from typing import Any

CONTACT: dict[str, Any] = {
    "version": 1,
    "display_name": "Amy's Bird Sanctuary",
    "email": "birds@example.test",
}
PRODUCT: dict[str, Any] = {
    "version": 1,
    "name": "Gardening",
    "kind": "service",
    "unit_price": 25,
    "taxable": True,
}
INVOICE: dict[str, Any] = {
    "version": 1,
    "number": "1001",
    "contact_id": "contact-1",
    "issue_date": "2026-04-05",
    "currency": "USD",
    "tax_percent": 8,
    "tax_total": 8,
    "total": 108,
    "status": "booked",
    "lines": [
        {"product_id": "product-1", "quantity": 4, "unit_price": 25, "amount": 100, "taxable": True},
    ],
}
PAYMENT: dict[str, Any] = {
    "version": 1,
    "contact_id": "contact-1",
    "date": "2026-04-06",
    "currency": "USD",
    "amount": 108,
    "applications": [{"invoice_id": "invoice-1", "amount": 108}],
}
RECORDS = {"contacts": CONTACT, "products": PRODUCT, "invoices": INVOICE, "payments": PAYMENT}
"""Their ids: contact-1, product-1, invoice-1, payment-1."""

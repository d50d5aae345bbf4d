"""Records as a host pushes them, and what QuickBooks should hold of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from quickbooks_sync.model import Phase
from tests.fakes.world import World

Content = dict[str, Any]
OBJECTS = {"contacts": "Customer", "products": "Item", "invoices": "Invoice", "payments": "Payment"}


def contact(number: int = 1, **changed: object) -> Content:
    return {
        "id": f"c{number}",
        "version": 1,
        "display_name": f"Garden {number}",
        "email": f"garden-{number}@example.com",
        "phone": "(650) 555-0100",
        **changed,
    }


def product(number: int = 1, **changed: object) -> Content:
    return {
        "id": f"p{number}",
        "version": 1,
        "name": f"Mowing {number}",
        "kind": "service",
        "unit_price": 100,
        "taxable": True,
        **changed,
    }


def invoice(number: int = 1, **changed: object) -> Content:
    """Bill contact 1 for product 1: 100.00 and 8 % of California."""
    line = {
        "product_id": "p1",
        "description": "Mowing",
        "quantity": 1,
        "unit_price": 100,
        "amount": 100,
        "taxable": True,
    }
    return {
        "id": f"i{number}",
        "version": 1,
        "number": f"{1000 + number}",
        "contact_id": "c1",
        "issue_date": "2026-04-01",
        "currency": "USD",
        "tax_percent": 8,
        "tax_total": 8,
        "total": 108,
        "status": "booked",
        "lines": [line],
        **changed,
    }


def payment(number: int = 1, **changed: object) -> Content:
    """Pay invoice 1 whole."""
    return {
        "id": f"y{number}",
        "version": 1,
        "contact_id": "c1",
        "date": "2026-04-02",
        "currency": "USD",
        "amount": 108,
        "method": "check",
        "applications": [{"invoice_id": "i1", "amount": 108}],
        **changed,
    }


def small_books(world: World) -> None:
    """Push two contacts, a product, two invoices and a payment of the first."""
    world.push("contacts", contact(1), contact(2))
    world.push("products", product(1))
    world.push("invoices", invoice(1), invoice(2, contact_id="c2"))
    world.push("payments", payment(1))


def figures(world: World) -> dict[str, object]:
    """Say what the books hold: how many of each, and the money."""
    receivable = sum((row["Balance"] for row in world.objects("Customer")), Decimal(0))
    return {
        "customers": sorted(row["DisplayName"] for row in world.objects("Customer")),
        "items": sorted(row["Name"] for row in world.objects("Item") if row["Name"].startswith("Mowing")),
        "invoices": sorted((row["DocNumber"], row["TotalAmt"]) for row in world.objects("Invoice")),
        "payments": sorted(row["TotalAmt"] for row in world.objects("Payment")),
        "receivable": receivable,
    }


SMALL_BOOKS: dict[str, object] = {
    "customers": ["Garden 1", "Garden 2"],
    "items": ["Mowing 1"],
    "invoices": [("1001", 108), ("1002", 108)],
    "payments": [108],
    "receivable": 108,
}


def all_settled(world: World) -> bool:
    """Tell whether every record is settled, and each has its own object."""
    return set(world.phases().values()) == {Phase.SETTLED}


def sent(world: World) -> list[tuple[str, str]]:
    """List the requests to the accounting API so far: method and path below the realm."""
    calls = []
    for _, request, _ in world.simulator.journal:
        if request.path.startswith("/v3/"):
            calls.append((request.method, request.path.split("/", 4)[4]))
    return calls


def writes(world: World) -> list[str]:
    """List the writes so far by path: `invoice`, `batch`."""
    return [path for method, path in sent(world) if method == "POST" and path != "query"]


def open_calls(world: World) -> list[str]:
    """List the calls that the journal still holds."""
    return [row["sk"] for row in world.store.items() if row["sk"].startswith("CALL#")]


def blamed(world: World) -> set[str]:
    """Name the records that were ever shown as an error."""
    return {
        "/".join(row["sk"].split("#")[1:3])
        for row in world.store.items()
        if row["sk"].startswith("OUT#") and row["result"] == "error"
    }

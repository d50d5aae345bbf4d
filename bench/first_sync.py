"""The first sync of thousands of records of one company, on a virtual clock with all limits on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from quickbooks_sync.model import Phase
from simulator import Answer, Request, Settings
from tests.fakes.world import World

PUSH_AT_ONCE = 500
THROTTLED = 429


@dataclass(frozen=True, slots=True)
class Size:
    """How many records of each entity."""

    contacts: int = 1000
    products: int = 100
    invoices: int = 3000
    payments: int = 3000

    @property
    def records(self) -> int:
        """Count them all."""
        return self.contacts + self.products + self.invoices + self.payments


def measure(size: Size, *, call_latency_s: float = 0.08, item_latency_s: float = 0.35) -> dict[str, float]:
    """Push and sync a company of a size, and count what that took."""
    began_s = time.perf_counter()
    world = World(
        simulator_settings=Settings(
            call_latency_s=call_latency_s, item_latency_s=item_latency_s, journal_entries=100_000
        )
    )
    world.ready()
    connected = len(world.simulator.journal)
    for entity, records in _records(size).items():
        for start in range(0, len(records), PUSH_AT_ONCE):
            world.push(entity, *records[start : start + PUSH_AT_ONCE])
    writes_before, asked_at = world.store.used["written"], world.clock.now()
    run = world.sync()
    settled = sum(phase is Phase.SETTLED for phase in world.phases().values())
    return _figures(world, connected, size) | {
        "settled": settled,
        "virtual_minutes": round(((run.ended_at or asked_at) - asked_at).total_seconds() / 60, 2),
        "table_writes_per_record": round((world.store.used["written"] - writes_before) / size.records, 2),
        "wall_seconds": round(time.perf_counter() - began_s, 1),
    }


def _figures(world: World, connected: int, size: Size) -> dict[str, float]:
    """Count the calls since the company was connected; looks-up are the reads among them."""
    entries = [(request, answer) for _, request, answer in world.simulator.journal]
    before, books = _books(entries[:connected]), _books(entries[connected:])
    reads = [request for request, _ in books if _reads(request)]
    calls = len(books) - len(reads)
    return {
        "records": size.records,
        "reads_to_connect": len(before),
        "calls": calls,
        "batches": sum(request.path.endswith("/batch") for request, _ in books),
        "calls_per_record": round(calls / size.records, 5),
        "lookups_per_record": round(len(reads) / size.records, 5),
        "throttled": sum(answer.status == THROTTLED for _, answer in books),
    }


def _books(entries: list[tuple[Request, Answer]]) -> list[tuple[Request, Answer]]:
    return [entry for entry in entries if entry[0].path.startswith("/v3/")]


def _reads(request: Request) -> bool:
    return request.method == "GET" or request.path.endswith("/query")


def _records(size: Size) -> dict[str, list[dict[str, Any]]]:
    return {
        "contacts": list(_contacts(size)),
        "products": list(_products(size)),
        "invoices": list(_invoices(size)),
        "payments": list(_payments(size)),
    }


def _contacts(size: Size) -> Iterator[dict[str, Any]]:
    for number in range(size.contacts):
        yield {
            "id": f"contact-{number}",
            "version": 1,
            "display_name": f"Garden {number}",
            "email": f"garden-{number}@example.com",
            "phone": "(650) 555-0100",
            "street": f"{number} Main St.",
            "city": "Bayshore",
            "region": "CA",
            "postal_code": "94326",
        }


def _products(size: Size) -> Iterator[dict[str, Any]]:
    for number in range(size.products):
        price = Decimal(number + 1)
        yield {
            "id": f"product-{number}",
            "version": 1,
            "name": f"Service {number}",
            "kind": "service",
            "unit_price": price,
            "taxable": True,
        }


def _invoices(size: Size) -> Iterator[dict[str, Any]]:
    for number in range(size.invoices):
        lines = [_line(size, number), _line(size, number + 1)]
        net = sum((line["amount"] for line in lines), Decimal(0))
        tax = (net * 8 / 100).quantize(Decimal("0.01"))
        yield {
            "id": f"invoice-{number}",
            "version": 1,
            "number": f"{10_000 + number}",
            "contact_id": f"contact-{number % size.contacts}",
            "issue_date": "2026-04-01",
            "due_date": "2026-05-01",
            "currency": "USD",
            "tax_percent": 8,
            "tax_total": tax,
            "total": net + tax,
            "status": "booked",
            "lines": lines,
        }


def _line(size: Size, number: int) -> dict[str, Any]:
    product = number % size.products
    price = Decimal(product + 1)
    return {
        "product_id": f"product-{product}",
        "description": f"Service {product}",
        "quantity": 2,
        "unit_price": price,
        "amount": 2 * price,
        "taxable": True,
    }


def _payments(size: Size) -> Iterator[dict[str, Any]]:
    for number, invoice in zip(range(size.payments), _invoices(size), strict=False):
        yield {
            "id": f"payment-{number}",
            "version": 1,
            "contact_id": invoice["contact_id"],
            "date": "2026-04-02",
            "currency": "USD",
            "amount": invoice["total"],
            "method": "check",
            "applications": [{"invoice_id": invoice["id"], "amount": invoice["total"]}],
        }

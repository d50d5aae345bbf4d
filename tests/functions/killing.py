"""Books large enough to be killed over, and a company's way through one death for each entity."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import requests

from local.functions import Exit
from local.samples import ENTITIES
from tests.functions.deadly import Deadly, figures, is_synced, rests, since_s, wait_patiently
from tests.functions.tenant import CONTACT, INVOICE, PAYMENT, PRODUCT, Row, Tenant

POINTS = (
    "before_journal",
    "after_journal",
    "sent",
    "answered",
    "before_settle",
    "in_settle",
    "before_acknowledging",
    "releasing",
    "before_token_stored",
    "token_stored",
)
FEW, MANY = 3, 12
"""Single calls, and a batch."""
Books = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Kill:
    """One process that was killed, and what became of the company afterwards."""

    exit: Exit
    calls_sent: int
    """Writing calls that QuickBooks had got of this entity by then."""
    recovered_s: float
    statuses: set[str]


def books(sizes: Sequence[int]) -> Books:
    """Make so many contacts, products, invoices and payments."""
    contacts, products, invoices, payments = sizes
    return {
        "contacts": [contact(number) for number in range(contacts)],
        "products": [
            {**PRODUCT, "id": f"p{number}", "name": f"Gardening {number}"} for number in range(products)
        ],
        "invoices": [
            invoice(number, contact=number % contacts, product=number % products)
            for number in range(invoices)
        ],
        "payments": [
            payment(number, invoice=number % invoices, contact=number % invoices % contacts)
            for number in range(payments)
        ],
    }


def contact(number: int) -> dict[str, Any]:
    return {**CONTACT, "id": f"c{number}", "display_name": f"Harbor Lights {number}"}


def invoice(number: int, *, contact: int, product: int) -> dict[str, Any]:
    (line,) = INVOICE["lines"]
    return {
        **INVOICE,
        "id": f"i{number}",
        "number": str(3000 + number),
        "contact_id": f"c{contact}",
        "lines": [{**line, "product_id": f"p{product}"}],
    }


def payment(number: int, *, invoice: int, contact: int) -> dict[str, Any]:
    return {
        **PAYMENT,
        "id": f"y{number}",
        "contact_id": f"c{contact}",
        "amount": 10 + number,
        "applications": [{"invoice_id": f"i{invoice}", "amount": 10 + number}],
    }


def sizes_at(point: str) -> tuple[int, ...]:
    """Let each point be met with single calls for two entities and with batches for the other two."""
    first = POINTS.index(point)
    return tuple(MANY if (first + place) % 2 == 0 else FEW for place in range(len(ENTITIES)))


def die_once_in_each_entity(deadly: Deadly, tenant: Tenant, point: str) -> dict[str, Kill]:
    """Push entity after entity, each into a process that dies, and wait until the books have it all."""
    kills = {}
    for entity, records in books(sizes_at(point)).items():
        before = tenant.books.calls()
        if "token" in point:
            _expire_tokens(tenant)
        name = deadly.arm(point, entity, tenant.id)
        tenant.push(entity, *records)
        exited = deadly.exit_of(deadly.killed(name))
        died_s = time.monotonic()
        sent = tenant.books.calls().since(before).writing
        wait_patiently(lambda entity=entity: is_synced(tenant, entity))  # type: ignore[misc]
        statuses = {str(tenant.record(entity, each["id"])["status"]) for each in records}
        kills[entity] = Kill(exited, sent, since_s(died_s), statuses)
    wait_patiently(lambda: rests(tenant))
    return kills


def live_through(tenant: Tenant, sizes: Sequence[int]) -> dict[str, list[tuple[str, ...]]]:
    """Push the same into a company that nobody kills, and return what its books hold."""
    for entity, records in books(sizes).items():
        tenant.push(entity, *records)
    wait_patiently(lambda: all(is_synced(tenant, entity) for entity in ENTITIES))
    return {entity: figures(tenant, entity) for entity in ENTITIES}


def _expire_tokens(tenant: Tenant) -> None:
    url = f"{tenant.stack.simulator.control_url}/expire-tokens"
    requests.post(url, json={"realm": tenant.books.realm}, timeout=10).raise_for_status()

"""The host takes records back in a world, and what the books then show of them."""

from __future__ import annotations

from quickbooks_sync.flows.push import Pushed
from quickbooks_sync.flows.remove import remove
from quickbooks_sync.model import Link, RecordKey
from tests.fakes.world import World
from tests.flows.examples import OBJECTS, Content, contact, invoice, payment, product

MADE = {"contacts": contact, "products": product, "invoices": invoice, "payments": payment}
PREFIX = {"contacts": "c", "products": "p", "invoices": "i", "payments": "y"}
REMOVALS = [
    ("contacts", "deactivate"),
    ("products", "deactivate"),
    ("invoices", "void"),
    ("payments", "void"),
    ("payments", "delete"),
]
"""What needs nothing before it; an invoice is deleted after its void."""


def take_back(world: World, entity: str, record_id: str, removal: str, version: int) -> Pushed:
    """Void, delete or deactivate a record."""
    return remove(world.ports, world.company(), RecordKey(entity, record_id), removal, version=version)


def link_of(world: World, entity: str, record_id: str) -> Link:
    """Tell a record's link, which it has."""
    link = world.record(entity, record_id).link
    assert link is not None
    return link


def held(world: World, entity: str, object_id: str) -> Content | None:
    """Show an object as the books have it; None when it is gone."""
    return next((row for row in world.objects(OBJECTS[entity]) if row["Id"] == object_id), None)


def is_gone(world: World, entity: str, object_id: str) -> bool:
    """Tell whether an object is deleted, voided or inactive."""
    there = held(world, entity, object_id)
    return there is None or there.get("Active") is False or _is_voided(there)


def _is_voided(there: Content) -> bool:
    return str(there.get("PrivateNote", "")).startswith("Voided") and there.get("TotalAmt") == 0


def codes(world: World, entity: str, record_id: str) -> list[str]:
    """List the codes of a record's problems."""
    return [problem.code for problem in world.record(entity, record_id).problems]

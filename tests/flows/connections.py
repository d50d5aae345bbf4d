"""Connections as tests end, change and look at them: what was sent where, and what is kept of tokens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from quickbooks_sync.flows import ending, moving
from quickbooks_sync.model import CompanyId, Realm
from quickbooks_sync.state import keys
from tests.fakes.tokens import MemoryTokens
from tests.fakes.world import World
from tests.flows.examples import small_books

ACME = CompanyId("acme")
OTHER_REALM = "4620816365000000002"
ENVIRONMENT = "sandbox"
OBJECTS = ("Customer", "Item", "Invoice", "Payment")


def kept(world: World) -> MemoryTokens:
    tokens = world.ports.tokens
    assert isinstance(tokens, MemoryTokens)
    return tokens


def disconnect(world: World) -> bool:
    """Press disconnect; tells whether everything is done."""
    return ending.disconnect(world.ports, ACME, environment=ENVIRONMENT)


def confirm(world: World, realm: str = OTHER_REALM) -> None:
    moving.confirm(world.ports, world.company(), realm)


def move(world: World, realm: str) -> None:
    """Sign in to other books, say that the company moves there, and select what has to be selected."""
    if realm not in world.simulator.realms:
        world.simulator.add_realm(realm)
    world.connect(realm=realm)
    confirm(world, realm)
    world.settle_down()
    if world.company().missing():
        world.select()
    world.settle_down()


def requests_to_books(world: World, realm: str = "") -> int:
    """Count the requests to the accounting API of one realm, or of all."""
    return sum(request.path.startswith(f"/v3/company/{realm}") for _, request, _ in world.simulator.journal)


def revocations(world: World) -> int:
    return sum(request.path.endswith("/tokens/revoke") for _, request, _ in world.simulator.journal)


def refreshes(world: World) -> int:
    """Count the refreshes that Intuit was asked for."""
    return sum(
        request.path.endswith("/tokens/bearer") and b"grant_type=refresh_token" in request.body
        for _, request, _ in world.simulator.journal
    )


def grants_alive(world: World, realm: str = "") -> int:
    """Count the connections that Intuit still holds open for a realm."""
    grants: Iterable[Any] = world.simulator.authority._grants.values()  # noqa: SLF001 - no other way to see them
    return sum(grant.alive for grant in grants if grant.realm == (realm or world.realm))


def held(world: World, name: str, realm: str) -> list[dict[str, Any]]:
    """Give the objects of an entity that certain books hold."""
    found: Iterable[Any] = world.simulator.realms[realm].company.objects.get(name, {}).values()
    return [dict(each.wire) for each in found]


def synced(world: World) -> World:
    small_books(world)
    world.settle_down()
    return world


def sign_in_elsewhere(world: World, realm: str = OTHER_REALM) -> None:
    if realm not in world.simulator.realms:
        world.simulator.add_realm(realm)
    world.connect(realm=realm)


def counts(world: World, realm: str) -> list[int]:
    """Count what books hold of customers, our items, invoices and payments."""
    ours = [row for row in held(world, "Item", realm) if row["Name"].startswith("Mowing")]
    return [len(ours) if name == "Item" else len(held(world, name, realm)) for name in OBJECTS]


def links(world: World) -> set[str]:
    """Tell into which books the records' links lead."""
    rows = [row for row in world.store.items() if row["sk"].startswith("RECORD#")]
    return {row["link"]["realm"] for row in rows if "link" in row}


def owner(world: World, realm: str) -> str | None:
    item = world.store.get(keys.realm_owner(ENVIRONMENT, Realm(realm)))
    return item["company"] if item else None

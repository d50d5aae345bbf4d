"""Access tokens: one refresh at a time, stored before it is used, and nobody is disconnected by a race."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quickbooks_sync.flows.access import access
from quickbooks_sync.model import CompanyId, Connection, Realm
from quickbooks_sync.ports import TokenSet
from quickbooks_sync.state import keys, leases
from simulator import Settings
from tests.fakes.tokens import MemoryTokens
from tests.fakes.world import World

ACME = CompanyId("acme")


def kept(world: World) -> MemoryTokens:
    tokens = world.ports.tokens
    assert isinstance(tokens, MemoryTokens)
    return tokens


def current(world: World) -> TokenSet:
    found = kept(world).get(ACME)
    assert found is not None
    return found


def refreshes(world: World) -> int:
    return sum(
        request.path.endswith("/tokens/bearer") and b"grant_type=refresh_token" in request.body
        for _, request, _ in world.simulator.journal
    )


@pytest.fixture
def rotating() -> World:
    """Every refresh gives a new refresh token and kills the old one."""
    made = World(simulator_settings=Settings(rotate_every_refresh=True))
    made.ready()
    return made


def test_a_token_that_another_worker_refreshed_meanwhile_is_used_instead_of_refreshing_again(
    rotating: World,
) -> None:
    world = rotating
    rejected = current(world)
    newer = access(world.ports, ACME, Realm(world.realm), rejected=rejected)
    assert access(world.ports, ACME, Realm(world.realm), rejected=rejected) == newer
    assert refreshes(world) == 1


def test_a_lease_whose_holder_died_is_taken_over_after_a_minute(rotating: World) -> None:
    world = rotating
    world.clock.sleep(3600)
    at = world.clock.now()
    assert leases.take(world.store, keys.token_lease(ACME), "died", at=at, lease_s=60)
    assert access(world.ports, ACME, Realm(world.realm)).access_expires_at > world.clock.now()
    assert (world.clock.now() - at).total_seconds() <= 62


def test_a_refresh_that_was_refused_because_somebody_else_was_faster_uses_what_they_stored(
    rotating: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = rotating
    world.clock.sleep(3600)
    stale = current(world)
    newer = world.oauth.refresh(stale)
    reads = iter([stale, stale, replace(newer, version=stale.version + 1)])
    real = kept(world).get
    monkeypatch.setattr(kept(world), "get", lambda company: next(reads, None) or real(company))
    assert access(world.ports, ACME, Realm(world.realm)).realm == world.realm
    assert world.company().connection is Connection.CONNECTED

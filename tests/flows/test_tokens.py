"""Access tokens: one refresh at a time, stored before it is used, and nobody is disconnected by a race."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quickbooks_sync.errors import Disconnected, IntuitBusy, SecretsBusy
from quickbooks_sync.flows.access import access
from quickbooks_sync.model import CompanyId, Connection, Phase
from quickbooks_sync.ports import Ports, TokenSet
from quickbooks_sync.state import keys, leases
from simulator import Settings
from tests.fakes.tokens import MemoryTokens
from tests.fakes.world import World
from tests.flows.examples import SMALL_BOOKS, all_settled, contact, figures, small_books

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


def test_a_token_is_used_as_long_as_it_lasts_and_refreshed_before_it_ends(world: World) -> None:
    world.push("contacts", contact(1))
    world.work()
    assert refreshes(world) == 0
    world.clock.sleep(3600 - 299)
    world.push("contacts", contact(2))
    world.work()
    assert refreshes(world) == 1
    assert all_settled(world)


def test_tokens_that_expire_while_ten_calls_are_under_way_are_refreshed_once_and_all_go_through() -> None:
    world = World(simulator_settings=Settings(call_latency_s=0.5))
    world.ready()
    world.push("contacts", *(contact(number) for number in range(10)))
    world.simulator.authority.expire_access_tokens()
    world.work()
    assert refreshes(world) == 1
    assert all_settled(world)
    assert len(world.objects("Customer")) == 10


def test_a_new_refresh_token_is_stored_before_its_access_token_is_used(rotating: World) -> None:
    world = rotating
    rotating.clock.sleep(3600)
    order: list[str] = []
    kept(world).after = lambda operation, company: order.append(operation)
    world.simulator.listeners.append(
        lambda request, answer, now_s: order.append(request.path.rsplit("/", 1)[-1])
    )
    small_books(world)
    world.work()
    used = order.index("customer")
    assert order[:used].index("bearer") < order[:used].index("put")
    assert figures(world) == SMALL_BOOKS


def test_tokens_that_cannot_be_stored_are_not_used_and_the_company_stays_connected(rotating: World) -> None:
    world = rotating
    before = current(world)
    world.clock.sleep(3600)
    kept(world).before = _put_fails
    with pytest.raises(SecretsBusy):
        access(world.ports, ACME)
    assert current(world) == before
    assert world.company().connection is Connection.CONNECTED


def test_two_workers_at_an_expired_token_refresh_it_once(rotating: World) -> None:
    """The second comes while the first speaks to Intuit: it waits, then finds the new token."""
    world = rotating
    world.clock.sleep(3600)
    other = replace(world.ports)
    got: list[object] = []
    real = world.oauth.refresh

    def meanwhile(tokens: TokenSet, *, use_previous: bool = False) -> TokenSet:
        got.append(_busy(other))
        return real(tokens, use_previous=use_previous)

    world.oauth.refresh = meanwhile  # type: ignore[method-assign]
    mine = access(world.ports, ACME)
    world.oauth.refresh = real  # type: ignore[method-assign]
    assert len(got) == 1
    assert refreshes(world) == 1
    assert access(other, ACME) == mine


def test_a_token_that_another_worker_refreshed_meanwhile_is_used_instead_of_refreshing_again(
    rotating: World,
) -> None:
    world = rotating
    rejected = current(world)
    newer = access(world.ports, ACME, rejected=rejected)
    assert access(world.ports, ACME, rejected=rejected) == newer
    assert refreshes(world) == 1


def test_a_lease_whose_holder_died_is_taken_over_after_a_minute(rotating: World) -> None:
    world = rotating
    world.clock.sleep(3600)
    at = world.clock.now()
    assert leases.take(world.store, keys.token_lease(ACME), "died", at=at, lease_s=60)
    assert access(world.ports, ACME).access_expires_at > world.clock.now()
    assert (world.clock.now() - at).total_seconds() <= 62


def test_a_refused_refresh_disconnects_the_company_and_its_work_waits_without_a_problem(world: World) -> None:
    world.clock.sleep(3600)
    world.simulator.authority.disconnect(world.realm)
    small_books(world)
    world.settle_down()
    assert world.company().connection is Connection.DISCONNECTED
    assert set(world.phases().values()) == {Phase.PENDING}
    assert [line.ids["result"] for line in world.log.lines if line.event == "connection"] == [
        "connected",
        "disconnected",
    ]
    asked = refreshes(world)
    world.clock.sleep(86_400)
    world.settle_down()
    assert refreshes(world) == asked


def test_a_refused_refresh_tries_the_previous_value_once_more(rotating: World) -> None:
    """The store kept a token that never came into force: the one before still opens."""
    world = rotating
    held = current(world)
    kept(world).put(
        ACME,
        replace(
            held,
            refresh_token="RT1-lost",
            previous_refresh_token=held.refresh_token,
            access_expires_at=world.clock.now(),
        ),
    )
    assert access(world.ports, ACME).refresh_token != "RT1-lost"
    assert world.company().connection is Connection.CONNECTED


def test_a_refresh_that_was_refused_because_somebody_else_was_faster_uses_what_they_stored(
    rotating: World,
) -> None:
    world = rotating
    world.clock.sleep(3600)
    stale = current(world)
    newer = world.oauth.refresh(stale)
    reads = iter([stale, stale, replace(newer, version=stale.version + 1)])
    real = kept(world).get
    kept(world).get = lambda company: next(reads, None) or real(company)  # type: ignore[method-assign]
    assert access(world.ports, ACME).realm == world.realm
    assert world.company().connection is Connection.CONNECTED


def test_a_token_host_that_does_not_answer_is_nobodys_fault_and_work_goes_on_later(world: World) -> None:
    world.clock.sleep(3600)
    world.oauth.wire.down = True
    with pytest.raises(IntuitBusy):
        access(world.ports, ACME)
    small_books(world)
    world.work()
    assert world.company().connection is Connection.CONNECTED
    assert set(world.phases().values()) == {Phase.PENDING}
    world.oauth.wire.down = False
    world.settle_down()
    assert figures(world) == SMALL_BOOKS


def test_a_company_without_tokens_is_disconnected(world: World) -> None:
    kept(world).erase(ACME)
    with pytest.raises(Disconnected):
        access(world.ports, ACME)
    assert world.company().connection is Connection.DISCONNECTED


def test_access_tokens_that_quickbooks_never_takes_close_the_gate_after_two_refreshes(world: World) -> None:
    """Refreshing for ever would spend the limit of the token host."""
    real = world.oauth.refresh

    def useless(tokens: TokenSet, *, use_previous: bool = False) -> TokenSet:
        new = real(tokens, use_previous=use_previous)
        world.simulator.authority.expire_access_tokens()
        return new

    world.oauth.refresh = useless  # type: ignore[method-assign]
    world.simulator.authority.expire_access_tokens()
    world.push("contacts", contact())
    world.work()
    assert refreshes(world) == 2
    assert world.record("contacts", "c1").problems == ()
    world.oauth.refresh = real  # type: ignore[method-assign]
    world.settle_down()
    assert all_settled(world)


def _put_fails(operation: str, company: CompanyId) -> None:
    if operation == "put":
        raise SecretsBusy("throttled")


def _busy(ports: Ports) -> bool:
    """Come while the token lease is held: nothing is refreshed, and waiting ends."""
    held = leases.take(ports.store, keys.token_lease(ACME), "second", at=ports.clock.now(), lease_s=60)
    assert held is None
    return True

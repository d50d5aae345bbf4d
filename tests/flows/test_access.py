"""Tokens: refreshed by one, kept before they are used, and when they are gone everything waits."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

import pytest

from quickbooks_sync.errors import Disconnected, IntuitBusy, SecretsBusy
from quickbooks_sync.flows.access import access
from quickbooks_sync.model import CompanyId, Connection, Phase, Realm
from quickbooks_sync.ports import TokenSet
from quickbooks_sync.state import keys, leases
from simulator import Settings
from simulator.ordered_faults.orders import FaultOrder
from simulator.wire import Answer, Request
from tests.fakes.tokens import MemoryTokens
from tests.fakes.world import World
from tests.flows.dying import Killed
from tests.flows.examples import (
    SMALL_BOOKS,
    all_settled,
    blamed,
    contact,
    figures,
    small_books,
    writes,
)

ACME = CompanyId("acme")
HOUR_S = 3600


@pytest.fixture
def rotating() -> World:
    """Make a company whose refresh token is another one after every refresh, the harder case."""
    made = World(simulator_settings=Settings(rotate_every_refresh=True))
    made.ready()
    return made


def _tokens(world: World) -> MemoryTokens:
    return cast("MemoryTokens", world.ports.tokens)


def _kept(world: World) -> TokenSet:
    found = _tokens(world).get(ACME)
    assert found is not None
    return found


def _refreshes(world: World) -> int:
    return sum(request.path.endswith("/tokens/bearer") for _, request, _ in world.simulator.journal) - 1


def _disconnected_quietly(world: World) -> bool:
    assert world.company().connection is Connection.DISCONNECTED
    assert set(world.phases().values()) <= {Phase.PENDING, Phase.SETTLED}
    return not blamed(world)


def test_a_fresh_token_is_used_as_it_is(world: World) -> None:
    small_books(world)
    world.settle_down()
    assert _refreshes(world) == 0


def test_an_old_token_is_refreshed_once_before_work_begins(rotating: World) -> None:
    before = _kept(rotating)
    rotating.clock.sleep(HOUR_S - 200)
    small_books(rotating)
    rotating.settle_down()
    assert figures(rotating) == SMALL_BOOKS
    assert _refreshes(rotating) == 1
    after = _kept(rotating)
    assert after.refresh_token != before.refresh_token
    assert (after.previous_refresh_token, after.version) == (before.refresh_token, before.version + 1)


@pytest.mark.parametrize("many", [2, 40])
def test_tokens_that_expire_amid_the_work_are_refreshed_once_and_nothing_is_lost(
    rotating: World, many: int
) -> None:
    expired: list[int] = []

    def expire(request: Request, *_: object) -> None:
        if request.path.endswith(("/customer", "/batch")) and not expired:
            expired.append(len(writes(rotating)))
            rotating.simulator.authority.expire_access_tokens()

    rotating.simulator.listeners.append(expire)
    rotating.push("contacts", *(contact(n) for n in range(many)))
    rotating.settle_down()
    assert expired
    assert _refreshes(rotating) == 1
    assert len(rotating.objects("Customer")) == many
    assert all_settled(rotating)
    assert not blamed(rotating)


def test_no_token_is_used_before_it_is_kept(rotating: World) -> None:
    used: list[bool] = []

    def see(request: Request, answer: Answer, now_s: float) -> None:
        if request.path.startswith("/v3/"):
            used.append(request.headers["authorization"] == f"Bearer {_kept(rotating).access_token}")

    rotating.simulator.listeners.append(see)
    small_books(rotating)
    rotating.clock.sleep(2 * HOUR_S)
    rotating.settle_down()
    rotating.push("contacts", contact(9))
    rotating.simulator.authority.expire_access_tokens()
    rotating.settle_down()
    assert _refreshes(rotating) == 2
    assert set(used) == {True}


def test_a_worker_that_dies_before_it_kept_a_token_that_did_not_rotate_costs_nothing(world: World) -> None:
    world.clock.sleep(2 * HOUR_S)
    _die_at_put(world)
    small_books(world)
    with pytest.raises(Killed):
        world.work()
    _tokens(world).before = _nothing
    world.settle_down()
    assert figures(world) == SMALL_BOOKS
    assert all_settled(world)


def test_a_worker_that_dies_before_it_kept_a_new_refresh_token_ends_in_disconnected(rotating: World) -> None:
    """The one loss that cannot be excluded: nothing is damaged, and connecting again goes on."""
    rotating.clock.sleep(2 * HOUR_S)
    _die_at_put(rotating)
    small_books(rotating)
    with pytest.raises(Killed):
        rotating.work()
    _tokens(rotating).before = _nothing
    rotating.settle_down()
    assert _disconnected_quietly(rotating)
    rotating.connect()
    rotating.settle_down()
    assert figures(rotating) == SMALL_BOOKS
    assert all_settled(rotating)


def test_a_secret_store_whose_answer_is_lost_has_kept_the_token(rotating: World) -> None:
    rotating.clock.sleep(2 * HOUR_S)
    lost = iter(["put"])

    def lose(operation: str, company: CompanyId) -> None:
        if operation == "put" and next(lost, None):
            raise SecretsBusy("answer lost on order")

    _tokens(rotating).after = lose
    small_books(rotating)
    rotating.settle_down()
    assert next(lost, None) is None
    assert _refreshes(rotating) == 1
    assert figures(rotating) == SMALL_BOOKS
    assert all_settled(rotating)


def test_a_busy_secret_store_costs_a_sweep(world: World) -> None:
    small_books(world)
    _tokens(world).busy_next(3)
    world.settle_down()
    assert figures(world) == SMALL_BOOKS
    assert not blamed(world)


def test_the_former_refresh_token_helps_when_the_new_one_was_never_valid(world: World) -> None:
    """Intuit's answer was kept, but Intuit itself did not keep it."""
    kept = _kept(world)
    wrong = "RT1-never-valid"
    _tokens(world).put(ACME, _changed(kept, refresh_token=wrong, previous=kept.refresh_token))
    world.clock.sleep(2 * HOUR_S)
    small_books(world)
    world.settle_down()
    assert figures(world) == SMALL_BOOKS


def test_a_user_who_disconnects_in_quickbooks_stops_everything_until_he_connects_again(world: World) -> None:
    world.push("contacts", contact(1))
    world.settle_down()
    world.simulator.authority.disconnect(world.realm)
    small_books(world)
    world.settle_down()
    assert _disconnected_quietly(world)
    before = len(world.simulator.journal)
    for _ in range(5):
        world.clock.sleep(HOUR_S)
        world.push("contacts", contact(3))
        world.settle_down()
    assert len(world.simulator.journal) == before
    assert all(not world.queues.dead_letter_count(entity) for entity in ("contacts", "invoices"))
    world.connect()
    world.settle_down()
    assert len(world.objects("Customer")) == 3
    assert all_settled(world)
    assert not blamed(world)


def test_a_user_who_disconnects_while_calls_are_under_way_finds_them_once_afterwards(world: World) -> None:
    done: list[str] = []

    def disconnect(request: Request, *_: object) -> None:
        if request.path.endswith("/item") and not done:
            done.append("disconnected")
            world.simulator.authority.disconnect(world.realm)

    world.simulator.listeners.append(disconnect)
    small_books(world)
    world.settle_down()
    assert done
    assert _disconnected_quietly(world)
    world.connect()
    world.settle_down()
    assert figures(world) == SMALL_BOOKS
    assert all_settled(world)


def test_tokens_that_are_refused_again_and_again_close_the_gate_and_blame_nobody(world: World) -> None:
    world.simulator.orders.open.append(FaultOrder("status_before", status=401, times=7))
    small_books(world)
    world.settle_down()
    assert not world.simulator.orders.open
    assert _refreshes(world) <= 7
    assert figures(world) == SMALL_BOOKS
    assert all_settled(world)
    assert not blamed(world)


def test_who_finds_another_refreshing_waits_and_takes_what_that_one_kept(world: World) -> None:
    world.clock.sleep(2 * HOUR_S)
    lease = leases.take(world.store, keys.token_lease(ACME), "another", at=world.clock.now(), lease_s=60)
    assert lease is not None
    newer = _changed(_kept(world), access_token="eyJ-newer", life=timedelta(hours=1))
    tries: list[str] = []

    def other(operation: str, found: object) -> None:
        tries.append(operation)
        if len(tries) == 4:
            _tokens(world).put(ACME, newer)
            world.store.before = lambda operation, keys: None
            leases.release(world.store, lease, sends=())

    world.store.before = other
    assert access(world.ports, ACME, Realm(world.realm)) == newer
    assert _refreshes(world) == 0


def test_a_refresher_that_died_is_waited_for_at_most_a_minute(world: World) -> None:
    world.clock.sleep(2 * HOUR_S)
    assert leases.take(world.store, keys.token_lease(ACME), "gone", at=world.clock.now(), lease_s=70)
    with pytest.raises(IntuitBusy):
        access(world.ports, ACME, Realm(world.realm))
    world.clock.sleep(11)
    assert access(world.ports, ACME, Realm(world.realm)).version == 1


def test_a_company_without_tokens_is_disconnected(world: World) -> None:
    _tokens(world).erase(ACME)
    with pytest.raises(Disconnected):
        access(world.ports, ACME, Realm(world.realm))
    assert world.company().connection is Connection.DISCONNECTED


def _die_at_put(world: World) -> None:
    def die(operation: str, company: CompanyId) -> None:
        if operation == "put":
            raise Killed(operation)

    _tokens(world).before = die


def _nothing(operation: str, company: CompanyId) -> None:
    """Let the operation be."""


def _changed(
    tokens: TokenSet,
    *,
    access_token: str = "",
    refresh_token: str = "",
    previous: str = "",
    life: timedelta = timedelta(0),
) -> TokenSet:
    return TokenSet(
        realm=tokens.realm,
        access_token=access_token or tokens.access_token,
        refresh_token=refresh_token or tokens.refresh_token,
        access_expires_at=tokens.access_expires_at + life * 2,
        refresh_expires_at=tokens.refresh_expires_at,
        previous_refresh_token=previous,
        version=tokens.version + 1,
    )

"""Connections that nobody uses are kept alive, and new tokens survive a busy secret store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from quickbooks_sync.errors import Defect, Disconnected, IntuitBusy, SecretsBusy
from quickbooks_sync.flows.access import access, plan_refresh
from quickbooks_sync.flows.keeping import keep
from quickbooks_sync.flows.show_connection import connection
from quickbooks_sync.model import CompanyId, Connection, Realm
from quickbooks_sync.state import keeping
from simulator import Settings
from simulator.wire import Request
from tests.fakes.world import World
from tests.flows.connections import ACME, ENVIRONMENT, kept, refreshes, requests_to_books
from tests.flows.dying import deaths
from tests.flows.examples import SMALL_BOOKS, all_settled, figures, small_books

DAY_S = 86_400


@pytest.fixture
def rotating() -> World:
    """Make a company whose refresh token is another one after every refresh, the harder case."""
    made = World(simulator_settings=Settings(rotate_every_refresh=True))
    made.ready()
    return made


def kept_now(world: World) -> int:
    return keep(world.ports, environment=ENVIRONMENT)


def live(world: World, days: int) -> list[int]:
    """Let days pass with the schedule running; tells on which days Intuit was asked to refresh."""
    asked = []
    for day in range(1, days + 1):
        before = refreshes(world)
        world.clock.sleep(DAY_S)
        kept_now(world)
        asked += [day] * (refreshes(world) - before)
    return asked


def test_a_company_that_is_idle_for_a_year_is_refreshed_every_sixty_days_and_stays_connected(
    rotating: World,
) -> None:
    reads = requests_to_books(rotating)
    days = live(rotating, 365)
    assert len(days) == 6
    assert all(57 <= later - earlier <= 62 for earlier, later in zip([0, *days], days, strict=False))
    assert requests_to_books(rotating) == reads, "nothing is read from the books, which would be metered"
    small_books(rotating)
    rotating.settle_down()
    assert figures(rotating) == SMALL_BOOKS


def test_without_the_schedule_the_same_company_is_disconnected(world: World) -> None:
    world.clock.sleep(365 * DAY_S)
    with pytest.raises(Disconnected):
        access(world.ports, ACME, Realm(world.realm))


def test_a_company_that_works_is_not_refreshed_besides(rotating: World) -> None:
    for _ in range(80):
        rotating.clock.sleep(DAY_S)
        access(rotating.ports, ACME, Realm(rotating.realm))
        assert kept_now(rotating) == 0
    assert refreshes(rotating) == 80


def test_companies_that_connected_together_are_not_refreshed_on_one_day(world: World) -> None:
    days: set[int] = set()
    for number in range(40):
        company = CompanyId(f"company-{number}")
        tokens = kept(world).get(ACME)
        assert tokens is not None
        plan_refresh(world.ports, company, tokens, after_ending=True)
        found = keeping.find(world.store, company)
        assert found is not None
        days.add((found.due_at - world.clock.now()).days)
    assert len(days) >= 2


def test_one_company_that_cannot_be_refreshed_stops_no_other(world: World) -> None:
    world.simulator.add_realm("4620816365000000002")
    world.register("birch")
    world.connect("birch", "4620816365000000002")
    world.clock.sleep(62 * DAY_S)
    broken: list[str] = []

    def fail(operation: str, company: CompanyId) -> None:
        if operation == "get" and company == ACME:
            broken.append(company)
            raise Defect("secret acme does not hold a company's tokens")

    kept(world).before = fail
    assert kept_now(world) == 2
    assert broken
    assert refreshes(world) == 1
    assert kept_now(world) == 0, "it is looked at again a day later"
    kept(world).before = lambda operation, company: None
    world.clock.sleep(DAY_S + 1)
    assert kept_now(world) == 1
    assert refreshes(world) == 2


def test_while_intuit_is_down_idle_companies_are_tried_again_an_hour_later(world: World) -> None:
    world.clock.sleep(62 * DAY_S)
    world.oauth.wire.down = True
    assert (kept_now(world), kept_now(world)) == (1, 0)
    assert world.company().connection is Connection.CONNECTED
    world.oauth.wire.down = False
    world.clock.sleep(3601)
    assert kept_now(world) == 1
    assert refreshes(world) == 1


def test_who_dies_while_keeping_loses_the_connection_only_between_the_answer_and_the_store() -> None:
    """The one loss that cannot be excluded: Intuit gave a new value, and nobody kept it."""
    count, lost = 0, []
    for where, made in deaths(lambda made: made.clock.sleep(62 * DAY_S), kept_now):
        made.clock.sleep(120)
        kept_now(made)
        assert refreshes(made) <= 3, where
        if made.company().connection is Connection.DISCONNECTED:
            lost.append(where.partition(": ")[2])
            made.connect()
        small_books(made)
        made.settle_down()
        assert figures(made) == SMALL_BOOKS, where
        count += 1
    assert count > 11
    assert lost == ["tokens put"]


def test_a_secret_store_that_throttles_for_seconds_does_not_lose_a_rotated_token(rotating: World) -> None:
    rotating.clock.sleep(7200)
    left = [3]

    def throttle(operation: str, company: CompanyId) -> None:
        if operation == "put" and left[0]:
            left[0] -= 1
            raise SecretsBusy("throttled on order")

    kept(rotating).before = throttle
    small_books(rotating)
    rotating.settle_down()
    assert refreshes(rotating) == 1
    assert figures(rotating) == SMALL_BOOKS
    assert all_settled(rotating)


def test_a_secret_store_that_throttles_for_good_is_said_so_and_the_stored_value_is_tried_next(
    world: World,
) -> None:
    world.clock.sleep(7200)

    def throttle(operation: str, company: CompanyId) -> None:
        if operation == "put":
            raise SecretsBusy("throttled on order")

    kept(world).before = throttle
    with pytest.raises(SecretsBusy):
        access(world.ports, ACME, Realm(world.realm))
    kept(world).before = lambda operation, company: None
    assert world.company().connection is Connection.CONNECTED
    assert access(world.ports, ACME, Realm(world.realm)).version == 1


def test_many_who_find_an_old_token_at_once_ask_intuit_once(rotating: World) -> None:
    """While one waits for Intuit's answer seven others come; none of them asks, and all have its tokens."""
    rotating.clock.sleep(7200)
    realm = Realm(rotating.realm)
    waited: list[str] = []

    def others_come(request: Request, *_: object) -> None:
        if request.path.endswith("/tokens/bearer") and len(waited) < 7:
            while len(waited) < 7:
                waited.append("come")
                with rotating.clock.branch(), pytest.raises(IntuitBusy):
                    _as_another(rotating, realm)

    rotating.simulator.listeners.append(others_come)
    first = access(rotating.ports, ACME, realm)
    assert len(waited) == 7
    assert [access(rotating.ports, ACME, realm) for _ in range(7)] == [first] * 7
    assert refreshes(rotating) == 1


def _as_another(world: World, realm: Realm) -> None:
    """Ask for tokens as a worker whose patience ends before the lease of the one who refreshes."""
    times = replace(world.ports.times, token_lease_s=10)
    access(replace(world.ports, times=times), ACME, realm)


def test_the_life_of_a_refresh_token_is_read_from_its_own_field(world: World) -> None:
    tokens = kept(world).get(ACME)
    assert tokens is not None
    now = world.clock.now()
    assert tokens.refresh_expires_at - now > timedelta(days=100)
    assert tokens.access_expires_at - now < timedelta(hours=1)
    shown = connection(world.ports, world.company(), language="en")
    assert shown["expires_at"][:10] == tokens.refresh_expires_at.date().isoformat()
    assert shown["problem"] is None


def test_a_person_is_told_two_weeks_before_a_connection_ends_that_refreshing_no_longer_prolongs() -> None:
    settings = Settings(grant_life_s=200 * DAY_S)
    made = World(simulator_settings=settings)
    made.ready()
    told: list[int] = []
    for day in range(1, 200):
        made.clock.sleep(DAY_S)
        kept_now(made)
        problem = connection(made.ports, made.company(), language="en")["problem"]
        told += [day] if problem and problem["code"] == "connection_ends_soon" else []
    assert 184 <= told[0] <= 187
    assert told == list(range(told[0], 200))
    assert refreshes(made) < 20
    made.clock.sleep(3 * DAY_S)
    kept_now(made)
    shown = connection(made.ports, made.company(), language="sv")
    assert (shown["state"], shown["problem"]["code"]) == ("disconnected", "connection_ended")

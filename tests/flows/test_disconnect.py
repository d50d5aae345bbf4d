"""Disconnecting: first nothing more is sent, then Intuit forgets us, then we the tokens; work waits."""

from __future__ import annotations

import pytest

from quickbooks_sync.core.status import status
from quickbooks_sync.errors import Disconnected, NotReady
from quickbooks_sync.flows import connect, ending, running
from quickbooks_sync.flows.access import access
from quickbooks_sync.flows.keeping import keep
from quickbooks_sync.model import CompanyId, Connection, Realm, Status
from quickbooks_sync.state import keeping, keys, leases
from simulator.wire import Request
from tests.fakes.world import World
from tests.flows.connections import (
    ACME,
    ENVIRONMENT,
    disconnect,
    grants_alive,
    kept,
    requests_to_books,
    revocations,
)
from tests.flows.dying import deaths
from tests.flows.examples import (
    SMALL_BOOKS,
    all_settled,
    blamed,
    contact,
    figures,
    open_calls,
    small_books,
)


def is_over(world: World) -> bool:
    """Tell whether nobody, here or at Intuit, holds anything of the connection any more."""
    return (
        world.company().connection is Connection.DISCONNECTED
        and kept(world).get(ACME) is None
        and keeping.find(world.store, ACME) is None
        and not grants_alive(world)
    )


def test_who_disconnects_ends_it_here_and_at_intuit_and_may_do_it_again(world: World) -> None:
    assert disconnect(world)
    assert is_over(world)
    assert world.company().ended_by == "button"
    assert revocations(world) == 1
    assert disconnect(world)
    assert (is_over(world), revocations(world)) == (True, 1)


def test_a_company_that_was_never_connected_stays_so(world: World) -> None:
    world.register("birch")
    assert ending.disconnect(world.ports, CompanyId("birch"), environment=ENVIRONMENT)
    assert world.company("birch").connection is Connection.NEVER


def test_what_waits_is_shown_and_nothing_is_sent_blamed_or_dead(world: World) -> None:
    small_books(world)
    world.settle_down()
    disconnect(world)
    before = requests_to_books(world)
    world.push("contacts", contact(1, version=2, phone="(650) 555-0199"), contact(3))
    for _ in range(5):
        world.clock.sleep(3600)
        world.settle_down()
        keep(world.ports, environment=ENVIRONMENT)
    assert requests_to_books(world) == before
    shown = {name: status(world.record("contacts", name), world.company()) for name in ("c1", "c2", "c3")}
    assert shown == {"c1": Status.SYNCING, "c2": Status.SYNCED, "c3": Status.NOT_SYNCED}
    assert not blamed(world)
    assert not any(world.queues.dead_letter_count(entity) for entity in ("contacts", "invoices"))


def test_who_asks_for_a_sync_or_for_the_choices_is_told_to_connect(world: World) -> None:
    disconnect(world)
    with pytest.raises(NotReady) as refused:
        running.ask(world.ports, world.company(), asked_by="owner-1")
    assert refused.value.details["missing"] == ("connection",)
    with pytest.raises(NotReady):
        connect.refresh(world.ports, world.company())


@pytest.mark.parametrize("many", [3, 60])
@pytest.mark.parametrize("after", range(1, 8))
def test_a_worker_under_whom_it_is_disconnected_sends_nothing_but_what_is_under_way(
    world: World, after: int, many: int
) -> None:
    sent: list[str] = []
    pressed: list[int] = []

    def press(request: Request, *_: object) -> None:
        if not request.path.startswith("/v3/"):
            return
        sent.append(request.path)
        if len(sent) == after:
            disconnect(world)
            pressed.append(len(sent))

    small_books(world)
    world.push("contacts", *(contact(10 + n) for n in range(many)))
    world.simulator.listeners.append(press)
    world.settle_down()
    assert pressed
    assert len(sent) == pressed[0], "a call left after the company was disconnected"
    assert is_over(world)
    assert not blamed(world)
    world.clock.sleep(60)
    world.connect()
    world.settle_down()
    assert all_settled(world)
    assert not open_calls(world)
    assert len(world.objects("Customer")) == 2 + many
    assert (len(world.objects("Invoice")), len(world.objects("Payment"))) == (2, 1)


def test_a_worker_that_read_the_company_before_and_takes_the_lease_after_sends_nothing(world: World) -> None:
    """Also while Intuit is down, so that the tokens would still work."""
    small_books(world)
    before = requests_to_books(world)
    done: list[str] = []

    def at_the_lease(operation: str, found: object) -> None:
        if "WRITER" in str(found) and not done:
            world.oauth.wire.down = True
            done.append("disconnected")
            assert not disconnect(world)
            world.oauth.wire.down = False

    world.store.before = at_the_lease
    world.work()
    world.store.before = lambda operation, found: None
    assert done
    world.settle_down()
    assert requests_to_books(world) == before
    assert grants_alive(world)
    assert disconnect(world)
    assert is_over(world)


@pytest.mark.parametrize("what", ["intuit", "secrets"])
def test_what_could_not_be_done_at_once_is_done_by_itself_later(world: World, what: str) -> None:
    if what == "intuit":
        world.oauth.wire.down = True
    else:
        kept(world).busy_next(1)
    assert not disconnect(world)
    world.oauth.wire.down = False
    assert world.company().connection is Connection.DISCONNECTED
    small_books(world)
    before = requests_to_books(world)
    world.settle_down()
    assert requests_to_books(world) == before
    assert keep(world.ports, environment=ENVIRONMENT) == 1
    assert is_over(world)
    assert keep(world.ports, environment=ENVIRONMENT) == 0


def test_while_intuit_is_down_it_is_tried_every_hour_and_a_second_press_finishes_it(world: World) -> None:
    world.oauth.wire.down = True
    assert not disconnect(world)
    assert keep(world.ports, environment=ENVIRONMENT) == 1
    assert keep(world.ports, environment=ENVIRONMENT) == 0
    world.clock.sleep(3601)
    assert keep(world.ports, environment=ENVIRONMENT) == 1
    assert not is_over(world)
    world.oauth.wire.down = False
    assert disconnect(world)
    assert is_over(world)


def test_a_refresh_under_way_is_waited_for_and_its_new_tokens_are_the_ones_that_end(world: World) -> None:
    lease = leases.take(world.store, keys.token_lease(ACME), "another", at=world.clock.now(), lease_s=60)
    assert lease is not None
    assert not disconnect(world), "the refresh still goes on"
    assert world.company().connection is Connection.DISCONNECTED
    newer = world.oauth.refresh(kept(world).get(ACME))  # type: ignore[arg-type]
    kept(world).put(ACME, newer)
    leases.release(world.store, lease, sends=())
    with pytest.raises(Disconnected):
        access(world.ports, ACME, Realm(world.realm), rejected=newer)
    keep(world.ports, environment=ENVIRONMENT)
    assert is_over(world)


def test_who_dies_while_disconnecting_leaves_nothing_half(world: World) -> None:
    """Either nothing happened yet, and pressing again does it; or it is finished within the hour."""
    ended = 0
    for _, made in deaths(small_books, disconnect):
        before = requests_to_books(made)
        made.clock.sleep(120)
        keep(made.ports, environment=ENVIRONMENT)
        if made.company().connection is Connection.CONNECTED:
            assert grants_alive(made)
            made.settle_down()
            assert figures(made) == SMALL_BOOKS
        else:
            made.clock.sleep(3600)
            keep(made.ports, environment=ENVIRONMENT)
            assert is_over(made)
            made.settle_down()
            assert requests_to_books(made) == before
            ended += 1
            made.connect()
            made.settle_down()
            assert figures(made) == SMALL_BOOKS
    assert ended > 10


def test_who_dies_while_connecting_again_leaves_it_as_it_was_or_connected(world: World) -> None:
    def connect_again(made: World) -> None:
        disconnect(made)
        made.connect()

    for _, made in deaths(small_books, connect_again):
        made.clock.sleep(3700)
        keep(made.ports, environment=ENVIRONMENT)
        made.clock.sleep(3700)
        keep(made.ports, environment=ENVIRONMENT)
        if made.company().connection is Connection.DISCONNECTED:
            assert kept(made).get(ACME) is None
            made.connect()
        made.settle_down()
        assert figures(made) == SMALL_BOOKS

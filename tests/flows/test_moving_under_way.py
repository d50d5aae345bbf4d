"""Moving to other books while something goes on: pushes, late answers, deaths, two at once, an outage."""

from __future__ import annotations

import pytest

from quickbooks_sync.errors import Conflict, IntuitBusy, StoreBusy
from quickbooks_sync.flows import connect, ending
from quickbooks_sync.flows.connect import Callback
from quickbooks_sync.flows.keeping import keep
from quickbooks_sync.model import CompanyId, Connection
from simulator.wire import Request
from tests.fakes.world import REDIRECT_URL, World
from tests.flows.connections import (
    ACME,
    ENVIRONMENT,
    OTHER_REALM,
    confirm,
    counts,
    grants_alive,
    kept,
    links,
    move,
    requests_to_books,
    sign_in_elsewhere,
    synced,
)
from tests.flows.dying import deaths
from tests.flows.examples import (
    all_settled,
    contact,
    open_calls,
)

BIRCH = CompanyId("birch")
THIRD_REALM = "4620816365000000003"


def test_while_records_are_on_their_way_nobody_moves_the_company_again(world: World) -> None:
    synced(world)
    sign_in_elsewhere(world)
    confirm(world)
    sign_in_elsewhere(world, THIRD_REALM)
    with pytest.raises(Conflict, match="still on their way"):
        confirm(world, THIRD_REALM)
    world.settle_down()
    confirm(world, THIRD_REALM)
    world.settle_down()
    assert world.company().realm == THIRD_REALM


def test_what_is_pushed_while_records_are_moved_arrives_once(world: World) -> None:
    synced(world)
    sign_in_elsewhere(world)
    confirm(world)
    pushed: list[str] = []

    def push(operation: str, found: object) -> None:
        if "RECORD#contacts#c2" in str(found) and operation == "apply" and not pushed:
            pushed.append("c2")
            world.push("contacts", contact(2, version=2, phone="(650) 555-0199"), contact(0), contact(3))

    world.store.before = push
    world.settle_down()
    world.store.before = lambda operation, found: None
    assert pushed
    world.select()
    world.settle_down()
    assert all_settled(world)
    assert counts(world, OTHER_REALM) == [4, 1, 2, 1]


def test_an_answer_of_the_former_books_that_comes_late_changes_nothing_in_the_new(world: World) -> None:
    """The company is moved while a create is under way; its answer is settled after its record was moved."""
    world.push("contacts", contact(1))
    moved: list[str] = []

    def move_meanwhile(request: Request, *_: object) -> None:
        if request.path.endswith("/customer") and not moved:
            moved.append("moved")
            world.clock.sleep(5)
            sign_in_elsewhere(world)
            confirm(world)
            world.work()

    world.simulator.listeners.append(move_meanwhile)
    world.settle_down()
    assert moved
    assert not links(world)
    assert len(open_calls(world)) == 1, "it is settled when the company comes back"
    world.select()
    world.settle_down()
    assert links(world) == {OTHER_REALM}
    assert counts(world, OTHER_REALM)[0] == counts(world, world.realm)[0] == 1
    world.clock.sleep(86_400)
    move(world, world.realm)
    assert not open_calls(world)
    assert counts(world, world.realm)[0] == 1
    assert links(world) == {world.realm}


def test_who_dies_while_a_move_is_confirmed_or_carried_out_can_confirm_again() -> None:
    def confirm_and_move(made: World) -> None:
        confirm(made)
        made.work()

    made_anew = 0

    def signed_in(made: World) -> None:
        sign_in_elsewhere(synced(made))

    for _, made in deaths(signed_in, confirm_and_move):
        made.clock.sleep(160)
        if made.company().connection is Connection.OTHER_BOOKS:
            before = requests_to_books(made, OTHER_REALM)
            made.settle_down()
            assert requests_to_books(made, OTHER_REALM) == before
            confirm(made)
            made_anew += 1
        made.settle_down()
        assert made.company().moving_from is None
        made.select()
        made.settle_down()
        assert all_settled(made)
        assert links(made) == {OTHER_REALM}
        assert counts(made, OTHER_REALM) == [2, 1, 2, 1]
        assert (grants_alive(made), grants_alive(made, OTHER_REALM)) == (0, 1)
        made.clock.sleep(60)
        move(made, made.realm)
        assert counts(made, made.realm) == [2, 1, 2, 1]
    assert made_anew > 10


def test_who_dies_while_other_books_are_offered_or_given_up_leaves_no_sign_in_behind() -> None:
    def offer_and_give_up(made: World) -> None:
        sign_in_elsewhere(made)
        made.clock.sleep(60)
        made.connect()

    for _, made in deaths(synced, offer_and_give_up):
        made.clock.sleep(160)
        if made.company().connection is not Connection.CONNECTED:
            made.connect()
        for _ in range(3):
            made.clock.sleep(3700)
            keep(made.ports, environment=ENVIRONMENT)
        assert kept(made).get(ACME, apart=True) is None
        assert made.company().other_realm is None
        made.push("contacts", contact(3))
        made.settle_down()
        assert all_settled(made)
        assert counts(made, made.realm) == [3, 1, 2, 1]


def test_two_who_want_the_same_books_at_once_do_not_both_get_them(world: World) -> None:
    """Both have been proven by Intuit before either has them here."""
    world.simulator.add_realm(OTHER_REALM)
    world.register("birch")
    world.register("cedar")
    callbacks = {}
    for name in ("birch", "cedar"):
        url = connect.start(world.ports, world.company(name), user="owner-1", redirect_url=REDIRECT_URL)
        query = world.oauth.consent(url, OTHER_REALM)
        callbacks[name] = Callback(query["state"], query["code"], query["realmId"])
    raced: list[str] = []

    def race(operation: str, found: object) -> None:
        if f"{OTHER_REALM}" in str(found) and not raced:
            raced.append("cedar")
            connect.finish(world.ports, callbacks["cedar"], environment=ENVIRONMENT)

    world.store.before = race
    with pytest.raises(Conflict, match="another company"):
        connect.finish(world.ports, callbacks["birch"], environment=ENVIRONMENT)
    world.store.before = lambda operation, found: None
    assert raced
    assert world.company("cedar").connection is Connection.CONNECTED
    assert world.company("birch").connection is Connection.NEVER
    assert kept(world).get(BIRCH) is None
    assert grants_alive(world, OTHER_REALM) >= 1, "the refused one ends no connection of the other"


def test_a_busy_outside_leaves_the_choice_open(world: World) -> None:
    synced(world)
    sign_in_elsewhere(world)
    world.oauth.wire.down = True
    with pytest.raises(IntuitBusy):
        confirm(world)
    world.oauth.wire.down = False
    world.store.busy_next(1)
    with pytest.raises(StoreBusy):
        confirm(world)
    assert world.company().connection is Connection.OTHER_BOOKS
    world.clock.sleep(60)
    confirm(world)
    world.settle_down()
    assert world.company().realm == OTHER_REALM
    assert ending.disconnect(world.ports, ACME, environment=ENVIRONMENT)

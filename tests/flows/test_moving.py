"""Moving to other books: only when a person says so, nothing of the former books follows, and back again."""

from __future__ import annotations

import pytest

from quickbooks_sync.errors import Conflict, Refused
from quickbooks_sync.flows import connect
from quickbooks_sync.flows.connect import Callback
from quickbooks_sync.flows.keeping import keep
from quickbooks_sync.model import CompanyId, Connection, Phase
from simulator.ordered_faults.orders import FaultOrder
from simulator.wire import Request
from tests.fakes.world import REDIRECT_URL, World
from tests.flows.connections import (
    ACME,
    ENVIRONMENT,
    OBJECTS,
    OTHER_REALM,
    confirm,
    counts,
    disconnect,
    grants_alive,
    held,
    kept,
    links,
    move,
    owner,
    requests_to_books,
    sign_in_elsewhere,
    synced,
)
from tests.flows.examples import (
    SMALL_BOOKS,
    all_settled,
    blamed,
    contact,
    figures,
    invoice,
    open_calls,
    small_books,
)

BIRCH = CompanyId("birch")
THIRD_REALM = "4620816365000000003"


def test_a_sign_in_to_other_books_stops_everything_until_a_person_confirms(world: World) -> None:
    synced(world)
    sign_in_elsewhere(world)
    company = world.company()
    assert company.connection is Connection.OTHER_BOOKS
    assert (company.realm, company.other_realm) == (world.realm, OTHER_REALM)
    assert company.other_name
    assert company.missing() == ("connection",)
    before = requests_to_books(world)
    world.push("contacts", contact(1, version=2, phone="(650) 555-0199"), contact(3))
    for _ in range(3):
        world.clock.sleep(3600)
        world.settle_down()
    assert requests_to_books(world) == before
    assert grants_alive(world) == grants_alive(world, OTHER_REALM) == 1


def test_who_confirms_has_every_record_entered_anew_and_the_former_books_untouched(world: World) -> None:
    synced(world)
    former = {name: held(world, name, world.realm) for name in OBJECTS}
    sign_in_elsewhere(world)
    confirm(world)
    world.settle_down()
    company = world.company()
    assert (company.connection, company.realm, company.moving_from) == (
        Connection.CONNECTED,
        OTHER_REALM,
        None,
    )
    assert "tax_code" in company.missing(), "selections are of the former books"
    assert set(world.phases().values()) == {Phase.PENDING}
    assert not links(world)
    world.select()
    world.settle_down()
    assert all_settled(world)
    assert links(world) == {OTHER_REALM}
    assert counts(world, OTHER_REALM) == [2, 1, 2, 1]
    assert {name: held(world, name, world.realm) for name in OBJECTS} == former
    assert grants_alive(world) == 0
    assert grants_alive(world, OTHER_REALM) == 1
    assert kept(world).get(ACME, apart=True) is None


def test_there_and_back_again_creates_nothing_twice(world: World) -> None:
    synced(world)
    move(world, OTHER_REALM)
    world.push("contacts", contact(1, version=2, phone="(650) 555-0199"))
    world.push("invoices", invoice(9))
    world.settle_down()
    assert counts(world, OTHER_REALM) == [2, 1, 3, 1]
    move(world, world.realm)
    assert all_settled(world)
    assert links(world) == {world.realm}
    assert counts(world, world.realm) == [2, 1, 3, 1]
    changed = next(row for row in world.objects("Customer") if row["DisplayName"] == "Garden 1")
    assert changed["PrimaryPhone"]["FreeFormNumber"] == "(650) 555-0199"
    move(world, OTHER_REALM)
    assert all_settled(world)
    assert counts(world, OTHER_REALM) == [2, 1, 3, 1]
    assert not blamed(world)


def test_selections_come_back_with_the_books_that_they_belong_to(world: World) -> None:
    before = world.company().selections
    move(world, OTHER_REALM)
    move(world, world.realm)
    assert world.company().selections == before


def test_open_calls_rest_in_the_journal_while_the_company_is_elsewhere(world: World) -> None:
    world.simulator.orders.open.append(FaultOrder("reset_after", entity="invoice"))
    small_books(world)
    world.work()
    resting = open_calls(world)
    assert len(resting) == 1
    made = len(held(world, "Invoice", world.realm))
    move(world, OTHER_REALM)
    assert open_calls(world) == resting
    assert all_settled(world)
    assert counts(world, OTHER_REALM) == [2, 1, 2, 1]
    assert len(held(world, "Invoice", world.realm)) == made
    move(world, world.realm)
    assert not open_calls(world)
    assert all_settled(world)
    assert figures(world) == SMALL_BOOKS


def test_no_request_to_the_new_books_names_anything_of_the_former(world: World) -> None:
    world.push("contacts", *(contact(100 + number) for number in range(20)))
    synced(world)
    seen: list[bytes] = []
    world.simulator.listeners.append(lambda request, *_: seen.append(_to_other(request)))
    move(world, OTHER_REALM)
    creates = [body for body in seen if body]
    assert creates
    assert not any(b'"SyncToken"' in body for body in creates), "an update of an object that is not there"


def _to_other(request: Request) -> bytes:
    writes = request.method == "POST" and request.path.startswith(f"/v3/company/{OTHER_REALM}/")
    return request.body if writes and not request.path.endswith("/query") else b""


@pytest.mark.parametrize("way", ["disconnect", "connect"])
def test_who_does_not_want_to_move_says_so_and_the_sign_in_is_given_up(world: World, way: str) -> None:
    synced(world)
    sign_in_elsewhere(world)
    if way == "disconnect":
        assert disconnect(world)
        assert world.company().connection is Connection.DISCONNECTED
        assert grants_alive(world) == 0
    world.clock.sleep(60)
    if way == "connect":
        world.connect()
    company = world.company()
    assert (company.realm, company.other_realm, company.other_name) == (world.realm, None, "")
    assert grants_alive(world, OTHER_REALM) == 0
    assert kept(world).get(ACME, apart=True) is None
    assert owner(world, OTHER_REALM) is None, "another company may connect to them"
    if way == "disconnect":
        world.connect()
    world.push("contacts", contact(3))
    world.settle_down()
    assert all_settled(world)
    assert counts(world, world.realm) == [3, 1, 2, 1]
    assert counts(world, OTHER_REALM) == [0, 0, 0, 0]


def test_who_signs_in_to_third_books_gives_the_second_up(world: World) -> None:
    sign_in_elsewhere(world)
    world.clock.sleep(60)
    sign_in_elsewhere(world, THIRD_REALM)
    assert world.company().other_realm == THIRD_REALM
    assert (grants_alive(world, OTHER_REALM), grants_alive(world, THIRD_REALM)) == (0, 1)
    assert (owner(world, OTHER_REALM), owner(world, THIRD_REALM)) == (None, "acme")


def test_a_choice_that_nobody_makes_lapses_after_a_month(world: World) -> None:
    sign_in_elsewhere(world)
    world.clock.sleep(29 * 86_400)
    keep(world.ports, environment=ENVIRONMENT)
    assert world.company().connection is Connection.OTHER_BOOKS
    world.clock.sleep(2 * 86_400)
    keep(world.ports, environment=ENVIRONMENT)
    assert (world.company().connection, world.company().ended_by) == (Connection.DISCONNECTED, "nobody")
    assert grants_alive(world) == grants_alive(world, OTHER_REALM) == 0


@pytest.mark.parametrize("realm", [THIRD_REALM, "", "4620816365000000001"])
def test_only_the_books_that_were_offered_can_be_confirmed(world: World, realm: str) -> None:
    with pytest.raises(Conflict):
        confirm(world, realm)
    sign_in_elsewhere(world)
    with pytest.raises(Conflict, match="connect to them first"):
        confirm(world, realm)
    assert world.company().connection is Connection.OTHER_BOOKS


def test_who_confirms_days_later_does_so_with_a_refreshed_token(world: World) -> None:
    synced(world)
    sign_in_elsewhere(world)
    world.clock.sleep(9 * 86_400)
    confirm(world)
    world.settle_down()
    assert world.company().realm == OTHER_REALM


def test_a_sign_in_that_ended_meanwhile_has_to_be_done_again(world: World) -> None:
    sign_in_elsewhere(world)
    world.simulator.authority.disconnect(OTHER_REALM)
    for wait_s in (0, 9 * 86_400):
        world.clock.sleep(wait_s)
        with pytest.raises(Refused, match="connect to them again"):
            confirm(world)
    assert world.company().connection is Connection.OTHER_BOOKS
    sign_in_elsewhere(world)
    confirm(world)
    assert world.company().realm == OTHER_REALM


def test_books_stay_with_a_company_that_disconnected(world: World) -> None:
    disconnect(world)
    world.register("birch")
    url = connect.start(world.ports, world.company("birch"), user="owner-1", redirect_url=REDIRECT_URL)
    query = world.oauth.consent(url, world.realm)
    with pytest.raises(Conflict, match="another company"):
        connect.finish(
            world.ports, Callback(query["state"], query["code"], query["realmId"]), environment=ENVIRONMENT
        )

"""Connecting: one sign-in for one company and one set of books, and selections that the books offer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quickbooks_sync.errors import Conflict, IntuitBusy, Invalid, NotReady, Refused
from quickbooks_sync.flows import connect
from quickbooks_sync.flows.connect import Callback
from quickbooks_sync.model import Company, CompanyId, Connection, Realm
from quickbooks_sync.ports import TokenSet
from quickbooks_sync.state import work
from tests.fakes.world import REDIRECT_URL, World
from tests.flows.examples import SMALL_BOOKS, all_settled, contact, figures, small_books, writes

ACME = CompanyId("acme")
OTHER_REALM = "4620816365000000002"


@pytest.fixture
def bare() -> World:
    """Make a company that is registered and no more."""
    made = World()
    made.register()
    return made


def _sign_in(world: World, *, company_id: str = "acme", realm: str = "") -> Callback:
    """Go to Intuit and agree; give what the browser brings back."""
    url = connect.start(world.ports, world.company(company_id), user="owner-1", redirect_url=REDIRECT_URL)
    query = world.oauth.consent(url, realm or world.realm)
    return Callback(query["state"], query["code"], query["realmId"])


def _finish(world: World, callback: Callback) -> Company:
    return connect.finish(world.ports, callback, environment="sandbox")


def test_who_connects_has_the_books_and_lacks_only_the_selections(bare: World) -> None:
    company = _finish(bare, _sign_in(bare))
    assert (company.connection, company.realm) == (Connection.CONNECTED, bare.realm)
    assert company.books_name
    assert company.connection_since == bare.clock.now()
    assert company == bare.company()
    assert company.missing() == ("tax_code", "tax_rate", "income_account", "expense_account")
    assert all(connect.choices(connect.known_books(bare.ports, company)).values())


def test_a_sign_in_works_once(bare: World) -> None:
    callback = _sign_in(bare)
    _finish(bare, callback)
    before = bare.company()
    with pytest.raises(Refused, match="press connect again"):
        _finish(bare, callback)
    assert bare.company() == before


def test_a_sign_in_that_failed_at_intuit_is_used_up_and_a_new_one_works(bare: World) -> None:
    callback = _sign_in(bare)
    bare.oauth.wire.down = True
    with pytest.raises(IntuitBusy):
        _finish(bare, callback)
    bare.oauth.wire.down = False
    with pytest.raises(Refused):
        _finish(bare, callback)
    assert _finish(bare, _sign_in(bare)).connection is Connection.CONNECTED


def test_a_sign_in_is_good_for_ten_minutes(bare: World) -> None:
    in_time, too_late = _sign_in(bare), _sign_in(bare)
    bare.clock.sleep(590)
    assert _finish(bare, in_time).connection is Connection.CONNECTED
    bare.clock.sleep(20)
    with pytest.raises(Refused, match="too long ago"):
        _finish(bare, too_late)


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "nobody-knows-this-one"},
        {"state": ""},
        {"code": ""},
        {"realm": ""},
        {"realm": "../company"},
        {"error": "access_denied"},
    ],
)
def test_an_answer_that_is_denied_foreign_or_incomplete_connects_nobody(
    bare: World, changed: dict[str, str]
) -> None:
    with pytest.raises(Refused):
        _finish(bare, replace(_sign_in(bare), **changed))
    assert bare.company().connection is Connection.NEVER
    assert bare.ports.tokens.get(ACME) is None


def test_a_user_who_says_no_is_told_so_and_can_try_again(bare: World) -> None:
    with pytest.raises(Refused, match="access_denied"):
        _finish(bare, replace(_sign_in(bare), code="", realm="", error="access_denied"))
    assert _finish(bare, _sign_in(bare)).connection is Connection.CONNECTED


def test_a_sign_in_belongs_to_the_company_that_started_it(bare: World) -> None:
    bare.register("birch")
    _finish(bare, _sign_in(bare, company_id="birch"))
    assert bare.company("birch").connection is Connection.CONNECTED
    assert bare.company().connection is Connection.NEVER


def test_a_redirect_that_names_other_books_than_were_agreed_to_is_refused(bare: World) -> None:
    bare.simulator.add_realm(OTHER_REALM)
    with pytest.raises(Refused, match="does not belong"):
        _finish(bare, replace(_sign_in(bare), realm=OTHER_REALM))
    assert bare.company().connection is Connection.NEVER
    assert bare.ports.tokens.get(ACME) is None


def test_the_tokens_of_an_earlier_sign_in_prove_nothing_for_a_new_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    callback = _sign_in(world)
    before = world.ports.tokens.get(ACME)
    exchange = world.oauth.exchange

    def useless(code: str, *, realm: Realm, redirect_url: str) -> TokenSet:
        return replace(exchange(code, realm=realm, redirect_url=redirect_url), access_token="opens-nothing")

    monkeypatch.setattr(world.oauth, "exchange", useless)
    with pytest.raises(Refused, match="does not belong"):
        _finish(world, callback)
    assert world.ports.tokens.get(ACME) == before


def test_books_of_another_company_are_refused_and_stay_with_it(world: World) -> None:
    world.register("birch")
    with pytest.raises(Conflict, match="another company"):
        _finish(world, _sign_in(world, company_id="birch"))
    assert world.company("birch").connection is Connection.NEVER
    assert world.ports.tokens.get(CompanyId("birch")) is None
    small_books(world)
    world.settle_down()
    assert figures(world) == SMALL_BOOKS


def test_a_sign_in_to_other_books_than_before_leaves_company_and_tokens_where_they_are(world: World) -> None:
    world.simulator.add_realm(OTHER_REALM)
    realm, tokens = world.company().realm, world.ports.tokens.get(ACME)
    company = _finish(world, _sign_in(world, realm=OTHER_REALM))
    assert (company.connection, company.realm) == (Connection.OTHER_BOOKS, realm)
    assert world.ports.tokens.get(ACME) == tokens


def test_two_companies_have_their_own_books(world: World) -> None:
    world.simulator.add_realm(OTHER_REALM)
    world.register("birch")
    world.connect("birch", OTHER_REALM)
    world.select("birch")
    world.push("contacts", contact(1))
    world.push("contacts", contact(2), company_id="birch")
    world.settle_down()
    held = world.simulator.realms[OTHER_REALM].company.objects["Customer"].values()
    assert [each.wire["DisplayName"] for each in held] == ["Garden 2"]
    assert [row["DisplayName"] for row in world.objects("Customer")] == ["Garden 1"]


def test_books_are_unknown_before_a_company_was_connected(bare: World) -> None:
    with pytest.raises(NotReady) as refused:
        connect.known_books(bare.ports, bare.company())
    assert refused.value.details["missing"] == ("connection",)
    with pytest.raises(NotReady):
        connect.refresh(bare.ports, bare.company())


@pytest.mark.parametrize("name", ["tax_code", "tax_rate", "income_account", "expense_account"])
def test_a_selection_that_the_books_do_not_offer_is_refused_by_its_field(world: World, name: str) -> None:
    company = world.company()
    books = connect.known_books(world.ports, company)
    with pytest.raises(Invalid) as refused:
        connect.select(world.ports, company, books, {name: "9999"})
    assert [(fault["field"], fault["value"]) for fault in refused.value.faults] == [(name, "9999")]
    assert world.company() == company


def test_an_income_account_is_no_expense_account(world: World) -> None:
    company = world.company()
    books = connect.known_books(world.ports, company)
    with pytest.raises(Invalid):
        connect.select(world.ports, company, books, {"expense_account": company.selections.income_account})


def test_what_is_pushed_goes_only_after_the_last_selection(bare: World) -> None:
    company = bare.connect()
    books = connect.known_books(bare.ports, company)
    bare.push("contacts", contact())
    bare.settle_down()
    for name, options in connect.choices(books).items():
        assert writes(bare) == []
        company = connect.select(bare.ports, company, books, {name: options[0]["id"]})
        bare.settle_down()
    assert writes(bare) == ["customer"]
    assert all_settled(bare)


def test_a_selection_that_vanishes_from_the_books_is_named_after_a_refresh(world: World) -> None:
    account = world.company().selections.income_account
    world.simulator.realms[world.realm].company.objects["Account"][account].wire["Active"] = False
    assert connect.vanished(world.company(), connect.known_books(world.ports, world.company())) == []
    books = connect.refresh(world.ports, world.company())
    assert connect.vanished(world.company(), books) == ["income_account"]
    assert connect.known_books(world.ports, world.company()) == books


def test_connecting_has_somebody_look_only_where_pushes_are_synced_at_once() -> None:
    for at_once in (True, False):
        world = World()
        world.ready(sync_on_push=at_once)
        assert (work.read(world.store, ACME).due_at is not None) == at_once

"""Companies: nobody overwrites what he did not read, a realm has one owner, an OAuth state works once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from quickbooks_sync.books import Account, Books, Named, TaxCode, TaxRate
from quickbooks_sync.errors import Conflict
from quickbooks_sync.model import Company, CompanyId, Connection, Realm, Selections
from quickbooks_sync.state import companies, keys, work
from tests.fakes.clock import START, VirtualClock
from tests.fakes.store import MemoryStore

ACME, BIRCH = CompanyId("acme"), CompanyId("birch")
REALM = Realm("4620816365000000001")
NEW = Company(ACME, country="US", home_currency="USD", time_zone="America/Phoenix")
BOOKS = Books(
    realm=REALM,
    name="Landscaping",
    country="US",
    home_currency="USD",
    accounts=(Account("1", "Income:Fees", "Income"), Account("2", "Old", "Expense", active=False)),
    tax_codes=(TaxCode("3", "Tucson", ("1", "2")),),
    tax_rates=(TaxRate("1", "AZ", Decimal("7.10")), TaxRate("2", "Tucson", Decimal(2))),
    payment_methods=(Named("1", "Cash"),),
    customer_types=(Named("9", "Individual"),),
    uses_sales_tax=False,
    allows_discount=False,
    custom_numbers=True,
    multicurrency=True,
    closed_until=date(2025, 12, 31),
    read_at=START,
)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(VirtualClock())


def test_a_company_is_read_back_as_it_was_saved(store: MemoryStore) -> None:
    full = replace(
        NEW,
        plan="pro",
        language="sv",
        style="accounts",
        sync_on_push=False,
        nightly=True,
        night_hour=4,
        connection=Connection.DISCONNECTED,
        realm=REALM,
        books_name="Landscaping",
        connection_since=START,
        ended_by="intuit",
        other_realm=Realm("7"),
        other_name="Other books",
        moving_from=Realm("8"),
        moves=2,
        former={"8": Selections("4", "5", "6", "7"), "9": Selections()},
        selections=Selections("2", "3", "1", "58"),
    )
    saved = companies.save(store, full)
    assert saved == replace(full, revision=1)
    assert companies.find(store, ACME) == saved
    assert companies.find(store, BIRCH) is None


def test_who_saves_what_somebody_else_changed_meanwhile_is_told_so(store: MemoryStore) -> None:
    read = companies.save(store, NEW)
    companies.save(store, replace(read, plan="pro"))
    with pytest.raises(Conflict, match="company acme was changed"):
        companies.save(store, replace(read, language="es"))
    found = companies.find(store, ACME)
    assert found is not None
    assert (found.plan, found.language) == ("pro", "en")


def test_a_change_is_made_to_what_somebody_else_wrote_meanwhile(store: MemoryStore) -> None:
    companies.save(store, NEW)
    others = iter(["pro", "max"])

    def interrupted(read: Company) -> Company:
        if plan := next(others, ""):
            companies.save(store, replace(read, plan=plan))
        return replace(read, language="sv")

    changed = companies.changed(store, ACME, interrupted)
    assert (changed.plan, changed.language) == ("max", "sv")
    assert companies.find(store, ACME) == changed


def test_a_change_that_others_go_on_preventing_is_given_up(store: MemoryStore) -> None:
    companies.save(store, NEW)

    def prevented(read: Company) -> Company:
        companies.save(store, read)
        return replace(read, language="sv")

    with pytest.raises(Conflict):
        companies.changed(store, ACME, prevented)


def test_a_change_that_changes_nothing_writes_nothing(store: MemoryStore) -> None:
    saved = companies.save(store, NEW)
    assert companies.changed(store, ACME, lambda read: read) == saved


def test_only_its_owner_gives_a_realm_back(store: MemoryStore) -> None:
    companies.own_realm(store, "sandbox", REALM, ACME)
    companies.disown_realm(store, "sandbox", REALM, BIRCH)
    assert not companies.own_realm(store, "sandbox", REALM, BIRCH)
    companies.disown_realm(store, "sandbox", REALM, ACME)
    assert companies.own_realm(store, "sandbox", REALM, BIRCH)


def test_two_who_register_the_same_company_at_once_do_not_both_succeed(store: MemoryStore) -> None:
    companies.save(store, NEW)
    with pytest.raises(Conflict):
        companies.save(store, replace(NEW, country="CA"))


def test_a_realm_belongs_to_the_first_company_of_its_environment(store: MemoryStore) -> None:
    assert companies.own_realm(store, "production", REALM, ACME)
    assert companies.own_realm(store, "production", REALM, ACME)
    assert not companies.own_realm(store, "production", REALM, BIRCH)
    assert companies.own_realm(store, "sandbox", REALM, BIRCH)
    assert companies.own_realm(store, "production", Realm("7"), BIRCH)


def test_books_are_read_back_exactly(store: MemoryStore) -> None:
    companies.save_books(store, ACME, BOOKS)
    found = companies.find_books(store, ACME)
    assert found == BOOKS
    assert found is not None
    assert str(found.tax_rates[0].percent) == "7.10"
    assert companies.find_books(store, BIRCH) is None


def test_books_of_which_little_is_known_are_read_back_too(store: MemoryStore) -> None:
    bare = Books(REALM, "", "", "")
    companies.save_books(store, ACME, bare)
    assert companies.find_books(store, ACME) == bare


def keep(store: MemoryStore, state: str = "s1") -> None:
    companies.keep_state(store, state, {"company": "acme", "user": "owner-1"}, at=START, life_s=600)


def test_an_oauth_state_is_taken_once(store: MemoryStore) -> None:
    keep(store)
    taken = companies.take_state(store, "s1", at=START + timedelta(seconds=600))
    assert taken is not None
    assert (taken["company"], taken["user"]) == ("acme", "owner-1")
    assert companies.take_state(store, "s1", at=START) is None


def test_an_oauth_state_that_is_too_old_or_unknown_is_not_taken(store: MemoryStore) -> None:
    keep(store)
    assert companies.take_state(store, "s1", at=START + timedelta(seconds=601)) is None
    assert companies.take_state(store, "s2", at=START) is None


def test_two_who_take_an_oauth_state_at_once_do_not_both_get_it(store: MemoryStore) -> None:
    keep(store)
    others: list[object] = []

    def first(operation: str, keys: object) -> None:
        store.after = lambda operation, keys: None
        others.append(companies.take_state(store, "s1", at=START))

    store.after = first
    assert companies.take_state(store, "s1", at=START) is None
    assert others != [None]


def test_nights_are_listed_by_time_and_forgotten_on_request(store: MemoryStore) -> None:
    companies.plan_night(store, ACME, START)
    shard = keys.shard("NIGHT", ACME)
    assert work.due_companies(store, shard, by=START - timedelta(seconds=1)) == []
    assert work.due_companies(store, shard, by=START) == [ACME]
    companies.plan_night(store, ACME, None)
    assert work.due_companies(store, shard, by=START) == []

"""The journal: a call is kept verbatim, by the holder of the lease alone, until it is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from quickbooks_sync.errors import ConditionFailed, LeaseLost
from quickbooks_sync.model import Call, CompanyId, Member, Operation, Realm, RecordKey, Try
from quickbooks_sync.state import journal, leases
from quickbooks_sync.state.leases import Lease
from tests.fakes.clock import START, VirtualClock
from tests.fakes.store import MemoryStore

REALM = Realm("46208")
ACME = CompanyId("acme")
MEMBERS = (
    Member(
        RecordKey("invoices", "i#1"),
        Operation.CREATE,
        revision=3,
        calls_settled=1,
        object="Invoice",
        payload={"Line": [{"Amount": Decimal("0.10"), "Description": "å\n"}], "DocNumber": None},
        total=Decimal("108.00"),
        b_id="1",
    ),
    Member(
        RecordKey("contacts", "c1"),
        Operation.UPDATE,
        revision=1,
        calls_settled=0,
        object="Customer",
        payload={},
        object_id="58",
        sync_token="2",
        b_id="2",
    ),
)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(VirtualClock())


def _lease(store: MemoryStore, holder: str = "one", *, after_s: float = 0) -> Lease:
    at = START + timedelta(seconds=after_s)
    lease = leases.take(store, leases.writer(ACME), holder, at=at, lease_s=150)
    assert lease is not None
    return lease


def _call(number: int = 1, *, after_s: float = 0, body: bytes = b'{"Amount":0.10,"Name":"\xc3\xa5"}') -> Call:
    tries = (Try(START + timedelta(seconds=after_s), refused=False),)
    return Call(f"call{number}", REALM, "/batch", body, MEMBERS, tries)


def test_a_call_is_read_back_to_the_byte(store: MemoryStore) -> None:
    journal.write(store, ACME, _call(), _lease(store))
    assert journal.open_calls(store, ACME, REALM) == [_call()]


def test_the_oldest_call_comes_first(store: MemoryStore) -> None:
    lease = _lease(store)
    calls = [_call(number, after_s=60 - number) for number in range(5)]
    for call in calls:
        journal.write(store, ACME, call, lease)
    assert journal.open_calls(store, ACME, REALM) == calls[::-1]


def test_a_journal_of_many_pages_is_read_whole(store: MemoryStore) -> None:
    lease = _lease(store)
    for number in range(1005):
        journal.write(store, ACME, _call(number), lease)
    assert len(journal.open_calls(store, ACME, REALM)) == 1005


def test_nobody_writes_a_call_down_whose_lease_another_has(store: MemoryStore) -> None:
    lost = _lease(store)
    _lease(store, "two", after_s=151)
    with pytest.raises(LeaseLost, match="lease lost"):
        journal.write(store, ACME, _call(), lost)
    assert journal.open_calls(store, ACME, REALM) == []


def test_a_call_that_is_written_down_is_not_written_down_again(store: MemoryStore) -> None:
    lease = _lease(store)
    journal.write(store, ACME, _call(), lease)
    with pytest.raises(LeaseLost, match="same call"):
        journal.write(store, ACME, _call(body=b"other"), lease)
    assert journal.open_calls(store, ACME, REALM) == [_call()]


def test_further_tries_are_kept_with_whether_they_were_refused(store: MemoryStore) -> None:
    journal.write(store, ACME, _call(), _lease(store))
    second = Try(START + timedelta(seconds=150.25), refused=True)
    tried = replace(_call(), tries=(*_call().tries, second))
    journal.tried(store, ACME, tried)
    assert journal.open_calls(store, ACME, REALM) == [tried]


def test_a_closed_call_is_gone_and_gets_no_further_try(store: MemoryStore) -> None:
    journal.write(store, ACME, _call(), _lease(store))
    journal.close(store, ACME, _call())
    journal.close(store, ACME, _call())
    with pytest.raises(ConditionFailed):
        journal.tried(store, ACME, _call())
    assert journal.open_calls(store, ACME, REALM) == []

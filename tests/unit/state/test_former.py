"""What a record was in other books: kept, taken back, and never mixed up with an answer that comes late."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from quickbooks_sync.errors import ConditionFailed
from quickbooks_sync.model import Company, CompanyId, Phase, Realm, RecordKey
from quickbooks_sync.ports import Item
from quickbooks_sync.state import former, keys, records
from tests.fakes.clock import START, VirtualClock
from tests.fakes.store import MemoryStore

ACME = CompanyId("acme")
KEY = RecordKey("contacts", "c1")
A, B = Realm("1"), Realm("2")
MOVING = Company(
    ACME, country="US", home_currency="USD", time_zone="America/Phoenix", realm=B, moving_from=A, moves=1
)
BACK = replace(MOVING, realm=A, moving_from=B, moves=2)
CONFIRMED: Item = {
    "link": {"realm": A, "object": "Customer", "id": "58", "sync_token": "0"},
    "booking_number": "1001",
}


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore(VirtualClock())
    made.apply(records.pushed(ACME, KEY, {"id": "c1"}, version=1, at=START))
    return made


def item(store: MemoryStore) -> dict[str, Any]:
    found = store.get(keys.record(ACME, KEY))
    assert found is not None
    return found


def settle(store: MemoryStore, calls_settled: int) -> None:
    result = records.Settled(calls_settled, item(store)["revision"], Phase.SETTLED, confirmed=CONFIRMED)
    store.apply(records.settled(ACME, KEY, result, at=START, newer=True))


def test_there_and_back_a_record_is_what_it_was(store: MemoryStore) -> None:
    settle(store, 0)
    before = item(store)
    store.apply(former.moved(MOVING, item(store)))
    there = item(store)
    assert ("link" in there, there["phase"], there["calls_settled"]) == (False, "pending", 1_000_000)
    store.apply(former.moved(BACK, item(store)))
    back = item(store)
    assert {name: back.get(name) for name in former.CONFIRMED} == {
        name: before.get(name) for name in former.CONFIRMED
    }


def test_an_answer_to_a_call_of_the_former_books_does_not_settle_in_the_new(store: MemoryStore) -> None:
    store.apply(former.moved(MOVING, item(store)))
    with pytest.raises(ConditionFailed):
        settle(store, 0)
    settle(store, 1_000_000)
    store.apply(former.moved(BACK, item(store)))
    with pytest.raises(ConditionFailed):
        settle(store, 1_000_000)
    settle(store, 0)


def test_a_record_that_is_settled_or_pushed_while_it_is_moved_is_moved_anew(store: MemoryStore) -> None:
    read = item(store)
    settle(store, 0)
    with pytest.raises(ConditionFailed):
        store.apply(former.moved(MOVING, read))
    read = item(store)
    store.apply(records.pushed(ACME, KEY, {"id": "c1", "email": "a@example.com"}, version=2, at=START))
    with pytest.raises(ConditionFailed):
        store.apply(former.moved(MOVING, read))
    store.apply(former.moved(MOVING, item(store)))
    assert item(store)["version"] == 2


def test_how_far_a_move_is_counts_for_that_move_only(store: MemoryStore) -> None:
    former.reach(store, ACME, 1, "cursor")
    assert (former.reached(store, ACME, 1), former.reached(store, ACME, 2)) == ("cursor", None)
    former.forget(store, ACME)
    assert former.reached(store, ACME, 1) is None

"""When tokens are looked at: refreshed on time, but never put off once they are to end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quickbooks_sync.core.keeping import ends_soon, refresh_at
from quickbooks_sync.model import CompanyId
from quickbooks_sync.state import keeping, keys, work
from quickbooks_sync.state.keeping import Keeping
from tests.fakes.clock import START, VirtualClock
from tests.fakes.store import MemoryStore

ACME = CompanyId("acme")
LATER = START + timedelta(days=60)
END = START + timedelta(days=101)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(VirtualClock())


def due(store: MemoryStore, days: float) -> list[CompanyId]:
    by = START + timedelta(days=days)
    return [
        found for shard in keys.shards(keeping.SHARD) for found in work.due_companies(store, shard, by=by)
    ]


def test_what_was_planned_is_due_then_and_not_before(store: MemoryStore) -> None:
    keeping.plan(store, ACME, LATER, ends_at=END, after_ending=False)
    assert keeping.find(store, ACME) == Keeping(LATER, END, ending=False)
    assert (due(store, 59), due(store, 60)) == ([], [ACME])


def test_a_worker_s_plan_does_not_put_off_what_is_to_end_but_a_new_connection_does(
    store: MemoryStore,
) -> None:
    keeping.end(store, ACME, START)
    keeping.plan(store, ACME, LATER, ends_at=END, after_ending=False)
    assert keeping.find(store, ACME) == Keeping(START, None, ending=True)
    keeping.plan(store, ACME, LATER, ends_at=END, after_ending=True)
    assert keeping.find(store, ACME) == Keeping(LATER, END, ending=False)


def test_what_is_put_off_stays_what_it_is_and_what_is_forgotten_is_not_brought_back(
    store: MemoryStore,
) -> None:
    keeping.end(store, ACME, START)
    keeping.put_off(store, ACME, LATER)
    assert keeping.find(store, ACME) == Keeping(LATER, None, ending=True)
    keeping.forget(store, ACME)
    keeping.put_off(store, ACME, LATER)
    assert keeping.find(store, ACME) is None
    assert due(store, 100) == []


@pytest.mark.parametrize(
    ("life_days", "earliest", "latest"), [(101, 58, 61), (100, 58, 60), (20, 11, 12), (1, 1, 1)]
)
def test_tokens_are_refreshed_at_sixty_hundredths_of_their_life_and_not_more_than_daily(
    life_days: int, earliest: int, latest: int
) -> None:
    ends_at = START + timedelta(days=life_days)
    for number in range(50):
        wait = refresh_at(CompanyId(f"company-{number}"), START, ends_at) - START
        assert timedelta(days=earliest) <= wait <= timedelta(days=latest)


def test_two_weeks_before_the_end_it_is_soon() -> None:
    assert not ends_soon(START + timedelta(days=14, seconds=1), START)
    assert ends_soon(START + timedelta(days=14), START)
    assert ends_soon(START - timedelta(days=1), START)

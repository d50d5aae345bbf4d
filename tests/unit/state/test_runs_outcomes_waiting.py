"""Runs end once, outcomes are written once, and who waits is found page by page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from quickbooks_sync.model import CompanyId, Outcome, RecordKey, Run, RunId, RunState
from quickbooks_sync.state import outcomes, runs, waiting
from quickbooks_sync.state.waiting import Waiter, Wake
from tests.fakes.clock import START, VirtualClock
from tests.fakes.store import MemoryStore

ACME, BIRCH = CompanyId("acme"), CompanyId("birch")
RUN = Run(
    RunId("run-1"),
    ACME,
    kind="manual",
    asked_by="owner-1",
    started_at=START,
    scope=("contacts", "invoices"),
    record=RecordKey("invoices", "i#1"),
)
COUNTS = {"contacts": {"synced": 2, "error": 0, "waiting": 1}}
AMY, BOB = RecordKey("contacts", "c1"), RecordKey("contacts", "c10")


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(VirtualClock())


def start(store: MemoryStore, run: Run = RUN) -> Run:
    runs.start(store, run, keep_days=35)
    return run


def test_a_run_is_read_back_and_listed_while_it_goes(store: MemoryStore) -> None:
    start(store)
    other = start(store, replace(RUN, id=RunId("run-2"), record=None, kind="night"))
    assert runs.find(store, ACME, RUN.id) == RUN
    assert runs.find(store, BIRCH, RUN.id) is None
    assert sorted(runs.going(store, ACME), key=lambda run: run.id) == [RUN, other]
    assert runs.going(store, BIRCH) == []


def test_a_run_ends_once_with_its_counts(store: MemoryStore) -> None:
    start(store)
    ended_at = START + timedelta(minutes=2)
    assert runs.end(store, RUN, COUNTS, at=ended_at, keep_days=35)
    assert not runs.end(store, RUN, {}, at=ended_at + timedelta(minutes=1), keep_days=35)
    assert runs.going(store, ACME) == []
    assert runs.find(store, ACME, RUN.id) == replace(
        RUN, state=RunState.ENDED, ended_at=ended_at, counts=COUNTS
    )


def test_a_run_remembers_which_entities_were_taken_up_again(store: MemoryStore) -> None:
    once = runs.retried(store, start(store), "contacts", keep_days=35)
    runs.retried(store, once, "invoices", keep_days=35)
    found = runs.find(store, ACME, RUN.id)
    assert found is not None
    assert found.retried == ("contacts", "invoices")


def note(store: MemoryStore, cause: str, outcome: Outcome) -> None:
    store.apply(outcomes.row(ACME, cause, outcome, keep_days=35))


def test_an_outcome_that_is_written_twice_is_one(store: MemoryStore) -> None:
    for _ in range(2):
        note(store, "call-1", Outcome(START, AMY, "synced"))
    assert list(outcomes.since(store, ACME, START)) == [Outcome(START, AMY, "synced")]


def test_outcomes_are_read_from_a_time_on_the_newest_first_over_many_pages(store: MemoryStore) -> None:
    written = [
        Outcome(START + timedelta(seconds=at), RecordKey("invoices", f"i#{at}"), "error")
        for at in range(1203)
    ]
    for outcome in written:
        note(store, f"call-{outcome.at}", outcome)
    assert list(outcomes.since(store, ACME, START + timedelta(seconds=100))) == written[:99:-1]
    assert list(outcomes.since(store, BIRCH, START)) == []


def test_who_waits_on_a_record_is_not_who_waits_on_one_whose_id_begins_alike(store: MemoryStore) -> None:
    who = RecordKey("invoices", "i1")
    waiting.wait(store, ACME, who, BOB)
    assert not waiting.anybody_waits(store, ACME, AMY)
    assert waiting.anybody_waits(store, ACME, BOB)
    assert waiting.waiters(store, ACME, AMY) == []
    assert waiting.waiters(store, ACME, BOB) == [Waiter(who, BOB)]


def test_waiters_are_found_page_by_page_until_none_is_left(store: MemoryStore) -> None:
    everybody = {RecordKey("invoices", f"i{number}") for number in range(250)}
    for who in everybody:
        waiting.wait(store, ACME, who, AMY)
    waiting.wait(store, ACME, RecordKey("invoices", "i1"), AMY)
    woken: list[RecordKey] = []
    while page := waiting.waiters(store, ACME, AMY):
        assert len(page) <= 100
        woken += [waiter.who for waiter in page]
        waiting.woken(store, ACME, page)
    assert (len(woken), set(woken)) == (250, everybody)
    assert not waiting.anybody_waits(store, ACME, AMY)


def test_whom_to_wake_for_is_kept_until_all_are_woken(store: MemoryStore) -> None:
    for _ in range(2):
        waiting.wake(store, ACME, AMY)
    waiting.wake(store, ACME, BOB)
    assert waiting.to_wake(store, ACME) == [Wake(AMY), Wake(BOB)]
    assert waiting.to_wake(store, ACME, limit=1) == [Wake(AMY)]
    waiting.all_woken(store, ACME, AMY)
    assert waiting.to_wake(store, ACME) == [Wake(BOB)]
    assert waiting.to_wake(store, BIRCH) == []


def test_what_was_unlinked_is_kept_however_often_one_is_woken_for(store: MemoryStore) -> None:
    waiting.wake(store, ACME, AMY, unlinked="130")
    waiting.wake(store, ACME, AMY)
    assert waiting.to_wake(store, ACME) == [Wake(AMY, "130")]

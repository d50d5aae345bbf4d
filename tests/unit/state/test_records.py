"""Records in the table: every change under its condition, and lists in the order of work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest

from quickbooks_sync.errors import ConditionFailed
from quickbooks_sync.model import CompanyId, Link, Phase, Problem, Realm, Record, RecordKey, RunId
from quickbooks_sync.ports import Item
from quickbooks_sync.state import codec, keys, records
from quickbooks_sync.state.keys import Rank
from quickbooks_sync.state.records import Moved, Settled
from tests.fakes.clock import START, VirtualClock
from tests.fakes.store import MemoryStore

ACME = CompanyId("acme")
KEY = RecordKey("invoices", "i#1")
LINK = Link(Realm("46208"), "Invoice", "58", "0")
CONFIRMED: Item = {
    "link": codec.link_item(LINK),
    "base": codec.pack({"payload": {"A": Decimal("0.10")}, "line_ids": ["1"], "last_updated": "today"}),
    "booking_number": "1001",
    "books_total": "108.00",
    "synced_at": keys.stamp(START),
}


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(VirtualClock())


def _push(store: MemoryStore, version: int = 1, *, key: RecordKey = KEY, after_s: float = 0) -> Record:
    at = START + timedelta(seconds=after_s)
    store.apply(records.pushed(ACME, key, {"total": Decimal("0.10")}, version=version, at=at))
    return _read(store, key)


def _read(store: MemoryStore, key: RecordKey = KEY) -> Record:
    found = records.find(store, ACME, key)
    assert found is not None
    return found


def _settle(store: MemoryStore, planned: Record, to: Settled | None = None, *, newer: bool = False) -> Record:
    result = to or Settled(planned.calls_settled, planned.revision, Phase.SETTLED, confirmed=CONFIRMED)
    store.apply(records.settled(ACME, planned.key, result, at=START, newer=newer))
    return _read(store, planned.key)


def _listed(
    store: MemoryStore,
    phase: Phase | None = Phase.PENDING,
    *,
    newest_first: bool = False,
    rank: Rank | None = None,
) -> Sequence[str]:
    page, _ = records.listed(store, ACME, "invoices", phase, limit=10, newest_first=newest_first, rank=rank)
    return [key.id for key in page]


def test_a_pushed_record_is_pending_with_its_exact_content(store: MemoryStore) -> None:
    record = _push(store)
    assert record == Record(ACME, KEY, 1, {"total": Decimal("0.10")}, 1, Phase.PENDING, START)
    assert str(record.content["total"]) == "0.10"


@pytest.mark.parametrize(("version", "taken"), [(3, True), (2, False), (1, False)])
def test_only_a_higher_version_is_taken(store: MemoryStore, version: int, *, taken: bool) -> None:
    _push(store, 2)
    if taken:
        assert _push(store, version).version == version
    else:
        with pytest.raises(ConditionFailed):
            _push(store, version)
        assert _read(store).version == 2


def test_a_newer_version_clears_problems_and_keeps_the_link(store: MemoryStore) -> None:
    linked = _settle(store, _push(store))
    rejected = Moved(Phase.REJECTED, (Problem("stale", value="58", about=KEY, details={"a": "b"}),))
    store.apply(records.moved(linked, rejected, at=START))
    assert _read(store).problems == rejected.problems
    newer = _push(store, 2)
    assert (newer.phase, newer.problems, newer.link) == (Phase.PENDING, (), LINK)


def test_what_was_confirmed_is_read_back(store: MemoryStore) -> None:
    record = _settle(store, _push(store))
    assert (record.phase, record.link, record.calls_settled) == (Phase.SETTLED, LINK, 1)
    assert record.base is not None
    assert (record.base.payload, record.base.line_ids) == ({"A": Decimal("0.10")}, ("1",))
    assert (record.booking_number, record.books_total) == ("1001", Decimal("108.00"))
    assert record.synced_at == START


def test_an_answer_is_settled_once(store: MemoryStore) -> None:
    planned = _push(store)
    settled = _settle(store, planned)
    for newer in (False, True):
        with pytest.raises(ConditionFailed):
            _settle(store, planned, newer=newer)
    assert _read(store) == settled


def test_an_answer_to_an_older_version_links_the_record_and_leaves_it_pending(store: MemoryStore) -> None:
    planned = _push(store)
    _push(store, 2)
    with pytest.raises(ConditionFailed):
        _settle(store, planned)
    record = _settle(store, planned, newer=True)
    assert (record.phase, record.link, record.calls_settled) == (Phase.PENDING, LINK, 1)
    assert (record.version, record.revision) == (2, 2)
    assert _listed(store) == [KEY.id]


def test_settling_does_not_raise_the_revision_and_every_other_writer_does(store: MemoryStore) -> None:
    record = _settle(store, _push(store))
    assert record.revision == 1
    store.apply(records.moved(record, Moved(Phase.PENDING), at=START))
    store.apply(records.relinked(_read(store), LINK))
    assert _read(store).revision == 3


@pytest.mark.parametrize("write", ["move", "relink"])
def test_a_change_of_a_record_that_was_written_meanwhile_fails(store: MemoryStore, write: str) -> None:
    read = _push(store)
    _push(store, 2)
    change = (
        records.moved(read, Moved(Phase.REJECTED), at=START)
        if write == "move"
        else records.relinked(read, LINK)
    )
    with pytest.raises(ConditionFailed):
        store.apply(change)
    assert (_read(store).phase, _read(store).link) == (Phase.PENDING, None)


def test_what_somebody_asked_for_stays_asked_for_until_it_is_done(store: MemoryStore) -> None:
    run = RunId("run")
    store.apply(records.moved(_push(store), Moved(Phase.PENDING, asked_by=run), at=START))
    for phase in (Phase.WAITING, Phase.PENDING):
        store.apply(records.moved(_read(store), Moved(phase), at=START))
        assert _read(store).asked_by == run
    assert _listed(store, rank=Rank.ASKED) == [KEY.id]
    assert _settle(store, _read(store)).asked_by is None
    assert _listed(store, rank=Rank.ASKED) == []


def test_pending_records_are_listed_asked_for_first_and_then_the_oldest(store: MemoryStore) -> None:
    for name, after_s in (("b", 2), ("a", 3), ("c", 1)):
        _push(store, key=RecordKey("invoices", name), after_s=after_s)
    asked = _read(store, RecordKey("invoices", "a"))
    store.apply(records.moved(asked, Moved(Phase.PENDING, asked_by=RunId("run")), at=asked.changed_at))
    assert _listed(store) == ["a", "c", "b"]
    assert _listed(store, newest_first=True) == ["b", "c", "a"]
    assert _listed(store, rank=Rank.ASKED) == ["a"]
    assert records.counted(store, ACME, "invoices", Phase.PENDING) == 3


def test_a_record_is_listed_under_its_phase_alone(store: MemoryStore) -> None:
    _settle(store, _push(store))
    assert (_listed(store), _listed(store, Phase.SETTLED), _listed(store, None)) == ([], ["i#1"], ["i#1"])
    assert records.counted(store, ACME, "invoices", Phase.PENDING) == 0


def test_only_a_record_that_exists_can_be_awaited(store: MemoryStore) -> None:
    with pytest.raises(ConditionFailed):
        store.apply(records.awaited(ACME, KEY))
    _push(store)
    store.apply(records.awaited(ACME, KEY))
    assert _read(store).awaited is True
    assert records.load(store, ACME, [KEY, RecordKey("invoices", "none")]).keys() == {KEY}

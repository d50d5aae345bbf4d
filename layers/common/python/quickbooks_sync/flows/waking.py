"""A record waits for what it refers to, and is pending again once that is in the books."""

from __future__ import annotations

from quickbooks_sync.core.problems import awaits_a_decision
from quickbooks_sync.core.removing import without_link
from quickbooks_sync.errors import ConditionFailed
from quickbooks_sync.flows.turn import Turn
from quickbooks_sync.model import Phase, Record, RecordKey
from quickbooks_sync.state import records, waiting, work
from quickbooks_sync.state.records import Moved
from quickbooks_sync.state.waiting import Wake


def wait_on(turn: Turn, who: RecordKey, on: RecordKey) -> Record | None:
    """Write that a record waits on another, then read that one again: it may have changed meanwhile."""
    waiting.wait(turn.store, turn.id, who, on)
    turn.awaited.add(on)
    try:
        turn.store.apply(records.awaited(turn.id, on))
    except ConditionFailed:
        return None  # Never pushed; whoever pushes it looks for waiters.
    return records.find(turn.store, turn.id, on)


def wake_all(turn: Turn) -> bool:
    """Make pending again whoever waits on a record that is in the books now; True when there was any."""
    woke = False
    while turn.may_start() and (found := waiting.to_wake(turn.store, turn.id)):
        woke = True
        for each in found:
            _wake(turn, each)
    return woke


def _wake(turn: Turn, each: Wake) -> None:
    while turn.may_start():
        page = waiting.waiters(turn.store, turn.id, each.on)
        if not page:
            waiting.all_woken(turn.store, turn.id, each.on)
            return
        work.mark(turn.store, turn.id, at=turn.now())  # The index is late: this look may not show them yet.
        for record in records.load(turn.store, turn.id, [waiter.who for waiter in page]).values():
            _make_pending(turn, record, each.unlinked)
        waiting.woken(turn.store, turn.id, page)


def _make_pending(turn: Turn, record: Record, unlinked: str) -> None:
    """Have a record planned again; what the books cut from it is no part of its base any more."""
    base = without_link(record.base, unlinked) if record.base and unlinked else record.base
    if base == record.base and record.phase not in (Phase.WAITING, Phase.REJECTED, Phase.HELD):
        return
    if awaits_a_decision(record.problems):
        return
    try:
        turn.store.apply(records.moved(record, Moved(Phase.PENDING, base=base), at=turn.now()))
    except ConditionFailed:  # Somebody else wrote it: it is pending already, but its base may be stale still.
        found = records.find(turn.store, turn.id, record.key)
        if found is not None:
            _make_pending(turn, found, unlinked)

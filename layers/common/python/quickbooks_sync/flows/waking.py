"""A record waits for what it refers to, and is pending again once that is in the books."""

from __future__ import annotations

from quickbooks_sync.errors import ConditionFailed
from quickbooks_sync.flows.turn import Turn
from quickbooks_sync.model import Phase, Record, RecordKey
from quickbooks_sync.ports import Store
from quickbooks_sync.state import records, waiting, work
from quickbooks_sync.state.records import Moved
from quickbooks_sync.state.waiting import Waiter


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
        for on in found:
            _wake(turn, on)
    return woke


def _wake(turn: Turn, on: RecordKey) -> None:
    while turn.may_start():
        page = waiting.waiters(turn.store, turn.id, on)
        if not page:
            waiting.all_woken(turn.store, turn.id, on)
            return
        work.mark(turn.store, turn.id, at=turn.now())  # The index is late: this look may not show them yet.
        _make_pending(turn.store, turn, page)
        waiting.woken(turn.store, turn.id, page)


def _make_pending(store: Store, turn: Turn, page: list[Waiter]) -> None:
    for record in records.load(store, turn.id, [waiter.who for waiter in page]).values():
        if record.phase not in (Phase.WAITING, Phase.REJECTED, Phase.HELD):
            continue
        try:
            store.apply(records.moved(record, Moved(Phase.PENDING), at=turn.now()))
        except ConditionFailed:
            continue  # Somebody else wrote it: it is pending already.

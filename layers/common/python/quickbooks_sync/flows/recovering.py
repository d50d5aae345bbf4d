"""Taking up what the journal still holds: calls that an earlier holder sent, or could not send again."""

from __future__ import annotations

from quickbooks_sync.core.recovery import Locate, Resend, Wait, recover
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.flows.sending import Sender
from quickbooks_sync.flows.turn import Turn
from quickbooks_sync.model import Call, RecordKey
from quickbooks_sync.state import journal, records, work


def take_up(turn: Turn, sender: Sender) -> None:
    """Settle the journal's open calls, or close the gate until that can be done; the oldest is the probe."""
    for call in journal.open_calls(turn.store, turn.id):
        if not turn.may_start():
            return
        settled = _settled_members(turn, call)
        if len(settled) == len(call.members):
            journal.close(turn.store, turn.id, call)
            continue
        _take_up(turn, sender, call, partly_settled=bool(settled))
    if not turn.stopped:
        work.open_gate(turn.store, turn.id)


def _settled_members(turn: Turn, call: Call) -> set[RecordKey]:
    found = records.load(turn.store, turn.id, [member.key for member in call.members])
    return {
        member.key
        for member in call.members
        if member.key not in found or found[member.key].calls_settled > member.calls_settled
    }


def _take_up(turn: Turn, sender: Sender, call: Call, *, partly_settled: bool) -> None:
    marked = all(ENTITIES[member.key.entity].marked for member in call.members)
    now = turn.now()
    decided = recover(call, now, times=turn.times, marked=marked, partly_settled=partly_settled)
    match decided:
        case Resend():
            turn.awaited.update(member.key for member in call.members)
            sender.send([call])
        case Wait(until):
            turn.stop("outcome unknown")
            wait_s = (until - now).total_seconds()
            work.close_gate(turn.store, turn.id, reason="outcome unknown", at=now, wait_s=wait_s)
        case Locate(final_at):
            turn.stop("outcome unknown")

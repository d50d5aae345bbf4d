"""Taking up what the journal still holds: calls that an earlier holder sent, or could not send again."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from quickbooks_sync.core.faults import Accepted, Again, Fault, MemberAnswer, Refused
from quickbooks_sync.core.locating import Foreign, Found, NotThere, Verdict, judge, looks
from quickbooks_sync.core.packing import sent_bodies
from quickbooks_sync.core.recovery import Locate, Resend, Wait, recover
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.errors import Disconnected, Retry
from quickbooks_sync.flows.reading import turn_reader
from quickbooks_sync.flows.sending import UNKNOWN, Sender
from quickbooks_sync.flows.settling import settle
from quickbooks_sync.flows.turn import Turn
from quickbooks_sync.model import Call, Member, Operation
from quickbooks_sync.state import journal, records, work


def take_up(turn: Turn, sender: Sender) -> None:
    """Settle the journal's open calls, or close the gate until that can be done; the oldest is the probe."""
    found = journal.open_calls(turn.store, turn.id, turn.books.realm)
    for call in found:
        if not turn.may_start():
            return
        left = _open_members(turn, call)
        if left:
            _take_up(turn, sender, call, left)
        else:
            journal.close(turn.store, turn.id, call)
    if found:
        turn.open_gate()  # All of them were answered, by QuickBooks or by what it holds.


def _open_members(turn: Turn, call: Call) -> list[Member]:
    found = records.load(turn.store, turn.id, [member.key for member in call.members])
    turn.awaited.update(record.key for record in found.values() if record.awaited)
    return [
        member
        for member in call.members
        if member.key in found and found[member.key].calls_settled == member.calls_settled
    ]


def _take_up(turn: Turn, sender: Sender, call: Call, left: list[Member]) -> None:
    trusted = all(
        ENTITIES[member.key.entity].marked and member.operation is Operation.CREATE for member in left
    )
    partly_settled = len(left) < len(call.members)
    decided = recover(call, turn.now(), times=turn.times, trusted=trusted, partly_settled=partly_settled)
    match decided:
        case Resend():
            sender.send_one(call)
        case Wait(until):
            _wait(turn, until)
        case Locate():
            try:
                verdicts = _locate(turn, call, left)
            except (Disconnected, Retry) as error:
                turn.stop(error.code)
                return
            is_final = turn.now() >= decided.final_at
            if is_final and decided.again and all(isinstance(each, NotThere) for _, each in verdicts):
                sender.send_one(call)
            else:
                _conclude(turn, call, verdicts, final_at=decided.final_at)
        case _:
            assert_never(decided)


def _wait(turn: Turn, until: datetime) -> None:
    now = turn.now()
    turn.stop(UNKNOWN)
    work.close_gate(turn.store, turn.id, reason=UNKNOWN, at=now, wait_s=(until - now).total_seconds())


def _locate(turn: Turn, call: Call, left: list[Member]) -> list[tuple[Member, Verdict]]:
    """Look in the books for what became of a call's open members."""
    reader = turn_reader(turn, call.realm)
    bodies = sent_bodies(call)
    verdicts: list[tuple[Member, Verdict]] = []
    for look in looks(left):
        objects = reader.query(look.object, look.statement)
        for member in look.members:
            sent, first_try = bodies[member.b_id], call.tries[0].at
            verdicts.append((member, judge(turn.id, member, objects, sent=sent, first_try=first_try)))
    return verdicts


def _conclude(turn: Turn, call: Call, verdicts: list[tuple[Member, Verdict]], *, final_at: datetime) -> None:
    """Settle what the books tell for certain, and wait with what may still land."""
    closed = True
    for member, verdict in verdicts:
        if isinstance(verdict, NotThere) and turn.now() < final_at:
            closed = False
        else:
            closed &= _settle(turn, call, member, verdict=verdict)
    if closed:
        journal.close(turn.store, turn.id, call)
    else:
        _wait(turn, final_at)


def _settle(turn: Turn, call: Call, member: Member, *, verdict: Verdict) -> bool:
    """Settle a member by what the books show."""
    answer: MemberAnswer
    match verdict:
        case Found(there):
            answer = Accepted({member.object: there})
        case NotThere():
            answer = Again("not done")
        case Foreign():
            answer = Refused((Fault("6240" if member.operation is Operation.CREATE else "5010"),))
    turn.ports.log.outcome(
        "located", company=turn.id, entity=member.key.entity, record=member.key.id, call=call.id
    )
    return settle(turn, call, member, answer=answer, certain=True)

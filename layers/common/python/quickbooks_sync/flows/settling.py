"""Settling one answer of one record: one transaction of at most three items that no other answer touches."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import assert_never

from quickbooks_sync.core import problems
from quickbooks_sync.core.faults import (
    NOT_FOUND_CODE,
    Accepted,
    Again,
    Blocked,
    Fault,
    MemberAnswer,
    Refused,
    Unknown,
)
from quickbooks_sync.core.identity import marker
from quickbooks_sync.core.recovery import was_refused
from quickbooks_sync.core.refusals import LOOKED_UP
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.entities.rules import Confirmed, EntityRules
from quickbooks_sync.errors import ConditionFailed
from quickbooks_sync.flows.turn import Question, Turn
from quickbooks_sync.model import (
    Base,
    Call,
    Link,
    Member,
    Operation,
    Outcome,
    Payload,
    Phase,
    Problem,
    Removal,
)
from quickbooks_sync.ports import Delete, Item, Put, Test, Write
from quickbooks_sync.state import codec, companies, keys, outcomes, records, waiting

_RECORD, _CLAIM = 0, 1


@dataclass(frozen=True, slots=True)
class _Result:
    phase: Phase
    problems: tuple[Problem, ...] = ()
    confirmed: Confirmed | None = None
    intuit_tid: str = ""
    gone: bool = False
    """The object was deleted."""


def settle(
    turn: Turn,
    call: Call,
    member: Member,
    *,
    answer: MemberAnswer,
    intuit_tid: str = "",
    certain: bool = False,
) -> bool:
    """Settle a member's answer; False when it stays open because nobody knows how it ended.

    A refusal settles only when every try of the call was refused, or when it is `certain`, from the books or
    because no earlier try is unknown: that one may have landed, or may land yet.
    """
    certain = certain or was_refused(call)
    match answer:
        case Accepted(body) if not _tells(member, body.get(member.object)):
            return False  # Whatever this is, it does not say what became of the write.
        case Accepted(body):
            return _store(turn, call, member, _accepted(turn, member, body, intuit_tid))
        case Refused(faults) if _was_gone(member, faults[0]):
            return _store(turn, call, member, _Result(Phase.SETTLED, intuit_tid=intuit_tid, gone=True))
        case Refused(faults):
            if not certain:
                return False
            return _store(turn, call, member, _refused(turn, call, member, faults[0], intuit_tid))
        case Again() | Blocked():
            return certain and _store(turn, call, member, _Result(Phase.PENDING))
        case Unknown():
            return False
        case _:
            assert_never(answer)


def _tells(member: Member, shown: object) -> bool:
    """Tell whether an answer says what became of a write: a delete's says so in as many words (facts 1.3)."""
    if not isinstance(shown, dict) or not shown.get("Id"):
        return False
    return member.operation is not Operation.DELETE or shown.get("status") == "Deleted"


def _was_gone(member: Member, fault: Fault) -> bool:
    """Tell whether a delete found nothing to delete: whoever did it, it is done."""
    return member.operation is Operation.DELETE and fault.number == NOT_FOUND_CODE


def adopt(turn: Turn, call: Call, member: Member, there: Payload) -> None:
    """Link an object that is ours although its content is not what the member says.

    As we made it, what is newer follows as an update; once a person changed it, it is theirs to decide.
    """
    confirmed = ENTITIES[member.key.entity].confirmed(there)
    bare = replace(member, payload={})
    if confirmed.sync_token == "0":  # noqa: S105 - a counter of QuickBooks
        _store(turn, call, bare, _Result(Phase.PENDING, (), confirmed))
    else:
        _store(turn, call, bare, _Result(Phase.DIFFERS, (Problem("stale", value=confirmed.id),), confirmed))


def _accepted(turn: Turn, member: Member, body: Payload, intuit_tid: str) -> _Result:
    rules = ENTITIES[member.key.entity]
    if member.operation is Operation.DELETE:
        return _Result(Phase.SETTLED, intuit_tid=intuit_tid, gone=True)
    try:
        confirmed = rules.confirmed(body[member.object])
    except Exception as error:  # noqa: BLE001 - one answer that we cannot read is its record's problem
        turn.ports.log.defect("answer", error, company=turn.id, record=member.key.id, intuit_tid=intuit_tid)
        shown = body[member.object]
        bare = Confirmed(str(shown["Id"]), str(shown.get("SyncToken", "0")))
        return _Result(Phase.DIFFERS, (Problem("defect", intuit_tid=intuit_tid),), bare)
    if not _is_ours(turn, rules, member, confirmed):
        problem = Problem("not_ours", value=confirmed.id, intuit_tid=intuit_tid)
        return _Result(Phase.REJECTED, (problem,))
    if member.total is not None and confirmed.total != member.total:
        details = {"host": str(member.total), "books": str(confirmed.total)}
        differs = Problem("total_differs", field="total", details=details, intuit_tid=intuit_tid)
        return _Result(Phase.DIFFERS, (differs,), confirmed)
    return _Result(Phase.SETTLED, (), confirmed, intuit_tid)


def _refused(turn: Turn, call: Call, member: Member, fault: Fault, intuit_tid: str) -> _Result:
    try:
        problem = _problem(member, fault, intuit_tid)
    except Exception as error:  # noqa: BLE001 - one answer that we cannot explain is its record's problem
        turn.ports.log.defect("answer", error, company=turn.id, record=member.key.id, intuit_tid=intuit_tid)
        problem = Problem("defect", intuit_tid=intuit_tid)
    if problem.code in LOOKED_UP and member.key not in turn.looked_up:
        numbered = replace(member, calls_settled=member.calls_settled + 1)
        turn.questions[member.key] = Question(call, numbered, problem)
        return _Result(Phase.PENDING)
    return _Result(Phase.REJECTED, (problem,))


def _problem(member: Member, fault: Fault, intuit_tid: str) -> Problem:
    return problems.from_fault(
        fault.code,
        fault.message,
        fault.detail,
        element=fault.element,
        intuit_tid=intuit_tid,
        sent=member.payload,
    )


def _is_ours(turn: Turn, rules: EntityRules, member: Member, confirmed: Confirmed) -> bool:
    """Tell by marker and customer whether the answer speaks of our record's object."""
    if member.object_id and confirmed.id != member.object_id:
        return False
    if not rules.marked or member.operation is Operation.VOID:
        return True  # Of a voided payment's note QuickBooks may keep nothing but "Voided" (facts 8.4).
    customer = member.payload.get("CustomerRef", {}).get("value", "")
    return marker(turn.id, member.key) in confirmed.note and confirmed.owner == customer


def _store(turn: Turn, call: Call, member: Member, result: _Result) -> bool:
    """Write the result; an answer that was settled before changes nothing.

    False when the company was moved to other books meanwhile: the call stays open for when it comes back.
    """
    if (result.confirmed or result.gone) and member.key in turn.awaited:
        _wake(turn, member)  # Before the link: nobody may be left waiting.
    if not result.confirmed and member.operation is Operation.CREATE and not was_refused(call):
        _note_lost(turn, call, member)
    for newer in (False, True):
        try:
            turn.store.transact(_writes(turn, call, member, result, newer=newer))
        except ConditionFailed as error:
            if _CLAIM in error.positions:
                return _store(turn, call, member, _claimed(result))
            continue
        _log(turn, call, member, result)
        return True
    company = companies.find(turn.store, turn.id)
    return company is None or company.realm == call.realm


def _wake(turn: Turn, member: Member) -> None:
    """Wake who waits on a record that is in the books now, changed, or gone."""
    cuts = member.operation in (Operation.VOID, Operation.DELETE)
    waiting.wake(turn.store, turn.id, member.key, unlinked=member.object_id if cuts else "")


def _note_lost(turn: Turn, call: Call, member: Member) -> None:
    """Remember since when an object of that name may be this record's: its create may land yet."""
    try:
        turn.store.apply(records.lost(turn.id, member.key, first_try=call.tries[0].at))
    except ConditionFailed:
        return  # An earlier one is noted.


def _claimed(result: _Result) -> _Result:
    object_id = result.confirmed.id if result.confirmed else ""
    return _Result(Phase.REJECTED, (Problem("object_claimed", value=object_id),))


def _writes(turn: Turn, call: Call, member: Member, result: _Result, *, newer: bool) -> list[Write]:
    now = turn.now()
    confirmed = result.confirmed
    settled = records.Settled(
        calls_settled=member.calls_settled,
        revision=member.revision,
        phase=result.phase,
        problems=result.problems,
        confirmed=_confirmed_item(turn, call, member, confirmed) if confirmed else None,
        gone=result.gone,
        removal=Removal.VOID if member.operation is Operation.VOID else None,
    )
    writes: list[Write] = [records.settled(turn.id, member.key, settled, at=now, newer=newer)]
    if confirmed:
        key = keys.claim(turn.id, call.realm, member.object, confirmed.id)
        owner = "#".join(member.key)
        mine = ((Test("owner", "absent"),), (Test("owner", "=", owner),))
        writes.append(Put(key, {"owner": owner}, condition=mine))
    if result.gone:
        writes.append(Delete(keys.claim(turn.id, call.realm, member.object, member.object_id)))
    if result.phase is not Phase.PENDING:
        outcome = Outcome(
            now,
            member.key,
            "synced" if result.phase is Phase.SETTLED else "error",
            version=member.version,
            operation=member.operation,
            problems=result.problems,
            intuit_tid=result.problems[0].intuit_tid if result.problems else result.intuit_tid,
            asked_by=member.asked_by,
        )
        writes.append(outcomes.row(turn.id, call.id, outcome, keep_days=turn.limits.outcome_ttl_days))
    return writes


def _confirmed_item(turn: Turn, call: Call, member: Member, confirmed: Confirmed) -> Item:
    link = Link(call.realm, member.object, confirmed.id, confirmed.sync_token)
    voided = member.operation is Operation.VOID
    base = Base(member.payload, confirmed.line_ids, confirmed.last_updated, voided)
    values: Item = {
        "link": codec.link_item(link),
        "base": codec.base_item(base),
        "booking_number": confirmed.booking_number,
        "synced_at": keys.stamp(turn.now()),
    }
    return values | _total(confirmed.total)


def _total(total: Decimal | None) -> Item:
    return {} if total is None else {"books_total": str(total)}


def _log(turn: Turn, call: Call, member: Member, result: _Result) -> None:
    problem = result.problems[0] if result.problems else None
    turn.ports.log.outcome(
        "again" if result.phase is Phase.PENDING else "record",
        company=turn.id,
        entity=member.key.entity,
        record=member.key.id,
        call=call.id,
        operation=str(member.operation),
        result=str(result.phase),
        problem=problem.code if problem else "",
        intuit_tid=(problem.intuit_tid if problem else "") or result.intuit_tid,
    )

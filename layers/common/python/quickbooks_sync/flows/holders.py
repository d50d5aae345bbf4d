"""Who has a name or a number that QuickBooks says is taken: ours is adopted, anybody else's is named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from quickbooks_sync.core.faults import Accepted
from quickbooks_sync.core.identity import marker
from quickbooks_sync.core.locating import by_ids, holds, is_inactive, made_it, name_looks, named
from quickbooks_sync.core.query import one_of
from quickbooks_sync.flows.pages import move
from quickbooks_sync.flows.reading import Reader
from quickbooks_sync.flows.settling import adopt, settle
from quickbooks_sync.flows.turn import Question, Turn
from quickbooks_sync.model import Member, Operation, Payload, Phase, Record, RecordKey
from quickbooks_sync.state import keys, records
from quickbooks_sync.state.records import Moved

NAME, NUMBER = "display_name_taken", "number_taken"
CODES = frozenset({NAME, NUMBER})
_SHARE_A_NAME: Mapping[str, tuple[str, ...]] = {
    "Customer": ("Customer", "Vendor", "Employee"),
    "Item": ("Item",),
}
"""Lists in which a name must be unique together (facts 8.1)."""
_HOLDER = re.compile(r"TxnType=(\w+) with TxnId=(\d+)")
"""The tail of fault 6140 (facts 11.5)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its record, as it was when the refusal was settled."""

    question: Question
    record: Record

    @property
    def member(self) -> Member:
        """What was refused."""
        return self.question.member


@dataclass(frozen=True, slots=True)
class _Holder:
    kind: str
    object: Payload


def still_open(turn: Turn) -> list[Asked]:
    """Take the turn's questions; one whose record changed meanwhile is dropped: it is refused again."""
    questions = dict(turn.questions)
    turn.questions.clear()
    found = records.load(turn.store, turn.id, sorted(questions))
    asked = [
        Asked(questions[key], record)
        for key, record in found.items()
        if _numbered(record) == _numbered(questions[key].member) and record.phase is Phase.PENDING
    ]
    turn.looked_up.update(each.record.key for each in asked)
    return asked


def look_up(turn: Turn, reader: Reader, asked: list[Asked]) -> None:
    """Find who has the names and numbers; what nobody has any more stays pending and is sent again."""
    for kinds in _SHARE_A_NAME.values():
        left = [each for each in asked if each.question.problem.code == NAME]
        left = [each for each in left if each.member.object == kinds[0]]
        for kind in kinds:
            found = _by_name(reader, left, kind)
            _answer(turn, left, found)
            left = [each for each in left if each.record.key not in found]
    numbers = [each for each in asked if each.question.problem.code == NUMBER]
    _answer(turn, numbers, _by_number(reader, numbers))


def _numbered(each: Record | Member) -> tuple[int, int]:
    return each.revision, each.calls_settled


def _by_name(reader: Reader, asked: list[Asked], kind: str) -> dict[RecordKey, _Holder]:
    found = {}
    for look in name_looks([each.member for each in asked], kind):
        rows = reader.query(look.object, look.statement)
        for member in look.members:
            if holding := named(member, rows):
                found[member.key] = _Holder(kind, holding[0])
    return found


def _by_number(reader: Reader, asked: list[Asked]) -> dict[RecordKey, _Holder]:
    """Read the documents that the refusals name, of our own kind; of others the name is enough."""
    told = {each.record.key: _told(each) for each in asked}
    found = {
        key: _Holder(kind, {"Id": object_id})
        for each in asked
        for key, (kind, object_id) in [(each.record.key, told[each.record.key])]
        if object_id and kind != each.member.object
    }
    for each in asked:
        kind, object_id = told[each.record.key]
        if each.record.key in found:
            continue
        number = str(each.member.payload.get("DocNumber", ""))
        statement = (
            by_ids(kind, [object_id])[0]
            if object_id
            else f"select * from {kind} where DocNumber IN {one_of([number])}"  # noqa: S608 - quoted by one_of()
        )
        if rows := reader.query(kind, statement):
            found[each.record.key] = _Holder(kind, rows[0])
    return found


def _told(asked: Asked) -> tuple[str, str]:
    """Read from the fault who has the number: its kind and Id; "" when it does not say."""
    tail = _HOLDER.search(asked.question.problem.fault_text)
    return (tail.group(1), tail.group(2)) if tail else (asked.member.object, "")


def _answer(turn: Turn, asked: Iterable[Asked], found: Mapping[RecordKey, _Holder]) -> None:
    claims = {
        key: keys.claim(turn.id, turn.books.realm, holder.kind, str(holder.object["Id"]))
        for key, holder in found.items()
    }
    owners = turn.store.get_many(list(claims.values())) if claims else {}
    for each in asked:
        key = each.record.key
        if key not in found:
            continue
        owner = owners.get(claims[key], {}).get("owner", "")
        about = RecordKey(*owner.split("#", 1)) if owner else None
        if about in (None, key) and _is_ours(turn, each, found[key]):
            _adopt(turn, each, found[key].object)
        else:
            _blame(turn, each, found[key], about=about)


def _is_ours(turn: Turn, asked: Asked, holder: _Holder) -> bool:
    """Tell whether a create of this record certainly made the object that has its name or number."""
    member = asked.member
    if member.operation is not Operation.CREATE or holder.kind != member.object:
        return False
    if asked.question.problem.code == NUMBER:
        return marker(turn.id, member.key) in str(holder.object.get("PrivateNote", ""))
    first_try = asked.record.lost_at or asked.question.call.tries[0].at
    return made_it(member, holder.object, first_try=first_try)


def _adopt(turn: Turn, asked: Asked, there: Payload) -> None:
    call, member = asked.question.call, asked.member
    turn.ports.log.outcome(
        "adopted", company=turn.id, entity=member.key.entity, record=member.key.id, call=call.id
    )
    if holds(there, member.payload):
        settle(turn, call, member, answer=Accepted({member.object: there}))
    else:
        adopt(turn, call, member, there)


def _blame(turn: Turn, asked: Asked, holder: _Holder, *, about: RecordKey | None) -> None:
    inactive = asked.question.problem.code == NAME and is_inactive(holder.object)
    details = {"holder": holder.kind, "holder_id": str(holder.object["Id"])}
    code = "name_of_inactive" if inactive else asked.question.problem.code
    other = about if about != asked.record.key else None
    problem = replace(asked.question.problem, code=code, details=details, about=other)
    move(turn, asked.record, Moved(Phase.REJECTED, (problem,)))

"""A page of work: which records come next, and what becomes of each before anything is sent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import assert_never

from pydantic import BaseModel

from quickbooks_sync.core.plan import Hold, NotDue, Nothing, Plan, Reject, Wait, Write, plan
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.errors import ConditionFailed
from quickbooks_sync.flows.turn import Turn
from quickbooks_sync.flows.waking import wait_on
from quickbooks_sync.model import Outcome, Phase, Problem, Record, RecordKey
from quickbooks_sync.state import outcomes, records
from quickbooks_sync.state.records import Moved

LATE_ROWS = 25
"""So many records that the index lists as pending are looked at: it is read late."""


def next_page(turn: Turn, entity: str, *, but: Collection[RecordKey] = ()) -> list[Record]:
    """Load what comes next: asked-for records; else the oldest, and one batch in ten from the newest.

    `but`: records that are under way already.
    """
    limits = turn.limits
    wanted = [key for key in _wanted(turn, entity) if key not in but]
    page: list[Record] = []
    while wanted and len(page) < limits.page:
        some, wanted = wanted[: limits.page], wanted[limits.page :]
        found = records.load(turn.store, turn.id, some)
        page += [found[key] for key in some if key in found and found[key].phase is Phase.PENDING]
    return page[: limits.page]


def _wanted(turn: Turn, entity: str) -> list[RecordKey]:
    # The index is read late and still lists what was just settled: look at twice as many as a page takes.
    most = 2 * turn.limits.page
    asked, _ = records.listed(turn.store, turn.id, entity, Phase.PENDING, limit=most, asked_only=True)
    if asked or entity not in turn.open_to_all:
        return asked
    oldest, _ = records.listed(turn.store, turn.id, entity, Phase.PENDING, limit=most)
    if len(oldest) <= turn.limits.page:
        return oldest
    newest, _ = records.listed(
        turn.store, turn.id, entity, Phase.PENDING, limit=turn.limits.batch, newest_first=True
    )
    return list(dict.fromkeys([*newest, *oldest]))


def next_entity(turn: Turn) -> str | None:
    """Name the entity whose work comes next: asked-for work before all other, then the order of entities."""
    return first_asked(turn) or next((name for name in ENTITIES if _has_pending(turn, name)), None)


def first_asked(turn: Turn) -> str | None:
    """Name the first entity in which somebody asked for a record that is pending."""
    return next((name for name in ENTITIES if _has_pending(turn, name, asked_only=True)), None)


def _has_pending(turn: Turn, entity: str, *, asked_only: bool = False) -> bool:
    if not asked_only and entity not in turn.open_to_all:
        return False
    for limit in (1, LATE_ROWS):
        found, _ = records.listed(
            turn.store, turn.id, entity, Phase.PENDING, limit=limit, asked_only=asked_only
        )
        loaded = records.load(turn.store, turn.id, found)
        if not found or any(record.phase is Phase.PENDING for record in loaded.values()):
            return bool(found)
    return len(found) == LATE_ROWS


def decide(turn: Turn, entity: str, page: Sequence[Record]) -> list[Write]:
    """Plan every record of a page, do at once what needs no call, and return the writes."""
    turn.awaited.update(record.key for record in page if record.awaited)
    parsed = {record.key: _parsed(turn, entity, record) for record in page}
    known = {key: value for key, value in parsed.items() if value is not None}
    rules = ENTITIES[entity]
    wanted = {other for value in known.values() for other in rules.references(value)}
    others = records.load(turn.store, turn.id, sorted(wanted))
    writes = []
    for record in page:
        content = known.get(record.key)
        decided = None if content is None else _planned(turn, record, content, others)
        if isinstance(decided, Write):
            writes.append(decided)
        elif decided is not None:
            _do(turn, record, decided)
    return writes


def _parsed(turn: Turn, entity: str, record: Record) -> BaseModel | None:
    try:
        return ENTITIES[entity].schema.model_validate(record.content)
    except Exception as error:  # noqa: BLE001 - one bad record is its own problem (design 4.6)
        _defect(turn, record, error)
        return None


def _planned(turn: Turn, record: Record, content: BaseModel, others: dict[RecordKey, Record]) -> Plan | None:
    rules = ENTITIES[record.key.entity]
    try:
        return plan(record, content, rules, others=others, company=turn.company, books=turn.books)
    except Exception as error:  # noqa: BLE001 - one bad record is its own problem (design 4.6)
        _defect(turn, record, error)
        return None


def _defect(turn: Turn, record: Record, error: BaseException) -> None:
    turn.ports.log.defect("plan", error, company=turn.id, entity=record.key.entity, record=record.key.id)
    move(turn, record, Moved(Phase.REJECTED, (Problem("defect"),)))


def _do(turn: Turn, record: Record, decided: Nothing | NotDue | Wait | Hold | Reject) -> None:
    match decided:
        case Nothing() | NotDue():
            move(turn, record, Moved(Phase.SETTLED))
        case Hold():
            move(turn, record, Moved(Phase.HELD))
        case Wait(on):
            other = wait_on(turn, record.key, on)
            if other is None or other.link is None:
                move(turn, record, Moved(Phase.WAITING))
        case Reject(problems, missing):
            arrived = [key for key in missing if wait_on(turn, record.key, key) is not None]
            if not arrived:
                move(turn, record, Moved(Phase.REJECTED, problems))
        case _:
            assert_never(decided)


def move(turn: Turn, record: Record, to: Moved) -> None:
    """Give a record its new phase and note the outcome; a version pushed meanwhile goes first."""
    now = turn.now()
    try:
        turn.store.apply(records.moved(record, to, at=now))
    except ConditionFailed:
        return
    if to.phase in (Phase.SETTLED, Phase.HELD):
        return
    outcome = Outcome(now, record.key, "waiting" if to.phase is Phase.WAITING else "error")
    cause = f"revision-{record.revision}"
    turn.store.apply(outcomes.row(turn.id, cause, outcome, keep_days=turn.limits.outcome_ttl_days))
    turn.ports.log.outcome(
        "record",
        company=turn.id,
        entity=record.key.entity,
        record=record.key.id,
        result=str(to.phase),
        problem=to.problems[0].code if to.problems else "",
    )

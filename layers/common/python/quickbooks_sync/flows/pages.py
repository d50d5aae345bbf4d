"""A page of work: which records come next, and what becomes of each before anything is sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, assert_never

from pydantic import BaseModel

from quickbooks_sync.core.packing import pack
from quickbooks_sync.core.plan import Hold, NotDue, Nothing, Plan, Reject, Wait, Write, plan, plan_removal
from quickbooks_sync.core.removing import gone, ready
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.errors import ConditionFailed
from quickbooks_sync.flows.parents import too_deep
from quickbooks_sync.flows.turn import Turn
from quickbooks_sync.flows.waking import wait_on
from quickbooks_sync.model import Call, Outcome, Phase, Problem, Record, RecordKey
from quickbooks_sync.ports import Put
from quickbooks_sync.ports import Write as StoreWrite
from quickbooks_sync.state import outcomes, records, waiting
from quickbooks_sync.state.keys import Rank
from quickbooks_sync.state.records import Moved

LATE_ROWS = 25
"""So many records that the index lists as pending are looked at: it is read late."""


def next_page(turn: Turn, entity: str, *, but: Collection[RecordKey] = ()) -> list[Record]:
    """Load what comes next: asked-for records; else the oldest, and one batch in ten from the newest.

    Removals come once nothing else is left in any entity, nor under way. `but`: what is under way already.
    """
    page = _page(turn, _wanted(turn, entity, Rank.ASKED, Rank.NORMAL), but, removals=False)
    if page:
        return page
    following = _next(turn, Rank)
    if following is None or following.entity != entity or not following.rank.removes:
        return []
    return _page(turn, _wanted(turn, entity, Rank.ASKED_REMOVAL, Rank.REMOVAL), but, removals=True)


def _page(
    turn: Turn, listed: Sequence[RecordKey], but: Collection[RecordKey], *, removals: bool
) -> list[Record]:
    size = turn.limits.page
    wanted = [key for key in listed if key not in but]
    page: list[Record] = []
    while wanted and len(page) < size:
        some, wanted = wanted[:size], wanted[size:]
        found = records.load(turn.store, turn.id, some)
        ordered = [found[key] for key in some if key in found]
        page += [record for record in ordered if _is_due(record, removals=removals)]
    return page[:size]


def _wanted(turn: Turn, entity: str, asked_for: Rank, every: Rank) -> list[RecordKey]:
    # The index is read late and still lists what was just settled: look at twice as many as a page takes.
    most = 2 * turn.limits.page
    asked, _ = records.listed(turn.store, turn.id, entity, Phase.PENDING, limit=most, rank=asked_for)
    if asked or entity not in turn.open_to_all:
        return asked
    oldest, _ = records.listed(turn.store, turn.id, entity, Phase.PENDING, limit=most, rank=every)
    if len(oldest) <= turn.limits.page:
        return oldest
    newest, _ = records.listed(
        turn.store, turn.id, entity, Phase.PENDING, limit=turn.limits.batch, newest_first=True, rank=every
    )
    return list(dict.fromkeys([*newest, *oldest]))


def next_entity(turn: Turn) -> str | None:
    """Name the entity whose work comes next: asked-for work before all other, then the order of entities.

    Removals come last, and the other way round: payments, then invoices, then what both refer to.
    """
    following = _next(turn, Rank)
    return following.entity if following else None


def first_asked(turn: Turn) -> str | None:
    """Name the first entity in which somebody asked for a record that is pending."""
    following = _next(turn, (Rank.ASKED,))
    return following.entity if following else None


class _Next(NamedTuple):
    rank: Rank
    entity: str


def _next(turn: Turn, ranks: Iterable[Rank]) -> _Next | None:
    busy = [name for name in ENTITIES if records.listed(turn.store, turn.id, name, Phase.PENDING, limit=1)[0]]
    for rank in ranks:
        for entity in reversed(busy) if rank.removes else busy:
            if _has_pending(turn, entity, rank):
                return _Next(rank, entity)
    return None


def _has_pending(turn: Turn, entity: str, rank: Rank) -> bool:
    if rank in (Rank.NORMAL, Rank.REMOVAL) and entity not in turn.open_to_all:
        return False
    for limit in (1, LATE_ROWS):
        found, _ = records.listed(turn.store, turn.id, entity, Phase.PENDING, limit=limit, rank=rank)
        loaded = records.load(turn.store, turn.id, found)
        if not found or any(_is_due(record, removals=rank.removes) for record in loaded.values()):
            return bool(found)
    return len(found) == LATE_ROWS


def _is_due(record: Record, *, removals: bool) -> bool:
    return record.phase is Phase.PENDING and bool(record.removal) == removals


def decide(turn: Turn, entity: str, page: Sequence[Record]) -> list[Write]:
    """Plan every record of a page, do at once what needs no call, and return the writes."""
    turn.awaited.update(record.key for record in page if record.awaited)
    parsed = {record.key: _parsed(turn, entity, record) for record in page if record.removal is None}
    known = {key: value for key, value in parsed.items() if value is not None}
    rules = ENTITIES[entity]
    wanted = {other for value in known.values() for other in rules.references(value)}
    others = records.load(turn.store, turn.id, sorted(wanted))
    writes = []
    for record in page:
        decided = _planned(turn, record, known.get(record.key), others)
        if isinstance(decided, Write):
            writes.append(decided)
        elif decided is not None:
            _do(turn, record, decided)
    return writes


def _parsed(turn: Turn, entity: str, record: Record) -> BaseModel | None:
    rules = ENTITIES[entity]
    try:
        content = rules.schema.model_validate(record.content)
        tuple(rules.references(content))  # Whatever it raises is this record's, not the page's.
    except Exception as error:  # noqa: BLE001 - one bad record is its own problem (design 4.6)
        _defect(turn, record, error)
        return None
    return content


def _planned(
    turn: Turn, record: Record, content: BaseModel | None, others: dict[RecordKey, Record]
) -> Plan | None:
    rules = ENTITIES[record.key.entity]
    try:
        if record.removal is not None:
            return plan_removal(record, record.removal, rules)
        if content is None:
            return None
        return plan(record, content, rules, others=others, company=turn.company, books=turn.books)
    except Exception as error:  # noqa: BLE001 - one bad record is its own problem (design 4.6)
        _defect(turn, record, error)
        return None


def packed(turn: Turn, writes: Sequence[Write]) -> list[Call]:
    """Put writes into calls; one that cannot be put into any is its record's problem."""
    try:
        return _pack(turn, writes)
    except Exception:  # noqa: BLE001 - one bad record is its own problem (design 4.6)
        return _pack(turn, [write for write in writes if _is_packable(turn, write)])


def _pack(turn: Turn, writes: Sequence[Write]) -> list[Call]:
    realm, limits = turn.books.realm, turn.limits
    return pack(writes, company=turn.id, realm=realm, limits=limits, alone=turn.alone, apart=turn.apart)


def _is_packable(turn: Turn, write: Write) -> bool:
    try:
        return bool(_pack(turn, [write]))
    except Exception as error:  # noqa: BLE001 - one bad record is its own problem (design 4.6)
        if record := records.find(turn.store, turn.id, write.member.key):
            _defect(turn, record, error)
        return False


def _defect(turn: Turn, record: Record, error: BaseException) -> None:
    turn.ports.log.defect("plan", error, company=turn.id, entity=record.key.entity, record=record.key.id)
    move(turn, record, Moved(Phase.REJECTED, (Problem("defect"),)))


def _do(turn: Turn, record: Record, decided: Nothing | NotDue | Wait | Hold | Reject) -> None:
    match decided:
        case Nothing() | NotDue():
            if record.key in turn.awaited:
                waiting.wake(turn.store, turn.id, record.key)
            move(turn, record, Moved(Phase.SETTLED))
        case Hold():
            move(turn, record, Moved(Phase.HELD))
        case Wait(on):
            other = wait_on(turn, record.key, on)
            if other is None or not (ready(other) or gone(other)):
                circle = too_deep(turn, record, other)
                move(turn, record, Moved(Phase.REJECTED, (circle,)) if circle else Moved(Phase.WAITING))
        case Reject(problems, lacks):
            if not any(_arrived(wait_on(turn, record.key, key)) for key in lacks):
                move(turn, record, Moved(Phase.REJECTED, problems))
        case _:
            assert_never(decided)


def _arrived(other: Record | None) -> bool:
    return other is not None and not gone(other)


def move(turn: Turn, record: Record, to: Moved) -> None:
    """Give a record its new phase and note the outcome; a version pushed meanwhile goes first."""
    now = turn.now()
    quiet = to.phase in (Phase.SETTLED, Phase.HELD)
    writes: list[StoreWrite] = [records.moved(record, to, at=now)]
    if not quiet:
        writes.append(_outcome(turn, record, to, now))
    try:
        turn.store.transact(writes)
    except ConditionFailed:
        return
    if not quiet:
        turn.ports.log.outcome(
            "record",
            company=turn.id,
            entity=record.key.entity,
            record=record.key.id,
            result=str(to.phase),
            problem=to.problems[0].code if to.problems else "",
            intuit_tid=to.problems[0].intuit_tid if to.problems else "",
        )


def _outcome(turn: Turn, record: Record, to: Moved, at: datetime) -> Put:
    outcome = Outcome(
        at,
        record.key,
        "waiting" if to.phase is Phase.WAITING else "error",
        version=record.version,
        problems=to.problems,
        asked_by=record.asked_by,
    )
    return outcomes.row(
        turn.id, f"revision-{record.revision}", outcome, keep_days=turn.limits.outcome_ttl_days
    )

"""Refusals whose cause only the books can tell: read once a page, before a record is blamed for anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeAlias

from quickbooks_sync.core.locating import by_ids, is_inactive, is_voided, same
from quickbooks_sync.core.naming import field_of
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.errors import ConditionFailed, Disconnected, Retry
from quickbooks_sync.flows import holders
from quickbooks_sync.flows.pages import move
from quickbooks_sync.flows.reading import Reader, turn_reader
from quickbooks_sync.flows.turn import Question, Turn
from quickbooks_sync.model import Link, Payload, Phase, Problem, Record, RecordKey
from quickbooks_sync.state import records
from quickbooks_sync.state.records import Moved

Objects: TypeAlias = Mapping[tuple[str, str], Payload]
"""By kind and Id."""


@dataclass(frozen=True, slots=True)
class _Refused:
    """A refused record, and what it refers to that has a link."""

    question: Question
    record: Record
    others: Mapping[RecordKey, Record]

    @property
    def changes(self) -> bool:
        """Whether it only met an edit made in QuickBooks: then nothing but its own object matters."""
        return self.question.problem.code == "stale"

    def links(self) -> list[Link]:
        """Name the objects that it may have been refused for."""
        found = [self.record, *([] if self.changes else self.others.values())]
        return [each.link for each in found if each.link]


def reread(turn: Turn) -> None:
    """Look up what the refusals of this turn were about: each record once."""
    if not turn.questions:
        return
    asked = holders.still_open(turn)
    try:
        reader = turn_reader(turn, turn.books.realm)
        holders.look_up(turn, reader, asked)
        _references(turn, reader, [each for each in asked if each.question.problem.code not in holders.CODES])
    except (Disconnected, Retry) as error:
        turn.stop(error.code)


def _references(turn: Turn, reader: Reader, asked: list[holders.Asked]) -> None:
    refused = _with_others(turn, asked)
    objects = _read(reader, [link for each in refused for link in each.links()])
    for each in refused:
        _explain(turn, each, objects)


def _with_others(turn: Turn, asked: list[holders.Asked]) -> list[_Refused]:
    wanted = {each.record.key: _references_of(each.record) for each in asked}
    others = records.load(turn.store, turn.id, {key for keys in wanted.values() for key in keys})
    return [
        _Refused(
            each.question,
            each.record,
            {key: others[key] for key in wanted[each.record.key] if key in others},
        )
        for each in asked
    ]


def _references_of(record: Record) -> tuple[RecordKey, ...]:
    rules = ENTITIES[record.key.entity]
    return tuple(rules.references(rules.schema.model_validate(record.content)))


def _read(reader: Reader, links: list[Link]) -> Objects:
    wanted: dict[str, dict[str, None]] = defaultdict(dict)
    for link in links:
        wanted[link.object][link.id] = None
    return {
        (kind, row["Id"]): row
        for kind, ids in wanted.items()
        for statement in by_ids(kind, list(ids))
        for row in reader.query(kind, statement)
    }


def _explain(turn: Turn, refused: _Refused, objects: Objects) -> None:
    record = refused.record
    there = _there(record, objects)
    if record.link is not None and there is None:
        _gone(turn, record)
    elif refused.changes:
        _compare(turn, refused, there)
    elif gone := [other for other in refused.others.values() if other.link and not _there(other, objects)]:
        for other in gone:
            _gone(turn, other)  # The refused one is pending still: it waits for them from now on.
    else:
        found = _unfit(refused, there, objects) or (refused.question.problem,)
        move(turn, record, Moved(Phase.REJECTED, found))


def _there(record: Record, objects: Objects) -> Payload | None:
    return objects.get((record.link.object, record.link.id)) if record.link else None


def _gone(turn: Turn, record: Record) -> None:
    """Unlink a record whose object is no more: what was to leave has left; else a person has to decide."""
    if record.removal is not None:
        with suppress(ConditionFailed):
            turn.store.apply(records.moved(record, Moved(Phase.PENDING, gone=True), at=turn.now()))
    else:
        problem = Problem("deleted_in_quickbooks", value=record.link.id if record.link else "")
        move(turn, record, Moved(Phase.REJECTED, (problem,), gone=True))


def _unfit(refused: _Refused, there: Payload | None, objects: Objects) -> tuple[Problem, ...]:
    """Name what is inactive, or voided: the object itself, or what the record refers to."""
    if there is not None and is_inactive(there):
        return (Problem("inactive_in_quickbooks", value=there["Id"]),)
    return tuple(
        Problem(code, field=field_of(refused.record.content, key), value=key.id, about=key)
        for key, other in refused.others.items()
        if (found := _there(other, objects)) and (code := _unfit_code(found))
    )


def _unfit_code(found: Payload) -> str:
    if is_inactive(found):
        return "inactive_reference"
    return "link_refused" if is_voided(found) else ""


def _compare(turn: Turn, refused: _Refused, there: Payload | None) -> None:
    """Tell whether an edit in QuickBooks is one: the same content only gets its new token."""
    record = refused.record
    link, base = record.link, record.base
    if link is None or base is None or there is None:
        return
    if same(there, base.payload) or (base.voided and is_voided(there)):
        _relink(turn, record, replace(link, sync_token=str(there["SyncToken"])))
    else:
        inactive = is_inactive(there) and base.payload.get("Active") is not False
        code = "inactive_in_quickbooks" if inactive else "stale"
        move(turn, record, Moved(Phase.REJECTED, (Problem(code, value=link.id),)))


def _relink(turn: Turn, record: Record, newer: Link) -> None:
    try:
        turn.store.apply(records.relinked(record, newer))
    except ConditionFailed:
        turn.looked_up.discard(record.key)  # A newer version was pushed: it meets the same, and is read then.

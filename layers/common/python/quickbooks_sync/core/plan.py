"""What should happen to one record now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from pydantic import BaseModel

from quickbooks_sync.books import Books
from quickbooks_sync.core.changes import changes
from quickbooks_sync.core.identity import marker
from quickbooks_sync.core.naming import field_of
from quickbooks_sync.core.removing import gone, left, next_removal, operation, ready
from quickbooks_sync.entities.leaving import Spelling
from quickbooks_sync.entities.rules import EntityRules, Setting
from quickbooks_sync.model import (
    Company,
    Link,
    Member,
    Operation,
    Payload,
    Phase,
    Problem,
    Record,
    RecordKey,
    Removal,
)


@dataclass(frozen=True, slots=True)
class Write:
    """Create it in the books, or change it there."""

    member: Member
    body: Payload
    """What is sent: the whole object, or only what changed."""
    spelling: Spelling = field(default_factory=Spelling)


@dataclass(frozen=True, slots=True)
class Nothing:
    """The books hold it already as the host has it."""


@dataclass(frozen=True, slots=True)
class NotDue:
    """It does not belong into the books yet: a draft."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A record that it refers to is not in the books yet."""

    on: RecordKey


@dataclass(frozen=True, slots=True)
class Hold:
    """A record that it refers to is kept out of the books on purpose."""


@dataclass(frozen=True, slots=True)
class Reject:
    """It cannot go into the books as it is; all its problems at once."""

    problems: tuple[Problem, ...]
    lacks: tuple[RecordKey, ...] = ()
    """Records that it refers to and that were never pushed, or taken back: it clears when they arrive."""


Plan: TypeAlias = Write | Nothing | NotDue | Wait | Hold | Reject


def plan(
    record: Record,
    parsed: BaseModel,
    rules: EntityRules,
    *,
    others: Mapping[RecordKey, Record],
    company: Company,
    books: Books,
) -> Plan:
    """Decide from the record, what it refers to (`others`), and what is known of the books.

    `parsed` is the record's content in the entity's schema.
    """
    if not rules.due(parsed) and record.link is None:
        return NotDue()
    references = rules.references(parsed)
    ids = {key: link.id for key in references if (link := _link(others.get(key))) is not None}
    setting = Setting(company, books, ids, marker(company.id, record.key))
    problems = rules.problems(parsed, setting)
    if not problems and len(ids) == len(references):
        decided = _write(record, rules, rules.payload(parsed, setting), total=rules.total(parsed))
        if isinstance(decided, Nothing) or all(ready(others[key]) for key in references):
            return decided
    lacks = tuple(key for key in references if key not in others or gone(others[key]))
    if problems or lacks:
        return Reject(problems + tuple(_lacking(record, key, others) for key in lacks), lacks)
    on = next(key for key in references if not ready(others[key]))
    return Hold() if others[on].phase is Phase.HELD else Wait(on)


def plan_removal(record: Record, removal: Removal, rules: EntityRules) -> Write | Nothing:
    """Decide on a record that is to leave the books: neither its content nor its references matter."""
    link = record.link
    step = next_removal(record, removal, rules.leaving)
    if link is None or step is None:
        return Nothing()
    member = Member(
        key=record.key,
        operation=operation(step),
        revision=record.revision,
        calls_settled=record.calls_settled,
        object=rules.object,
        payload=left(record.base, step),
        object_id=link.id,
        sync_token=link.sync_token,
        total=Decimal(0) if step is Removal.VOID else None,
        version=record.version,
        asked_by=record.asked_by,
    )
    spelling = rules.leaving.spellings[step]
    return Write(member, {"Id": link.id, "SyncToken": link.sync_token, **spelling.body}, spelling)


def _link(other: Record | None) -> Link | None:
    return other.link if other else None


def _lacking(record: Record, key: RecordKey, others: Mapping[RecordKey, Record]) -> Problem:
    code = "reference_removed" if key in others else "reference_missing"
    return Problem(code, field=field_of(record.content, key), value=key.id, about=key)


def _write(record: Record, rules: EntityRules, wanted: Payload, *, total: Decimal | None) -> Write | Nothing:
    link, base = record.link, record.base
    if link is None or base is None:
        body: Payload = wanted
        action, object_id, sync_token = Operation.CREATE, "", ""
    else:
        body = changes(wanted, base.payload, base.line_ids)
        if not body:
            return Nothing()
        action, object_id, sync_token = Operation.UPDATE, link.id, link.sync_token
        body = {"Id": object_id, "SyncToken": sync_token, "sparse": True, **body}
    member = Member(
        key=record.key,
        operation=action,
        revision=record.revision,
        calls_settled=record.calls_settled,
        object=rules.object,
        payload=wanted,
        object_id=object_id,
        sync_token=sync_token,
        total=total,
        version=record.version,
        asked_by=record.asked_by,
    )
    return Write(member, body)

"""What should happen to one record now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from pydantic import BaseModel

from quickbooks_sync.books import Books
from quickbooks_sync.core.changes import changes
from quickbooks_sync.core.identity import marker
from quickbooks_sync.entities.rules import EntityRules, Setting
from quickbooks_sync.model import Company, Link, Member, Operation, Payload, Phase, Problem, Record, RecordKey


@dataclass(frozen=True, slots=True)
class Write:
    """Create it in the books, or change it there."""

    member: Member
    body: Payload
    """What is sent: the whole object, or only what changed."""


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
    missing: tuple[RecordKey, ...] = ()
    """Records that it refers to and that were never pushed: its problem clears when they arrive."""


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
    missing = tuple(key for key in references if key not in others)
    problems = rules.problems(parsed, setting) + tuple(_never_pushed(record, key) for key in missing)
    if problems:
        return Reject(problems, missing)
    for key in references:
        if key not in ids:
            return Hold() if others[key].phase is Phase.HELD else Wait(key)
    return _write(record, rules, rules.payload(parsed, setting), total=rules.total(parsed))


def _link(other: Record | None) -> Link | None:
    return other.link if other else None


def _never_pushed(record: Record, key: RecordKey) -> Problem:
    names = {f"{key.entity.removesuffix('s')}_id", "parent_id"}
    path = next(_paths(record.content, names, key.id), key.entity)
    return Problem("reference_missing", field=path, value=key.id, about=key)


def _paths(content: object, names: set[str], value: str, path: str = "") -> Iterator[str]:
    """Find where a record names another one: `lines[0].product_id`."""
    if isinstance(content, Mapping):
        for name, part in content.items():
            inner = f"{path}.{name}" if path else name
            if name in names and part == value:
                yield inner
            yield from _paths(part, names, value, inner)
    elif isinstance(content, list | tuple):
        for place, part in enumerate(content):
            yield from _paths(part, names, value, f"{path}[{place}]")


def _write(record: Record, rules: EntityRules, wanted: Payload, *, total: Decimal | None) -> Write | Nothing:
    link, base = record.link, record.base
    if link is None or base is None:
        body: Payload = wanted
        operation, object_id, sync_token = Operation.CREATE, "", ""
    else:
        body = changes(wanted, base.payload, base.line_ids)
        if not body:
            return Nothing()
        operation, object_id, sync_token = Operation.UPDATE, link.id, link.sync_token
        body = {"Id": object_id, "SyncToken": sync_token, "sparse": True, **body}
    member = Member(
        key=record.key,
        operation=operation,
        revision=record.revision,
        calls_settled=record.calls_settled,
        object=rules.object,
        payload=wanted,
        object_id=object_id,
        sync_token=sync_token,
        total=total,
    )
    return Write(member, body)

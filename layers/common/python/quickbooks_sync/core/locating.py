"""Where in the books to look for what a call should have made, and whether it is ours (design 5.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from quickbooks_sync.core.identity import marker
from quickbooks_sync.core.query import literal, one_of
from quickbooks_sync.model import CompanyId, Member, Operation, Payload

NAME_FIELDS: Mapping[str, str] = {"Customer": "DisplayName", "Item": "Name"}
"""The unique name that protects an object without a marker."""
EARLIER = timedelta(minutes=10)
"""How far QuickBooks' clock may be behind ours."""


@dataclass(frozen=True, slots=True)
class Look:
    """One query that shows what became of some members of a call."""

    object: str
    statement: str
    members: tuple[Member, ...]


def looks(members: Iterable[Member]) -> list[Look]:
    """Write the narrow queries for a call's open members, as few as possible.

    Markers cannot be asked for (facts: PrivateNote is not queryable): look by number, or customer and date.
    """
    groups: dict[tuple[str, str], list[Member]] = defaultdict(list)
    for member in members:
        groups[member.object, _condition(member)].append(member)
    return [
        Look(name, _statement(name, condition, group), tuple(group))
        for (name, condition), group in groups.items()
    ]


def _condition(member: Member) -> str:
    """Name the field of an IN, or write a whole condition."""
    if member.operation is Operation.UPDATE:
        return "Id"
    if name := NAME_FIELDS.get(member.object):
        return name
    if member.payload.get("DocNumber"):
        return "DocNumber"
    customer, date = member.payload["CustomerRef"]["value"], member.payload["TxnDate"]
    return f"CustomerRef = {literal(customer)} AND TxnDate = {literal(date)}"


def _statement(name: str, condition: str, group: Sequence[Member]) -> str:
    if " " not in condition:
        values = [member.object_id or str(member.payload[condition]) for member in group]
        if condition in NAME_FIELDS.values():
            values += [f"{value} (deleted)" for value in values]
        condition = f"{condition} IN {one_of(values)}"
    every = " AND Active IN (true, false)" if name in NAME_FIELDS else ""
    return f"select * from {name} where {condition}{every}"  # noqa: S608 - values are escaped by literal()


@dataclass(frozen=True, slots=True)
class Found:
    """The object that the member made, or changed."""

    object: Payload


@dataclass(frozen=True, slots=True)
class NotThere:
    """Nothing in the books comes from the member."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """Something else has the name, or somebody else changed the object."""

    object: Payload


def judge(
    company: CompanyId, member: Member, objects: Iterable[Payload], *, first_try: datetime
) -> Found | NotThere | Foreign:
    """Tell what became of a member from the objects that its look showed."""
    if member.operation is Operation.UPDATE:
        return _changed(member, [each for each in objects if each.get("Id") == member.object_id])
    name = NAME_FIELDS.get(member.object)
    if name is None:
        ours = [each for each in objects if marker(company, member.key) in str(each.get("PrivateNote", ""))]
        return Found(min(ours, key=_created)) if ours else NotThere()
    wanted = str(member.payload[name]).casefold()
    holders = [each for each in objects if _name(each, name) == wanted]
    if not holders:
        return NotThere()
    fits = [
        each
        for each in holders
        if _created(each) >= first_try - EARLIER and holds(each, member.payload, but=name)
    ]
    return Found(fits[0]) if len(fits) == 1 else Foreign(holders[0])


def _changed(member: Member, objects: Sequence[Payload]) -> Found | NotThere | Foreign:
    if not objects:
        return NotThere()
    found = objects[0]
    if found.get("SyncToken") == member.sync_token:
        # Not done, or without effect, which raises no token (facts 10): the same token is good once more.
        return NotThere()
    return Found(found) if holds(found, member.payload) else Foreign(found)


def holds(there: Payload, wanted: Mapping[str, Any], *, but: str = "") -> bool:
    """Tell whether an object has all that we sent; what QuickBooks added does not matter."""
    return all(_same(there.get(name), value) for name, value in wanted.items() if name != but)


def _same(there: object, wanted: object) -> bool:
    if isinstance(wanted, Mapping):
        return isinstance(there, Mapping) and holds(dict(there), wanted)
    if isinstance(wanted, list):
        rows = there if isinstance(there, list) else []
        return len(rows) >= len(wanted) and all(map(_same, rows, wanted))
    if isinstance(wanted, int | Decimal) and not isinstance(wanted, bool):
        return isinstance(there, int | Decimal) and Decimal(there) == Decimal(wanted)
    return there == wanted


def _name(each: Payload, field: str) -> str:
    return str(each.get(field, "")).removesuffix(" (deleted)").casefold()


def _created(each: Payload) -> datetime:
    return datetime.fromisoformat(each["MetaData"]["CreateTime"])

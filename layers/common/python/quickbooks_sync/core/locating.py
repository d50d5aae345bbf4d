"""Where in the books to look for what a call should have made, and whether it is ours (design 5.3)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeAlias, assert_never

from quickbooks_sync.core.identity import marker
from quickbooks_sync.core.query import literal, one_of
from quickbooks_sync.model import CompanyId, Member, Operation, Payload

NAME_FIELDS: Mapping[str, str] = {"Customer": "DisplayName", "Item": "Name"}
"""The unique name that protects an object without a marker."""
EARLIER = timedelta(minutes=10)
"""How far QuickBooks' clock may be behind ours."""
MOST_NAMES = 50
MOST_IDS = 100
"""In one IN: how long a query may be is not published."""
_SUFFIX = re.compile(r" \(deleted(?: \d+)?\)$")
"""What QuickBooks adds to the name of an inactive entry (facts 10)."""


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


def name_looks(members: Sequence[Member], kind: str) -> list[Look]:
    """Write the queries for who of a kind, such as `Vendor`, has the members' names."""
    field = NAME_FIELDS.get(kind, NAME_FIELDS["Customer"])
    groups = [members[start : start + MOST_NAMES] for start in range(0, len(members), MOST_NAMES)]
    return [Look(kind, _by_names(kind, field, map(name_of, group)), tuple(group)) for group in groups]


def by_ids(kind: str, ids: Sequence[str]) -> list[str]:
    """Write the queries for objects of a kind by their Ids, inactive ones too."""
    groups = [ids[start : start + MOST_IDS] for start in range(0, len(ids), MOST_IDS)]
    return [f"select * from {kind} where Id IN {one_of(group)}{_every(kind)}" for group in groups]  # noqa: S608 - quoted by one_of()


def name_of(member: Member) -> str:
    """Give the unique name that a contact's or product's write sends."""
    return str(member.payload[NAME_FIELDS[member.object]])


def _condition(member: Member) -> str:
    """Name the field of an IN, or write a whole condition."""
    if member.operation is not Operation.CREATE:
        return "Id"
    if name := NAME_FIELDS.get(member.object):
        return name
    if member.payload.get("DocNumber"):
        return "DocNumber"
    customer, date = member.payload["CustomerRef"]["value"], member.payload["TxnDate"]
    return f"CustomerRef = {literal(customer)} AND TxnDate = {literal(date)}"


def _statement(name: str, condition: str, group: Sequence[Member]) -> str:
    if condition in NAME_FIELDS.values():
        return _by_names(name, condition, map(name_of, group))
    if " " not in condition:
        values = [member.object_id or str(member.payload[condition]) for member in group]
        condition = f"{condition} IN {one_of(values)}"
    return f"select * from {name} where {condition}{_every(name)}"  # noqa: S608 - values are escaped by literal()


def _by_names(kind: str, field: str, names: Iterable[str]) -> str:
    plain = list(names)
    values = one_of([*plain, *(f"{name} (deleted)" for name in plain)])
    return f"select * from {kind} where {field} IN {values} AND Active IN (true, false)"  # noqa: S608 - quoted by one_of()


def _every(kind: str) -> str:
    """Ask for inactive entries of a list, too; documents have no such field."""
    return " AND Active IN (true, false)" if kind in NAME_FIELDS else ""


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


Verdict: TypeAlias = Found | NotThere | Foreign


def judge(
    company: CompanyId,
    member: Member,
    objects: Iterable[Payload],
    *,
    sent: Payload,
    first_try: datetime,
) -> Verdict:
    """Tell what became of a member from the objects that its look showed; `sent`: the body of its write."""
    if member.operation is Operation.CREATE:
        return _created(company, member, objects, first_try)
    held = next((each for each in objects if each.get("Id") == member.object_id), None)
    if held is None:
        gone = Found({"Id": member.object_id, "status": "Deleted"})
        return gone if member.operation is Operation.DELETE else NotThere()
    if held.get("SyncToken") == member.sync_token:
        # Not done, or without effect, which raises no token (facts 10): the same token is good once more.
        return NotThere()
    return Found(held) if _is_done(member, held, sent) else Foreign(held)


def _created(company: CompanyId, member: Member, objects: Iterable[Payload], first_try: datetime) -> Verdict:
    if member.object not in NAME_FIELDS:
        ours = [each for each in objects if marker(company, member.key) in str(each.get("PrivateNote", ""))]
        return Found(min(ours, key=_create_time)) if ours else NotThere()
    holders = named(member, objects)
    if not holders:
        return NotThere()
    fits = [each for each in holders if made_it(member, each, first_try=first_try)]
    return Found(fits[0]) if len(fits) == 1 else Foreign(holders[0])


def named(member: Member, objects: Iterable[Payload]) -> list[Payload]:
    """Give the objects that have a member's name, as QuickBooks compares names; active ones come first."""
    wanted = name_of(member).casefold()
    return sorted((each for each in objects if _own_name(each).casefold() == wanted), key=is_inactive)


def made_it(member: Member, there: Payload, *, first_try: datetime) -> bool:
    """Tell whether a create, first tried at a time, may have made the object that has its name."""
    field = NAME_FIELDS[member.object]
    return _create_time(there) >= first_try - EARLIER and holds(there, member.payload, but=(field,))


def _is_done(member: Member, there: Payload, sent: Payload) -> bool:
    match member.operation:
        case Operation.VOID:
            return is_voided(there)
        case Operation.UPDATE:
            return same(there, member.payload) and _cleared(there, sent)
        case Operation.CREATE | Operation.DELETE:
            return False
        case _:
            assert_never(member.operation)


def is_voided(there: Payload) -> bool:
    """Tell whether a document is voided: nothing but its note and total says so (facts 8.4)."""
    return str(there.get("PrivateNote", "")).startswith("Voided") and not there.get("TotalAmt")


def is_inactive(there: Payload) -> bool:
    """Tell whether an entry of a list is inactive."""
    return there.get("Active") is False


def same(there: Payload, wanted: Payload) -> bool:
    """Tell whether an object is as we sent it whole: our values, and active unless we deactivated it."""
    if is_inactive(there) is not (wanted.get("Active") is False):
        return False
    shown = {name: _own_name(there) for name in NAME_FIELDS.values() if name in there}
    return holds({**there, **shown}, wanted)


def _cleared(there: object, sent: Mapping[str, Any]) -> bool:
    """Tell whether what a write emptied is empty: an object that still has it also holds all the rest."""
    shown = there if isinstance(there, Mapping) else {}
    return all(
        _cleared(shown.get(name), value) if isinstance(value, Mapping) else not shown.get(name)
        for name, value in sent.items()
        if isinstance(value, Mapping) or value in (None, "", [])
    )


def holds(there: Payload, wanted: Mapping[str, Any], *, but: tuple[str, ...] = ()) -> bool:
    """Tell whether an object has all that we sent; what QuickBooks added does not matter."""
    return all(_same(there.get(name), value) for name, value in wanted.items() if name not in but)


def _same(there: object, wanted: object) -> bool:
    if isinstance(wanted, Mapping):
        return isinstance(there, Mapping) and holds(dict(there), wanted)
    if isinstance(wanted, list):
        # QuickBooks puts a sum of its own before a discount, which nobody sends.
        rows = [row for row in (there if isinstance(there, list) else []) if not _is_sum(row)]
        return len(rows) >= len(wanted) and all(map(_same, rows, wanted))
    if isinstance(wanted, int | Decimal) and not isinstance(wanted, bool):
        return isinstance(there, int | Decimal) and Decimal(there) == Decimal(wanted)
    return there == wanted


def _is_sum(row: object) -> bool:
    return isinstance(row, Mapping) and row.get("DetailType") == "SubTotalLineDetail"


def _own_name(each: Payload) -> str:
    """Give an entry's name without what QuickBooks adds to it while it is inactive."""
    name = str(each.get("DisplayName") or each.get("Name") or "")
    return _SUFFIX.sub("", name) if is_inactive(each) else name


def _create_time(each: Payload) -> datetime:
    return datetime.fromisoformat(each["MetaData"]["CreateTime"])

"""A company's work mark, due and gate: who must look, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from quickbooks_sync.errors import ConditionFailed
from quickbooks_sync.model import CompanyId
from quickbooks_sync.ports import Item, Store, Test, Update
from quickbooks_sync.state import keys


@dataclass(frozen=True, slots=True)
class Work:
    """The WORK row as it was read."""

    marks: int = 0
    marked_at: datetime | None = None
    due_at: datetime | None = None
    gate_reason: str = ""
    """Why nothing new is sent; "" while the gate is open."""
    gate_until: datetime | None = None
    parked: str = ""
    """Why nobody looks any more until support replays; "" normally."""


def read(store: Store, company: CompanyId) -> Work:
    """Read a company's work, strongly consistent."""
    item = store.get(keys.work(company))
    return _of_item(item) if item else Work()


def mark(store: Store, company: CompanyId, *, at: datetime, due: bool = True) -> Work:
    """Say that there is work, before it is written; with `due`, that somebody must look by now."""
    written = store.apply(
        Update(
            keys.work(company),
            set={"marked_at": keys.stamp(at), **(_due(company, at) if due else {})},
            add={"marks": 1},
        )
    )
    return _of_item(written or {})


def look_again(store: Store, company: CompanyId, seen: Work, *, at: datetime) -> None:
    """Move due to a later time, unless somebody marked since `seen`."""
    _unless_marked(store, Update(keys.work(company), set=_due(company, at), condition=_unmarked(seen)))


def rest(store: Store, company: CompanyId, seen: Work) -> None:
    """Clear due: nobody needs to look, unless somebody marked since `seen`."""
    _unless_marked(store, Update(keys.work(company), remove=("due_pk", "due_sk"), condition=_unmarked(seen)))


def close_gate(store: Store, company: CompanyId, *, reason: str, at: datetime, wait_s: float) -> None:
    """Send nothing new before `at` plus `wait_s`; somebody looks then."""
    until = at + timedelta(seconds=wait_s)
    values = {"gate_reason": reason, "gate_until": keys.stamp(until), **_due(company, until)}
    store.apply(Update(keys.work(company), set=values))


def open_gate(store: Store, company: CompanyId) -> None:
    """Send again."""
    store.apply(Update(keys.work(company), remove=("gate_reason", "gate_until")))


def park(store: Store, company: CompanyId, *, reason: str) -> None:
    """Let nobody look any more until support replays."""
    store.apply(Update(keys.work(company), set={"parked": reason}, remove=("due_pk", "due_sk")))


def unpark(store: Store, company: CompanyId) -> None:
    """Let the company's work go on."""
    store.apply(Update(keys.work(company), remove=("parked",)))


def due_companies(store: Store, shard: str, *, by: datetime, limit: int = 1000) -> list[CompanyId]:
    """List the companies of a shard at which somebody must have looked by a time."""
    page = store.query(shard, index="by_due", up_to=keys.stamp(by), limit=limit)
    return [CompanyId(item["pk"].removeprefix("COMPANY#")) for item in page.items]


def _due(company: CompanyId, at: datetime) -> Item:
    return {"due_pk": keys.shard("DUE", company), "due_sk": keys.stamp(at)}


def _unmarked(seen: Work) -> tuple[tuple[Test, ...], ...]:
    return ((Test("marks", "=", seen.marks),),)


def _unless_marked(store: Store, write: Update) -> None:
    try:
        store.apply(write)
    except ConditionFailed:
        return  # Whoever marked has set due to now: the sweep looks.


def _of_item(item: Item) -> Work:
    return Work(
        marks=item.get("marks", 0),
        marked_at=_time(item, "marked_at"),
        due_at=_time(item, "due_sk"),
        gate_reason=item.get("gate_reason", ""),
        gate_until=_time(item, "gate_until"),
        parked=item.get("parked", ""),
    )


def _time(item: Item, name: str) -> datetime | None:
    return keys.unstamp(item[name]) if name in item else None

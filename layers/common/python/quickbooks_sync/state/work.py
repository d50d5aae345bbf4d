"""A company's work mark, due and gate: who must look, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from quickbooks_sync.errors import ConditionFailed
from quickbooks_sync.model import CompanyId
from quickbooks_sync.ports import Item, Store, Test, Update
from quickbooks_sync.state import keys

Stop: TypeAlias = Literal["parked", "gate"]
PARKED: Stop = "parked"
GATE: Stop = "gate"
_LISTED = ("phase_pk", "phase_sk")
"""By these a company is listed among those that are stopped."""


@dataclass(frozen=True, slots=True)
class Work:
    """The WORK row as it was read."""

    marks: int = 0
    marked_at: datetime | None = None
    due_at: datetime | None = None
    gate_reason: str = ""
    """Why nothing new is sent; "" while the gate is open."""
    gate_until: datetime | None = None
    gate_fault: str = ""
    """What QuickBooks said, where it closed the gate itself."""
    parked: str = ""
    """Why nobody looks any more until support replays; "" normally."""
    stopped_at: datetime | None = None
    """Since when it is parked, or its gate closed."""

    @property
    def gate_since(self) -> datetime | None:
        """Since when the gate is closed; None while it is open."""
        return self.stopped_at if self.gate_reason else None


def read(store: Store, company: CompanyId) -> Work:
    """Read a company's work, strongly consistent."""
    item = store.get(keys.work(company))
    return _of_item(item) if item else Work()


def read_many(store: Store, wanted: Sequence[CompanyId]) -> dict[CompanyId, Work]:
    """Read many companies' work, strongly consistent; absent ones are left out."""
    at = {keys.work(company): company for company in wanted}
    found = store.get_many(list(at)) if at else {}
    return {at[key]: _of_item(item) for key, item in found.items()}


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


def close_gate(
    store: Store, company: CompanyId, *, reason: str, at: datetime, wait_s: float, fault: str = ""
) -> None:
    """Send nothing new before `at` plus `wait_s`; somebody looks then. `reason`: a problem's code."""
    until = at + timedelta(seconds=wait_s)
    values = {
        "gate_reason": reason,
        "gate_fault": fault,
        "gate_until": keys.stamp(until),
        **_due(company, until),
    }
    key, was_open = keys.work(company), ((Test("gate_reason", "absent"),),)
    try:
        store.apply(Update(key, set={**values, **_stopped(GATE, at)}, condition=was_open))
    except ConditionFailed:
        store.apply(Update(key, set=values))  # It stays listed since it was closed first.


def open_gate(store: Store, company: CompanyId) -> None:
    """Send again."""
    store.apply(Update(keys.work(company), remove=("gate_reason", "gate_fault", "gate_until", *_LISTED)))


def park(store: Store, company: CompanyId, *, reason: str, at: datetime) -> None:
    """Let nobody look any more until support replays."""
    values = {"parked": reason, **_stopped(PARKED, at)}
    store.apply(Update(keys.work(company), set=values, remove=("due_pk", "due_sk")))


def go_on(store: Store, company: CompanyId) -> None:
    """Let the company's work go on, parked or not, and look at once at what closed its gate."""
    store.apply(
        Update(keys.work(company), remove=("parked", "gate_reason", "gate_fault", "gate_until", *_LISTED))
    )


def stopped(
    store: Store, why: Stop, *, before: datetime | None, limit: int, cursor: str | None
) -> tuple[list[CompanyId], str | None]:
    """List the companies that are parked, or whose gate is closed, the longest first, from the index."""
    page = store.query(keys.STOPPED, prefix=f"{why}#", index="by_phase", limit=limit, cursor=cursor)
    since = [(_company(item), keys.unstamp(item["phase_sk"].split("#")[1])) for item in page.items]
    old = [company for company, at in since if before is None or at <= before]
    return old, page.cursor if len(old) == len(since) else None


def probe(store: Store, company: CompanyId) -> None:
    """Let one call try a closed gate now: a person asks."""
    store.apply(Update(keys.work(company), remove=("gate_until",)))


def due_companies(store: Store, shard: str, *, by: datetime, limit: int = 1000) -> list[CompanyId]:
    """List the companies of a shard at which somebody must have looked by a time."""
    page = store.query(shard, index="by_due", up_to=keys.stamp(by), limit=limit)
    return [_company(item) for item in page.items]


def _company(item: Item) -> CompanyId:
    return CompanyId(item["pk"].removeprefix("COMPANY#"))


def _stopped(why: str, at: datetime) -> Item:
    return {"phase_pk": keys.STOPPED, "phase_sk": f"{why}#{keys.stamp(at)}"}


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
        gate_fault=item.get("gate_fault", ""),
        parked=item.get("parked", ""),
        stopped_at=keys.unstamp(item["phase_sk"].split("#")[1]) if "phase_sk" in item else None,
    )


def _time(item: Item, name: str) -> datetime | None:
    return keys.unstamp(item[name]) if name in item else None

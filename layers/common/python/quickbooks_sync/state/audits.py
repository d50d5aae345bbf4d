"""What support did: who replayed what, and why. Kept for a year and more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from quickbooks_sync.model import CompanyId
from quickbooks_sync.ports import Item, Put, Store, Update
from quickbooks_sync.state import keys

KEPT = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Audit:
    """One call of a replay; without company, entity, problem and age it was of all."""

    at: datetime
    number: str
    """Tells acts of the same instant apart."""
    who: str
    why: str
    company: CompanyId | None = None
    entity: str | None = None
    problem: str | None = None
    before: datetime | None = None
    """Only what had been stuck since then or longer."""
    done: Mapping[str, int] = field(default_factory=dict)
    """How many messages, companies and records; empty when it did not come to its end."""


def write(store: Store, audit: Audit) -> None:
    """Write down what is about to be done."""
    values: Item = {
        "who": audit.who,
        "why": audit.why,
        "company": audit.company,
        "entity": audit.entity,
        "problem": audit.problem,
        "before": keys.stamp(audit.before) if audit.before else None,
        "expires_at": int((audit.at + KEPT).timestamp()),
    }
    store.apply(Put(keys.audit(audit.at, audit.number), values))


def add(store: Store, audit: Audit, done: Mapping[str, int]) -> None:
    """Write down how much was done."""
    store.apply(Update(keys.audit(audit.at, audit.number), set={"done": dict(done)}))


def latest(store: Store, *, limit: int, cursor: str | None = None) -> tuple[list[Audit], str | None]:
    """List acts, the newest first; the cursor goes on. Raises BadCursor."""
    page = store.query(keys.SUPPORT, prefix="REPLAY#", limit=limit, newest_first=True, cursor=cursor)
    return [_of_item(item) for item in page.items], page.cursor


def _of_item(item: Item) -> Audit:
    _, at, number = item["sk"].split("#")
    return Audit(
        at=keys.unstamp(at),
        number=number,
        who=item["who"],
        why=item["why"],
        company=item["company"],
        entity=item["entity"],
        problem=item.get("problem"),
        before=keys.unstamp(item["before"]) if item.get("before") else None,
        done=item.get("done", {}),
    )

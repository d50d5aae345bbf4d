"""What support did: who replayed what, and why. Kept for a year and more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from quickbooks_sync.model import CompanyId
from quickbooks_sync.ports import Put, Store
from quickbooks_sync.state import keys

KEPT = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Audit:
    """One replay of dead letters; without company and entity it was of all."""

    at: datetime
    who: str
    why: str
    company: CompanyId | None = None
    entity: str | None = None


def write(store: Store, audit: Audit, *, number: str) -> None:
    """Write down what is about to be done; `number` tells acts of the same instant apart."""
    values = {"who": audit.who, "why": audit.why, "company": audit.company, "entity": audit.entity}
    ends = {"expires_at": int((audit.at + KEPT).timestamp())}
    store.apply(Put(keys.audit(audit.at, number), {**values, **ends}))


def latest(store: Store, *, limit: int) -> list[Audit]:
    """List the latest acts, the newest first."""
    page = store.query(keys.SUPPORT, prefix="REPLAY#", limit=limit, newest_first=True)
    return [
        Audit(
            at=keys.unstamp(item["sk"].split("#")[1]),
            who=item["who"],
            why=item["why"],
            company=item["company"],
            entity=item["entity"],
        )
        for item in page.items
    ]

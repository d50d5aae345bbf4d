"""When somebody must look at a company's tokens: to refresh them, or to revoke and erase them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from quickbooks_sync.errors import ConditionFailed
from quickbooks_sync.model import CompanyId
from quickbooks_sync.ports import Delete, Item, Put, Store, Test, Update
from quickbooks_sync.state import keys

SHARD = "KEEP"


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is known of a company's tokens without reading them."""

    due_at: datetime
    ends_at: datetime | None
    """When the refresh token ends if nobody refreshes it."""
    ending: bool
    """Whether they still have to be revoked and erased."""


def find(store: Store, company: CompanyId) -> Keeping | None:
    """Read when somebody must look; None when there is nothing to look at."""
    item = store.get(keys.keeping(company))
    if item is None:
        return None
    ends_at = keys.unstamp(item["ends_at"]) if "ends_at" in item else None
    return Keeping(keys.unstamp(item["due_sk"]), ends_at, "ending" in item)


def plan(
    store: Store, company: CompanyId, at: datetime, *, ends_at: datetime | None = None, after_ending: bool
) -> None:
    """Set when somebody must look; one that is to end is left alone unless it is `after_ending`."""
    item = _due(company, at) | ({"ends_at": keys.stamp(ends_at)} if ends_at else {})
    condition = () if after_ending else ((Test("ending", "absent"),),)
    with suppress(ConditionFailed):
        store.apply(Put(keys.keeping(company), item, condition=condition))


def end(store: Store, company: CompanyId, at: datetime) -> None:
    """Have somebody revoke and erase a company's tokens."""
    store.apply(Put(keys.keeping(company), {**_due(company, at), "ending": True}))


def put_off(store: Store, company: CompanyId, at: datetime) -> None:
    """Look again later at what could not be done now."""
    with suppress(ConditionFailed):
        due = _due(company, at)
        store.apply(Update(keys.keeping(company), set=due, condition=((Test("due_sk", "present"),),)))


def forget(store: Store, company: CompanyId) -> None:
    """Have nobody look any more: there are no tokens."""
    store.apply(Delete(keys.keeping(company)))


def _due(company: CompanyId, at: datetime) -> Item:
    return {"due_pk": keys.shard(SHARD, company), "due_sk": keys.stamp(at)}

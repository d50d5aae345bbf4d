"""Who waits on whom, and whose waiters are to be woken: waking is work of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from quickbooks_sync.model import CompanyId, RecordKey
from quickbooks_sync.ports import Delete, Item, Put, Store, Update
from quickbooks_sync.state import keys


class Waiter(NamedTuple):
    """A WAITS row: one record that waits on another."""

    who: RecordKey
    on: RecordKey


def wait(store: Store, company: CompanyId, who: RecordKey, on: RecordKey) -> None:
    """Write that a record waits on another; read the other one again afterwards."""
    store.apply(Put(keys.waits(company, on, who), {"who": list(who)}))


def anybody_waits(store: Store, company: CompanyId, on: RecordKey) -> bool:
    """Tell whether any record waits on this one."""
    return bool(store.query(keys.partition(company), prefix=keys.waits_prefix(on), limit=1).items)


class Wake(NamedTuple):
    """A WAKE row: whose waiters are to be woken."""

    on: RecordKey
    unlinked: str = ""
    """Id of its object in the books, when that was voided: whatever was linked to it is so no more."""


def wake(store: Store, company: CompanyId, on: RecordKey, *, unlinked: str = "") -> None:
    """Write that a record's waiters are to be woken; what was unlinked is not forgotten until they are."""
    values: Item = {"on": list(on)} | ({"unlinked": unlinked} if unlinked else {})
    store.apply(Update(keys.wake(company, on), set=values))


def to_wake(store: Store, company: CompanyId, *, limit: int = 100) -> list[Wake]:
    """List the records whose waiters are to be woken."""
    page = store.query(keys.partition(company), prefix="WAKE#", limit=limit)
    return [Wake(RecordKey(*item["on"]), item.get("unlinked", "")) for item in page.items]


def waiters(store: Store, company: CompanyId, on: RecordKey, *, limit: int = 100) -> list[Waiter]:
    """List a page of those who wait on a record."""
    page = store.query(keys.partition(company), prefix=keys.waits_prefix(on), limit=limit)
    return [Waiter(_who(item), on) for item in page.items]


def woken(store: Store, company: CompanyId, done: Sequence[Waiter]) -> None:
    """Forget waiters that are pending again."""
    for waiter in done:
        store.apply(Delete(keys.waits(company, waiter.on, waiter.who)))


def all_woken(store: Store, company: CompanyId, on: RecordKey) -> None:
    """Forget that a record's waiters were to be woken: none is left."""
    store.apply(Delete(keys.wake(company, on)))


def _who(item: Item) -> RecordKey:
    return RecordKey(*item["who"])

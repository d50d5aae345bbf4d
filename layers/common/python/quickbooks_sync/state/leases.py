"""The lease of the one writer of a company's books, and of the one refresher of its tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from quickbooks_sync.errors import ConditionFailed, LeaseLost
from quickbooks_sync.model import CompanyId, RecordKey
from quickbooks_sync.ports import Check, Item, Key, Store, Test, Update
from quickbooks_sync.state import codec, keys


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease that was taken."""

    key: Key
    holder: str
    fence: int
    """Higher than every earlier holder's: a write that checks it cannot come from one that lost the lease."""
    deaths: int
    """Holders in a row, this one included, that settled nothing before they were gone."""
    sends: tuple[tuple[str, bool], ...] = ()
    """The former holder's last sendings: when (see `keys.stamp`), and whether it was a batch."""
    apart: tuple[RecordKey, ...] = ()
    """Records that go by themselves: a batch that they were in was refused whole."""

    def check(self) -> Check:
        """Hold inside a transaction that the lease is still ours."""
        return Check(self.key, condition=((_mine(self.holder, self.fence)),))


def take(store: Store, key: Key, holder: str, *, at: datetime, lease_s: float) -> Lease | None:
    """Take a lease that nobody holds or whose holder is gone; None when somebody holds it."""
    free = (
        (Test("holder", "absent"),),
        (Test("ends_at", "<", keys.stamp(at)),),
        (Test("holder", "=", holder),),
    )
    values = {"holder": holder, "ends_at": keys.stamp(at + timedelta(seconds=lease_s))}
    try:
        item = store.apply(Update(key, set=values, add={"fence": 1, "deaths": 1}, condition=free)) or {}
    except ConditionFailed:
        return None
    sends = codec.unpack(item["sends"]) if "sends" in item else []
    apart = codec.unpack(item["apart"]) if "apart" in item else []
    return Lease(
        key,
        holder,
        item["fence"],
        item["deaths"],
        tuple((when, batch) for when, batch in sends),
        tuple(RecordKey(*each) for each in apart),
    )


def writer(company: CompanyId) -> Key:
    """Locate the lease for writing a company's books."""
    return keys.writer(company)


def renew(store: Store, lease: Lease, *, at: datetime, lease_s: float, alive: bool = False) -> None:
    """Hold a lease longer; `alive` says that something was settled. Raises LeaseLost."""
    values: Item = {"ends_at": keys.stamp(at + timedelta(seconds=lease_s))}
    _change(store, lease, values | ({"deaths": 0} if alive else {}))


def release(
    store: Store,
    lease: Lease,
    *,
    sends: tuple[tuple[str, bool], ...],
    apart: tuple[RecordKey, ...] = (),
    died: bool = False,
) -> None:
    """Give a lease back, with what the next holder must know for its pacing and packing. Raises LeaseLost.

    A holder that `died` of an error leaves its death counted.
    """
    values: Item = {"sends": codec.pack(sends)} | ({} if died else {"deaths": 0})
    values |= {"apart": codec.pack([list(key) for key in apart])} if apart else {}
    _change(store, lease, values, remove=("holder", "ends_at", *(() if apart else ("apart",))))


def break_off(store: Store, key: Key) -> None:
    """Take a lease from whoever holds it: a write that checks it comes through no more."""
    store.apply(Update(key, set={"deaths": 0}, add={"fence": 1}, remove=("holder", "ends_at")))


def _change(store: Store, lease: Lease, values: Item, *, remove: tuple[str, ...] = ()) -> None:
    condition = (_mine(lease.holder, lease.fence),)
    try:
        store.apply(Update(lease.key, set=values, remove=remove, condition=condition))
    except ConditionFailed as error:
        message = "another worker took the lease"
        raise LeaseLost(message) from error


def _mine(holder: str, fence: int) -> tuple[Test, ...]:
    return (Test("holder", "=", holder), Test("fence", "=", fence))

"""The journal: calls that were written down before they were sent and are not settled yet."""

from __future__ import annotations

from datetime import datetime

from quickbooks_sync.errors import ConditionFailed, LeaseLost
from quickbooks_sync.model import Call, CompanyId, Member, Operation, Realm, RecordKey, Try
from quickbooks_sync.ports import Delete, Item, Put, Store, Test, Update
from quickbooks_sync.state import codec, keys
from quickbooks_sync.state.leases import Lease

_CALL, _LEASE = 0, 1


def write(store: Store, company: CompanyId, call: Call, lease: Lease) -> None:
    """Write a call down before its first sending, as long as the lease is ours.

    Raises LeaseLost, also when another holder wrote the same call down: it planned the same records.
    """
    members = [_member_item(member) for member in call.members]
    item: Item = {
        "realm": call.realm,
        "path": call.path,
        "call": codec.pack({"body": call.body.decode(), "params": call.params, "members": members}),
        "tries": _tries_item(call.tries),
    }
    put = Put(keys.call(company, call.id), item, condition=((Test("realm", "absent"),),))
    try:
        store.transact([put, lease.check()])
    except ConditionFailed as error:
        message = "another worker wrote the same call down" if _CALL in error.positions else "lease lost"
        raise LeaseLost(message) from error


def tried_again(store: Store, company: CompanyId, call: Call, lease: Lease) -> None:
    """Write down a further sending before it, as long as the lease is ours. Raises LeaseLost."""
    try:
        store.transact([_tried(company, call), lease.check()])
    except ConditionFailed as error:
        message = "lease lost"
        raise LeaseLost(message) from error


def tried(store: Store, company: CompanyId, call: Call) -> None:
    """Write down that a sending was certainly refused, after it."""
    store.apply(_tried(company, call))


def _tried(company: CompanyId, call: Call) -> Update:
    return Update(
        keys.call(company, call.id),
        set={"tries": _tries_item(call.tries)},
        condition=((Test("realm", "present"),),),
    )


def close(store: Store, company: CompanyId, call: Call) -> None:
    """Take a call out of the journal: none of its members has it open."""
    store.apply(Delete(keys.call(company, call.id)))


def open_calls(store: Store, company: CompanyId, realm: Realm) -> list[Call]:
    """Read what the journal holds for a company's books, the oldest first; other books' calls rest."""
    items: list[Item] = []
    cursor: str | None = None
    while True:
        page = store.query(keys.partition(company), prefix="CALL#", cursor=cursor)
        items += page.items
        cursor = page.cursor
        if cursor is None:
            here = (item for item in items if item["realm"] == realm)
            return sorted(map(_of_item, here), key=_first_try)


def _first_try(call: Call) -> datetime:
    return call.tries[0].at


def _tries_item(tries: tuple[Try, ...]) -> list[list[str | bool]]:
    return [[keys.stamp(each.at), each.refused] for each in tries]


def _member_item(member: Member) -> Item:
    return {
        "key": list(member.key),
        "operation": str(member.operation),
        "revision": member.revision,
        "calls_settled": member.calls_settled,
        "object": member.object,
        "payload": member.payload,
        "object_id": member.object_id,
        "sync_token": member.sync_token,
        "b_id": member.b_id,
        "total": member.total,
        "version": member.version,
        "asked_by": member.asked_by,
    }


def _member_of(item: Item) -> Member:
    values = {**item, "key": RecordKey(*item["key"]), "operation": Operation(item["operation"])}
    return Member(**values)


def _of_item(item: Item) -> Call:
    kept = codec.unpack(item["call"])
    return Call(
        id=item["sk"].removeprefix("CALL#"),
        realm=Realm(item["realm"]),
        path=item["path"],
        body=kept["body"].encode(),
        members=tuple(_member_of(member) for member in kept["members"]),
        params=tuple((name, value) for name, value in kept.get("params", ())),
        tries=tuple(Try(keys.unstamp(at), refused) for at, refused in item["tries"]),
    )

"""How writes are put into calls: single ones are not metered by Intuit, batches need fewer calls."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import simplejson

from quickbooks_sync.core.identity import batch_id, request_id
from quickbooks_sync.core.plan import Write
from quickbooks_sync.model import Call, CompanyId, Payload, Realm, RecordKey
from quickbooks_sync.settings import Limits


def pack(
    writes: Sequence[Write],
    *,
    company: CompanyId,
    realm: Realm,
    limits: Limits,
    alone: bool = False,
    apart: Collection[RecordKey] = (),
) -> list[Call]:
    """Put a page's writes into calls: few ones, or `alone`, each by itself; otherwise batches.

    The items of one batch never depend on each other: whoever refers to an unlinked record waits. `apart`:
    records that go by themselves, because a batch that they were in was refused whole.
    """
    if alone or len(writes) <= limits.singles_up_to:
        return [_single(write, company, realm) for write in writes]
    singles = [write for write in writes if write.member.key in apart]
    others = [write for write in writes if write.member.key not in apart]
    batches = [_batch(group, company, realm) for group in _groups(others, limits)]
    return [*(_single(write, company, realm) for write in singles), *batches]


def _single(write: Write, company: CompanyId, realm: Realm) -> Call:
    member = write.member
    number = request_id(company, realm, member.key, member.calls_settled)
    path, params = f"/{member.object.lower()}", write.spelling.params
    return Call(number, realm, path, _json(write.body), (member,), params=params)


def _batch(writes: Sequence[Write], company: CompanyId, realm: Realm) -> Call:
    members = tuple(replace(write.member, b_id=str(place)) for place, write in enumerate(writes, 1))
    numbers = [request_id(company, realm, member.key, member.calls_settled) for member in members]
    items = [
        {
            "bId": member.b_id,
            "operation": str(member.operation),
            **write.spelling.item,
            member.object: write.body,
        }
        for member, write in zip(members, writes, strict=True)
    ]
    return Call(batch_id(numbers), realm, "/batch", _json({"BatchItemRequest": items}), members)


def sent_bodies(call: Call) -> dict[str, Payload]:
    """Read back what a call sent for each member, by `b_id`; a single call's only one has none."""
    body = simplejson.loads(call.body, use_decimal=True)
    if not call.is_batch:
        return {member.b_id: body for member in call.members}
    items = {item["bId"]: item for item in body["BatchItemRequest"]}
    return {member.b_id: items[member.b_id][member.object] for member in call.members}


def _groups(writes: Sequence[Write], limits: Limits) -> Iterator[list[Write]]:
    group: list[Write] = []
    size = 0
    for write in writes:
        length = len(_json(write.body))
        if group and (len(group) == limits.batch or size + length > limits.batch_bytes):
            yield group
            group, size = [], 0
        group.append(write)
        size += length
    if group:
        yield group


def _json(value: Payload) -> bytes:
    return bytes(simplejson.dumps(value, use_decimal=True, separators=(",", ":")).encode())

"""What is stuck, as support lists it: messages that failed for good, and records with problems by age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from quickbooks_sync.model import CompanyId, Phase, RecordKey
from quickbooks_sync.ports import Delete, Item, Key, Put, Store
from quickbooks_sync.state import keys


@dataclass(frozen=True, slots=True)
class Failure:
    """Why messages of an entity failed for good: those of one company, or one that names no company."""

    entity: str
    company: CompanyId | None
    number: str
    """Tells messages apart that name no company; "" when one is named."""
    message: str
    """The id of the last of them."""
    code: str
    """Of the error; `worker_died` when there was none."""
    error: str
    """The error's class."""
    first_at: datetime
    """When the first of the messages was sent."""
    last_at: datetime
    """When the last of them failed for the last time."""
    attempts: int
    messages: int

    @property
    def key(self) -> Key:
        """Where it lies in the table."""
        return keys.failed(self.company, self.entity, self.number)


class Since(NamedTuple):
    """A record with a problem, and since when it has it."""

    key: RecordKey
    at: datetime


def find(store: Store, wanted: Sequence[Key]) -> dict[Key, Failure]:
    """Read why messages failed, strongly consistent; absent ones are left out."""
    found = store.get_many(wanted) if wanted else {}
    return {key: _of_item(item) for key, item in found.items()}


def write(store: Store, failure: Failure, *, keep_days: int) -> None:
    """Write down why messages failed: it outlives the messages themselves."""
    values: Item = {
        "message": failure.message,
        "code": failure.code,
        "error": failure.error,
        "first_at": keys.stamp(failure.first_at),
        "last_at": keys.stamp(failure.last_at),
        "attempts": failure.attempts,
        "messages": failure.messages,
        "due_pk": keys.FAILED,
        "due_sk": keys.stamp(failure.first_at),
        "expires_at": int((failure.last_at + timedelta(days=keep_days)).timestamp()),
    }
    store.apply(Put(failure.key, values))


def forget(store: Store, key: Key) -> None:
    """Remove why messages failed: they are on their way again, or have got through."""
    store.apply(Delete(key))


def failures(
    store: Store, *, before: datetime | None, limit: int, cursor: str | None = None
) -> tuple[list[Failure], str | None]:
    """List messages that failed for good, the oldest first, from the index; only those sent `before`."""
    up_to = keys.stamp(before) if before else ""
    page = store.query(keys.FAILED, index="by_due", up_to=up_to, limit=limit, cursor=cursor)
    found = find(store, [Key(item["pk"], item["sk"]) for item in page.items])
    return sorted(found.values(), key=_first_at), page.cursor


def with_problems(
    store: Store,
    company: CompanyId,
    entity: str,
    phase: Phase,
    *,
    limit: int,
    before: datetime | None,
    cursor: str | None,
) -> tuple[list[Since], str | None]:
    """List an entity's rejected or differing records, the oldest problem first; only those from `before`."""
    page = store.query(
        keys.by_phase(company, entity), prefix=f"{phase}#", index="by_phase", limit=limit, cursor=cursor
    )
    found = [_since(entity, item) for item in page.items]
    old = [each for each in found if before is None or each.at <= before]
    return old, page.cursor if len(old) == len(found) else None


def _since(entity: str, item: Item) -> Since:
    _, at, record_id = item["phase_sk"].split("#", 2)
    return Since(RecordKey(entity, record_id), keys.unstamp(at))


def _first_at(failure: Failure) -> datetime:
    return failure.first_at


def _of_item(item: Item) -> Failure:
    _, entity, *number = item["sk"].split("#")
    company = None if item["pk"] == keys.SUPPORT else CompanyId(item["pk"].removeprefix("COMPANY#"))
    return Failure(
        entity=entity,
        company=company,
        number="".join(number),
        message=item["message"],
        code=item["code"],
        error=item["error"],
        first_at=keys.unstamp(item["first_at"]),
        last_at=keys.unstamp(item["last_at"]),
        attempts=item["attempts"],
        messages=item["messages"],
    )

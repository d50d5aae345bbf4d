"""How records fared: one row per call or planning and record, listed by time; runs are counted from them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal, cast

from quickbooks_sync.model import CompanyId, Outcome, RecordKey
from quickbooks_sync.ports import Put, Store
from quickbooks_sync.state import keys


def row(company: CompanyId, cause: str, outcome: Outcome, *, keep_days: int) -> Put:
    """Write an outcome; `cause` is the call's id, or what planned it, so that twice is once."""
    key, at = outcome.key, outcome.at
    expires_at = int((at + timedelta(days=keep_days)).timestamp())
    return Put(
        keys.outcome(company, cause, key),
        {
            "result": outcome.result,
            "at": keys.stamp(at),
            "expires_at": expires_at,
            "phase_pk": keys.by_outcome(company),
            "phase_sk": f"{keys.stamp(at)}#{outcome.result}#{key.entity}#{key.id}",
        },
    )


def since(store: Store, company: CompanyId, start: datetime) -> Iterator[Outcome]:
    """Read the outcomes from a time on, the newest first, from the index."""
    cursor: str | None = None
    while True:
        page = store.query(
            keys.by_outcome(company), index="by_phase", newest_first=True, limit=1000, cursor=cursor
        )
        for item in page.items:
            at, result, entity, record_id = item["phase_sk"].split("#", 3)
            if keys.unstamp(at) < start:
                return
            yield Outcome(
                keys.unstamp(at),
                RecordKey(entity, record_id),
                cast("Literal['synced', 'error', 'waiting']", result),
            )
        cursor = page.cursor
        if cursor is None:
            return

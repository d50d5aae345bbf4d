"""How records fared: one row per call or planning and record, listed by time; runs are counted from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from quickbooks_sync.model import CompanyId, Outcome, Problem, RecordKey
from quickbooks_sync.ports import Item, Put, Store
from quickbooks_sync.state import codec, keys

PLANNED = "revision-"
"""Begins the cause of what was planned and not sent."""
REPLAY = "replay-"
"""Begins the cause of what support replayed."""


@dataclass(frozen=True, slots=True)
class Past:
    """One entry of a record's history."""

    at: datetime
    result: str
    """`synced`, `error`, `waiting`, or `replayed` by support."""
    call: str
    """The request id; "" where nothing was sent."""
    replay: str
    """The number of support's act; "" where it was none."""
    version: int
    operation: str
    problems: tuple[Problem, ...]
    intuit_tid: str
    asked_by: str
    """The run that somebody asked for; "" where nobody did."""


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
            "version": outcome.version,
            "operation": str(outcome.operation or ""),
            "problems": [codec.problem_item(problem) for problem in outcome.problems],
            "intuit_tid": outcome.intuit_tid,
            "asked_by": outcome.asked_by or "",
        },
    )


def replayed(company: CompanyId, key: RecordKey, number: str, *, at: datetime, keep_days: int) -> Put:
    """Write into a record's history that support replayed it; no run counts it."""
    expires_at = int((at + timedelta(days=keep_days)).timestamp())
    values = {"result": "replayed", "at": keys.stamp(at), "expires_at": expires_at}
    return Put(keys.outcome(company, f"{REPLAY}{number}", key), values)


def of_record(store: Store, company: CompanyId, key: RecordKey) -> list[Past]:
    """Read a record's history, the newest first; at most what one page of the table holds."""
    page = store.query(keys.partition(company), prefix=keys.outcomes_prefix(key))
    return sorted((_past(item) for item in page.items), key=lambda past: past.at, reverse=True)


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


def _past(item: Item) -> Past:
    cause = item["sk"].split("#")[3]
    replay = cause.removeprefix(REPLAY) if cause.startswith(REPLAY) else ""
    return Past(
        at=keys.unstamp(item["at"]),
        result=item["result"],
        call="" if cause.startswith((REPLAY, PLANNED)) else cause,
        replay=replay,
        version=item.get("version", 0),
        operation=item.get("operation", ""),
        problems=tuple(map(codec.problem_of, item.get("problems", ()))),
        intuit_tid=item.get("intuit_tid", ""),
        asked_by=item.get("asked_by", ""),
    )

"""Runs: those that are going, and how they ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from quickbooks_sync.errors import ConditionFailed
from quickbooks_sync.model import CompanyId, RecordKey, Run, RunId, RunState
from quickbooks_sync.ports import Delete, Item, Put, Store, Test
from quickbooks_sync.state import keys

Counts: TypeAlias = Mapping[str, Mapping[str, int]]


def start(store: Store, run: Run, *, keep_days: int) -> None:
    """Write a new run; it is going."""
    going = Put(keys.going(run.company, run.id), {"run": run.id})
    store.transact([Put(keys.run(run.company, run.id), _item(run, keep_days)), going])


def find(store: Store, company: CompanyId, run_id: RunId) -> Run | None:
    """Read a run."""
    item = store.get(keys.run(company, run_id))
    return _of_item(company, item) if item else None


def going(store: Store, company: CompanyId) -> list[Run]:
    """List a company's runs that have not ended."""
    page = store.query(keys.partition(company), prefix="GOING#")
    found = store.get_many([keys.run(company, RunId(item["run"])) for item in page.items])
    return [_of_item(company, item) for item in found.values()]


def retried(store: Store, run: Run, entity: str, *, keep_days: int) -> Run:
    """Note that an entity's formerly rejected records have been taken up again."""
    changed = replace(run, retried=(*run.retried, entity))
    store.apply(Put(keys.run(run.company, run.id), _item(changed, keep_days)))
    return changed


def end(store: Store, run: Run, counts: Counts, *, at: datetime, keep_days: int) -> bool:
    """End a run with its counts; False when it had ended already."""
    ended = replace(run, state=RunState.ENDED, ended_at=at, counts=counts)
    gone = Delete(keys.going(run.company, run.id), condition=((Test("run", "present"),),))
    try:
        store.transact([Put(keys.run(run.company, run.id), _item(ended, keep_days)), gone])
    except ConditionFailed:
        return False
    return True


def _item(run: Run, keep_days: int) -> Item:
    return {
        "kind": run.kind,
        "asked_by": run.asked_by,
        "started_at": keys.stamp(run.started_at),
        "scope": list(run.scope),
        "record": list(run.record) if run.record else None,
        "state": str(run.state),
        "ended_at": keys.stamp(run.ended_at) if run.ended_at else None,
        "retried": list(run.retried),
        "counts": {entity: dict(counts) for entity, counts in run.counts.items()},
        "expires_at": int((run.started_at + timedelta(days=keep_days)).timestamp()),
    }


def _of_item(company: CompanyId, item: dict[str, Any]) -> Run:
    return Run(
        id=RunId(item["sk"].removeprefix("RUN#")),
        company=company,
        kind=item["kind"],
        asked_by=item["asked_by"],
        started_at=keys.unstamp(item["started_at"]),
        scope=tuple(item["scope"]),
        record=RecordKey(*item["record"]) if item["record"] else None,
        state=RunState(item["state"]),
        ended_at=keys.unstamp(item["ended_at"]) if item["ended_at"] else None,
        retried=tuple(item["retried"]),
        counts=item["counts"],
    )

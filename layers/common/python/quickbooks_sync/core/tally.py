"""How a run stands: the last outcome of each record counts, so that a retry never counts twice."""

from __future__ import annotations

from collections.abc import Iterable

from quickbooks_sync.model import Outcome, RecordKey, Run


def tally(run: Run, newest_first: Iterable[Outcome]) -> dict[str, dict[str, int]]:
    """Count a run's records per entity: synced, error and waiting."""
    last: dict[RecordKey, Outcome] = {}
    for outcome in newest_first:
        seen = last.get(outcome.key)
        # What waited and was settled at the same instant has been settled.
        if seen is None or (seen.at == outcome.at and seen.result == "waiting"):
            last[outcome.key] = outcome
    counts = {entity: {"synced": 0, "error": 0, "waiting": 0} for entity in run.scope}
    for key, outcome in last.items():
        if key.entity in counts and run.record in (None, key):
            counts[key.entity][outcome.result] += 1
    return counts

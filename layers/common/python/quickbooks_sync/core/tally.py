"""How a run stands: the last outcome of each record counts, so that a retry never counts twice."""

from __future__ import annotations

from collections.abc import Iterable

from quickbooks_sync.model import Outcome, RecordKey, Run


def tally(run: Run, newest_first: Iterable[Outcome]) -> dict[str, dict[str, int]]:
    """Count a run's records per entity: synced, error and waiting."""
    counts = {entity: {"synced": 0, "error": 0, "waiting": 0} for entity in run.scope}
    seen: set[RecordKey] = set()
    for _, key, result in newest_first:
        if key in seen or key.entity not in counts or (run.record is not None and key != run.record):
            continue
        seen.add(key)
        counts[key.entity][result] += 1
    return counts

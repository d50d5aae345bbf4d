"""Contacts that would wait for ever: below themselves, or deeper than QuickBooks allows."""

from __future__ import annotations

from quickbooks_sync.core.naming import field_of
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.flows.turn import Turn
from quickbooks_sync.model import Problem, Record, RecordKey
from quickbooks_sync.state import records

LEVELS = 5
"""Of customers in QuickBooks, the top one included (facts 8.1); a circle has more than any number."""


def too_deep(turn: Turn, record: Record, parent: Record | None) -> Problem | None:
    """Walk up from a record that waits on another of its entity: at most four reads."""
    path = [record.key]
    above = parent
    while above is not None and above.key.entity == record.key.entity:
        path.append(above.key)
        if above.key == record.key or len(path) > LEVELS:
            shown = " → ".join(key.id for key in path)
            field = field_of(record.content, path[1])
            return Problem("parent_circle", field, path[1].id, about=path[1], details={"path": shown})
        key = _parent(above)
        above = records.find(turn.store, turn.id, key) if key else None
    return None


def _parent(record: Record) -> RecordKey | None:
    rules = ENTITIES[record.key.entity]
    references = rules.references(rules.schema.model_validate(record.content))
    return next((key for key in references if key.entity == record.key.entity), None)

"""How a record leaves the books, and whether others may still refer to it."""

from __future__ import annotations

from dataclasses import replace

from quickbooks_sync.entities.leaving import Leaving
from quickbooks_sync.model import Base, Operation, Payload, Record, Removal

_OPERATIONS = {
    Removal.VOID: Operation.VOID,
    Removal.DELETE: Operation.DELETE,
    Removal.DEACTIVATE: Operation.UPDATE,
}


def is_active(base: Base | None) -> bool:
    """Tell whether the books' object is one that others may refer to: neither inactive nor voided."""
    return base is None or not (base.voided or base.payload.get("Active") is False)


def gone(record: Record) -> bool:
    """Tell whether nothing new may refer to a record, because the host took it back.

    One that is to be deactivated still takes what is pending, until the books have it inactive: so the
    payment that clears a contact's balance goes in before the contact goes.
    """
    if record.removal is None:
        return False
    return record.removal is not Removal.DEACTIVATE or record.link is None or not is_active(record.base)


def ready(record: Record) -> bool:
    """Tell whether a record is in the books and others may refer to it."""
    return record.link is not None and not gone(record) and is_active(record.base)


def next_removal(record: Record, removal: Removal, leaving: Leaving) -> Removal | None:
    """Tell what the books' object needs next to be removed; None when it is."""
    if removal is not Removal.DELETE:
        return removal if is_active(record.base) else None
    return Removal.VOID if leaving.void_first and is_active(record.base) else Removal.DELETE


def operation(removal: Removal) -> Operation:
    """Name what a removal does to an object."""
    return _OPERATIONS[removal]


def left(base: Base | None, removal: Removal) -> Payload:
    """Say what the books hold of a record's payload after a removal."""
    kept = base.payload if base else {}
    return {**kept, "Active": False} if removal is Removal.DEACTIVATE else {}


def without_link(base: Base, object_id: str) -> Base:
    """Take out of a base the lines that were linked to an object which no longer holds links."""
    lines = base.payload.get("Line", [])
    kept = [place for place, line in enumerate(lines) if object_id not in _linked(line)]
    if len(kept) == len(lines):
        return base
    payload = {name: value for name, value in base.payload.items() if name != "Line"}
    payload |= {"Line": [lines[place] for place in kept]} if kept else {}
    ids = tuple(base.line_ids[place] for place in kept if place < len(base.line_ids))
    return replace(base, payload=payload, line_ids=ids)


def _linked(line: Payload) -> list[str]:
    return [each["TxnId"] for each in line.get("LinkedTxn", ())]

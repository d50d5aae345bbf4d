"""The host takes a record back: marked, written and sent on like a push; a later push brings it back."""

from __future__ import annotations

from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.errors import ConditionFailed, Conflict, NotFound
from quickbooks_sync.flows.push import Pushed, announce, ask_again
from quickbooks_sync.model import Company, RecordKey, Removal
from quickbooks_sync.ports import Ports
from quickbooks_sync.state import records, work

VOIDED = (Removal.VOID, Removal.DELETE)


def remove(ports: Ports, company: Company, key: RecordKey, removal: str, *, version: int) -> Pushed:
    """Void, delete or deactivate a record.

    Raises NotFound for a removal that its entity does not have and for a record that was never pushed,
    Conflict for a version that said something else, and for deleting what has to be voided first.
    """
    leaving = ENTITIES[key.entity].leaving
    if removal not in leaving.spellings:
        message = f"{key.entity} have {' and '.join(leaving.spellings)}, not {removal!r}"
        raise NotFound(message)
    wanted = Removal(removal)
    records.existing(ports.store, company.id, key)
    now = ports.clock.now()
    work.mark(ports.store, company.id, at=now, due=company.sync_on_push)
    after = VOIDED if wanted is Removal.DELETE and leaving.void_first else ()
    update = records.removed(company.id, key, wanted, version=version, at=now, after=after)
    try:
        stored = records.of_item(ports.store.apply(update) or {})
    except ConditionFailed:
        return _refused(ports, company, key, wanted, version=version)
    if stored.asked_by:
        ask_again(ports, stored)
    pushed = Pushed(key, version, "stored")
    announce(ports, company, key.entity, [pushed])
    return pushed


def _refused(ports: Ports, company: Company, key: RecordKey, wanted: Removal, *, version: int) -> Pushed:
    held = records.existing(ports.store, company.id, key)
    if held.version > version:
        return Pushed(key, held.version, "older")
    if held.version == version and held.removal is wanted:
        return Pushed(key, version, "unchanged")
    name = "/".join(key)
    if held.version == version:
        message = f"version {version} of {name} was told before, and said something else"
        raise Conflict(message)
    message = f"{name} is not voided: void it first, then delete it"
    raise Conflict(message)

"""A SyncToken that QuickBooks did not take: read once, and never overwrite what a person changed."""

from __future__ import annotations

from dataclasses import replace

from quickbooks_sync.core.locating import holds
from quickbooks_sync.core.query import one_of
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.errors import ConditionFailed, Disconnected, Retry
from quickbooks_sync.flows.access import access
from quickbooks_sync.flows.pages import move
from quickbooks_sync.flows.reading import ALONE_S, Reader
from quickbooks_sync.flows.turn import Turn
from quickbooks_sync.model import Payload, Phase, Problem, Record
from quickbooks_sync.state import records
from quickbooks_sync.state.records import Moved


def reread(turn: Turn) -> None:
    """Read again what is stale: the same content gets its new token, a changed one becomes a problem."""
    stale = records.load(turn.store, turn.id, sorted(turn.stale))
    turn.read_again |= turn.stale
    turn.stale.clear()
    try:
        for entity in ENTITIES:
            found = [record for key, record in stale.items() if key.entity == entity and record.link]
            if found:
                _reread(turn, entity, found)
    except (Disconnected, Retry) as error:
        turn.stop(error.code)


def _reread(turn: Turn, entity: str, stale: list[Record]) -> None:
    turn.tokens = turn.tokens or access(turn.ports, turn.id, turn.books.realm)
    reader = Reader(turn.ports, turn.id, turn.books.realm, turn.tokens, pause_s=ALONE_S)
    name = ENTITIES[entity].object
    ids = one_of(record.link.id for record in stale if record.link)
    rows = reader.query(name, f"select * from {name} where Id IN {ids}")  # noqa: S608 - quoted by one_of()
    objects = {row["Id"]: row for row in rows}
    for record in stale:
        _compare(turn, record, objects.get(record.link.id if record.link else ""))


def _compare(turn: Turn, record: Record, there: Payload | None) -> None:
    link, base = record.link, record.base
    if link is None or base is None:
        return
    if there is None:
        move(turn, record, Moved(Phase.REJECTED, (Problem("inactive_reference", value=link.id),)))
    elif not holds(there, base.payload):
        move(turn, record, Moved(Phase.REJECTED, (Problem("stale", value=link.id),)))
    else:
        try:
            newer = replace(link, sync_token=str(there["SyncToken"]))
            turn.store.apply(records.relinked(record, newer))
        except ConditionFailed:
            return  # A newer version was pushed: it meets the same refusal, and is read then.

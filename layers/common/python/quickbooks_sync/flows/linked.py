"""What a void unlinks: the payments of ours that are applied to an invoice are told once it is voided."""

from __future__ import annotations

from collections.abc import Sequence

from quickbooks_sync.core.locating import by_ids
from quickbooks_sync.core.plan import Write
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.errors import Disconnected, Retry
from quickbooks_sync.flows.access import access
from quickbooks_sync.flows.reading import Reader
from quickbooks_sync.flows.turn import Turn
from quickbooks_sync.flows.waking import wait_on
from quickbooks_sync.model import Operation, Payload
from quickbooks_sync.state import claims


def await_voids(turn: Turn, entity: str, writes: Sequence[Write]) -> bool:
    """Have our linked records wait for the voids among these writes; False when the books could not be read.

    One metered read for a hundred voids: who is linked to an object stands in the books alone.
    """
    linked = ENTITIES[entity].leaving.linked
    voids = {
        write.member.object_id: write.member.key
        for write in writes
        if linked and write.member.operation is Operation.VOID
    }
    if not voids:
        return True
    try:
        rows = _read(turn, ENTITIES[entity].object, list(voids))
    except (Disconnected, Retry) as error:
        turn.stop(error.code)
        return False
    for row in rows:
        ids = [each["TxnId"] for each in row.get("LinkedTxn", ()) if each["TxnType"] == linked]
        for who in claims.owners(turn.store, turn.id, turn.books.realm, linked, ids):
            wait_on(turn, who, voids[row["Id"]])
    return True


def _read(turn: Turn, name: str, ids: Sequence[str]) -> list[Payload]:
    turn.tokens = turn.tokens or access(turn.ports, turn.id, turn.books.realm)
    reader = Reader(turn.ports, turn.id, turn.books.realm, turn.tokens, pacing=turn.pacing)
    return [row for statement in by_ids(name, ids) for row in reader.query(name, statement)]

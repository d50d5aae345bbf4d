"""What a void unlinks: the payments of ours that are applied to an invoice are told once it is voided."""

from __future__ import annotations

from collections.abc import Sequence

from quickbooks_sync.core.locating import by_ids
from quickbooks_sync.core.plan import Write
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.errors import Disconnected, Retry
from quickbooks_sync.flows.reading import turn_reader
from quickbooks_sync.flows.turn import Turn
from quickbooks_sync.flows.waking import wait_on
from quickbooks_sync.model import Operation
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
        reader, name = turn_reader(turn, turn.books.realm), ENTITIES[entity].object
        rows = [row for statement in by_ids(name, list(voids)) for row in reader.query(name, statement)]
    except (Disconnected, Retry) as error:
        turn.stop(error.code)
        return False
    for row in rows:
        ids = [each["TxnId"] for each in row.get("LinkedTxn", ()) if each["TxnType"] == linked]
        for who in claims.owners(turn.store, turn.id, turn.books.realm, linked, ids):
            wait_on(turn, who, voids[row["Id"]])
    return True

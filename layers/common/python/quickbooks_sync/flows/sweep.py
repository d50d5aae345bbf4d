"""Every minute: a message for each company at which somebody must look by now."""

from __future__ import annotations

from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.errors import Retry
from quickbooks_sync.flows.pointers import send_pointer
from quickbooks_sync.ports import Ports
from quickbooks_sync.state import keys, work


def sweep(ports: Ports) -> int:
    """Send every due company on its way, and tell how many there were.

    A shard or a queue that is busy holds no other up; in the end it raises Retry: the next sweep does it.
    """
    sent = 0
    busy: Retry | None = None
    for shard in keys.shards("DUE"):
        try:
            for company in work.due_companies(ports.store, shard, by=ports.clock.now()):
                send_pointer(ports, company, next(iter(ENTITIES)))
                sent += 1
        except Retry as error:
            busy = error
    ports.log.outcome("sweep", sent=sent)
    if busy is not None:
        raise busy
    return sent

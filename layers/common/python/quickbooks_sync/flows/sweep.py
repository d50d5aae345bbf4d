"""Every minute: a message for each company at which somebody must look by now."""

from __future__ import annotations

from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.flows.pointers import send_pointer
from quickbooks_sync.ports import Ports
from quickbooks_sync.state import keys, work


def sweep(ports: Ports) -> int:
    """Send every due company on its way, and tell how many there were."""
    first = next(iter(ENTITIES))
    sent = 0
    for shard in keys.shards("DUE"):
        for company in work.due_companies(ports.store, shard, by=ports.clock.now()):
            send_pointer(ports, company, first)
            sent += 1
    ports.log.outcome("sweep", sent=sent)
    return sent

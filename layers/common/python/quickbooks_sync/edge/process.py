"""What one Lambda process keeps between events: the log and the ports, made at the first event."""

from __future__ import annotations

from functools import cache

from quickbooks_sync import wiring
from quickbooks_sync.edge.telemetry import Telemetry
from quickbooks_sync.ports import Ports


@cache
def telemetry() -> Telemetry:
    """Make the log, once."""
    return Telemetry()


@cache
def ports() -> Ports:
    """Connect to the outside, once."""
    return wiring.ports(wiring.settings(), telemetry())

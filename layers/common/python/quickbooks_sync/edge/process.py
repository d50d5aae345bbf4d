"""What one Lambda process keeps between events: settings, log and ports, made at the first event."""

from __future__ import annotations

import os
from functools import cache

from quickbooks_sync import wiring
from quickbooks_sync.edge.telemetry import Telemetry
from quickbooks_sync.ports import Ports
from quickbooks_sync.settings import Settings


@cache
def settings() -> Settings:
    """Read the environment, once."""
    return Settings.from_env(os.environ)


@cache
def telemetry() -> Telemetry:
    """Make the log, once."""
    return Telemetry()


@cache
def ports() -> Ports:
    """Connect to the outside, once."""
    return wiring.ports(settings(), telemetry())

"""A strict QuickBooks Online on this machine, for any client; it knows nothing of the product beside it."""

from simulator.clock import Clock, SimulatedClock
from simulator.core import FIRST_REALM, Simulator
from simulator.protocol.wire import Answer, Request
from simulator.settings import Settings

__all__ = [
    "FIRST_REALM",
    "Answer",
    "Clock",
    "Request",
    "Settings",
    "SimulatedClock",
    "Simulator",
]

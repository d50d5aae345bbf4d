"""A strict QuickBooks Online on this machine, for any client; it knows nothing of the product beside it.

Its parts from below, each importing only those before it:
* wire, timestamps, faults, settings, clock: what all others speak in;
* books: one company and the rules that its objects share; entities: what differs by kind;
* query, put_in, limits, oauth, webhooks: subjects of their own, and profiles: companies on their first day;
* protocol: what a company answers to an admitted request; ordered_faults: what a fault makes of an answer;
* accounting_api: admission, then both of these; core: the whole, without a network;
* journal, state, controls, serving, options: what one can do with it.
"""

from simulator.clock import Clock, SimulatedClock
from simulator.core import FIRST_REALM, Simulator
from simulator.settings import Settings
from simulator.wire import Answer, Request

__all__ = [
    "FIRST_REALM",
    "Answer",
    "Clock",
    "Request",
    "Settings",
    "SimulatedClock",
    "Simulator",
]

"""Routes of support: what is stuck and why, bringing it back to work, and what was done about it."""

from __future__ import annotations

from quickbooks_sync.core.roles import Act
from quickbooks_sync.edge import bodies
from quickbooks_sync.edge.process import ports
from quickbooks_sync.edge.request import Request
from quickbooks_sync.edge.responses import Answer
from quickbooks_sync.edge.support import replayed, wanted
from quickbooks_sync.errors import SHOWN, Invalid
from quickbooks_sync.flows import dead_letters, overview


def get_dead_letters(request: Request) -> Answer:
    """List what is stuck."""
    request.allowed(Act.REPLAY)
    asked = bodies.read(bodies.Stuck, request.query())
    listed = dead_letters.listing(ports(), wanted(asked), cursor=asked.cursor, language=request.language())
    return Answer(listed)


def post_replay(request: Request) -> Answer:
    """Let what is stuck go on."""
    caller = request.allowed(Act.REPLAY)
    return Answer(replayed(bodies.read(bodies.Replay, request.body()), who=caller.subject))


def get_companies(request: Request) -> Answer:
    """List companies, or those that are parked, stopped or disconnected."""
    request.allowed(Act.REPLAY)
    state = request.asked("state")
    if state and state not in overview.STATES:
        message = f"must be one of {', '.join(overview.STATES)}"
        raise Invalid(f"state {message}", [{"field": "state", "value": state[:SHOWN], "message": message}])
    return Answer(overview.companies_in(ports(), state, cursor=request.asked("cursor") or None))


def get_audits(request: Request) -> Answer:
    """List what support did."""
    request.allowed(Act.REPLAY)
    return Answer(overview.audits_of(ports(), cursor=request.asked("cursor") or None))

"""Routes of support: what could not be done, and bringing it back to work."""

from __future__ import annotations

from quickbooks_sync.core.roles import Act
from quickbooks_sync.edge import bodies
from quickbooks_sync.edge.process import ports
from quickbooks_sync.edge.request import Request
from quickbooks_sync.edge.responses import Answer
from quickbooks_sync.edge.support import replayed
from quickbooks_sync.flows import show


def get_dead_letters(request: Request) -> Answer:
    """Count the dead letters."""
    request.allowed(Act.REPLAY)
    return Answer(show.dead_letters(ports()))


def post_replay(request: Request) -> Answer:
    """Replay dead letters."""
    caller = request.allowed(Act.REPLAY)
    return Answer(replayed(bodies.read(bodies.Replay, request.body()), who=caller.subject))

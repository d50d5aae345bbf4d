"""Routes of manual sync: asking for a run, and how far it is."""

from __future__ import annotations

import re
from http import HTTPStatus

from quickbooks_sync.core.roles import Act
from quickbooks_sync.edge.process import ports
from quickbooks_sync.edge.request import Request
from quickbooks_sync.edge.responses import Answer
from quickbooks_sync.errors import NotFound
from quickbooks_sync.flows import running, show
from quickbooks_sync.model import RunId
from quickbooks_sync.state import runs

_RUN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def post_sync(request: Request) -> Answer:
    """Start a run over everything, an entity or a record: as much as the path names."""
    company = request.company(Act.SYNC)
    entity = request.entity() if "entity" in request.parts else ""
    record_id = request.record().id if "id" in request.parts else ""
    asked_by = request.caller().subject
    run = running.ask(ports(), company, entity=entity, record_id=record_id, asked_by=asked_by)
    return Answer(show.run(run), HTTPStatus.ACCEPTED)


def get_run(request: Request) -> Answer:
    """Show a run."""
    company = request.company(Act.READ)
    run_id = RunId(request.parts["run"])
    run = runs.find(ports().store, company.id, run_id) if _RUN_ID.fullmatch(run_id) else None
    if run is None:
        raise NotFound("no such run")
    return Answer(show.run(running.progress(ports(), run)))

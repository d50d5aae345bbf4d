"""Routes of records: pushing, showing and listing them, and what a person has to do."""

from __future__ import annotations

from quickbooks_sync.core.roles import Act
from quickbooks_sync.edge import bodies
from quickbooks_sync.edge.process import ports
from quickbooks_sync.edge.request import Request
from quickbooks_sync.edge.responses import Answer
from quickbooks_sync.errors import SHOWN, Invalid
from quickbooks_sync.flows import history, push, remove, show
from quickbooks_sync.model import Company, Payload, Phase, Record
from quickbooks_sync.state import records, work


def put_record(request: Request) -> Answer:
    """Take one record."""
    company, entity = request.company(Act.PUSH), request.entity()
    return Answer(
        _pushed(push.push(ports(), company, entity, record_id=request.parts["id"], content=request.body()))
    )


def post_records(request: Request) -> Answer:
    """Take many records."""
    company, entity = request.company(Act.PUSH), request.entity()
    many = bodies.read(bodies.Many, request.body())
    results = push.push_many(ports(), company, entity, many.records)
    return Answer({"results": [_pushed(each) for each in results]})


def post_removal(request: Request) -> Answer:
    """Void, delete or deactivate a record."""
    company, key = request.company(Act.PUSH), request.record()
    body = bodies.read(bodies.Removed, request.body())
    return Answer(
        _pushed(remove.remove(ports(), company, key, request.parts["removal"], version=body.version))
    )


def get_record(request: Request) -> Answer:
    """Show a record."""
    company, found = _found(request)
    seen, language = work.read(ports().store, company.id), request.language(company)
    return Answer(show.record(ports(), company, found, seen=seen, language=language))


def get_history(request: Request) -> Answer:
    """Show what became of a record, and what is under way for it."""
    company, found = _found(request)
    return Answer(history.history(ports(), company, found, language=request.language(company)))


def _found(request: Request) -> tuple[Company, Record]:
    company = request.company(Act.READ)
    return company, records.existing(ports().store, company.id, request.record())


def get_records(request: Request) -> Answer:
    """List an entity's records."""
    company = request.company(Act.READ)
    phase = request.asked("phase")
    if phase and phase not in list(Phase):
        message = f"must be one of {', '.join(Phase)}"
        raise Invalid(f"phase {message}", [{"field": "phase", "value": phase[:SHOWN], "message": message}])
    page = show.Wanted(
        entity=request.entity(),
        phase=Phase(phase) if phase else None,
        cursor=request.asked("cursor") or None,
        language=request.language(company),
    )
    return Answer(show.listing(ports(), company, page))


def get_problems(request: Request) -> Answer:
    """List what a person has to do, grouped by cause."""
    company = request.company(Act.READ)
    return Answer(show.problems(ports(), company, language=request.language(company)))


def _pushed(pushed: push.Pushed) -> Payload:
    shown: Payload = {"id": pushed.key.id, "version": pushed.version, "result": pushed.result}
    return shown | ({"faults": [dict(fault) for fault in pushed.faults]} if pushed.faults else {})

"""The routes: each checks the caller first, then names its flow."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeAlias
from urllib.parse import urlencode

from quickbooks_sync.core.roles import Act, Caller
from quickbooks_sync.edge import requests
from quickbooks_sync.edge.process import ports, settings
from quickbooks_sync.edge.request import Request
from quickbooks_sync.edge.responses import Answer
from quickbooks_sync.errors import Forbidden, Invalid, NotFound, SyncError
from quickbooks_sync.flows import connect, push, register, replay, running, show
from quickbooks_sync.model import Company, CompanyId, Payload, Phase, RecordKey, RunId
from quickbooks_sync.state import companies, records, runs

Route: TypeAlias = Callable[[Request], Answer]


def put_company(request: Request) -> Answer:
    """Register a company."""
    company_id = request.company_id(Act.REGISTER)
    values = requests.given(requests.read(requests.Registration, request.body()))
    return _company(register.register(ports(), company_id, values))


def get_company(request: Request) -> Answer:
    """Show a company."""
    return _company(request.company(Act.READ))


def put_settings(request: Request) -> Answer:
    """Change a company's settings."""
    company = request.company(Act.CHOOSE)
    values = requests.given(requests.read(requests.CompanySettings, request.body()))
    return _company(register.change(ports(), company, values))


def put_record(request: Request) -> Answer:
    """Take one record."""
    company = request.company(Act.PUSH)
    pushed = push.push(
        ports(), company, request.entity(), record_id=request.parts["id"], content=request.body()
    )
    return Answer(_pushed(pushed))


def post_records(request: Request) -> Answer:
    """Take many records."""
    company = request.company(Act.PUSH)
    many = requests.read(requests.Many, request.body())
    results = push.push_many(ports(), company, request.entity(), many.records)
    return Answer({"results": [_pushed(each) for each in results]})


def get_record(request: Request) -> Answer:
    """Show a record."""
    company = request.company(Act.READ)
    key = RecordKey(request.entity(), request.parts["id"])
    found = records.find(ports().store, company.id, key)
    if found is None:
        message = f"no record {key.id!r} among {key.entity}"
        raise NotFound(message)
    return Answer(show.record(ports(), company, found, language=request.language(company)))


def get_records(request: Request) -> Answer:
    """List an entity's records."""
    company = request.company(Act.READ)
    phase = request.asked("phase")
    if phase and phase not in list(Phase):
        message = f"phase is one of {', '.join(Phase)}"
        raise Invalid(message, [{"field": "phase", "value": phase, "message": message}])
    page = show.Wanted(
        entity=request.entity(),
        phase=Phase(phase) if phase else None,
        cursor=request.asked("cursor") or None,
        language=request.language(company),
    )
    return Answer(show.listing(ports(), company, page))


def post_connection(request: Request) -> Answer:
    """Start connecting."""
    company = request.company(Act.CONNECT)
    redirect_url = f"{request.public_url()}{CALLBACK}"
    url = connect.start(ports(), company, user=request.caller().subject, redirect_url=redirect_url)
    return Answer({"authorize_url": url})


def get_callback(request: Request) -> Answer:
    """Take Intuit's redirect, and send the browser on: never a page, since the address holds a code."""
    callback = connect.Callback(
        request.asked("state"), request.asked("code"), request.asked("realmId"), request.asked("error")
    )
    try:
        company = connect.finish(ports(), callback, environment=settings().quickbooks_environment)
        result = {"company": company.id, "result": "connected"}
    except SyncError as error:
        result = {"result": error.code, "message": str(error)}
    return Answer(None, location=f"{settings().after_connect_url}?{urlencode(result)}")


def get_choices(request: Request) -> Answer:
    """List what the drop-downs offer."""
    company = request.company(Act.READ)
    return Answer(connect.choices(connect.known_books(ports(), company)))


def refresh_choices(request: Request) -> Answer:
    """Read the books again."""
    company = request.company(Act.CHOOSE)
    return Answer(connect.choices(connect.refresh(ports(), company)))


def put_selections(request: Request) -> Answer:
    """Make selections."""
    company = request.company(Act.CHOOSE)
    wanted = requests.given(requests.read(requests.Selected, request.body()))
    books = connect.known_books(ports(), company)
    return _company(connect.select(ports(), company, books, wanted))


def post_sync(request: Request) -> Answer:
    """Start a run over everything, an entity or a record."""
    company = request.company(Act.SYNC)
    run = running.ask(
        ports(),
        company,
        entity=request.entity() if "entity" in request.parts else "",
        record_id=request.parts.get("id", ""),
        asked_by=request.caller().subject,
    )
    return Answer(show.run(run), HTTPStatus.ACCEPTED)


def get_run(request: Request) -> Answer:
    """Show a run."""
    company = request.company(Act.READ)
    run = runs.find(ports().store, company.id, RunId(request.parts["run"]))
    if run is None:
        message = "no such run"
        raise NotFound(message)
    return Answer(show.run(running.progress(ports(), run)))


def get_problems(request: Request) -> Answer:
    """List what a person has to do, grouped by cause."""
    company = request.company(Act.READ)
    return Answer(show.problems(ports(), company, language=request.language(company)))


def get_dead_letters(request: Request) -> Answer:
    """Count the dead letters."""
    _support(request)
    return Answer({"dead_letters": replay.counts(ports())})


def post_replay(request: Request) -> Answer:
    """Replay dead letters."""
    caller = _support(request)
    wanted = requests.read(requests.Replay, request.body())
    company = CompanyId(wanted.company) if wanted.company else None
    done = replay.replay(
        ports(), replay.Wanted(company, wanted.entity), who=caller.subject, why=wanted.reason
    )
    return Answer({"sent": done.sent, "left": done.left})


def _support(request: Request) -> Caller:
    caller = request.caller()
    if not caller.may(Act.REPLAY):
        message = f"the role {caller.role} may not do this"
        raise Forbidden(message)
    return caller


def _company(company: Company) -> Answer:
    return Answer(show.company(company, companies.find_books(ports().store, company.id)))


def _pushed(pushed: push.Pushed) -> Payload:
    shown: Payload = {"id": pushed.key.id, "version": pushed.version, "result": pushed.result}
    return shown | ({"faults": [dict(fault) for fault in pushed.faults]} if pushed.faults else {})


_V1 = "/v1/companies/<company>"
CALLBACK = "/v1/oauth/callback"
ROUTES: tuple[tuple[str, str, Route], ...] = (
    ("PUT", _V1, put_company),
    ("GET", _V1, get_company),
    ("PUT", f"{_V1}/settings", put_settings),
    ("GET", f"{_V1}/records/<entity>", get_records),
    ("POST", f"{_V1}/records/<entity>", post_records),
    ("PUT", f"{_V1}/records/<entity>/<id>", put_record),
    ("GET", f"{_V1}/records/<entity>/<id>", get_record),
    ("POST", f"{_V1}/connection", post_connection),
    ("GET", f"{_V1}/connection", get_company),
    ("GET", f"{_V1}/choices", get_choices),
    ("POST", f"{_V1}/choices/refresh", refresh_choices),
    ("PUT", f"{_V1}/selections", put_selections),
    ("POST", f"{_V1}/sync", post_sync),
    ("POST", f"{_V1}/sync/<entity>", post_sync),
    ("POST", f"{_V1}/sync/<entity>/<id>", post_sync),
    ("GET", f"{_V1}/runs/<run>", get_run),
    ("GET", f"{_V1}/problems", get_problems),
    ("GET", "/v1/support/dead-letters", get_dead_letters),
    ("POST", "/v1/support/dead-letters/replay", post_replay),
    ("GET", CALLBACK, get_callback),
)

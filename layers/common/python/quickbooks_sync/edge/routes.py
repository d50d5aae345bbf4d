"""The routes: each checks the caller first, then names its flow."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TypeAlias
from urllib.parse import urlencode

from quickbooks_sync.core.roles import Act
from quickbooks_sync.edge import bodies
from quickbooks_sync.edge.process import ports, settings
from quickbooks_sync.edge.request import Request, no_record
from quickbooks_sync.edge.responses import Answer, of_error
from quickbooks_sync.edge.support import replayed
from quickbooks_sync.errors import Invalid, NotFound
from quickbooks_sync.flows import connect, push, register, running, show
from quickbooks_sync.model import Company, Payload, Phase, RunId
from quickbooks_sync.state import companies, records, runs, work

Route: TypeAlias = Callable[[Request], Answer]
CALLBACK = "/v1/oauth/callback"
_RUN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_FROM_INTUIT = {
    "state": re.compile(r"[A-Za-z0-9_-]{1,100}"),
    "code": re.compile(r"[A-Za-z0-9_.-]{1,1000}"),
    "realmId": re.compile(r"[0-9]{1,20}"),
    "error": re.compile(r"access_denied|invalid_(request|scope)|server_error|temporarily_unavailable"),
}
"""What Intuit's redirect may carry; anything else counts as not there, and is never repeated."""


def put_company(request: Request) -> Answer:
    """Register a company."""
    company_id = request.company_id(Act.REGISTER)
    values = bodies.given(bodies.read(bodies.Registration, request.body()))
    return _company(register.register(ports(), company_id, values))


def get_company(request: Request) -> Answer:
    """Show a company."""
    return _company(request.company(Act.READ))


def put_settings(request: Request) -> Answer:
    """Change a company's settings."""
    company = request.company(Act.CHOOSE)
    values = bodies.given(bodies.read(bodies.CompanySettings, request.body()))
    return _company(register.change(ports(), company, values))


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


def get_record(request: Request) -> Answer:
    """Show a record."""
    company = request.company(Act.READ)
    key = request.record()
    found = records.find(ports().store, company.id, key)
    if found is None:
        raise no_record(key)
    return Answer(show.record(ports(), company, found, language=request.language(company)))


def get_records(request: Request) -> Answer:
    """List an entity's records."""
    company = request.company(Act.READ)
    phase = request.asked("phase")
    if phase and phase not in list(Phase):
        message = f"must be one of {', '.join(Phase)}"
        raise Invalid(
            f"phase {message}", [{"field": "phase", "value": phase[: push.SHOWN], "message": message}]
        )
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
    """Take Intuit's redirect and send the browser on, whatever happens: its address holds a code."""
    after = settings().after_connect_url
    given = {
        name: value if (value := request.asked(name)) and form.fullmatch(value) else ""
        for name, form in _FROM_INTUIT.items()
    }
    callback = connect.Callback(given["state"], given["code"], given["realmId"], given["error"])
    try:
        company = connect.finish(ports(), callback, environment=settings().quickbooks_environment)
        result: Mapping[str, object] = {"result": "connected", "company": company.id}
    except Exception as error:  # noqa: BLE001 - see above
        said = of_error(error).value
        result = {"result": said["code"], "message": said["message"]}
    return Answer({}, location=f"{after}{'&' if '?' in after else '?'}{urlencode(result)}")


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
    wanted = bodies.given(bodies.read(bodies.Selected, request.body()))
    books = connect.known_books(ports(), company)
    return _company(connect.select(ports(), company, books, wanted))


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


def get_problems(request: Request) -> Answer:
    """List what a person has to do, grouped by cause."""
    company = request.company(Act.READ)
    return Answer(show.problems(ports(), company, language=request.language(company)))


def get_dead_letters(request: Request) -> Answer:
    """Count the dead letters."""
    request.allowed(Act.REPLAY)
    return Answer(show.dead_letters(ports()))


def post_replay(request: Request) -> Answer:
    """Replay dead letters."""
    caller = request.allowed(Act.REPLAY)
    return Answer(replayed(bodies.read(bodies.Replay, request.body()), who=caller.subject))


def no_route(request: Request) -> Answer:
    """Answer what no route is for."""
    del request
    raise NotFound("no such route")


def _company(company: Company) -> Answer:
    store = ports().store
    books, seen = companies.find_books(store, company.id), work.read(store, company.id)
    return Answer(show.company(company, books, seen))


def _pushed(pushed: push.Pushed) -> Payload:
    shown: Payload = {"id": pushed.key.id, "version": pushed.version, "result": pushed.result}
    return shown | ({"faults": [dict(fault) for fault in pushed.faults]} if pushed.faults else {})


_V1 = "/v1/companies/{company}"
ROUTES: Mapping[str, Route] = {
    f"PUT {_V1}": put_company,
    f"GET {_V1}": get_company,
    f"PUT {_V1}/settings": put_settings,
    f"GET {_V1}/records/{{entity}}": get_records,
    f"POST {_V1}/records/{{entity}}": post_records,
    f"PUT {_V1}/records/{{entity}}/{{id}}": put_record,
    f"GET {_V1}/records/{{entity}}/{{id}}": get_record,
    f"POST {_V1}/connection": post_connection,
    f"GET {_V1}/connection": get_company,
    f"GET {_V1}/choices": get_choices,
    f"POST {_V1}/choices/refresh": refresh_choices,
    f"PUT {_V1}/selections": put_selections,
    f"POST {_V1}/sync": post_sync,
    f"POST {_V1}/sync/{{entity}}": post_sync,
    f"POST {_V1}/sync/{{entity}}/{{id}}": post_sync,
    f"GET {_V1}/runs/{{run}}": get_run,
    f"GET {_V1}/problems": get_problems,
    "GET /v1/support/dead-letters": get_dead_letters,
    "POST /v1/support/dead-letters/replay": post_replay,
    f"GET {CALLBACK}": get_callback,
}
"""By API Gateway's route key, as template.yaml has them."""

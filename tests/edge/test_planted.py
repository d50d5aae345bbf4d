"""Errors that repeat what they were given: none of it is logged, whatever raises them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from botocore.exceptions import ClientError, ParamValidationError

from quickbooks_sync.books import BooksReply
from quickbooks_sync.edge import schedule
from quickbooks_sync.errors import Defect
from quickbooks_sync.flows import pages
from quickbooks_sync.model import Phase
from tests.edge.examples import CONTACT
from tests.edge.service import CONTEXT, Service, person
from tests.peers.books import fault, refuse
from tests.planted import AMOUNT, WATCH, WORD, Leaked, Watch

Break = Callable[[Service, pytest.MonkeyPatch], object]
TEXT = f"{WORD} Ltd owes {AMOUNT}"


def raises(error: Exception) -> Callable[..., object]:
    def raise_it(*_: object, **__: object) -> None:
        raise error

    return raise_it


def refused(reply: BooksReply) -> Break:
    return lambda service, patch: refuse(service.world, "/customer", reply)


def planning_raises(service: Service, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pages, "plan", raises(ValueError(TEXT)))


def table_raises(error: Exception) -> Break:
    return lambda service, patch: setattr(service.world.store, "before", raises(error))


def rejected(operation: str) -> ClientError:
    return ClientError({"Error": {"Code": "ValidationException", "Message": f"Value '{TEXT}'"}}, operation)


BREAKS: dict[str, Break] = {
    "name taken": refused(fault("6240", f"{TEXT} is already using this name")),
    "unknown code": refused(fault("6000", TEXT, message=TEXT)),
    "odd code": refused(fault(TEXT, TEXT, message=TEXT)),
    "page of a gateway": refused(BooksReply(503, f"<html><body>{TEXT}</body></html>".encode(), WORD.lower())),
    "page with 200": refused(BooksReply(200, f"<html><body>{TEXT}</body></html>".encode())),
    "answer of another shape": refused(
        BooksReply(200, f'{{"Customer": {{"Id": "1", "X": "{TEXT}"}}}}'.encode())
    ),
    "planning": planning_raises,
    "botocore": table_raises(rejected("PutItem")),
    "botocore's own check": table_raises(ParamValidationError(report=TEXT)),
}


@pytest.mark.parametrize("name", BREAKS)
def test_an_error_that_repeats_a_record_is_logged_without_it(
    ready: Service, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    ready.push("contacts", "contact-1", {**CONTACT, "display_name": TEXT, "email": f"{WORD}@example.test"})
    BREAKS[name](ready, monkeypatch)
    before = WATCH.counts["lines"]
    ready.drain("contacts", '{"company": "acme"}')
    assert WATCH.counts["lines"] > before
    written = capfd.readouterr()
    assert WORD not in written.out + written.err
    assert str(AMOUNT) not in written.out + written.err


def test_a_handler_that_fails_says_nothing_of_what_it_held(
    ready: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lambda itself writes what a handler raises, with its text."""
    WATCH.plant({"display_name": TEXT})
    monkeypatch.setattr(schedule, "sweep", raises(ValueError(TEXT)))
    with pytest.raises(Defect) as failed:
        schedule.sweep_handler({}, CONTEXT)
    assert failed.value.__cause__ is None
    assert failed.value.__suppress_context__
    assert WORD not in str(failed.value)


def test_a_refused_read_is_logged_without_its_text(ready: Service) -> None:
    WATCH.plant({"display_name": TEXT})
    refuse(ready.world, "/preferences", fault("4000", TEXT, message=TEXT))
    answer = ready.call("POST /v1/companies/{company}/choices/refresh", claims=person())
    assert (answer.status, WORD in answer.body) == (500, False)


@pytest.mark.parametrize("status", [200, 400, 401, 500])
@pytest.mark.parametrize("body", [f'{{"error": "x", "error_description": "{TEXT}"}}', f"<html>{TEXT}</html>"])
def test_an_oauth_error_is_logged_without_its_body(
    service: Service, monkeypatch: pytest.MonkeyPatch, status: int, body: str
) -> None:
    WATCH.plant({"display_name": TEXT})
    started = service.call("POST /v1/companies/{company}/connection", claims=person())
    query = dict(service.world.oauth.consent(started.value["authorize_url"], service.world.realm))
    answered = requests.Response()
    answered.status_code, answered.raw = status, io.BytesIO(body.encode())
    monkeypatch.setattr(service.world.oauth.wire, "send", lambda *_, **__: answered)
    given = {**query, "error_description": TEXT}
    answer = service.call("GET /v1/oauth/callback", claims=None, queryStringParameters=given)
    assert "result=intuit_busy" in answer.headers["Location"]
    assert WORD not in answer.headers["Location"]


def test_a_body_that_is_not_understood_is_logged_without_it(ready: Service) -> None:
    WATCH.plant({"display_name": TEXT})
    for body in (f'{{"display_name": "{TEXT}"', {"display_name": {"x": TEXT}, TEXT: TEXT}):
        assert ready.push("contacts", "contact-1", body).status == 422
    assert Phase.PENDING not in ready.world.phases().values()


@pytest.mark.parametrize(
    "text", [TEXT, "RT1-" + "0f" * 12, "XAB1" + "0f" * 20, "eyJhbGciOiJSUzI1NiIsImtpZCI6"]
)
def test_what_is_planted_is_found_where_it_is_written(text: str) -> None:
    watch = Watch()
    watch.plant({"display_name": TEXT})
    watch.line("record", "contact-1")
    watch.check()
    watch.line("record", f"{text} is refused")
    with pytest.raises(Leaked, match="is in a line"):
        watch.check()


@pytest.mark.parametrize("file", ["sync_contacts.jsonl", "messages.jsonl", "aws.log"])
def test_what_is_planted_is_found_in_the_files_of_a_stack(tmp_path: Path, file: str) -> None:
    watch = Watch()
    watch.plant({"display_name": "Zoë's Garden"})
    log = tmp_path / file
    log.write_text('{"company": "acme"}\n')
    watch.scan(tmp_path)
    log.write_text(json.dumps({"MessageBody": json.dumps({"name": "Zoë's Garden"})}))
    with pytest.raises(Leaked, match=file):
        watch.scan(tmp_path)

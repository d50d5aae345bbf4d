"""`python -m support` as a person uses it: in a shell of its own, against the routes of the service."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from quickbooks_sync.edge.routes import ROUTES
from quickbooks_sync.model import CompanyId
from quickbooks_sync.state import work
from support.__main__ import parser
from tests.edge.examples import CONTACT
from tests.edge.service import ROOT, SUPPORT, Service, person

Run = Callable[..., subprocess.CompletedProcess[str]]
CLAIMS = {"support-token": SUPPORT, "owner-token": person()}


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    made = Service(monkeypatch)
    made.world.ready()
    return made


@contextmanager
def serving(handle: Callable[[BaseHTTPRequestHandler], tuple[int, str]]) -> Iterator[str]:
    """Answer every request at an address of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            status, body = handle(self)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()
            self.wfile.write(body.encode())

        do_GET = do_POST = _answer  # noqa: N815 - http.server's own names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answered(service: Service, request: BaseHTTPRequestHandler) -> tuple[int, str]:
    """Answer as API Gateway and the service do."""
    url = urlsplit(request.path)
    claims = CLAIMS.get(request.headers["Authorization"].removeprefix("Bearer "))
    if claims is None:
        return 401, '{"message": "Unauthorized"}'
    for route in ROUTES:
        method, _, path = route.partition(" ")
        found = re.fullmatch(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path)), url.path)
        if found and method == request.command:
            parts = {name: unquote(part) for name, part in found.groupdict().items()}
            sent = request.rfile.read(int(request.headers.get("Content-Length", 0))).decode()
            body = {"body": sent} if sent else {}
            headers = {"accept-language": request.headers.get("Accept-Language", "")}
            query = dict(parse_qsl(url.query))
            answer = service.call(
                route, parts=parts, claims=claims, queryStringParameters=query, headers=headers, **body
            )
            return answer.status, answer.body
    return 404, '{"message": "Not Found"}'


def spoken(*words: str, url: str, token: str = "support-token", **more: str) -> Any:  # noqa: S107 - opens a test
    """Run a command in a process of its own."""
    environment = {"QUICKBOOKS_SYNC_API": url, "QUICKBOOKS_SYNC_TOKEN": token, "COLUMNS": "100", **more}
    return subprocess.run(
        [sys.executable, "-m", "support", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def run(service: Service) -> Iterator[Run]:
    """Give a way to run a command against the service."""
    with serving(lambda request: answered(service, request)) as url:
        yield lambda *words, **more: spoken(*words, url=url, **more)


def reject(service: Service, *numbers: int) -> None:
    """Push contacts that QuickBooks would not take, and let them be rejected."""
    for number in numbers:
        service.push("contacts", f"contact-{number}", {**CONTACT, "display_name": f"A: {number}"})
    service.work()


def test_nothing_is_stuck_and_it_says_so(run: Run) -> None:
    done = run("dead-letters")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Nothing is stuck." in done.stdout
    assert "In the queues: contacts 0, products 0, invoices 0, payments 0" in done.stdout


def test_what_is_stuck_is_a_table_with_reason_and_remedy(run: Run, service: Service) -> None:
    service.drain("contacts", '{"company": "nobody"}', received=6)
    service.world.clock.sleep(7200)
    printed = run("dead-letters").stdout
    head, row = printed.splitlines()[:2]
    assert head.split() == ["KIND", "COMPANY", "ENTITY", "ID", "AGE", "TRIES", "CODE"]
    assert row.split() == ["message", "nobody", "contacts", "-", "2", "h", "6", "message_without_company"]
    assert row.index("contacts") == head.index("ENTITY")
    assert "  → No record hangs on it." in printed
    assert "\x1b" not in printed
    swedish = run("dead-letters", "--language", "sv").stdout
    assert "Ingen post hänger på det." in swedish


def test_a_replay_is_tried_dry_then_done_and_then_kept(run: Run, service: Service) -> None:
    reject(service, 1, 2)
    words = ("replay", "--company", "acme", "--problem", "name_with_colon", "--reason", "mended")
    dry = run(*words, "--dry-run")
    assert (dry.returncode, dry.stdout.splitlines()[0]) == (0, "This would be replayed; nothing was done:")
    assert re.search(r"records +2", dry.stdout)
    done = run(*words, "--json")
    assert json.loads(done.stdout) == {"dry_run": False, "messages": 0, "companies": 0, "records": 2}
    audits = run("audits").stdout
    assert audits.count("mended") == 1
    assert "support-1" in audits


def test_a_long_replay_goes_on_to_its_end_and_says_how_far_it_is(
    run: Run, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quickbooks_sync.flows.replay.MOST_AT_ONCE", 10)
    for _ in range(35):
        service.world.queues.bury("contacts", '{"company": "acme"}')
    done = run("replay", "--all", "--reason", "all of it")
    assert re.search(r"messages +35", done.stdout)
    assert "messages 10, companies 0, records 0 …" in done.stderr.splitlines()


@pytest.mark.parametrize(
    "words",
    [
        ("replay", "--reason", "everything by mistake"),
        ("replay", "--all"),
        ("dead-letters", "--entity", "estimates"),
        ("companies", "--state", "tired"),
        ("forget",),
        (),
    ],
)
def test_a_command_that_is_spelt_wrong_does_nothing(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "error:" in done.stderr


def test_companies_are_listed_by_what_stops_them(run: Run, service: Service) -> None:
    work.park(service.world.store, CompanyId("acme"), reason="six died", at=service.world.clock.now())
    assert "six died" in run("companies", "--state", "parked").stdout
    assert run("companies", "--state", "stopped").stdout == "There is none.\n"
    assert run("replay", "--company", "acme", "--reason", "go on").returncode == 0
    assert run("companies", "--state", "parked").stdout == "There is none.\n"


def test_a_company_its_problems_a_record_and_its_history_are_shown(run: Run, service: Service) -> None:
    service.push("contacts", "contact-1", CONTACT)
    reject(service, 2)
    assert re.search(r"connection.state +connected", run("company", "acme").stdout)
    assert "name_with_colon" in run("problems", "acme").stdout
    assert re.search(r"status +synced", run("record", "acme", "contacts", "contact-1").stdout)
    history = run("history", "acme", "contacts", "contact-1").stdout
    assert re.search(r"synced +1 +create", history)
    assert "contains a colon" in run("history", "acme", "contacts", "contact-2").stdout


def test_a_run_is_started_by_whoever_may_and_followed(run: Run, service: Service) -> None:
    refused = run("sync", "acme")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "that takes admin or owner" in refused.stderr
    started = json.loads(run("sync", "acme", "contacts", "--json", token="owner-token").stdout)
    assert re.search(r"state +going", run("run", "acme", started["id"]).stdout)


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_nothing_that_the_api_says_is_obeyed_by_the_terminal(more: tuple[str, ...]) -> None:
    evil = "Bad\x1b[2J\x9b\u202e\r\n\x00 name"
    record = {
        "entity": "contacts",
        **dict.fromkeys(("id", "code", "field", "value", "cause", "remedy"), evil),
    }
    problems = json.dumps({"problems": [{"code": evil, "who": "user", "records": [record]}]})
    refused = json.dumps({"message": evil, "faults": [{"field": evil, "value": evil, "message": evil}]})
    for status, body in ((200, problems), (422, refused)):
        with serving(lambda _, answer=(status, body): answer) as url:  # type: ignore[misc]
            done = spoken("problems", "acme", *more, url=url)
        printed = done.stdout + done.stderr
        assert "Bad" in printed
        assert not set(printed) & set("\x1b\x9b\u202e\r\x00")


def test_what_the_api_refuses_names_field_and_value(run: Run) -> None:
    done = run("dead-letters", "--older-than", "P1D")
    assert (done.returncode, done.stdout) == (1, "")
    assert "older_than = 'P1D': must be a number with its unit: 90s, 30m, 2h or 7d" in done.stderr


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("stale-token", "put a fresh one"),
        ("", "QUICKBOOKS_SYNC_TOKEN"),
        ("two\nlines", "QUICKBOOKS_SYNC_TOKEN"),
    ],
)
def test_a_token_that_will_not_do_says_where_it_goes_and_is_not_shown(
    run: Run, token: str, said: str
) -> None:
    done = run("dead-letters", token=token)
    assert done.returncode == 1
    assert said in done.stderr
    assert not token or token not in done.stderr


@pytest.mark.parametrize("url", ["", "ftp://example.test", "api.example.test", "file:///etc/passwd"])
def test_without_an_address_it_says_where_to_find_it(url: str) -> None:
    done = spoken("dead-letters", url=url)
    assert (done.returncode, done.stdout) == (1, "")
    assert "--api" in done.stderr


def test_an_address_at_which_nobody_answers_says_what_to_check() -> None:
    done = spoken("dead-letters", url="http://127.0.0.1:9")
    assert (done.returncode, "did not answer" in done.stderr) == (1, True)


@pytest.mark.parametrize(("status", "body"), [(200, "<html>"), (200, "[]"), (502, "<html>"), (302, "")])
def test_what_is_not_the_api_is_told_apart_and_followed_nowhere(status: int, body: str) -> None:
    with serving(lambda _: (status, body)) as url:
        done = spoken("dead-letters", url=url)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr


def test_help_tells_every_command_the_variables_and_the_exit_codes() -> None:
    done = spoken("--help", url="")
    assert done.returncode == 0
    commands = re.findall(r"^    ([a-z-]+)", done.stdout, re.MULTILINE)
    assert len(commands) >= 10
    assert "QUICKBOOKS_SYNC_TOKEN" in done.stdout
    assert "exit codes" in done.stdout
    for command in commands:
        assert "--api" in spoken(command, "--help", url="").stdout


def test_no_argument_takes_a_token() -> None:
    assert "token" not in re.sub(r"QUICKBOOKS_SYNC_TOKEN|The token|needs a token", "", parser().format_help())


def test_every_command_of_the_page_for_the_night_can_be_run() -> None:
    text = (ROOT / "docs/support.md").read_text(encoding="utf-8")
    in_blocks = re.findall(r"^python -m support (.+)$", text, re.MULTILINE)
    in_tables = re.findall(r"`python -m support ([^`]+)`", text)
    assert len(in_blocks) >= 10
    for command in in_blocks + in_tables:
        words = shlex.split(command)
        assert "--help" in words or parser().parse_args(words)


def test_every_alarm_is_on_the_page_for_the_night() -> None:
    text = (ROOT / "docs/support.md").read_text(encoding="utf-8")
    alarms = re.findall(
        r"^  (\w+Alarm):$", (ROOT / "template.yaml").read_text(encoding="utf-8"), re.MULTILINE
    )
    ends = [each.strip("…") for each in re.findall(r"^\| `(…?\w+Alarm)`", text, re.MULTILINE)]
    assert len(alarms) >= 11
    assert [alarm for alarm in alarms if not alarm.endswith(tuple(ends))] == []

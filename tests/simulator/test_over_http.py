"""The simulator as a process: its command line, its environment file, its journal, and real connections."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from simulator.options import arguments, settings_of

ROOT = Path(__file__).parents[2]
TIME_OUT_S = 10


class Process:
    """A running simulator and a client of it."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        env_file = folder / "simulator.env"
        command = [sys.executable, "-m", "simulator", "--env-file", str(env_file), *arguments]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        self.env = dict(line.split("=", 1) for line in env_file.read_text().splitlines())
        self.session = requests.Session()
        self.tokens = self.refresh()
        self.session.headers.update({
            "Authorization": f"Bearer {self.tokens['access_token']}",
            "Accept": "application/json",
        })  # fmt: skip

    def refresh(self) -> dict[str, str]:
        form = {"grant_type": "refresh_token", "refresh_token": self.env["QBO_REFRESH_TOKEN"]}
        client = (self.env["QBO_CLIENT_ID"], self.env["QBO_CLIENT_SECRET"])
        answer = requests.post(self.env["QBO_TOKEN_URL"], data=form, auth=client, timeout=TIME_OUT_S)
        assert answer.status_code == 200, answer.text
        tokens: dict[str, str] = answer.json()
        return tokens

    def url(self, path: str) -> str:
        return f"{self.env['QBO_BASE_URL']}/v3/company/{self.env['QBO_REALM_ID']}/{path}"

    def control(self, route: str, given: object = None) -> requests.Response:
        url = f"{self.env['QBO_CONTROL_URL']}/{route}"
        if given is None:
            return requests.get(url, timeout=TIME_OUT_S)
        return requests.post(url, json=given, timeout=TIME_OUT_S)

    def create(self, name: str) -> requests.Response:
        return self.session.post(self.url("customer"), json={"DisplayName": name}, timeout=TIME_OUT_S)

    def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        self.session.close()
        self.process.send_signal(by)
        status = self.process.wait(TIME_OUT_S)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return status


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    folder = tmp_path_factory.mktemp("simulator")
    objects = folder / "objects.json"
    objects.write_text('{"Vendor": [{"Id": "70", "DisplayName": "Hall Properties"}]}')
    arguments = [
        "--journal", str(folder / "journal.jsonl"), "--redirect-uri", "http://127.0.0.1:9/back",
        "--realm", "77", "--call-latency", "0.05", "--item-latency", "0.1", "--no-limits",
        "--objects", str(objects),
    ]  # fmt: skip
    process = Process(folder, *arguments)
    yield process
    assert process.end() == 0


def test_its_first_line_says_where_it_is_and_the_file_says_the_rest(running: Process) -> None:
    assert running.line == f"QuickBooks Online simulator on {running.env['QBO_BASE_URL']}\n"
    assert running.process.stdout is not None
    assert running.process.stdout.readline().endswith(f" {running.env['QBO_CONTROL_URL']}/\n")
    assert set(running.env) == {
        "QBO_BASE_URL", "QBO_AUTHORIZE_URL", "QBO_TOKEN_URL", "QBO_REVOKE_URL", "QBO_DISCOVERY_URL",
        "QBO_CLIENT_ID", "QBO_CLIENT_SECRET", "QBO_REALM_ID", "QBO_REFRESH_TOKEN",
        "QBO_WEBHOOK_VERIFIER", "QBO_CONTROL_URL",
    }  # fmt: skip
    document = requests.get(running.env["QBO_DISCOVERY_URL"], timeout=TIME_OUT_S).json()
    assert document["token_endpoint"] == running.env["QBO_TOKEN_URL"]


def test_objects_are_made_read_and_found(running: Process) -> None:
    started = time.monotonic()
    answer = running.create("Zoë & Söhne")
    assert time.monotonic() - started >= 0.15
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json;charset=utf-8")
    assert answer.headers["intuit_tid"]
    query = {"query": "select * from Customer where DisplayName = 'zoë & söhne'"}
    found = running.session.get(running.url("query"), params=query, timeout=TIME_OUT_S).json()
    assert found["QueryResponse"]["Customer"][0]["Id"] == answer.json()["Customer"]["Id"]
    assert running.create("Zoë & Söhne").json()["Fault"]["Error"][0]["code"] == "6240"


def test_it_begins_with_the_objects_of_a_file(running: Process) -> None:
    vendor = running.session.get(running.url("vendor/70"), timeout=TIME_OUT_S).json()["Vendor"]
    assert (vendor["DisplayName"], vendor["SyncToken"]) == ("Hall Properties", "0")


def test_many_at_once_each_wait_for_themselves(running: Process) -> None:
    started = time.monotonic()
    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(lambda number: running.create(f"Parallel {number}").status_code, range(20)))
    assert statuses == [200] * 20
    assert time.monotonic() - started < 20 * 0.15


def test_the_consent_page_can_be_followed_as_a_browser_does(running: Process) -> None:
    asked = {
        "client_id": running.env["QBO_CLIENT_ID"],
        "redirect_uri": "http://127.0.0.1:9/back",
        "response_type": "code",
        "scope": "com.intuit.quickbooks.accounting",
        "state": "a b&c",
    }
    url = running.env["QBO_AUTHORIZE_URL"]
    page = requests.get(url, params=asked, timeout=TIME_OUT_S)
    assert (page.status_code, 'value="77"' in page.text) == (200, True)
    chosen = requests.get(url, params={**asked, "_auto": "77"}, allow_redirects=False, timeout=TIME_OUT_S)
    location = chosen.headers["Location"]
    assert (chosen.status_code, "state=a+b%26c" in location, "realmId=77" in location) == (302, True, True)


def test_a_reset_on_order_ends_the_connection_without_an_answer(running: Process) -> None:
    running.control("faults", {"faults": [{"kind": "reset_after", "entity": "customer"}]})
    with pytest.raises(requests.ConnectionError, match="reset by peer"):
        running.create("Cut")
    assert running.create("Cut").json()["Fault"]["Error"][0]["code"] == "6240"


def test_an_answer_on_order_ends_in_the_middle(running: Process) -> None:
    running.control("faults", {"faults": [{"kind": "reset_within", "entity": "customer"}]})
    with pytest.raises(
        (requests.ConnectionError, requests.exceptions.ChunkedEncodingError), match="bytes read"
    ):
        running.create("Half")
    assert running.create("Half").json()["Fault"]["Error"][0]["code"] == "6240"


def test_connections_on_order_are_refused_until_somebody_listens_again(running: Process) -> None:
    host, port = running.env["QBO_BASE_URL"].removeprefix("http://").split(":")
    address = (host, int(port))
    with socket.create_connection(address, TIME_OUT_S) as before:
        running.control("faults", {"faults": [{"kind": "refused", "closed_s": 0.5}]})
        with pytest.raises(requests.ConnectionError, match="reset by peer"):
            running.create("Refused")
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(address, TIME_OUT_S)
        before.sendall(b"GET /_simulator/clock HTTP/1.1\r\nHost: x\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            before.recv(1)
    ends_s = time.monotonic() + TIME_OUT_S
    while time.monotonic() < ends_s:
        with contextlib.suppress(requests.ConnectionError):
            assert running.create("Refused").status_code == 200
            return
        time.sleep(0.02)
    pytest.fail("nobody listens")


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
        b"GET /v3/company/%ff%00/customer/1 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /_simulator/%ff?%ff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /connect/oauth2 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n\xff\xfe",
        b"POST /oauth2/v1/tokens/bearer HTTP/1.1\r\nHost: x\r\nAuthorization: Basic \xff\r\n\r\n",
        b"BREW /v3/ HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    ],
)
def test_any_bytes_are_refused_and_the_server_lives_on(running: Process, sent: bytes) -> None:
    host, port = running.env["QBO_BASE_URL"].removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), TIME_OUT_S) as connection:
        connection.sendall(sent)
        answer = connection.recv(65_536)
    assert answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4"))
    assert b"Traceback" not in answer
    assert running.control("clock").status_code == 200


def test_control_shows_totals_and_the_journal_holds_every_exchange(running: Process, tmp_path: Path) -> None:
    assert running.control("totals").json()["receivable"] == 0
    arguments: list[str] = [str(argument) for argument in running.process.args]  # type: ignore[union-attr]
    journal = Path(arguments[arguments.index("--journal") + 1])
    entries = [json.loads(line) for line in journal.read_text().splitlines()]
    assert next(entry["status"] for entry in entries if entry["path"].endswith("/tokens/bearer")) == 200
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    assert set(entries[0]) == {
        "seq", "time", "method", "path", "request_headers", "request_body", "status", "response_headers",
        "response_body", "seconds", "cut",
    }  # fmt: skip


def test_a_scaled_clock_runs_ahead_and_shortens_what_it_waits(tmp_path: Path) -> None:
    process = Process(tmp_path, "--time-scale", "100", "--call-latency", "5")
    try:
        before = process.control("clock").json()["seconds"]
        started = time.monotonic()
        assert process.create("A").status_code == 200
        assert 0.05 <= time.monotonic() - started < 4
        assert process.control("clock").json()["seconds"] - before >= 5
    finally:
        assert process.end() == 0


def test_a_state_goes_on_where_it_ended_with_its_settings(tmp_path: Path) -> None:
    state = tmp_path / "books.json"
    first = Process(tmp_path, "--state", str(state), "--client-id", "its-own")
    made = first.create("Kept").json()["Customer"]
    assert first.end(signal.SIGINT) == 0
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["books.json", "simulator.env"]
    again = Process(tmp_path, "--state", str(state))
    assert again.env["QBO_CLIENT_ID"] == "its-own"
    read = again.session.get(again.url(f"customer/{made['Id']}"), timeout=TIME_OUT_S).json()
    assert read["Customer"]["DisplayName"] == "Kept"
    assert again.end() == 0


def started(*given: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "simulator", *given]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=TIME_OUT_S, check=False)


def test_a_start_that_cannot_be_says_why_and_writes_nothing(running: Process, tmp_path: Path) -> None:
    port = running.env["QBO_BASE_URL"].rpartition(":")[2]
    env_file, state = tmp_path / "env", tmp_path / "state.json"
    taken = started("--port", port, "--env-file", str(env_file))
    assert (taken.returncode, f"Port {port} cannot be had" in taken.stderr) == (1, True)
    state.write_text('{"format": "other"}')
    broken = started("--state", str(state), "--env-file", str(env_file))
    assert (broken.returncode, "format is 'other'" in broken.stderr) == (1, True)
    assert (env_file.exists(), state.read_text()) == (False, '{"format": "other"}')


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("speed=3", "speed is no setting, docs/simulator.md has them all"),
        ("batch_items", "batch_items has no value, give NAME=VALUE"),
        ("batch_items=many", "must be a whole number"),
        ("enforce_limits=1", "must be true or false"),
        ("throttle_status=500", "must be 429 or 403"),
        ("retry_after_s=-1", "must be a whole number or null"),
        ("operation_latencies_s=3", "must be a JSON list"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(
    given: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        arguments().parse_args(["--set", given])
    assert said in capsys.readouterr().err


def test_any_setting_can_be_given() -> None:
    words = ["retry_after_s=30", "throttle_body=fault", 'operation_latencies_s=[["query", 0.4]]']
    given = arguments().parse_args([word for each in words for word in ("--set", each)])
    settings = settings_of(given)
    assert (settings.retry_after_s, settings.throttle_body) == (30, "fault")
    assert settings.operation_latencies_s == (("query", 0.4),)


@pytest.mark.parametrize(
    ("option", "value"),
    [("--time-scale", "0"), ("--time-scale", "-1"), ("--call-latency", "-1"), ("--item-latency", "nan")],
)
def test_times_that_make_no_sense_are_refused(option: str, value: str) -> None:
    with pytest.raises(SystemExit):
        arguments().parse_args([f"{option}={value}"])

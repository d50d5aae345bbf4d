"""What only a real connection can do wrong: request lines, heads, halves, chunks, and several at once."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from simulator import FIRST_REALM, Settings, SimulatedClock, Simulator
from simulator.serving.server import Server

TIME_OUT_S = 15


class Line:
    """A server, and connections to it that send bytes as they are."""

    def __init__(self) -> None:
        clock = SimulatedClock()
        self.simulator = Simulator(clock=clock, settings=Settings(enforce_limits=False))
        self.server = Server(self.simulator, clock)
        host, _, port = self.server.url.removeprefix("http://").partition(":")
        self.address = (host, int(port))
        authority = self.simulator.authority
        self.token = authority.access_token(authority.connect(FIRST_REALM))
        self.thread = threading.Thread(target=self.server.serve)
        self.thread.start()

    def head(self, method: str, path: str, *headers: str) -> bytes:
        lines = [f"{method} /v3/company/{FIRST_REALM}/{path} HTTP/1.1", "Host: x", "Accept: application/json"]
        lines += [f"Authorization: Bearer {self.token}", *headers]
        return "\r\n".join([*lines, "", ""]).encode()

    def send(self, *parts: bytes, end: bool = False) -> bytes:
        """Return all that comes back until the server ends the connection, or is silent for a moment."""
        with socket.create_connection(self.address, TIME_OUT_S) as connection:
            for part in parts:
                connection.sendall(part)
            if end:
                connection.shutdown(socket.SHUT_WR)
            return received(connection)


def received(connection: socket.socket) -> bytes:
    answer = b""
    while True:
        try:
            part = connection.recv(1 << 20)
        except TimeoutError:
            return answer
        if not part:
            return answer
        answer += part
        connection.settimeout(0.2)


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    opened = Line()
    yield opened
    opened.server.stop()
    opened.thread.join(TIME_OUT_S)


BODY = b'{"DisplayName":"Half"}'
JSON = "Content-Type: application/json"
CHUNKED = "Transfer-Encoding: chunked"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\x00\xff\xfe\r\n\r\n", b"400"),
        (b"GET /v3/\r\n\r\n", b"400"),
        (b"GET /v3/ HTTP/1.1\nHost x\r\n\r\n", b"400"),
        (b"get /v3/ HTTP/1.1\r\n\r\n", b"400"),
        (b"GET /v3/ HTTP/1.1\r\nno colon\r\n\r\n", b"400"),
        (b"GET /v3/%zz%ff%00?%ff=%00 HTTP/1.1\r\nHost: \xff\r\n\r\n", b"401"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"505"),
        (b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", b"405"),
        (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", b"404"),
        (b"GET /v3/" + b"a" * 10_000 + b" HTTP/1.1\r\n\r\n", b"414"),
        (b"GET /v3/" + b"a" * 65_600 + b" HTTP/1.1\r\n\r\n", b"414"),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 65_600 + b"\r\n\r\n", b"413"),
        (b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 11_000 + b"\r\n", b"413"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", b"501"),
        (b"POST / HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: " + b"9" * 20 + b"\r\n\r\n", b"413"),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"GET /v3/ HT", b"400"),
    ],
    ids=range(18),
)
def test_what_is_no_request_gets_a_page_and_nobody_else_notices(
    line: Line, sent: bytes, status: bytes
) -> None:
    answer = line.send(sent, end=True)
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert answer.count(b"HTTP/1.") == 1
    assert b"Traceback" not in answer
    assert b"<html" in answer or b'"fault"' in answer
    assert b'"610"' in line.send(line.head("GET", "customer/999"), end=True)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ([JSON, "Content-Length: 100"], BODY),
        ([JSON, "Content-Length: 7"], BODY),
        ([JSON, CHUNKED], b"%x\r\n%s\r\n" % (len(BODY), BODY)),
        ([JSON, CHUNKED], b"%x\r\n%s" % (len(BODY) + 1, BODY)),
        ([JSON, CHUNKED], b"zz\r\n%s\r\n0\r\n\r\n" % BODY),
        ([JSON, CHUNKED], b"%x\r\n%s\r\nzz\r\n\r\n" % (len(BODY), BODY)),
    ],
)
def test_half_a_body_is_no_request(line: Line, headers: list[str], body: bytes) -> None:
    assert line.send(line.head("POST", "customer", *headers), body, end=True).startswith(b"HTTP/1.1 400 ")
    assert line.simulator.realms[FIRST_REALM].company.objects.get("Customer", {}) == {}


def test_a_body_too_large_is_a_page_whether_it_says_its_size_or_not(line: Line) -> None:
    large = b" " * 5_000_001
    for head, body in (
        (line.head("POST", "batch", JSON, "Content-Length: 5000001"), large),
        (line.head("POST", "batch", JSON, CHUNKED), b"%x\r\n%s\r\n0\r\n\r\n" % (len(large), large)),
    ):
        answer = line.send(head, body, end=True)
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"Content-Type: text/html" in answer


def test_a_body_may_come_in_chunks_or_be_waited_for(line: Line) -> None:
    name = b'{"DisplayName":"%s"}'
    parts = [b"5\r\n", b'{"Dis', b"\r\nf\r\n", b'playName":"In c', b"\r\n7\r\n", b'hunks"}', b"\r\n0\r\n\r\n"]
    assert b'"In chunks"' in line.send(line.head("POST", "customer", JSON, CHUNKED), *parts, end=True)
    asked = line.head(
        "POST", "customer", JSON, f"Content-Length: {len(name % b'Expected')}", "Expect: 100-continue"
    )
    answer = line.send(asked, name % b"Expected", end=True)
    assert answer.startswith(b"HTTP/1.1 100 ")
    assert b'"Expected"' in answer


def test_requests_sent_at_once_are_answered_one_after_the_other(line: Line) -> None:
    answer = line.send(*[line.head("GET", f"customer/{number}") for number in ("x", "999", "y")], end=True)
    assert answer.count(b"HTTP/1.1 400 ") == 3
    first, second, third = (answer.find(b"Supplied value:x"), answer.find(b'"610"'), answer.find(b"value:y"))
    assert 0 < first < second < third


def test_a_client_that_says_no_more_keeps_nobody_waiting(line: Line) -> None:
    with socket.create_connection(line.address, TIME_OUT_S) as silent:
        silent.sendall(line.head("POST", "customer", JSON, "Content-Length: 50") + b"{")
        started = time.monotonic()
        assert b'"610"' in line.send(line.head("GET", "customer/999"))
        assert time.monotonic() - started < 5


def test_an_answer_to_head_has_no_body_that_would_begin_the_next_one(line: Line) -> None:
    answer = line.send(line.head("HEAD", "preferences"), line.head("GET", "preferences"))
    first, _, rest = answer.partition(b"\r\n\r\n")
    assert first.startswith(b"HTTP/1.1 400")
    assert rest.startswith(b"HTTP/1.1 200")

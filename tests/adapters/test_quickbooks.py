"""The accounting API over real sockets: what is sent, and what each way of failing comes back as."""

from __future__ import annotations

import itertools
import socket
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest

from quickbooks_sync.adapters.quickbooks import QuickBooksHttp
from quickbooks_sync.books import BooksReply, BooksRequest
from quickbooks_sync.errors import Defect
from quickbooks_sync.model import Realm
from tests.adapters.stubs import Heard, Reset, Silence, Stub, Talk, answer

REALM = Realm("4620816365000000001")
WRITE = BooksRequest(REALM, "POST", "/invoice", params={"requestid": "abc"}, body=b'{"Line": []}')
READ = BooksRequest(REALM, "GET", "/invoice/5")
Serve = Callable[[Talk], Stub]


def http(url: str, *, read_s: float = 5.0) -> QuickBooksHttp:
    return QuickBooksHttp(url, connect_s=1.0, read_s=read_s)


def saying(*pieces: bytes) -> Talk:
    return lambda _: pieces


def test_a_write_carries_its_bytes_its_parameters_and_the_token(serve: Serve) -> None:
    stub = serve(saying(answer("200 OK", b"{}")))
    assert http(f"{stub.url}/").send(WRITE, "token-1") == BooksReply(200, b"{}")
    [heard] = stub.heard
    assert heard.line == f"POST /v3/company/{REALM}/invoice?requestid=abc&minorversion=75 HTTP/1.1"
    assert heard.body == WRITE.body
    wanted = ("authorization", "accept", "content-type", "content-length", "user-agent")
    assert {name: heard.headers.get(name) for name in wanted} == {
        "authorization": "Bearer token-1",
        "accept": "application/json",
        "content-type": "application/json",
        "content-length": str(len(WRITE.body)),
        "user-agent": "quickbooks-sync",
    }


def test_a_read_has_no_body_and_a_query_keeps_its_own_content_type(serve: Serve) -> None:
    stub = serve(saying(answer("200 OK", b"{}")))
    client = http(stub.url)
    client.send(READ, "t")
    statement = "select * from Customer where DisplayName = 'Nikkilä'".encode()
    client.send(BooksRequest(REALM, "POST", "/query", body=statement, content_type="application/text"), "t")
    read, query = stub.heard
    assert read.line == f"GET /v3/company/{REALM}/invoice/5?minorversion=75 HTTP/1.1"
    assert "content-type" not in read.headers
    assert (query.headers["content-type"], query.body) == ("application/text", statement)


@pytest.mark.parametrize("name", ["intuit_tid", "Intuit-Tid", "INTUIT_TID"])
def test_the_trace_id_is_found_however_it_is_written(serve: Serve, name: str) -> None:
    stub = serve(saying(answer("200 OK", b"{}", f"{name}: 1-abc")))
    assert http(stub.url).send(WRITE, "t").intuit_tid == "1-abc"


@pytest.mark.parametrize(
    ("value", "seconds"), [("30", 30), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-1", None)]
)
def test_retry_after_is_read_in_seconds(serve: Serve, value: str, seconds: int | None) -> None:
    stub = serve(saying(answer("429 Too Many Requests", b"{}", f"Retry-After: {value}")))
    reply = http(stub.url).send(WRITE, "t")
    assert (reply.status, reply.retry_after_s, reply.failure) == (429, seconds, "")


@pytest.mark.parametrize("status", [400, 401, 404, 500, 503])
def test_an_error_page_is_an_answer_like_any_other(serve: Serve, status: int) -> None:
    stub = serve(saying(answer(f"{status} Oh", b"<html>", "Content-Type: text/html")))
    assert http(stub.url).send(WRITE, "t") == BooksReply(status, b"<html>")
    assert len(stub.heard) == 1


def test_a_redirect_is_not_followed_and_a_cookie_not_kept(serve: Serve) -> None:
    elsewhere = serve(saying(answer("200 OK", b"{}")))
    headers = (f"Location: {elsewhere.url}/", "Set-Cookie: a=b; Path=/")
    stub = serve(saying(answer("302 Found", b"", *headers)))
    client = http(stub.url)
    assert client.send(READ, "t").status == 302
    client.send(READ, "t")
    assert elsewhere.heard == []
    assert "cookie" not in stub.heard[1].headers


@pytest.mark.parametrize("request_", [WRITE, READ])
def test_a_port_where_nobody_listens_refused(request_: BooksRequest) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert http(f"http://127.0.0.1:{port}").send(request_, "t") == BooksReply(0, b"", failure="refused")


@pytest.mark.parametrize("request_", [WRITE, READ])
def test_a_name_that_does_not_exist_refused(request_: BooksRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert http("http://quickbooks.invalid").send(request_, "t").failure == "refused"


@pytest.mark.parametrize("request_", [WRITE, READ])
def test_a_host_that_does_not_take_the_connection_refused(request_: BooksRequest) -> None:
    with socket.socket() as listening, socket.socket() as first, socket.socket() as second:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for filling in (first, second):
            filling.setblocking(False)  # noqa: FBT003 - socket's own
            filling.connect_ex(listening.getsockname())
        client = QuickBooksHttp(f"http://127.0.0.1:{listening.getsockname()[1]}", connect_s=0.2, read_s=0.2)
        assert client.send(request_, "t").failure == "refused"


def test_a_host_that_does_not_speak_tls_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_say_once, args=(listening, b"HTTP/1.1 200 OK\r\n\r\n"))
        thread.start()
        reply = http(f"https://127.0.0.1:{listening.getsockname()[1]}").send(WRITE, "t")
        thread.join()
    assert reply.failure == "refused"


def _say_once(listening: socket.socket, text: bytes) -> None:
    connection, _ = listening.accept()
    with connection:
        connection.sendall(text)
        connection.recv(65_536)


def test_a_server_that_never_answers_leaves_it_unknown(serve: Serve) -> None:
    def silent(_: Heard) -> Iterable[bytes]:
        raise Silence

    stub = serve(silent)
    began_s = time.monotonic()
    assert http(stub.url, read_s=0.2).send(WRITE, "t") == BooksReply(0, b"", failure="unknown")
    assert time.monotonic() - began_s < 10
    assert stub.heard[0].body == WRITE.body


def test_a_reset_after_sending_leaves_it_unknown_and_is_not_sent_again(serve: Serve) -> None:
    def reset(_: Heard) -> Iterable[bytes]:
        raise Reset

    stub = serve(reset)
    assert http(stub.url).send(WRITE, "t").failure == "unknown"
    assert http(stub.url).send(READ, "t").failure == "unknown"
    assert len(stub.heard) == 2


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
        b"not HTTP\r\n\r\n",
    ],
)
def test_an_answer_that_is_cut_off_or_garbled_leaves_it_unknown(serve: Serve, said: bytes) -> None:
    stub = serve(saying(said))
    assert http(stub.url).send(WRITE, "t") == BooksReply(0, b"", failure="unknown")


def test_an_answer_that_does_not_tell_its_length_arrives_as_far_as_it_came(serve: Serve) -> None:
    stub = serve(saying(b'HTTP/1.1 200 OK\r\n\r\n{"Invoice": {"Id'))
    assert http(stub.url).send(WRITE, "t") == BooksReply(200, b'{"Invoice": {"Id')


def test_an_answer_that_drips_ends_at_the_time_out(serve: Serve) -> None:
    def drip(_: Heard) -> Iterable[bytes]:
        yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        for _again in range(1000):
            yield b"1\r\nx\r\n"
            time.sleep(0.05)

    stub = serve(drip)
    ticks_s = itertools.count(step=50)
    client = QuickBooksHttp(stub.url, connect_s=3.0, read_s=125.0, monotonic_s=lambda: float(next(ticks_s)))
    assert client.send(WRITE, "t").failure == "unknown"


@pytest.mark.parametrize("realm", ["", "12a", "1" * 21, "../1", "1/2", "\uff11"])
def test_a_realm_that_is_no_number_is_a_defect_and_nothing_is_sent(serve: Serve, realm: str) -> None:
    stub = serve(saying(answer("200 OK", b"{}")))
    with pytest.raises(Defect, match="1 to 20 digits"):
        http(stub.url).send(BooksRequest(Realm(realm), "GET", "/preferences"), "t")
    assert stub.heard == []


def test_nine_threads_share_one_client(serve: Serve) -> None:
    stub = serve(lambda heard: [answer("200 OK", heard.body)])
    client = http(stub.url)
    replies: dict[int, BooksReply] = {}

    def send(number: int) -> None:
        request = BooksRequest(REALM, "POST", "/batch", body=str(number).encode())
        replies[number] = client.send(request, "t")

    threads = [threading.Thread(target=send, args=(number,)) for number in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {number: reply.body for number, reply in replies.items()} == {n: str(n).encode() for n in range(9)}


def test_a_connection_that_was_idle_for_long_is_not_used_again() -> None:
    """A frozen process does not learn that the other end has gone: its next write would be unknown."""
    opened: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor() as pool:
        pool.submit(_keep_alive, listening, opened, pool)
        times_s = [0.0]
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        client = QuickBooksHttp(url, connect_s=3.0, read_s=125.0, monotonic_s=lambda: times_s[0])
        try:
            for now_s, connections in ((1.0, 1), (20.0, 1), (51.0, 2)):
                times_s[0] = now_s
                assert client.send(READ, "t").status == 200
                assert len(opened) == connections
        finally:
            for waited_on in (listening, *opened):
                waited_on.shutdown(socket.SHUT_RDWR)
    for connection in opened:
        connection.close()


def _keep_alive(listening: socket.socket, opened: list[socket.socket], pool: ThreadPoolExecutor) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        opened.append(connection)
        pool.submit(_answer_all, connection)


def _answer_all(connection: socket.socket) -> None:
    while connection.recv(65_536):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")


def test_a_proxy_of_the_environment_is_not_used(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = serve(saying(answer("200 OK", b"{}")))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert http(stub.url).send(READ, "t").status == 200

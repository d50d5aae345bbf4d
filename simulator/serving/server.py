"""The HTTP shell: hands each request to the simulator, waits as long as the answer takes, and sends it."""

import contextlib
import errno
import socket
import struct
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import NoReturn

from cheroot import wsgi
from cheroot.server import HTTPConnection

from simulator.clock import SimulatedClock
from simulator.controls.api import PREFIX, Control
from simulator.core import Simulator
from simulator.faults import MESSAGES
from simulator.serving.http_requests import Environ, PageConnection, Unreadable, read_request
from simulator.serving.port import Port
from simulator.webhooks.sender import WebhookSender
from simulator.wire import Answer, Request, write_json

THREADS = 64
BACKLOG = 256
KEPT_CONNECTIONS = 256
SILENCE_S = 10
"""A client that begins a request and goes on no more has its connection ended after that."""
LARGEST_HEAD_BYTES = 65_536
LARGEST_BODY_BYTES = 1 << 30
"""What the simulator reads at all: a saved state can be large. What QuickBooks takes is a setting."""
StartResponse = Callable[[str, list[tuple[str, str]]], object]
_NOTHING = Answer(0, {}, b"", cut=True)


class _Gateway(wsgi.Gateway_10):
    """Adds the connection to the environment, so that a fault on order can close it; ends unreadable ones."""

    def get_environ(self) -> Environ:  # type: ignore[override]
        environ: Environ = super().get_environ()  # type: ignore[no-untyped-call]
        environ["simulator.connection"] = self.req.conn
        return environ

    def respond(self) -> None:
        try:
            super().respond()
        except Unreadable:
            self.req.simple_response("400 Bad Request")


class Server:
    """Serves a simulator and its control API on a port of this machine (0: any free one)."""

    def __init__(
        self,
        simulator: Simulator,
        clock: SimulatedClock,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self._simulator = simulator
        self._clock = clock
        self._control = Control(simulator)
        self._server = wsgi.Server(
            (host, port),
            self._application,
            numthreads=THREADS,
            request_queue_size=BACKLOG,
            timeout=SILENCE_S,
            shutdown_timeout=1,
        )
        self._server.keep_alive_conn_limit = KEPT_CONNECTIONS
        self._server.max_request_header_size = LARGEST_HEAD_BYTES
        self._server.max_request_body_size = LARGEST_BODY_BYTES
        self._server.gateway = _Gateway
        self._server.ConnectionClass = PageConnection
        self._server.error_log = _no_log  # type: ignore[method-assign]
        self._server.prepare()
        self._sender = WebhookSender(simulator.webhooks, clock)
        self._port = Port(self._server, backlog=BACKLOG)

    @property
    def url(self) -> str:
        """The address without a slash at its end."""
        host, port = self._server.bind_addr[:2]
        return f"http://{host}:{port}"

    def serve(self) -> None:
        """Serve until `stop` is called from another thread or a signal."""
        self._sender.start()
        self._server.serve()

    def stop(self) -> None:
        """End serving."""
        self._port.stay_closed()
        self._sender.stop()
        self._server.stop()

    def _application(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if self._port.closed:
            _cut(environ["simulator.connection"], _NOTHING)
        request = read_request(environ)
        if request.path == PREFIX or request.path.startswith(f"{PREFIX}/"):
            answer = self._control.answer(request)
        else:
            answer = self._answer(request)
        self._clock.sleep(answer.seconds)
        self._port.close_for(answer.closed_s)
        if answer.cut:
            _cut(environ["simulator.connection"], answer)
        headers = {"Content-Length": str(len(answer.body)), **answer.headers}
        start_response(_status_line(answer), list(headers.items()))
        return [] if request.method == "HEAD" else [answer.body]

    def _answer(self, request: Request) -> Answer:
        try:
            return self._simulator.answer(request)
        except Exception as defect:  # noqa: BLE001 (a defect of the simulator is shown as QuickBooks shows its own)
            error = {
                "Message": MESSAGES["10000"],
                "Detail": f"System Failure Error: {defect!r}",
                "code": "10000",
            }
            body = write_json({"Fault": {"Error": [error], "type": "SystemFault"}})
            return Answer(500, {"Content-Type": "application/json"}, body)


def _status_line(answer: Answer) -> str:
    try:
        return f"{answer.status} {HTTPStatus(answer.status).phrase}"
    except ValueError:
        return f"{answer.status} Status"


def _cut(connection: HTTPConnection, answer: Answer) -> NoReturn:
    """End a connection after what there is of an answer; with nothing of it the client sees a reset."""
    if answer.status:
        head = "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
        with contextlib.suppress(OSError):
            connection.socket.sendall(f"HTTP/1.1 {_status_line(answer)}\r\n{head}\r\n".encode() + answer.body)
    else:
        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.socket.close()
        connection.linger = True  # cheroot does not end it once more, in a friendly way
    raise ConnectionResetError(errno.ECONNRESET, "ended on order")


def _no_log(*_arguments: object, **_names: object) -> None:
    """Say nothing: cheroot's own log tells of clients that went away."""

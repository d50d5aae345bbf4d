"""Lambda's Runtime API, as the runtime client inside a function process speaks to it."""

import http.server
import queue
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

_VERSION = "/2018-06-01/runtime"


@dataclass(frozen=True, slots=True)
class Work:
    """One event on its way to the function."""

    request_id: str
    event: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """What came from the function process: it is ready, it answers, it failed, or it has ended."""

    kind: Literal["ready", "response", "error", "init_error", "exit"]
    body: bytes = b""
    exit_code: int = 0


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm: ClassVar[bool] = True
    server: "_Server"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has in http.server
        """Stay silent: the function's log is for the function."""

    def do_GET(self) -> None:
        """Hand out the next event: .../invocation/next."""
        self.server.said.put(Said("ready"))
        work = self.server.work.get()
        if work is None:
            self.close_connection = True
            return
        self._reply(200, work.event, {"Lambda-Runtime-Aws-Request-Id": work.request_id, **work.headers})

    def do_POST(self) -> None:
        """Take an answer or an error: .../invocation/<id>/response or /error, .../init/error."""
        body = self._body()
        if self.path == f"{_VERSION}/init/error":
            self.server.said.put(Said("init_error", body))
        else:
            self.server.said.put(Said("error" if self.path.endswith("/error") else "response", body))
        self._reply(202, b'{"status":"OK"}', {})

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        chunks = []
        while size := int(self.rfile.readline(), 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def _reply(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, work: "queue.SimpleQueue[Work | None]", said: "queue.SimpleQueue[Said]") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.work, self.said = work, said

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore that a killed function has dropped its connection."""


@dataclass(slots=True)
class RuntimeApi:
    """One Runtime API, for one function process."""

    work: "queue.SimpleQueue[Work | None]" = field(default_factory=queue.SimpleQueue)
    said: "queue.SimpleQueue[Said]" = field(default_factory=queue.SimpleQueue)
    _server: _Server = field(init=False)

    def __post_init__(self) -> None:
        self._server = _Server(self.work, self.said)
        serve = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        serve.start()

    @property
    def address(self) -> str:
        """Host and port, as AWS_LAMBDA_RUNTIME_API has it."""
        return f"127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """Stop serving, and let go whoever waits for the next event."""
        self.work.put(None)
        self._server.shutdown()
        self._server.server_close()

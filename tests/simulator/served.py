"""A simulator behind a real socket in this process, and an endpoint that hears its webhooks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue

from simulator import Settings, SimulatedClock, Simulator
from simulator.serving.server import Server

TIME_OUT_S = 10


@contextmanager
def served(settings: Settings) -> Iterator[tuple[Simulator, str]]:
    """Serve a simulator; give it and its address."""
    clock = SimulatedClock()
    simulator = Simulator(clock=clock, settings=settings)
    server = Server(simulator, clock)
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield simulator, server.url
    finally:
        server.stop()
        thread.join(TIME_OUT_S)
        assert not thread.is_alive()


class Endpoint:
    """Answers each POST with the next status, 200 when there is none, and keeps what it heard."""

    def __init__(self, *statuses: int) -> None:
        heard: Queue[tuple[dict[str, str], str]] = Queue()
        left = list(statuses)

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                heard.put(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(left.pop(0) if left else 200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name)
                pass

        self._heard = heard
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/hooks?a=b"

    def next(self) -> tuple[dict[str, str], str]:
        """Return headers and body of the next delivery."""
        return self._heard.get(timeout=TIME_OUT_S)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(TIME_OUT_S)


@contextmanager
def endpoint(*statuses: int) -> Iterator[Endpoint]:
    """Listen for webhooks."""
    listening = Endpoint(*statuses)
    try:
        yield listening
    finally:
        listening.close()

"""A server on a port of this machine that reads one request per connection and then talks as it is told."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Heard:
    """One request as it came."""

    line: str
    headers: dict[str, str]
    body: bytes


Talk = Callable[[Heard], Iterable[bytes]]
"""What to answer to a request, piece by piece; then the connection ends."""


class Silence(Exception):
    """Raised by a talk that keeps the connection open and never answers."""


class Reset(Exception):
    """Raised by a talk that resets the connection."""


@dataclass
class Stub:
    """The server; `heard` are the requests that it read."""

    talk: Talk
    heard: list[Heard] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._held: list[socket.socket] = []
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def stop(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listening.close()
        for connection in self._held:
            connection.close()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            try:
                self._serve(connection)
            except Silence:
                self._held.append(connection)
            except Reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.close()
            except OSError:
                connection.close()
            else:
                connection.close()

    def _serve(self, connection: socket.socket) -> None:
        stream = connection.makefile("rb")
        line = stream.readline().decode().strip()
        headers: dict[str, str] = {}
        while (header := stream.readline().decode().strip()) != "":
            name, _, value = header.partition(": ")
            headers[name.lower()] = value
        heard = Heard(line, headers, stream.read(int(headers.get("content-length", 0))))
        stream.close()
        self.heard.append(heard)
        for piece in self.talk(heard):
            connection.sendall(piece)


def answer(status: str, body: bytes, *headers: str) -> bytes:
    """Write an HTTP answer that closes the connection."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body

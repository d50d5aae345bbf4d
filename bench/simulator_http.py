"""How much of the bare server's speed is left when the simulator answers over HTTP."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import count
from multiprocessing import get_context
from statistics import median
from threading import Thread
from typing import Any, Protocol
from urllib.parse import urlsplit

from cheroot import wsgi

from simulator import FIRST_REALM, Settings, SimulatedClock, Simulator
from simulator.serving.server import BACKLOG, THREADS, Server
from simulator.wire import write_json

HOST = "127.0.0.1"
CONNECTIONS = 4
REQUESTS, ROUNDS = 400, 15
TIME_OUT_S = 10
HEAD_END = b"\r\n\r\n"
NUMBER = b"Customer 0000000000"
"""Stands in a message for a name that no other message has."""


class Serving(Protocol):
    """A server, the simulator's or the bare one."""

    def serve(self) -> None:
        """Serve until it is stopped."""

    def stop(self) -> None:
        """End serving."""


def measure() -> dict[str, float]:
    """Return requests a second of processor time: the best of some rounds.

    Beside them stands what part of the bare ones of the same round that is: the middle one of all rounds.
    """
    bare = wsgi.Server((HOST, 0), _empty, numthreads=THREADS, request_queue_size=BACKLOG)
    bare.prepare()
    clock = SimulatedClock()
    simulator = Simulator(clock=clock, settings=Settings(enforce_limits=False, access_token_life_s=1e9))
    server = Server(simulator, clock)
    port = urlsplit(server.url).port or 0
    token = simulator.authority.access_token(simulator.authority.connect(FIRST_REALM))
    asks = {
        "bare": (bare.bind_addr[1], _message("GET", "companyinfo/1", token)),
        "read": (port, _message("GET", "companyinfo/1", token)),
        "create": (port, _message("POST", "customer", token, write_json({"DisplayName": NUMBER.decode()}))),
    }
    with _serving(bare), _serving(server), ProcessPoolExecutor(1, get_context("spawn")) as client:
        rates: dict[str, list[float]] = {name: [] for name in asks}
        for number, name in enumerate(list(asks) * ROUNDS):
            port, message = asks[name]
            rates[name].append(_rate(client, port, message, first=number * 2 * REQUESTS))
    figures: dict[str, float] = {
        f"{name}_requests_a_second": round(max(rounds)) for name, rounds in rates.items()
    }
    for name in ("read", "create"):
        parts = [rate / bare for rate, bare in zip(rates[name], rates["bare"], strict=True)]
        figures[f"{name}_part_of_bare"] = round(median(parts), 2)
    return figures


def _rate(client: ProcessPoolExecutor, port: int, message: bytes, *, first: int) -> float:
    """Return requests a second of this process's processor time: the client is another process."""
    began_s = time.process_time()
    client.submit(load, port, message, first).result()
    return REQUESTS / (time.process_time() - began_s)


def _message(method: str, path: str, token: str, body: bytes = b"") -> bytes:
    lines = [
        f"{method} /v3/company/{FIRST_REALM}/{path} HTTP/1.1",
        f"Host: {HOST}",
        f"Authorization: Bearer {token}",
        "Accept: application/json",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(lines).encode() + HEAD_END + body


def _empty(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", "0")])
    return []


@contextmanager
def _serving(server: Serving) -> Iterator[None]:
    thread = Thread(target=server.serve)
    thread.start()
    try:
        yield
    finally:
        server.stop()
        thread.join()


def load(port: int, message: bytes, first: int) -> None:
    """Send a request again and again over a few connections; names are numbered from `first`."""
    names = (b"Customer %010d" % number for number in count(first))
    connections = [socket.create_connection((HOST, port), TIME_OUT_S) for _ in range(CONNECTIONS)]
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            selector.register(connection, selectors.EVENT_READ, connection)
            connection.sendall(message.replace(NUMBER, next(names)))
        done = 0
        while done < REQUESTS:
            for key, _ in selector.select(TIME_OUT_S):
                _read_answer(key.data)
                key.data.sendall(message.replace(NUMBER, next(names)))
                done += 1
    for connection in connections:
        connection.close()


def _read_answer(connection: socket.socket) -> None:
    held = b""
    while HEAD_END not in held:
        held += connection.recv(65_536)
    head, _, body = held.partition(HEAD_END)
    if not head.startswith(b"HTTP/1.1 200"):
        raise ValueError(held.decode())
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r")[0])
    left = length - len(body)
    while left > 0:
        left -= len(connection.recv(left))

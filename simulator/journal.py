"""The journal of what the simulator received and answered, as a checker reads it: nothing is left out."""

import base64
import contextlib
import sys
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path

from simulator.core import Simulator
from simulator.protocol.paths import API
from simulator.timestamps import stamp_millis
from simulator.wire import Answer, Request, Wire, write_json


def exchange(seq: int, request: Request, answer: Answer, now_s: float) -> Wire:
    """Return a request and its answer whole; a body that is no text stands under `..._body_base64`."""
    return {
        "seq": seq,
        "time": stamp_millis(now_s),
        "method": request.method,
        "path": f"{request.path}?{request.query}" if request.query else request.path,
        "request_headers": request.headers,
        **_body("request_body", request.body),
        "status": answer.status,
        "response_headers": answer.headers,
        **_body("response_body", answer.body),
        "seconds": Decimal(str(answer.seconds)),
        "cut": answer.cut,
    }


def _body(name: str, body: bytes) -> Wire:
    try:
        return {name: body.decode("utf-8")}
    except UnicodeDecodeError:
        return {name: None, f"{name}_base64": base64.b64encode(body).decode()}


def exchanges(simulator: Simulator, *, since: int, realm: str, path: str) -> Iterator[Wire]:
    """Return the exchanges after number `since`, oldest first, of one realm and with a part of the path."""
    held = simulator.journal
    first = simulator.requests - len(held) + 1
    skipped = max(0, since - first + 1)
    for seq, (now_s, request, answer) in enumerate(islice(held, skipped, None), first + skipped):
        of_realm = not realm or request.path.startswith(f"{API}{realm}/")
        if of_realm and path in request.path:
            yield exchange(seq, request, answer, now_s)


def say_each(simulator: Simulator) -> None:
    """Write a line about every request to standard error from now on; who closes that hears no more."""

    def say(request: Request, answer: Answer, now_s: float) -> None:
        path = f"{request.path}?{request.query}" if request.query else request.path
        outcome = "cut" if answer.cut else answer.status
        with contextlib.suppress(OSError):
            print(stamp_millis(now_s), request.method, path, outcome, file=sys.stderr, flush=True)

    simulator.listeners.append(say)


def keep_journal(simulator: Simulator, path: Path) -> None:
    """Append every exchange to a file from now on, one JSON object a line."""
    lines = path.open("ab", buffering=0)

    def note(request: Request, answer: Answer, now_s: float) -> None:
        lines.write(write_json(exchange(simulator.requests, request, answer, now_s)) + b"\n")

    simulator.listeners.append(note)

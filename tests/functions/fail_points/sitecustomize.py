"""Lets a function's process die at a named point, on order; Python loads it when it stands on PYTHONPATH.

An order is a file `armed/<point>.<function>.<company>`. Who reaches the point takes it away, in one step, and
dies by SIGKILL: so each order kills once. The product knows nothing of it: its ports are wrapped.
"""

import dataclasses
import http.client
import json
import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from awslambdaric.lambda_runtime_client import LambdaRuntimeClient

from quickbooks_sync import wiring
from quickbooks_sync.books import BooksReply, BooksRequest
from quickbooks_sync.model import CompanyId
from quickbooks_sync.ports import (
    Check,
    Delete,
    Item,
    Log,
    Ports,
    Put,
    QuickBooks,
    Store,
    Tokens,
    TokenSet,
    Update,
)
from quickbooks_sync.settings import Settings

HOME = Path(os.environ["FAIL_POINTS_DIR"])
FUNCTION = Path(os.environ["LAMBDA_TASK_ROOT"]).name

_here = threading.local()
_worked: set[str] = set()
"""The companies of which something was settled since the last event."""


def reached(point: str, company: str) -> None:
    """Die if somebody ordered it for this point."""
    name = f"{point}.{FUNCTION}.{company}"
    try:
        (HOME / "armed" / name).rename(HOME / "claimed" / f"{name}.{os.getpid()}")
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def note(event: str, company: str, **about: str | int) -> None:
    """Write down what happened, on a clock that all processes share."""
    line = json.dumps(
        {"at_s": time.monotonic(), "pid": os.getpid(), "event": event, "company": company, **about}
    )
    with (HOME / "witness.jsonl").open("a", encoding="utf-8") as witness:
        witness.write(line + "\n")


@contextmanager
def unread(point: str, company: str) -> Iterator[None]:
    """Reach a point when a request of this thread has been sent and its answer would be read."""
    _here.point = (point, company)
    try:
        yield
    finally:
        _here.point = None


def company_of(writes: Sequence[Put | Update | Delete | Check]) -> str:
    """Name the company in whose partition a transaction writes."""
    return writes[0].key.pk.removeprefix("COMPANY#")


class DyingStore:
    """The table: dies around the journal, around settling, and at the end of a lease."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def transact(self, writes: Sequence[Put | Update | Delete | Check]) -> None:
        """Tell by its keys what a transaction is for."""
        company = company_of(writes)
        kinds = {write.key.sk.partition("#")[0] for write in writes}
        if "CALL" in kinds:
            reached("before_journal", company)
            self._store.transact(self._kept(writes, company))
            reached("after_journal", company)
        elif "BOOKS" in kinds:
            reached("before_settle", company)
            with unread("in_settle", company):
                self._store.transact(writes)
            _worked.add(company)
        else:
            self._store.transact(writes)

    def apply(self, write: Put | Update | Delete) -> Item | None:
        """Watch who takes and gives back the lease of a company's books."""
        if not isinstance(write, Update) or write.key.sk != "WRITER":
            return self._store.apply(write)
        company = company_of([write])
        if "holder" in write.remove:
            note("releases", company)
            with unread("releasing" if company in _worked else "releasing_idle", company):
                return self._store.apply(write)
        item = self._store.apply(write)
        note("holds" if write.add else "renewed", company, fence=(item or {}).get("fence", 0))
        return item

    def _kept(
        self, writes: Sequence[Put | Update | Delete | Check], company: str
    ) -> list[Put | Update | Delete | Check]:
        """Leave the call out for a company that is to do without a journal."""
        without = (HOME / "without_journal" / company).exists()
        return [write for write in writes if not (without and write.key.sk.startswith("CALL#"))]


class DyingQuickBooks:
    """QuickBooks: dies when a write has been sent, and when it has been answered."""

    def __init__(self, quickbooks: QuickBooks) -> None:
        self._quickbooks = quickbooks

    def send(self, request: BooksRequest, access_token: str) -> BooksReply:
        """Send; only writes carry a request id, and only companies of ours are watched."""
        watched = HOME / "realms" / request.realm
        if "requestid" not in request.params or not watched.exists():
            return self._quickbooks.send(request, access_token)
        company = watched.read_text(encoding="utf-8")
        note("sends", company, call=request.params["requestid"])
        with unread("sent", company):
            reply = self._quickbooks.send(request, access_token)
        note("answered", company, call=request.params["requestid"], status=reply.status)
        if reply.status == http.client.OK:
            reached("answered", company)
        return reply


class DyingTokens:
    """The token store: dies before and after it has kept new tokens."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tokens, name)

    def put(self, company: CompanyId, tokens: TokenSet, *, apart: bool = False) -> None:
        """Store a company's tokens."""
        reached("before_token_stored", company)
        self._tokens.put(company, tokens, apart=apart)
        reached("token_stored", company)


_ports = wiring.ports
_getresponse = http.client.HTTPConnection.getresponse
_post_result = LambdaRuntimeClient.post_invocation_result


def dying_ports(settings: Settings, log: Log) -> Ports:
    """Wire as the product does, with ports that may die."""
    real = _ports(settings, log)
    return dataclasses.replace(
        real,
        store=DyingStore(real.store),
        quickbooks=DyingQuickBooks(real.quickbooks),
        tokens=DyingTokens(real.tokens),
    )


def dying_getresponse(connection: http.client.HTTPConnection) -> http.client.HTTPResponse:
    """Die with the request sent and the answer unread."""
    if point := getattr(_here, "point", None):
        reached(*point)
    return _getresponse(connection)


def dying_post_result(*arguments: Any, **named: Any) -> Any:
    """Die with the work done and the message not acknowledged."""
    for company in sorted(_worked):
        reached("before_acknowledging", company)
    _worked.clear()
    return _post_result(*arguments, **named)


wiring.ports = dying_ports
http.client.HTTPConnection.getresponse = dying_getresponse  # type: ignore[method-assign,assignment]
LambdaRuntimeClient.post_invocation_result = dying_post_result

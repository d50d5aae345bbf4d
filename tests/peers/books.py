"""The books from their own side: what a bookkeeper does there, what they refuse, and what they were asked."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import simplejson

from quickbooks_sync.books import BooksReply, BooksRequest
from simulator.books.writing import write
from simulator.entities import KINDS
from simulator.wire import Request
from tests.fakes.world import World

THROTTLED = 429


def by_hand(world: World, entity: str, **content: Any) -> dict[str, Any]:
    """Let a person make or change an object in QuickBooks; gives it as it is then."""
    company, kind = world.simulator.realms[world.realm].company, KINDS[entity.lower()]
    now_s = world.clock.now().timestamp()
    return write(company, kind, content, operation=None, include=frozenset(), now_s=now_s)


def close_books(world: World, day: str | None) -> None:
    """Let a person close the books in QuickBooks up to a day, or open them again."""
    preferences = world.simulator.realms[world.realm].company.objects["Preferences"]["1"].wire
    preferences["AccountingInfoPrefs"] = {
        **preferences.get("AccountingInfoPrefs", {}),
        "BookCloseDate": day,
    }


def refuse(world: World, path: str, reply: BooksReply, *, times: int = 1) -> list[BooksRequest]:
    """Answer the next requests to a path with `reply`, with nothing done; gives the requests."""
    refused: list[BooksRequest] = []
    real = world.quickbooks.send

    def send(request: BooksRequest, access_token: str) -> BooksReply:
        if request.path != path or len(refused) == times:
            return real(request, access_token)
        refused.append(request)
        return reply

    world.quickbooks.send = send  # type: ignore[method-assign]
    return refused


def fault(code: str, detail: str, *, status: int = 400, message: str = "") -> BooksReply:
    """Write a refusal as QuickBooks does."""
    error = {"Message": message, "Detail": detail, "code": code, "element": ""}
    body = {"Fault": {"Error": [error], "type": "ValidationFault"}, "time": "2026-04-09T09:00:00.000-07:00"}
    return BooksReply(status, simplejson.dumps(body).encode(), "1-6531d8a1-peers")


def requests_to(world: World, path: str) -> list[Request]:
    """List what the books were asked at a path below the realm, such as `invoice`."""
    return [request for _, request, _ in world.simulator.journal if request.path.endswith(f"/{path}")]


def request_ids(world: World, path: str) -> list[str]:
    """List the request ids that came to a path."""
    return [parse_qs(request.query)["requestid"][0] for request in requests_to(world, path)]


def throttled(world: World) -> int:
    """Count how often the books said that a limit was broken."""
    return sum(answer.status == THROTTLED for _, _, answer in world.simulator.journal)

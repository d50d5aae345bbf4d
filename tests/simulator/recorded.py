"""Recorded exchanges with the real QuickBooks as values, and the books as they were before each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import simplejson

Json = Any
MASKED = re.compile(r"/v3/(?:company/-COMPANY_ID-/)?")


@dataclass(frozen=True)
class Showing:
    """An object as one answer showed it, and when that request was begun."""

    kind: str
    wire: Json
    at: datetime


@dataclass(frozen=True)
class Exchange:
    """One recorded request with its answer; the path is below the realm, which the recordings mask."""

    company: str
    source: str
    method: str
    path: str
    query: str
    request: Json
    status: int
    answer: Json
    headers: dict[str, str]
    # When the request was begun.
    at: datetime

    @property
    def writes(self) -> bool:
        return self.method == "POST"

    def shows(self) -> Iterator[Showing]:
        """Give every object of the answer."""
        yield from _objects(self.answer, self.at)


def _objects(answer: Json, at: datetime) -> Iterator[Showing]:
    for name, value in answer.items():
        for part in value if isinstance(value, list) else [value]:
            if not isinstance(part, dict):
                continue
            if "MetaData" in part:
                yield Showing(name, part, at)
            elif name.endswith("Response") or name == "QueryResponse":
                yield from _objects(part, at)


def exchanges(reference_dir: Path) -> list[Exchange]:
    """Read the recordings: a request without a body is only known by its answer's path."""
    found: list[Exchange] = []
    body: Json = None
    for line in (reference_dir / "recordings" / "exchanges.jsonl").read_text().splitlines():
        half = simplejson.loads(line, use_decimal=True)
        if half["direction"] == "request":
            body = half["body"]
            continue
        path, _, query = MASKED.sub("", half.get("path", ""), count=1).partition("?")
        company, _, source = half["source"].partition("/")
        asked = (half.get("method", ""), path, query, body)
        found.append(
            Exchange(
                company, source, *asked, half["status"], half["body"], half.get("headers", {}), _begun(half)
            )
        )
        body = None
    return found


def _begun(half: Json) -> datetime:
    """Give the time of an answer; that of a few faults is missing or of another form."""
    time = half["body"].get("time")
    return (
        datetime.fromisoformat(time)
        if isinstance(time, str)
        else parsedate_to_datetime(half["headers"]["Date"])
    )


def books_before(exchange: Exchange, recorded: list[Exchange]) -> dict[str, list[Json]]:
    """Give the objects that were there when a request came, each as it was last shown before.

    What a read shows was there, and so was what is only shown later but was made before: it is taken as it
    was first shown then. Of entities that a company never shows, those of the other serve: both began as the
    same sample.
    """
    showings: dict[str, dict[str, dict[str, list[Showing]]]] = {}
    for one in recorded:
        for showing in one.shows():
            rows = showings.setdefault(showing.kind, {}).setdefault(one.company, {})
            rows.setdefault(showing.wire["Id"], []).append(showing)
    found: dict[str, list[Json]] = {}
    for kind, companies in showings.items():
        rows = companies.get(exchange.company) or next(iter(companies.values()))
        as_they_were = (_as_it_was(exchange, sorted(shown, key=_at)) for shown in rows.values())
        found[kind] = [showing.wire for showing in as_they_were if showing is not None]
    return found


def _at(showing: Showing) -> datetime:
    return showing.at


def _as_it_was(exchange: Exchange, shown: list[Showing]) -> Showing | None:
    own = [one for one in shown if one.at == exchange.at]
    if own and not exchange.writes:
        return own[0]
    made = datetime.fromisoformat(shown[0].wire["MetaData"]["CreateTime"])
    if made >= exchange.at.replace(microsecond=0):
        return None
    before = [one for one in shown if one.at < exchange.at]
    return before[-1] if before else shown[0]

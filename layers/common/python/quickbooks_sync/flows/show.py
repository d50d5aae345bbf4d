"""What people and the host see: records with their status, problems with their remedies, runs, companies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeAlias

from quickbooks_sync.books import Books
from quickbooks_sync.core.problems import Explained, explain
from quickbooks_sync.core.removing import ready
from quickbooks_sync.core.status import booking_number, status
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.flows import connect, show_connection
from quickbooks_sync.model import Company, Phase, Problem, Record, RecordKey, Run
from quickbooks_sync.ports import Ports
from quickbooks_sync.state import keys, records, work
from quickbooks_sync.state.work import Work

View: TypeAlias = dict[str, Any]
PAGE = 100
MOST_PROBLEMS = 200
"""Of each entity; who has more fixes the first ones first."""


def record(ports: Ports, company: Company, found: Record, *, seen: Work, language: str) -> View:
    """Show a record: status, number in the books, every problem with its remedy, what else holds it up."""
    problems = found.problems or _derived(ports, found)
    waits = found.phase in (Phase.PENDING, Phase.WAITING) and not problems
    return {
        "entity": found.key.entity,
        "id": found.key.id,
        "version": found.version,
        "status": str(status(found, company, blocked=bool(problems))),
        "phase": str(found.phase),
        "removed": str(found.removal or ""),
        "booking_number": booking_number(found),
        "quickbooks_id": found.link.id if found.link else "",
        "total_in_books": None if found.books_total is None else str(found.books_total),
        "synced_at": keys.stamp(found.synced_at) if found.synced_at else None,
        "problems": [_problem(explain(problem, language)) for problem in problems],
        "held_up": _held_up(company, seen, language) if waits else None,
    }


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page of which list."""

    entity: str
    phase: Phase | None
    cursor: str | None
    language: str


def listing(ports: Ports, company: Company, wanted: Wanted) -> View:
    """List an entity's records, a page at a time."""
    page, following = records.listed(
        ports.store,
        company.id,
        wanted.entity,
        wanted.phase,
        limit=PAGE,
        newest_first=True,
        cursor=wanted.cursor,
    )
    found = records.load(ports.store, company.id, page)
    seen, language = work.read(ports.store, company.id), wanted.language
    shown = [record(ports, company, found[key], seen=seen, language=language) for key in page if key in found]
    return {"records": shown, "cursor": following}


def problems(ports: Ports, company: Company, *, language: str) -> View:
    """List what a person has to do, grouped by cause: rejected records and those that differ in the books.

    `more`: not all are listed; who has fixed these sees the next ones.
    """
    groups: dict[str, View] = {}
    more = False
    for entity in ENTITIES:
        for phase in (Phase.REJECTED, Phase.DIFFERS):
            page, _ = records.listed(ports.store, company.id, entity, phase, limit=MOST_PROBLEMS + 1)
            more = more or len(page) > MOST_PROBLEMS
            for found in records.load(ports.store, company.id, page[:MOST_PROBLEMS]).values():
                for problem in found.problems:
                    _add(groups, found.key, explain(problem, language))
    largest_first = sorted(groups.values(), key=lambda group: (-len(group["records"]), group["code"]))
    return {"problems": largest_first, "more": more}


def company(shown: Company, books: Books | None, seen: Work, connection: View, *, language: str) -> View:
    """Show a company: its settings, its connection, the four selections and what is missing for a sync."""
    return {
        "id": shown.id,
        "country": shown.country,
        "home_currency": shown.home_currency,
        "time_zone": shown.time_zone,
        "plan": shown.plan,
        "language": shown.language,
        "style": shown.style,
        "settings": {
            "sync_on_push": shown.sync_on_push,
            "nightly": shown.nightly,
            "night_hour": shown.night_hour,
        },
        "connection": connection,
        "selections": asdict(shown.selections),
        "vanished": connect.vanished(shown, books) if books else [],
        "missing": list(shown.missing()),
        "stopped": _stopped(seen, language),
    }


def _held_up(company: Company, seen: Work, language: str) -> View | None:
    """Say what of the whole company holds a record up: it is not connected, not set up, or stopped."""
    if problem := show_connection.problem_of(company):
        return _in_words(problem, company.connection_since, language)
    if missing := company.missing():
        return _in_words(Problem("setup_incomplete", value=", ".join(missing)), None, language)
    return _stopped(seen, language)


def _stopped(seen: Work, language: str) -> View | None:
    """Say why nothing is sent at the moment, and since when."""
    if not seen.parked and not seen.gate_reason:
        return None
    parked = Problem("parked", value=seen.parked) if seen.parked else None
    problem = parked or Problem(seen.gate_reason, fault_text=seen.gate_fault)
    return _in_words(problem, seen.stopped_at, language)


def _in_words(problem: Problem, since: datetime | None, language: str) -> View:
    return {
        **show_connection.in_words(problem, language),
        "since": keys.stamp(since) if since else None,
    }


def run(shown: Run) -> View:
    """Show a run: how far it is, or how it ended."""
    return {
        "id": shown.id,
        "kind": shown.kind,
        "state": str(shown.state),
        "asked_by": shown.asked_by,
        "entities": list(shown.scope),
        "record": "/".join(shown.record) if shown.record else None,
        "started_at": keys.stamp(shown.started_at),
        "ended_at": keys.stamp(shown.ended_at) if shown.ended_at else None,
        "counts": {entity: dict(counts) for entity, counts in shown.counts.items()},
    }


def _derived(ports: Ports, found: Record) -> tuple[Problem, ...]:
    """Work out the problem of a waiting record: the problem of the one that it waits on."""
    if found.phase is not Phase.WAITING:
        return ()
    rules = ENTITIES[found.key.entity]
    references = rules.references(rules.schema.model_validate(found.content))
    others = records.load(ports.store, found.company, references)
    return tuple(
        Problem("reference_has_problem", field=key.entity, value=key.id, about=key)
        for key, other in others.items()
        if not ready(other) and other.problems
    )


def _problem(explained: Explained) -> View:
    shown = asdict(explained)
    about = explained.about
    return {**shown, "about": {"entity": about.entity, "id": about.id} if about else None}


def _add(groups: dict[str, View], key: RecordKey, explained: Explained) -> None:
    group = groups.setdefault(explained.code, {"code": explained.code, "who": explained.who, "records": []})
    shown: Mapping[str, Any] = _problem(explained)
    group["records"].append({"entity": key.entity, "id": key.id, **shown})

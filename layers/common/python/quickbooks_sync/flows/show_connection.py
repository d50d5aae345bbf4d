"""What people see of a company's connection: its state, its books, and what they have to do about it."""

from __future__ import annotations

from typing import Any

from quickbooks_sync.core.keeping import ends_soon
from quickbooks_sync.core.problems import explain
from quickbooks_sync.model import Company, Connection, Problem
from quickbooks_sync.ports import Ports
from quickbooks_sync.state import keeping, keys
from quickbooks_sync.state.keeping import Keeping

ENDED = {"button": "signed_out", "intuit": "connection_ended", "nobody": "choice_lapsed"}
"""What a disconnected company's problem is, by who ended the connection."""


def connection(ports: Ports, company: Company, *, language: str) -> dict[str, Any]:
    """Show a company's connection; `problem` is null while nobody has to do anything."""
    kept = keeping.find(ports.store, company.id)
    connected = company.connection is Connection.CONNECTED
    ends_at = kept.ends_at if kept and connected else None
    problem = problem_of(company)
    if ends_at is not None and ends_soon(ends_at, ports.clock.now()):
        problem = Problem("connection_ends_soon", value=ends_at.date().isoformat())
    other = company.connection is Connection.OTHER_BOOKS
    return {
        "state": str(company.connection),
        "books": company.books_name,
        "realm": company.realm or "",
        "since": keys.stamp(company.connection_since) if company.connection_since else None,
        "expires_at": keys.stamp(ends_at) if ends_at else None,
        "other": {"books": company.other_name, "realm": company.other_realm} if other else None,
        "moving": company.moving_from is not None,
        "ending": _is_ending(company, kept),
        "problem": in_words(problem, language) if problem else None,
    }


def problem_of(company: Company) -> Problem | None:
    """Say why a company that was connected is not any more; None while it is."""
    if company.connection is Connection.OTHER_BOOKS:
        details = {"other": company.other_name, "realm": company.other_realm or ""}
        return Problem("other_books", value=company.books_name, details=details)
    if company.connection is Connection.DISCONNECTED:
        code = ENDED.get(company.ended_by, "connection_ended")
        return Problem(code, value=company.books_name)
    return None


def _is_ending(company: Company, kept: Keeping | None) -> bool:
    return company.connection is not Connection.CONNECTED and kept is not None and kept.ending


def in_words(problem: Problem, language: str) -> dict[str, Any]:
    """Put what a whole company has to do with into words."""
    explained = explain(problem, language)
    return {
        "code": explained.code,
        "cause": explained.cause,
        "remedy": explained.remedy,
        "who": explained.who,
    }

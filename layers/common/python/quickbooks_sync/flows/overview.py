"""What support sees over all companies: which are stopped, and what support itself did."""

from __future__ import annotations

from typing import Any, TypeAlias

from quickbooks_sync.flows.show_connection import problem_of
from quickbooks_sync.model import Company, Connection
from quickbooks_sync.ports import Ports
from quickbooks_sync.state import audits, companies, keys, work
from quickbooks_sync.state.work import Work

View: TypeAlias = dict[str, Any]
PAGE = 100
STATES = ("parked", "stopped", str(Connection.DISCONNECTED), str(Connection.OTHER_BOOKS))


def companies_in(ports: Ports, state: str, *, cursor: str | None) -> View:
    """List companies, a page at a time: those of one of the STATES (stopped: gate closed), or "" for all."""
    store = ports.store
    if state in ("parked", "stopped"):
        why = work.PARKED if state == "parked" else work.GATE
        found, following = work.stopped(store, why, before=None, limit=PAGE, cursor=cursor)
    else:
        connection = Connection(state) if state else None
        found, following = companies.listed(store, connection, limit=PAGE, cursor=cursor)
    known, seen = companies.find_many(store, found), work.read_many(store, found)
    shown = [_company(known[each], seen.get(each, Work())) for each in found if each in known]
    return {"companies": shown, "cursor": following}


def audits_of(ports: Ports, *, cursor: str | None) -> View:
    """List support's acts, the newest first."""
    page, following = audits.latest(ports.store, limit=PAGE, cursor=cursor)
    shown = [
        {
            "at": keys.stamp(act.at),
            "number": act.number,
            "who": act.who,
            "why": act.why,
            "company": act.company,
            "entity": act.entity,
            "problem": act.problem,
            "before": keys.stamp(act.before) if act.before else None,
            "done": dict(act.done) or None,
        }
        for act in page
    ]
    return {"audits": shown, "cursor": following}


def _company(company: Company, seen: Work) -> View:
    since = seen.stopped_at or (company.connection_since if problem_of(company) else None)
    return {
        "id": company.id,
        "connection": str(company.connection),
        "books": company.books_name,
        "missing": list(company.missing()),
        "parked": seen.parked,
        "stopped": seen.gate_reason,
        "since": keys.stamp(since) if since else None,
        "looks_again_at": keys.stamp(seen.gate_until) if seen.gate_until else None,
    }

"""What became of a record: every outcome with its call, support's replays, and calls still open."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, TypeAlias

from quickbooks_sync.core.problems import explain
from quickbooks_sync.core.status import status
from quickbooks_sync.model import Call, Company, Problem, Record
from quickbooks_sync.ports import Ports
from quickbooks_sync.state import journal, keys, outcomes
from quickbooks_sync.state.outcomes import Past

View: TypeAlias = dict[str, Any]


def history(ports: Ports, company: Company, record: Record, *, language: str) -> View:
    """Show a record's history, the newest first, as far back as outcomes are kept."""
    past = outcomes.of_record(ports.store, company.id, record.key)
    open_calls = journal.open_calls(ports.store, company.id, company.realm) if company.realm else []
    return {
        "entity": record.key.entity,
        "id": record.key.id,
        "version": record.version,
        "status": str(status(record, company)),
        "phase": str(record.phase),
        "changed_at": keys.stamp(record.changed_at),
        "history": [_past(each, language) for each in past],
        "open_calls": [_open(call, record) for call in open_calls if _names(call, record)],
    }


def _past(past: Past, language: str) -> View:
    return {
        "at": keys.stamp(past.at),
        "result": past.result,
        "version": past.version or None,
        "operation": past.operation or None,
        "call": past.call or None,
        "intuit_tid": past.intuit_tid or None,
        "run": past.asked_by or None,
        "replay": past.replay or None,
        "problems": [_problem(problem, language) for problem in past.problems],
    }


def _problem(problem: Problem, language: str) -> View:
    shown = asdict(explain(problem, language))
    said = {"fault_code": problem.fault_code, "fault_text": problem.fault_text}
    return {name: shown[name] for name in ("code", "field", "cause", "remedy", "who")} | said


def _names(call: Call, record: Record) -> bool:
    return any(member.key == record.key for member in call.members)


def _open(call: Call, record: Record) -> View:
    member = next(member for member in call.members if member.key == record.key)
    return {
        "call": call.id,
        "operation": str(member.operation),
        "version": member.version or None,
        "run": member.asked_by,
        "records": len(call.members),
        "tries": [{"at": keys.stamp(each.at), "refused": each.refused} for each in call.tries],
    }

"""Support in: replays, invoked by hand or through the API."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from quickbooks_sync.edge.bodies import Replay, Stuck, read
from quickbooks_sync.edge.process import ports, told
from quickbooks_sync.flows.places import Wanted
from quickbooks_sync.flows.replay import replay
from quickbooks_sync.model import CompanyId


def replay_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Replay what `{"reason": …, "company": …, "entity": …, "problem": …, "older_than": …}` names, or all."""
    with told("replay", context):
        return replayed(read(Replay, event), who=context.function_name)


def replayed(asked: Replay, *, who: str) -> dict[str, Any]:
    """Replay, and tell what was done and whether there is more."""
    done = replay(
        ports(), wanted(asked), who=who, why=asked.reason, dry_run=asked.dry_run, cursor=asked.cursor
    )
    return asdict(done)


def wanted(asked: Stuck) -> Wanted:
    """Tell which part of what is stuck is asked for."""
    company = CompanyId(asked.company) if asked.company else None
    return Wanted(company, asked.entity, asked.problem, asked.before(ports().clock.now()))

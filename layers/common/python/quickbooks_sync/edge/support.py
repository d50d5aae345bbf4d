"""Support in: replays of dead letters, invoked by hand or from the command line."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from quickbooks_sync.edge.bodies import Replay, read
from quickbooks_sync.edge.process import ports, told
from quickbooks_sync.flows.replay import Wanted, replay
from quickbooks_sync.model import CompanyId


def replay_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Replay what `{"company": …, "entity": …, "reason": …}` names; without company and entity all."""
    with told("replay"):
        return replayed(read(Replay, event), who=context.function_name)


def replayed(asked: Replay, *, who: str) -> dict[str, Any]:
    """Replay, and tell per entity how many letters were sent and how many left."""
    company = CompanyId(asked.company) if asked.company else None
    return asdict(replay(ports(), Wanted(company, asked.entity), who=who, why=asked.reason))

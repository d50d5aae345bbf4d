"""Support in: replays of dead letters, invoked by hand or from the command line."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from quickbooks_sync.edge.process import ports, telemetry
from quickbooks_sync.edge.requests import Replay, read
from quickbooks_sync.flows.replay import Wanted, replay
from quickbooks_sync.model import CompanyId


def replay_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Replay what `{"company": …, "entity": …, "reason": …}` names; without company and entity all."""
    wanted = read(Replay, event)
    company = CompanyId(wanted.company) if wanted.company else None
    try:
        done = replay(ports(), Wanted(company, wanted.entity), who=context.function_name, why=wanted.reason)
        return asdict(done)
    finally:
        telemetry().flush()

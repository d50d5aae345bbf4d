"""EventBridge Scheduler in: the sweep and the night."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from quickbooks_sync.edge.process import ports, telemetry
from quickbooks_sync.flows.nightly import nightly
from quickbooks_sync.flows.sweep import sweep


def sweep_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:  # noqa: ARG001 - Lambda's form
    """Send a message for each company at which somebody must look."""
    try:
        return {"sent": sweep(ports())}
    finally:
        telemetry().flush()


def nightly_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:  # noqa: ARG001 - Lambda's form
    """Start the nights that have come by the event's `scheduled_time`."""
    by = datetime.fromisoformat(event["scheduled_time"])
    try:
        return {"started": nightly(ports(), by=by)}
    finally:
        telemetry().flush()

"""EventBridge Scheduler in: the sweep, the night, and connections that are kept alive."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from quickbooks_sync.edge.bodies import Planned, read
from quickbooks_sync.edge.process import ports, settings, told
from quickbooks_sync.flows.keeping import keep
from quickbooks_sync.flows.nightly import nightly
from quickbooks_sync.flows.sweep import sweep


def sweep_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:  # noqa: ARG001 - Lambda's form
    """Send a message for each company at which somebody must look by now, whatever time was planned."""
    with told("sweep", context):
        return {"sent": sweep(ports())}


def nightly_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Start the nights that have come by the event's `scheduled_time`, and keep idle connections alive."""
    with told("nightly", context):
        started = nightly(ports(), by=read(Planned, event).scheduled_time)
        keep(ports(), environment=settings().quickbooks_environment)
        return {"started": started}

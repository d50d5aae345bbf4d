"""SQS in: each message by itself; a failed one goes back to its queue, and in the end to the dead letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from quickbooks_sync.edge.process import ports, telemetry
from quickbooks_sync.errors import Retry
from quickbooks_sync.flows import failing
from quickbooks_sync.flows.drain import drain
from quickbooks_sync.flows.failing import Delivery, LastTry
from quickbooks_sync.flows.pointers import company_of


def drain_handler(entity: str) -> Callable[[dict[str, Any], LambdaContext], dict[str, Any]]:
    """Make the handler of the function that syncs an entity: it tells SQS which messages failed."""

    def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        telemetry().begin(context)
        failed = [record["messageId"] for record in event["Records"] if not _done(record, entity)]
        telemetry().flush()
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}

    return handler


def _done(record: Mapping[str, Any], entity: str) -> bool:
    last = None
    try:
        last = failing.last_try(ports(), _delivery(record, entity))
        drain(ports(), company_of(record["body"]), entity)
        if last:
            failing.passed(ports(), last)
    except Retry as error:
        return _left_to_the_sweep(record, entity, last, error)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is this message's alone
        telemetry().failure("message", error, entity=entity, message_id=record["messageId"])
        if last:
            _keep_reason(last, error)
        return False
    return True


def _left_to_the_sweep(record: Mapping[str, Any], entity: str, last: LastTry | None, error: Retry) -> bool:
    """Let a message go of which something outside was busy: it has not failed, and nothing is lost.

    Whoever sends a message has set due before, and due is cleared only after an empty look: the sweep sends
    another one. Given back, it would be among the dead letters after an outage of half an hour.
    """
    telemetry().failure("message", error, entity=entity, message_id=record["messageId"])
    if last:
        with suppress(Retry):  # Then it is listed as stuck until what is known of it expires.
            failing.passed(ports(), last)
    return True


def _delivery(record: Mapping[str, Any], entity: str) -> Delivery:
    attributes = record["attributes"]
    sent_at = datetime.fromtimestamp(int(attributes["SentTimestamp"]) / 1000, UTC)
    received = int(attributes["ApproximateReceiveCount"])
    return Delivery(record["messageId"], entity, record["body"], sent_at, received)


def _keep_reason(last: LastTry, error: Exception) -> None:
    with suppress(Retry):  # The table is busy: what was written before the try has to do.
        failing.failed(ports(), last, error)

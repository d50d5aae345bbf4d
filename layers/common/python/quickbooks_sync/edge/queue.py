"""SQS in: each message by itself; a failed one goes back to its queue, and in the end to the dead letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from quickbooks_sync.edge.process import ports, telemetry
from quickbooks_sync.flows.drain import drain
from quickbooks_sync.flows.pointers import company_of


def drain_handler(entity: str) -> Callable[[dict[str, Any], LambdaContext], dict[str, Any]]:
    """Make the handler of the function that syncs an entity: it tells SQS which messages failed."""

    def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001 - Lambda's form
        failed = [record["messageId"] for record in event["Records"] if not _done(record, entity)]
        telemetry().flush()
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}

    return handler


def _done(record: Mapping[str, Any], entity: str) -> bool:
    try:
        drain(ports(), company_of(record["body"]), entity)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is this message's alone
        telemetry().failure("message", error, entity=entity, message_id=record["messageId"])
        return False
    return True

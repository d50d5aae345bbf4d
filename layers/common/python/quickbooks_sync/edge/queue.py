"""SQS in: each message by itself; a failed one goes back to its queue, and in the end to the dead letters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from quickbooks_sync.edge.process import ports, telemetry
from quickbooks_sync.errors import SyncError
from quickbooks_sync.flows.drain import drain
from quickbooks_sync.flows.pointers import company_of


def drain_handler(entity: str) -> Callable[[dict[str, Any], LambdaContext], Any]:
    """Make the handler of the function that syncs an entity."""

    def one(record: SQSRecord) -> None:
        try:
            drain(ports(), company_of(record.body), entity)
        except SyncError as error:
            telemetry().outcome("message", entity=entity, message=record.message_id, result=error.code)
            raise

    def handler(event: dict[str, Any], context: LambdaContext) -> Any:  # noqa: ANN401 - powertools' response
        processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
        try:
            return process_partial_response(event, one, processor, context)
        finally:
            telemetry().flush()

    return handler

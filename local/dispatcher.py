"""Plays the event source mappings of SQS: receive a batch, run the function, delete what succeeded."""

import json
import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from local.functions import Function, ThrottledError
from local.runtime import Invocation
from local.template import REGION, TemplateError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import DeleteMessageBatchRequestEntryTypeDef, MessageTypeDef

_LOG = logging.getLogger(__name__)
# AWS begins with five batches at once as well, and this machine has few cores.
_CONCURRENCY = 5
# Short, so that stopping does not take long.
_LONG_POLL_S = 1
_RECEIVE_LIMIT = 10
_BACKOFF_S = (0.1, 0.2, 0.5, 1, 2)


@dataclass(frozen=True, slots=True)
class EventSource:
    """One event source mapping of the template."""

    queue_arn: str
    function: Function
    batch_size: int
    concurrency: int
    reports_failures: bool

    @classmethod
    def from_properties(cls, properties: Mapping[str, Any], function: Function) -> "EventSource":
        """Read the resource; what the local stack cannot play is an error."""
        batch_size = int(properties.get("BatchSize", _RECEIVE_LIMIT))
        if ":sqs:" not in properties["EventSourceArn"] or batch_size > _RECEIVE_LIMIT:
            raise TemplateError(
                f"Event source {properties['EventSourceArn']}: only SQS with up to 10 messages is played."
            )
        allowed = int(properties.get("ScalingConfig", {}).get("MaximumConcurrency", _CONCURRENCY))
        return cls(
            queue_arn=properties["EventSourceArn"],
            function=function,
            batch_size=batch_size,
            concurrency=min(allowed, _CONCURRENCY),
            reports_failures="ReportBatchItemFailures" in properties.get("FunctionResponseTypes", ()),
        )


class Dispatcher:
    """One poller for each event source; batches run side by side up to the source's concurrency."""

    def __init__(self, sources: Iterable[EventSource], sqs: "SQSClient") -> None:
        self._sqs = sqs
        self._stopping = threading.Event()
        self._pollers = [
            threading.Thread(target=self._poll, args=(source,), name=f"poll-{source.function.spec.name}")
            for source in sources
        ]

    def start(self) -> None:
        """Begin to poll."""
        for poller in self._pollers:
            poller.start()

    def stop(self) -> None:
        """Take no more messages; call `wait` after the functions have been stopped."""
        self._stopping.set()

    def wait(self) -> None:
        """Wait until nothing is on its way any more."""
        for poller in self._pollers:
            poller.join()

    def _poll(self, source: EventSource) -> None:
        url = self._sqs.get_queue_url(QueueName=source.queue_arn.rsplit(":", 1)[-1])["QueueUrl"]
        free = threading.Semaphore(source.concurrency)
        with ThreadPoolExecutor(source.concurrency) as workers:
            while not self._stopping.is_set():
                free.acquire()
                messages = self._receive(url, source.batch_size)
                if not messages:
                    free.release()
                    continue
                workers.submit(self._run, source, url, messages=messages, free=free)

    def _receive(self, url: str, batch_size: int) -> "list[MessageTypeDef]":
        try:
            received = self._sqs.receive_message(
                QueueUrl=url,
                MaxNumberOfMessages=batch_size,
                WaitTimeSeconds=_LONG_POLL_S,
                MessageSystemAttributeNames=["All"],
                MessageAttributeNames=["All"],
            )
        except (BotoCoreError, ClientError):
            # A fault on order, or the stack is being stopped: the queue is asked again.
            self._stopping.wait(_BACKOFF_S[0])
            return []
        return received.get("Messages", [])

    def _run(
        self,
        source: EventSource,
        url: str,
        *,
        messages: "list[MessageTypeDef]",
        free: threading.Semaphore,
    ) -> None:
        try:
            event = {"Records": [_record(message, source.queue_arn) for message in messages]}
            succeeded = _succeeded(messages, self._invoke(source, event), source=source)
            if succeeded:
                entries: list[DeleteMessageBatchRequestEntryTypeDef] = [
                    {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
                    for number, message in enumerate(succeeded)
                ]
                self._sqs.delete_message_batch(QueueUrl=url, Entries=entries)
            if len(succeeded) < len(messages):
                self._back_off(messages)
        except (BotoCoreError, ClientError):
            # Not deleted: the batch comes again, as on AWS.
            _LOG.exception("A batch for %s was not worked off", source.function.spec.name)
        finally:
            free.release()

    def _invoke(self, source: EventSource, event: Mapping[str, Any]) -> Invocation:
        try:
            return source.function.invoke(json.dumps(event).encode())
        except ThrottledError as throttled:
            return Invocation("", str(throttled).encode(), failed=True)

    def _back_off(self, messages: "Sequence[MessageTypeDef]") -> None:
        tries = max(int(message["Attributes"]["ApproximateReceiveCount"]) for message in messages)
        self._stopping.wait(_BACKOFF_S[min(tries, len(_BACKOFF_S)) - 1])


def _record(message: "MessageTypeDef", queue_arn: str) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "messageAttributes": {
            name: {
                "stringValue": value.get("StringValue"),
                "stringListValues": [],
                "binaryListValues": [],
                "dataType": value["DataType"],
            }
            for name, value in message.get("MessageAttributes", {}).items()
        },
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn,
        "awsRegion": REGION,
    }


def _succeeded(
    messages: "list[MessageTypeDef]", invocation: Invocation, *, source: EventSource
) -> "list[MessageTypeDef]":
    if invocation.failed:
        return []
    if not source.reports_failures:
        return messages
    failed = failed_ids(invocation.payload)
    if failed is None or not failed <= {message["MessageId"] for message in messages}:
        return []
    return [message for message in messages if message["MessageId"] not in failed]


def failed_ids(payload: bytes) -> set[str] | None:
    """Return which messages a function reports as failed; None when AWS would take the whole batch as failed.

    An empty answer, null, and an empty list mean success. Anything else that is no list of identifiers means
    that all failed, and so does an identifier that is empty or unknown.
    """
    try:
        answer = json.loads(payload or b"null")
        if not answer or not answer.get("batchItemFailures"):
            return set()
        identifiers = [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if all(isinstance(identifier, str) and identifier for identifier in identifiers):
        return set(identifiers)
    return None

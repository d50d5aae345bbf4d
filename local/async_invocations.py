"""Asynchronous invocations, as Lambda plays them: two retries, then the function's dead-letter queue."""

import json
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local.functions import Function, ThrottledError
from local.runtime import Invocation

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_RETRY_AFTER_S = (60, 120)
_ERROR_MESSAGE_LIMIT = 1024


@dataclass(slots=True)
class AsyncInvocations:
    """Each on a thread of its own, so that one that waits for its retry holds up nobody."""

    sqs: "SQSClient"
    time_scale: float
    _stopping: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def submit(self, function: Function, event: bytes) -> None:
        """Start one and return at once."""
        thread = threading.Thread(
            target=self._run, args=(function, event), name=f"async-{function.spec.name}"
        )
        self._threads = [each for each in self._threads if each.is_alive()]
        self._threads.append(thread)
        thread.start()

    def stop(self) -> None:
        """Give up what waits for a retry; call it after the functions have been stopped."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _run(self, function: Function, event: bytes) -> None:
        for delay_s in (*_RETRY_AFTER_S, None):
            try:
                invocation = function.invoke(event)
            except ThrottledError as throttled:
                invocation = Invocation("", str(throttled).encode(), failed=True)
            if not invocation.failed or self._stopping.is_set():
                return
            if delay_s is not None and self._stopping.wait(delay_s / self.time_scale):
                return
        self._bury(function, event, invocation)

    def _bury(self, function: Function, event: bytes, invocation: Invocation) -> None:
        arn = function.spec.dead_letter_arn
        if arn is None:
            return
        error = invocation.payload.decode(errors="replace")[:_ERROR_MESSAGE_LIMIT]
        attributes = {
            "RequestID": invocation.request_id,
            "ErrorCode": "200",
            "ErrorMessage": json.dumps(error),
        }
        self.sqs.send_message(
            QueueUrl=self.sqs.get_queue_url(QueueName=arn.rsplit(":", 1)[-1])["QueueUrl"],
            MessageBody=event.decode(),
            MessageAttributes={
                name: {"DataType": "String", "StringValue": value}
                for name, value in attributes.items()
                if value
            },
        )

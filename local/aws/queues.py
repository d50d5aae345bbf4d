"""SQS beyond moto: long polling that does not hold the lock, and message move tasks."""

import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.sqs.models import Queue, sqs_backends

from local.aws.moto_calls import Call, Moto, Reply, error_reply, json_reply

_LOOK_EVERY_S = 0.02
_MOVED_AT_ONCE = 50


def _queue_by_arn(arn: str) -> Queue | None:
    _, _, _, region, account, name = arn.split(":")
    return sqs_backends[account][region].queues.get(name)


def _queue_by_url(url: str, region: str) -> Queue | None:
    return sqs_backends[DEFAULT_ACCOUNT_ID][region].queues.get(url.rsplit("/", 1)[-1])


def _region(call: Call) -> str:
    return str(call.environ.get("HTTP_AUTHORIZATION", "///us-east-1/")).split("/")[2]


@dataclass(frozen=True, slots=True)
class LongPolls:
    """ReceiveMessage, waiting outside the lock: within it one waiting consumer would stop every queue."""

    moto: Moto

    def receive(self, call: Call) -> Reply:
        """Ask moto at once, and again whenever a message has become visible, until the wait is over."""
        fields = call.fields
        url = fields.get("QueueUrl", "")
        queue = _queue_by_url(url, _region(call))
        wait_s = fields.get("WaitTimeSeconds")
        if wait_s is None and queue is not None:
            wait_s = queue.receive_message_wait_time_seconds  # type: ignore[attr-defined]
        asked = call.with_fields({**fields, "WaitTimeSeconds": 0})
        end_s = time.monotonic() + float(wait_s or 0)
        while True:
            reply = self.moto.call(asked)
            if not reply.succeeded or b"ReceiptHandle" in reply.body or time.monotonic() >= end_s:
                return reply
            while queue is not None and time.monotonic() < end_s and not queue.messages:
                time.sleep(_LOOK_EVERY_S)


@dataclass(slots=True)
class MoveTask:
    """One StartMessageMoveTask, as ListMessageMoveTasks tells of it."""

    source_arn: str
    destination_arn: str | None
    rate: int
    to_move: int
    handle: str = field(default_factory=lambda: uuid.uuid4().hex)
    status: str = "RUNNING"
    moved: int = 0
    started_ms: int = field(default_factory=lambda: time.time_ns() // 1_000_000)

    def fields(self) -> dict[str, Any]:
        """Return the entry; only a running task shows its handle."""
        entry: dict[str, Any] = {
            "Status": self.status,
            "SourceArn": self.source_arn,
            "ApproximateNumberOfMessagesMoved": self.moved,
            "ApproximateNumberOfMessagesToMove": self.to_move,
            "StartedTimestamp": self.started_ms,
        }
        if self.status == "RUNNING":
            entry["TaskHandle"] = self.handle
        if self.destination_arn:
            entry["DestinationArn"] = self.destination_arn
        if self.rate:
            entry["MaxNumberOfMessagesPerSecond"] = self.rate
        return entry


class MoveTasks:
    """Message move tasks, which moto lacks: how dead letters go back to where they came from."""

    def __init__(self, moto: Moto) -> None:
        self._moto = moto
        self._tasks: list[MoveTask] = []

    def start(self, call: Call) -> Reply:
        """StartMessageMoveTask."""
        fields = call.fields
        source_arn = fields["SourceArn"]
        with self._moto.lock("sqs"):
            source = _queue_by_arn(source_arn)
            if source is None:
                return error_reply("com.amazonaws.sqs#ResourceNotFoundException", "The queue does not exist.")
            if any(task.source_arn == source_arn and task.status == "RUNNING" for task in self._tasks):
                return error_reply(
                    "com.amazonaws.sqs#UnsupportedOperation", "There is already a task running."
                )
            if not _sources_of(source):
                message = "Source queue must be configured as a Dead Letter Queue."
                return error_reply("com.amazonaws.sqs#InvalidParameterValue", message)
            rate = fields.get("MaxNumberOfMessagesPerSecond", 0)
            task = MoveTask(source_arn, fields.get("DestinationArn"), rate, len(source.messages))
            self._tasks.insert(0, task)
        threading.Thread(target=self._run, args=(task,), daemon=True, name="move-task").start()
        return json_reply({"TaskHandle": task.handle})

    def list(self, call: Call) -> Reply:
        """ListMessageMoveTasks, newest first."""
        fields = call.fields
        found = [task.fields() for task in self._tasks if task.source_arn == fields["SourceArn"]]
        return json_reply({"Results": found[: fields.get("MaxResults", 1)]})

    def cancel(self, call: Call) -> Reply:
        """CancelMessageMoveTask."""
        handle = call.fields["TaskHandle"]
        with self._moto.lock("sqs"):
            for task in self._tasks:
                if task.handle == handle and task.status == "RUNNING":
                    task.status = "CANCELLED"
                    return json_reply({"ApproximateNumberOfMessagesMoved": task.moved})
        return error_reply("com.amazonaws.sqs#ResourceNotFoundException", "Task does not exist.")

    def _run(self, task: MoveTask) -> None:
        while self._move_some(task):
            time.sleep(1 / task.rate if task.rate else 0)

    def _move_some(self, task: MoveTask) -> bool:
        with self._moto.lock("sqs"):
            source = _queue_by_arn(task.source_arn)
            messages = source.messages[: 1 if task.rate else _MOVED_AT_ONCE] if source else []
            if task.status != "RUNNING" or source is None or not messages:
                task.status = "COMPLETED" if task.status == "RUNNING" else task.status
                return False
            destination = _queue_by_arn(task.destination_arn) if task.destination_arn else None
            for message in messages:
                source._messages.remove(message)  # noqa: SLF001 - moto offers no way to move a message
                source.pending_messages.discard(message)
                message.approximate_receive_count = 0
                message.visible_at = 0
                (destination or _sources_of(source)[0]).add_message(message)
                task.moved += 1
            return True


def _sources_of(dead_letter_queue: Queue) -> list[Queue]:
    every = sqs_backends[dead_letter_queue.account_id][dead_letter_queue.region].queues.values()
    return [queue for queue in every if queue.dead_letter_queue is dead_letter_queue]

"""The entities' queues and their dead letters in SQS."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from quickbooks_sync.adapters.aws import failures
from quickbooks_sync.errors import Defect, QueueBusy
from quickbooks_sync.ports import Letter

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

LETTERS_AT_ONCE = 10
LETTER_VISIBILITY_S = 60


class SqsQueues:
    """The Queues port; `queues` and `dead_letters` are URLs by entity.

    `connect` gives the client when it is first needed.
    """

    def __init__(
        self, connect: Callable[[], SQSClient], *, queues: Mapping[str, str], dead_letters: Mapping[str, str]
    ) -> None:
        self._connect = connect
        self._queues = queues
        self._dead_letters = dead_letters

    def send(self, entity: str, body: str, *, delay_s: int = 0) -> None:
        """Put one message on an entity's queue, at most 900 s late."""
        url = _url(self._queues, entity, variable="QUEUE_URL")
        with failures(QueueBusy):
            self._connect().send_message(QueueUrl=url, MessageBody=body, DelaySeconds=delay_s)

    def dead_letters(self, entity: str, *, limit: int = 10) -> Sequence[Letter]:
        """Take up to ten messages of an entity's dead-letter queue out of sight for a minute."""
        with failures(QueueBusy):
            answer = self._connect().receive_message(
                QueueUrl=self._dead(entity),
                MaxNumberOfMessages=min(limit, LETTERS_AT_ONCE),
                VisibilityTimeout=LETTER_VISIBILITY_S,
                # Without waiting SQS asks only some of its hosts, and may miss what is there.
                WaitTimeSeconds=1,
                MessageSystemAttributeNames=["SentTimestamp", "ApproximateReceiveCount"],
            )
        return [
            Letter(
                body=message["Body"],
                receipt=message["ReceiptHandle"],
                sent_at=datetime.fromtimestamp(int(message["Attributes"]["SentTimestamp"]) / 1000, UTC),
                receive_count=int(message["Attributes"]["ApproximateReceiveCount"]),
            )
            for message in answer.get("Messages", ())
        ]

    def remove_dead_letter(self, entity: str, letter: Letter) -> None:
        """Delete a dead letter that was taken."""
        with failures(QueueBusy):
            self._connect().delete_message(QueueUrl=self._dead(entity), ReceiptHandle=letter.receipt)

    def return_dead_letter(self, entity: str, letter: Letter) -> None:
        """Put a dead letter that was taken back in sight."""
        with failures(QueueBusy):
            self._connect().change_message_visibility(
                QueueUrl=self._dead(entity), ReceiptHandle=letter.receipt, VisibilityTimeout=0
            )

    def dead_letter_count(self, entity: str) -> int:
        """Count about how many dead letters an entity has, taken ones included."""
        with failures(QueueBusy):
            answer = self._connect().get_queue_attributes(
                QueueUrl=self._dead(entity),
                AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
            )
        return sum(int(count) for count in answer["Attributes"].values())

    def _dead(self, entity: str) -> str:
        return _url(self._dead_letters, entity, variable="DEAD_LETTER_URL")


def _url(urls: Mapping[str, str], entity: str, *, variable: str) -> str:
    if entity not in urls:
        raise Defect(f"no queue for {entity!r}: set {variable}_{entity.upper()}")
    return urls[entity]

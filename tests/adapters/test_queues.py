"""What the queues promise, in memory and in SQS alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber

from quickbooks_sync.adapters.sqs import SqsQueues
from quickbooks_sync.errors import Defect, QueueBusy
from quickbooks_sync.ports import Queues
from tests.fakes.clock import VirtualClock
from tests.fakes.queues import MemoryQueues

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

Pair = tuple[Queues, Callable[[str, str], None]]


def test_dead_letters_are_taken_out_of_sight_and_returned_or_removed(queues: Pair) -> None:
    port, bury = queues
    for body in ("one", "two ü", "three"):
        bury("invoices", body)
    assert port.dead_letter_count("invoices") == 3
    assert port.dead_letter_count("payments") == 0
    taken = port.dead_letters("invoices")
    assert sorted(letter.body for letter in taken) == ["one", "three", "two ü"]
    assert {letter.receive_count for letter in taken} == {1}
    assert all(letter.sent_at.tzinfo is UTC for letter in taken)
    assert port.dead_letters("invoices") == []
    assert port.dead_letter_count("invoices") == 3
    port.return_dead_letter("invoices", taken[0])
    port.remove_dead_letter("invoices", taken[1])
    [again] = port.dead_letters("invoices")
    assert (again.body, again.receive_count) == (taken[0].body, 2)
    assert port.dead_letter_count("invoices") == 2


def test_at_most_ten_dead_letters_are_taken_at_once(queues: Pair) -> None:
    port, bury = queues
    for number in range(12):
        bury("invoices", str(number))
    assert len(port.dead_letters("invoices", limit=3)) == 3
    assert len(port.dead_letters("invoices", limit=50)) <= 10


def test_an_unknown_entity_and_too_long_a_delay_are_defects(queues: Pair) -> None:
    port, _ = queues
    with pytest.raises(Defect, match="estimates"):
        port.send("estimates", "x")
    with pytest.raises(Defect, match="estimates"):
        port.dead_letter_count("estimates")
    with pytest.raises(Defect):
        port.send("invoices", "x", delay_s=901)


def test_a_missing_queue_is_named_by_its_variable(sqs: SQSClient) -> None:
    port = SqsQueues(lambda: sqs, queues={}, dead_letters={})
    with pytest.raises(Defect, match="QUEUE_URL_INVOICES"):
        port.send("invoices", "x")
    with pytest.raises(Defect, match="DEAD_LETTER_URL_INVOICES"):
        port.dead_letters("invoices")


def test_a_message_arrives_in_sqs_as_it_was_sent_and_late_when_asked(sqs: SQSClient) -> None:
    url = sqs.create_queue(QueueName="plain")["QueueUrl"]
    port = SqsQueues(lambda: sqs, queues={"invoices": url}, dead_letters={})
    port.send("invoices", "later", delay_s=900)
    port.send("invoices", '{"company": "a"}')
    received = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert [message["Body"] for message in received] == ['{"company": "a"}']
    counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessagesDelayed"])
    assert counts["Attributes"] == {"ApproximateNumberOfMessagesDelayed": "1"}


@pytest.mark.parametrize(("status", "error"), [(400, Defect), (503, QueueBusy)])
def test_what_sqs_refuses_is_a_defect_and_what_it_cannot_do_now_is_busy(
    status: int, error: type[Exception]
) -> None:
    client = boto3.client("sqs", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    urls = {"invoices": "https://sqs.us-east-1.amazonaws.com/1/invoices"}
    port = SqsQueues(lambda: client, queues=urls, dead_letters=urls)
    with Stubber(client) as said:
        for operation in ("send_message", "receive_message", "get_queue_attributes"):
            said.add_client_error(operation, "Anything", http_status_code=status)
        with pytest.raises(error):
            port.send("invoices", "x")
        with pytest.raises(error):
            port.dead_letters("invoices")
        with pytest.raises(error):
            port.dead_letter_count("invoices")


def test_a_message_in_memory_comes_back_until_it_is_done_or_dies_after_six_receives() -> None:
    clock = VirtualClock()
    queues = MemoryQueues(clock, ["invoices"], visibility_s=270)
    queues.send("invoices", "poison")
    queues.send("invoices", "good", delay_s=10)
    assert queues.next_visible_s() == 0
    for count in range(1, 7):
        received = queues.receive("invoices", limit=10)
        assert (received[0].body, received[0].receive_count) == ("poison", count)
        for letter in received[1:]:
            queues.done("invoices", letter)
        assert queues.receive("invoices") == []
        clock.sleep(270)
    assert queues.dead_letter_count("invoices") == 0
    assert queues.receive("invoices") == []
    [letter] = queues.dead_letters("invoices")
    assert (letter.body, letter.receive_count) == ("poison", 7)
    assert letter.sent_at == clock.now() - timedelta(seconds=6 * 270)
    clock.sleep(60)
    assert len(queues.dead_letters("invoices")) == 1
    assert queues.waiting("invoices") == []


def test_a_message_in_memory_that_is_given_back_is_seen_at_once() -> None:
    queues = MemoryQueues(VirtualClock(), ["invoices"])
    queues.send("invoices", "x")
    [letter] = queues.receive("invoices")
    queues.give_back("invoices", letter)
    assert len(queues.receive("invoices")) == 1


def test_busy_queues_in_memory_do_nothing_as_often_as_ordered() -> None:
    queues = MemoryQueues(VirtualClock(), ["invoices"])
    queues.busy_next(1)
    with pytest.raises(QueueBusy):
        queues.send("invoices", "x")
    queues.send("invoices", "y")
    assert queues.waiting("invoices") == ["y"]


def test_sent_at_is_the_time_of_sending(queues: Pair) -> None:
    port, bury = queues
    bury("payments", "x")
    [letter] = port.dead_letters("payments")
    now = VirtualClock().now() if isinstance(port, MemoryQueues) else datetime.now(UTC)
    assert abs(letter.sent_at - now) < timedelta(seconds=30)

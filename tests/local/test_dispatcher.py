"""Messages on their way: queue, function, table, and what happens to those that fail."""

import json

import pytest

from local.cloud import Cloud
from local.dispatcher import failed_ids
from tests.local.small_service import Eventually


def send(cloud: Cloud, *bodies: str) -> None:
    sqs = cloud.client("sqs")
    url = sqs.get_queue_url(QueueName="small-work")["QueueUrl"]
    entries = [{"Id": str(number), "MessageBody": body} for number, body in enumerate(bodies)]
    assert len(sqs.send_message_batch(QueueUrl=url, Entries=entries)["Successful"]) == len(bodies)


def tries(cloud: Cloud, name: str) -> list[int]:
    items = cloud.client("dynamodb").scan(TableName="small-Table")["Items"]
    names = [item["id"]["S"].rpartition("-") for item in items]
    return sorted(int(number) for found, _, number in names if found == name)


def dead_letters(cloud: Cloud) -> int:
    return cloud.queue_depths()["small-dead-letters"].waiting


def test_a_message_goes_through_its_function_into_the_table_once(
    cloud: Cloud, eventually: Eventually
) -> None:
    send(cloud, "store parcel")
    eventually(lambda: tries(cloud, "parcel") == [1])
    eventually(lambda: cloud.queue_depths()["small-work"].in_flight == 0)


def test_of_a_batch_only_the_failed_message_is_tried_again_and_dies(
    cloud: Cloud, eventually: Eventually
) -> None:
    dead = dead_letters(cloud)
    send(cloud, "store good-a", "refuse poison", "store good-b")
    eventually(lambda: dead_letters(cloud) == dead + 1)
    assert tries(cloud, "poison") == [1, 2]
    assert tries(cloud, "good-a") == tries(cloud, "good-b") == [1]


@pytest.mark.parametrize("what", ["hang", "crash"])
def test_a_message_that_ends_its_process_comes_again_until_it_dies(
    cloud: Cloud, eventually: Eventually, what: str
) -> None:
    dead = dead_letters(cloud)
    send(cloud, f"{what} {what}-er")
    eventually(lambda: dead_letters(cloud) == dead + 1)
    assert tries(cloud, f"{what}-er") == [1, 2]


def test_a_batch_larger_than_one_poll_is_worked_off_whole(cloud: Cloud, eventually: Eventually) -> None:
    for ten in range(2):
        send(cloud, *(f"store many{ten}{each}" for each in range(10)))
    eventually(lambda: all(tries(cloud, f"many{ten}{each}") for ten in range(2) for each in range(10)))


@pytest.mark.parametrize(
    ("answer", "failed"),
    [
        (None, set()),
        ({}, set()),
        ({"batchItemFailures": None}, set()),
        ({"batchItemFailures": []}, set()),
        ({"batchItemFailures": [{"itemIdentifier": "m1"}]}, {"m1"}),
        ({"batchItemFailures": [{"itemIdentifier": ""}]}, None),
        ({"batchItemFailures": [{"itemIdentifier": None}]}, None),
        ({"batchItemFailures": [{"id": "m1"}]}, None),
        ("done", None),
    ],
)
def test_an_answer_says_which_messages_failed_as_lambda_reads_it(
    answer: object, failed: set[str] | None
) -> None:
    assert failed_ids(json.dumps(answer).encode()) == failed

"""What DynamoDB says when it is busy or refuses, and what the store makes of it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.stub import Stubber

from quickbooks_sync.adapters.dynamodb import DynamoStore
from quickbooks_sync.errors import ConditionFailed, Defect, StoreBusy
from quickbooks_sync.ports import Key, Put, Update

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

A, B = Key("COMPANY#a", "1"), Key("COMPANY#a", "2")
WIRE_A, WIRE_B = ({"pk": {"S": key.pk}, "sk": {"S": key.sk}} for key in (A, B))
WRITES = (Put(A, {}), Put(B, {}))


@pytest.fixture
def client() -> DynamoDBClient:
    return boto3.client("dynamodb", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")


@pytest.fixture
def said(client: DynamoDBClient) -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber


@pytest.fixture
def pauses_s() -> list[float]:
    return []


@pytest.fixture
def store(client: DynamoDBClient, pauses_s: list[float]) -> DynamoStore:
    return DynamoStore(lambda: client, "table", sleep=pauses_s.append)


def cancel(said: Stubber, *codes: str) -> None:
    reasons = [{"Code": code, "Message": f"about {code}"} for code in codes]
    fields = {"CancellationReasons": reasons}
    said.add_client_error("transact_write_items", "TransactionCanceledException", modeled_fields=fields)


def batch(items: list[dict[str, Any]], left: list[dict[str, Any]]) -> dict[str, Any]:
    unprocessed = {"table": {"Keys": left}} if left else {}
    return {"Responses": {"table": items}, "UnprocessedKeys": unprocessed}


def test_keys_that_dynamodb_leaves_unread_are_asked_for_again(
    store: DynamoStore, said: Stubber, pauses_s: list[float]
) -> None:
    said.add_response("batch_get_item", batch([WIRE_A], [WIRE_B]))
    request = {"RequestItems": {"table": {"Keys": [WIRE_B], "ConsistentRead": True}}}
    said.add_response("batch_get_item", batch([WIRE_B], []), request)
    assert set(store.get_many([A, B])) == {A, B}
    assert len(pauses_s) == 1
    assert 0 <= pauses_s[0] <= 0.05


def test_a_read_that_stays_incomplete_is_busy_and_not_absent(
    store: DynamoStore, said: Stubber, pauses_s: list[float]
) -> None:
    for _ in range(4):
        said.add_response("batch_get_item", batch([], [WIRE_A]))
    with pytest.raises(StoreBusy):
        store.get_many([A])
    assert len(pauses_s) == 3


def test_a_transaction_in_conflict_is_tried_again(store: DynamoStore, said: Stubber) -> None:
    cancel(said, "None", "TransactionConflict")
    said.add_response("transact_write_items", {})
    store.transact(WRITES)
    said.assert_no_pending_responses()


def test_a_transaction_that_stays_in_conflict_is_busy(store: DynamoStore, said: Stubber) -> None:
    for _ in range(4):
        cancel(said, "None", "TransactionConflict")
    with pytest.raises(StoreBusy):
        store.transact(WRITES)


def test_a_failed_condition_counts_more_than_a_conflict(store: DynamoStore, said: Stubber) -> None:
    cancel(said, "TransactionConflict", "ConditionalCheckFailed")
    with pytest.raises(ConditionFailed) as raised:
        store.transact(WRITES)
    assert raised.value.positions == (1,)


@pytest.mark.parametrize("code", ["ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_throttled_transaction_is_busy(store: DynamoStore, said: Stubber, code: str) -> None:
    cancel(said, code, "None")
    with pytest.raises(StoreBusy):
        store.transact(WRITES)


def test_a_transaction_that_dynamodb_finds_invalid_is_a_defect(store: DynamoStore, said: Stubber) -> None:
    cancel(said, "None", "ValidationError")
    with pytest.raises(Defect, match="ValidationError of write 1") as defect:
        store.transact(WRITES)
    assert "about" not in str(defect.value), "AWS' own text may repeat what was sent"


def test_each_attempt_of_a_transaction_has_a_token_of_its_own(
    store: DynamoStore, client: DynamoDBClient, said: Stubber
) -> None:
    tokens: list[str] = []
    client.meta.events.register(
        "provide-client-params.dynamodb.TransactWriteItems",
        lambda params, **_: tokens.append(params["ClientRequestToken"]),
    )
    cancel(said, "TransactionConflict", "None")
    said.add_response("transact_write_items", {})
    store.transact(WRITES)
    assert len(set(tokens)) == 2


def test_a_write_that_meets_a_transaction_is_tried_again(store: DynamoStore, said: Stubber) -> None:
    said.add_client_error("update_item", "TransactionConflictException")
    said.add_response("update_item", {"Attributes": {**WIRE_A, "n": {"N": "1"}}})
    assert store.apply(Update(A, add={"n": 1})) == {"pk": A.pk, "sk": A.sk, "n": 1}


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("ThrottlingException", 400, StoreBusy),
        ("ProvisionedThroughputExceededException", 400, StoreBusy),
        ("RequestLimitExceeded", 400, StoreBusy),
        ("InternalServerError", 500, StoreBusy),
        ("AccessDeniedException", 400, Defect),
        ("ResourceNotFoundException", 400, Defect),
    ],
)
def test_an_error_is_busy_or_a_defect(
    store: DynamoStore, said: Stubber, code: str, status: int, error: type[Exception]
) -> None:
    for operation in ("get_item", "put_item", "query", "transact_write_items"):
        said.add_client_error(operation, code, http_status_code=status)
    with pytest.raises(error, match=f"GetItem: {code}"):
        store.get(A)
    with pytest.raises(error):
        store.apply(Put(A, {}))
    with pytest.raises(error):
        store.query("COMPANY#a")
    with pytest.raises(error):
        store.transact(WRITES)


def test_a_table_that_cannot_be_reached_is_busy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    client = boto3.client(
        "dynamodb",
        region_name="us-east-1",
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id="x",
        aws_secret_access_key="x",
        config=Config(retries={"total_max_attempts": 1}),
    )
    with pytest.raises(StoreBusy, match="EndpointConnectionError"):
        DynamoStore(lambda: client, "table").get(A)

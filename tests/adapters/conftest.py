"""The same ports twice, in memory and on moto, for the contract tests; and small servers that misbehave."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from quickbooks_sync.adapters.aws import CONFIG
from quickbooks_sync.adapters.dynamodb import DynamoStore
from quickbooks_sync.adapters.secrets import SecretsManagerTokens
from quickbooks_sync.adapters.sqs import SqsQueues
from quickbooks_sync.ports import Queues, Store, Tokens
from tests.adapters.stubs import Stub, Talk
from tests.fakes.clock import VirtualClock
from tests.fakes.queues import MemoryQueues
from tests.fakes.store import MemoryStore
from tests.fakes.tokens import MemoryTokens

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

REGION = "us-east-1"
numbers = itertools.count(1)


@pytest.fixture(scope="module")
def aws() -> Iterator[None]:
    """Put moto in the place of AWS; not for longer, since it stands between all HTTP and the network."""
    with mock_aws():
        yield


@pytest.fixture(scope="module")
def dynamodb(aws: None) -> DynamoDBClient:
    return boto3.client("dynamodb", region_name=REGION, config=CONFIG)


@pytest.fixture(scope="module")
def sqs(aws: None) -> SQSClient:
    return boto3.client("sqs", region_name=REGION, config=CONFIG)


@pytest.fixture(scope="module")
def secretsmanager(aws: None) -> SecretsManagerClient:
    return boto3.client("secretsmanager", region_name=REGION, config=CONFIG)


@pytest.fixture
def table(dynamodb: DynamoDBClient) -> str:
    name = f"table-{next(numbers)}"
    keys = ("pk", "sk", "phase_pk", "phase_sk", "due_pk", "due_sk")
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": f"by_{kind}",
                "KeySchema": [
                    {"AttributeName": f"{kind}_pk", "KeyType": "HASH"},
                    {"AttributeName": f"{kind}_sk", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
            for kind in ("phase", "due")
        ],
    )
    return name


@pytest.fixture(params=["in memory", "in DynamoDB"])
def store(request: pytest.FixtureRequest) -> Store:
    if request.param == "in memory":
        return MemoryStore(VirtualClock())
    client, table = request.getfixturevalue("dynamodb"), request.getfixturevalue("table")
    return DynamoStore(lambda: client, table)


@pytest.fixture(params=["in memory", "in SQS"])
def queues(request: pytest.FixtureRequest) -> tuple[Queues, Callable[[str, str], None]]:
    """Give queues of invoices and payments, and what puts a message among an entity's dead letters."""
    if request.param == "in memory":
        memory = MemoryQueues(VirtualClock(), ["invoices", "payments"])
        return memory, memory.bury
    client = request.getfixturevalue("sqs")
    names = ("invoices", "payments")
    live = {name: client.create_queue(QueueName=f"{name}-{next(numbers)}")["QueueUrl"] for name in names}
    dead = {name: client.create_queue(QueueName=f"{name}-{next(numbers)}")["QueueUrl"] for name in names}

    def bury(entity: str, body: str) -> None:
        client.send_message(QueueUrl=dead[entity], MessageBody=body)

    return SqsQueues(lambda: client, queues=live, dead_letters=dead), bury


@pytest.fixture(params=["in memory", "in Secrets Manager"])
def tokens(request: pytest.FixtureRequest) -> Tokens:
    if request.param == "in memory":
        return MemoryTokens()
    client = request.getfixturevalue("secretsmanager")
    return SecretsManagerTokens(lambda: client, f"stack-{next(numbers)}/tokens/")


@pytest.fixture
def serve() -> Iterator[Callable[[Talk], Stub]]:
    """Start servers that talk as told; they end with the test."""
    running: list[Stub] = []

    def start(talk: Talk) -> Stub:
        running.append(Stub(talk))
        return running[-1]

    yield start
    for stub in running:
        stub.stop()

"""What all adapters to AWS share: clients with time-outs and retries, and AWS's errors as ours."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError  # noqa: A004

from quickbooks_sync.errors import Defect, Retry

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

CONFIG = Config(
    connect_timeout=3,
    read_timeout=5,
    retries={"mode": "standard", "total_max_attempts": 4},
)

BUSY = frozenset(
    {
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestTimeout",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)
"""Error codes after which the same request will do later."""


@cache
def dynamodb() -> DynamoDBClient:
    """Make this process's client, once."""
    return boto3.client("dynamodb", config=CONFIG)


@cache
def sqs() -> SQSClient:
    """Make this process's client, once."""
    return boto3.client("sqs", config=CONFIG)


@cache
def secretsmanager() -> SecretsManagerClient:
    """Make this process's client, once."""
    return boto3.client("secretsmanager", config=CONFIG)


@contextmanager
def failures(busy: type[Retry], *, expected: Collection[str] = ()) -> Iterator[None]:
    """Raise `busy` for what passes and Defect for what does not; codes in `expected` stay ClientErrors.

    Nothing is chained: botocore's own errors may show the parameters that were sent.
    """
    try:
        yield
    except ClientError as error:
        code = error_code(error)
        if code in expected:
            raise
        said = f"{error.operation_name}: {code}"
        if code in BUSY or _status(error) >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise busy(f"AWS was busy: {said}") from None
        raise Defect(f"AWS refused {said}{_permission(error)}") from None
    except (ConnectionError, HTTPClientError) as error:
        raise busy(f"AWS did not answer: {type(error).__name__}") from None
    except BotoCoreError as error:
        raise Defect(f"AWS cannot be asked: {type(error).__name__}") from None


def error_code(error: ClientError) -> str:
    """Return AWS's name for an error."""
    return error.response.get("Error", {}).get("Code", "")


def _permission(error: ClientError) -> str:
    """Say which permission is missing; all other messages may repeat the values that were sent."""
    denied = error_code(error).startswith("AccessDenied")
    return f": {error.response['Error'].get('Message', '')}" if denied else ""


def _status(error: ClientError) -> int:
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)

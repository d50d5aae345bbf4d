"""Which adapter stands behind which port in Lambda. Importing makes nothing; clients come when first used."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

import boto3

from quickbooks_sync.adapters.aws import CONFIG
from quickbooks_sync.adapters.dynamodb import DynamoStore
from quickbooks_sync.adapters.intuit_oauth import IntuitOAuthHttp
from quickbooks_sync.adapters.process import SystemChance, SystemClock, ThreadSending
from quickbooks_sync.adapters.quickbooks import QuickBooksHttp
from quickbooks_sync.adapters.secrets import AppSecretReader, SecretsManagerTokens
from quickbooks_sync.adapters.sqs import SqsQueues
from quickbooks_sync.ports import Log, Ports
from quickbooks_sync.settings import Limits, Settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient


def ports(settings: Settings, log: Log) -> Ports:
    """Build the real outside."""
    clock, limits = SystemClock(), Limits()
    secret = AppSecretReader(_secrets, settings.app_secret_id, clock)
    return Ports(
        store=DynamoStore(_dynamodb, settings.table_name),
        queues=SqsQueues(_sqs, queues=settings.queue_urls, dead_letters=settings.dead_letter_urls),
        tokens=SecretsManagerTokens(_secrets, settings.token_secret_prefix),
        quickbooks=QuickBooksHttp(settings.books_url),
        oauth=IntuitOAuthHttp(settings.discovery_url, secret, clock),
        clock=clock,
        chance=SystemChance(),
        log=log,
        sending=partial(ThreadSending, limits.in_flight),
        times=settings.times,
        limits=limits,
    )


@cache
def _dynamodb() -> DynamoDBClient:
    return boto3.client("dynamodb", config=CONFIG)


@cache
def _sqs() -> SQSClient:
    return boto3.client("sqs", config=CONFIG)


@cache
def _secrets() -> SecretsManagerClient:
    return boto3.client("secretsmanager", config=CONFIG)

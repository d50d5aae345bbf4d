"""Which adapter stands behind which port in Lambda. Importing makes nothing; clients come when first used."""

from __future__ import annotations

from functools import partial

from quickbooks_sync.adapters import aws
from quickbooks_sync.adapters.dynamodb import DynamoStore
from quickbooks_sync.adapters.intuit_oauth import IntuitOAuthHttp
from quickbooks_sync.adapters.process import SystemChance, SystemClock, ThreadSending
from quickbooks_sync.adapters.quickbooks import QuickBooksHttp
from quickbooks_sync.adapters.secrets import AppSecretReader, SecretsManagerTokens
from quickbooks_sync.adapters.sqs import SqsQueues
from quickbooks_sync.ports import Log, Ports
from quickbooks_sync.settings import Limits, Settings


def ports(settings: Settings, log: Log) -> Ports:
    """Build the real outside."""
    clock, limits, times = SystemClock(), Limits(), settings.times
    secret = AppSecretReader(aws.secretsmanager, settings.app_secret_id, clock)
    return Ports(
        store=DynamoStore(aws.dynamodb, settings.table_name),
        queues=SqsQueues(aws.sqs, queues=settings.queue_urls, dead_letters=settings.dead_letter_urls),
        tokens=SecretsManagerTokens(aws.secretsmanager, settings.token_secret_prefix),
        quickbooks=QuickBooksHttp(settings.books_url, connect_s=times.connect_s, read_s=times.read_s),
        oauth=IntuitOAuthHttp(
            settings.discovery_url, secret, clock, timeouts_s=(times.connect_s, times.token_read_s)
        ),
        clock=clock,
        chance=SystemChance(),
        log=log,
        sending=partial(ThreadSending, limits.in_flight),
        times=times,
        limits=limits,
    )

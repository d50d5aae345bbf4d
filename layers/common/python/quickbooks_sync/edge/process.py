"""What one Lambda process keeps between events: settings, log and ports, made at the first event."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from aws_lambda_powertools.utilities.typing import LambdaContext

from quickbooks_sync import wiring
from quickbooks_sync.edge.telemetry import Telemetry
from quickbooks_sync.errors import Defect, SyncError
from quickbooks_sync.ports import Ports
from quickbooks_sync.settings import Settings


@cache
def settings() -> Settings:
    """Read the environment, once."""
    return Settings.from_env(os.environ)


@cache
def telemetry() -> Telemetry:
    """Make the log, once."""
    return Telemetry()


@cache
def ports() -> Ports:
    """Connect to the outside, once."""
    return wiring.ports(settings(), telemetry())


@contextmanager
def told(event: str, context: LambdaContext) -> Iterator[None]:
    """Name the request in all lines and write the metrics at the end.

    An unexpected error fails the event, but without its text: Lambda logs what a handler raises, and a text
    that is not ours may hold a record's values.
    """
    telemetry().begin(context)
    try:
        yield
    except SyncError:
        raise
    except Exception as error:  # noqa: BLE001 - raised again, without its text
        telemetry().defect(event, error)
        raise Defect(f"{event} failed; its line in the log says where") from None
    finally:
        telemetry().flush()

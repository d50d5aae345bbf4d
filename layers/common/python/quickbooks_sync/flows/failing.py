"""A message that fails for the last time leaves its reason in the table, before it becomes a dead letter."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from quickbooks_sync.errors import BadMessage, SyncError
from quickbooks_sync.flows.pointers import company_of
from quickbooks_sync.model import CompanyId
from quickbooks_sync.ports import Key, Ports
from quickbooks_sync.state import keys, stuck
from quickbooks_sync.state.stuck import Failure

DIED = "worker_died"
UNKNOWN = "message_failed"


LAST_TRIES = 2
"""The last receive may be lost, as when the function is throttled: the one before has said why."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message as a queue hands it out."""

    message: str
    """Its id."""
    entity: str
    body: str
    sent_at: datetime
    received: int
    """How often it has been handed out."""


@dataclass(frozen=True, slots=True)
class LastTry:
    """What was written down before one of a message's last tries: its process may die in it silently."""

    failure: Failure
    former: Failure | None
    """What was known before of other messages that failed for the same company and entity."""


def named_company(body: str) -> CompanyId | None:
    """Read which company a message names; None when it names none."""
    try:
        return company_of(body)
    except BadMessage:
        return None


def key_of(entity: str, body: str) -> Key:
    """Locate why a message failed. What names no company is known by its hash: it may hold anything."""
    company = named_company(body)
    return keys.failed(company, entity, "" if company else _number(body))


def last_try(ports: Ports, delivery: Delivery) -> LastTry | None:
    """Write down that a message may die now; None while more than its last tries are left."""
    if delivery.received <= ports.limits.receives - LAST_TRIES:
        return None
    key = key_of(delivery.entity, delivery.body)
    former = stuck.find(ports.store, [key]).get(key)
    if former is not None and former.message == delivery.message:
        former = _without(former, delivery)
    company = named_company(delivery.body)
    failure = Failure(
        entity=delivery.entity,
        company=company,
        number="" if company else _number(delivery.body),
        message=delivery.message,
        code=DIED,
        error="",
        first_at=min(delivery.sent_at, former.first_at) if former else delivery.sent_at,
        last_at=ports.clock.now(),
        attempts=delivery.received + (former.attempts if former else 0),
        messages=1 + (former.messages if former else 0),
    )
    stuck.write(ports.store, failure, keep_days=ports.limits.outcome_ttl_days)
    return LastTry(failure, former)


def _without(known: Failure, delivery: Delivery) -> Failure | None:
    """Take out of what is known the former try of the same message."""
    if known.messages == 1:
        return None
    attempts = known.attempts - delivery.received + 1
    return replace(known, attempts=attempts, messages=known.messages - 1)


def failed(ports: Ports, last: LastTry, error: Exception) -> None:
    """Write down by what a message failed in its last try; never the error's text: it may hold anything."""
    code = error.code if isinstance(error, SyncError) else UNKNOWN
    failure = replace(last.failure, code=code, error=type(error).__name__)
    stuck.write(ports.store, failure, keep_days=ports.limits.outcome_ttl_days)


def passed(ports: Ports, last: LastTry) -> None:
    """Take back what was written before a last try: the message got through."""
    if last.former is None:
        stuck.forget(ports.store, last.failure.key)
    else:
        stuck.write(ports.store, last.former, keep_days=ports.limits.outcome_ttl_days)


def _number(body: str) -> str:
    return hashlib.sha256(body.encode(errors="replace")).hexdigest()[:16]

"""Answers: JSON that no cache keeps, and one table from our errors to HTTP's statuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import simplejson

from quickbooks_sync.edge.process import telemetry
from quickbooks_sync.errors import (
    Conflict,
    Disconnected,
    Forbidden,
    Invalid,
    NotFound,
    NotReady,
    Refused,
    Retry,
    SyncError,
)

STATUSES: Mapping[type[SyncError], HTTPStatus] = {
    Refused: HTTPStatus.BAD_REQUEST,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    NotReady: HTTPStatus.CONFLICT,
    Disconnected: HTTPStatus.CONFLICT,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    Retry: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""An error has the status of the nearest family; every other error is our own fault: 500."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status with a value, or a place to go to."""

    value: Mapping[str, object]
    status: HTTPStatus = HTTPStatus.OK
    location: str = ""


def written(answer: Answer) -> dict[str, Any]:
    """Write an answer as API Gateway reads it."""
    headers = {"Cache-Control": "no-cache, no-store"}
    if answer.location:
        return {"statusCode": HTTPStatus.FOUND.value, "headers": {**headers, "Location": answer.location}}
    return {
        "statusCode": answer.status.value,
        "headers": {**headers, "Content-Type": "application/json"},
        "body": simplejson.dumps(answer.value, use_decimal=True),
    }


def of_error(error: Exception) -> Answer:
    """Answer an error: ours with their code and details, all others as `internal`, without their text."""
    status = next((STATUSES[family] for family in type(error).__mro__ if family in STATUSES), None)
    if not isinstance(error, SyncError) or status is None:
        telemetry().defect("api", error)
        value = {"code": "internal", "message": "something is wrong on our side; it has been reported"}
        return Answer(value, HTTPStatus.INTERNAL_SERVER_ERROR)
    faults = {"faults": error.faults} if isinstance(error, Invalid) else {}
    return Answer({"code": error.code, "message": str(error), **error.details, **faults}, status)

"""Answers: JSON that no cache keeps, and one table from our errors to HTTP's statuses."""

from __future__ import annotations

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

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
from quickbooks_sync.state import codec

STATUSES: tuple[tuple[type[SyncError], HTTPStatus], ...] = (
    (NotFound, HTTPStatus.NOT_FOUND),
    (Forbidden, HTTPStatus.FORBIDDEN),
    (Invalid, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NotReady, HTTPStatus.CONFLICT),
    (Conflict, HTTPStatus.CONFLICT),
    (Refused, HTTPStatus.BAD_REQUEST),
    (Disconnected, HTTPStatus.CONFLICT),
    (Retry, HTTPStatus.SERVICE_UNAVAILABLE),
)
HEADERS: dict[str, str | list[str]] = {"Cache-Control": "no-cache, no-store"}


class Answer:
    """A status with a value; or a place to go to."""

    def __init__(self, value: object, status: HTTPStatus = HTTPStatus.OK, *, location: str = "") -> None:
        """Keep what is answered."""
        self.value = value
        self.status = status
        self.location = location


def answer(given: Answer) -> Response[str]:
    """Write an answer."""
    if given.location:
        return Response(HTTPStatus.FOUND, headers={**HEADERS, "Location": given.location})
    return Response(given.status, "application/json", codec.dumps(given.value).decode(), headers=HEADERS)


def answer_error(error: Exception) -> Response[str]:
    """Write an error: ours with their code and details, all others as `internal`, without their text."""
    for family, status in STATUSES:
        if isinstance(error, family):
            value: dict[str, object] = {"code": error.code, "message": str(error)}
            value |= {name: _plain(detail) for name, detail in error.details.items()}
            if isinstance(error, Invalid):
                value["faults"] = [dict(fault) for fault in error.faults]
            return answer(Answer(value, status))
    telemetry().defect("api", error)
    value = {"code": "internal", "message": "something is wrong on our side; it has been reported"}
    return answer(Answer(value, HTTPStatus.INTERNAL_SERVER_ERROR))


def _plain(detail: object) -> object:
    return list(detail) if isinstance(detail, tuple) else detail

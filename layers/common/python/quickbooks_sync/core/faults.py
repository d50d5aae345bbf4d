"""What an answer of QuickBooks means for the call that it answers (facts: sections 3.1 and 11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeAlias

import simplejson

from quickbooks_sync.books import BooksReply
from quickbooks_sync.model import Payload

UNKNOWN_CODES = frozenset({600, 1000, 1010, 1020, 10000})
"""The write may have happened whatever the status says: a repeated id, or a failure of the system."""
BLOCKED_CODES = frozenset({120, 130, 140, 150, 3100, 3201, 6190, 10200})
"""The whole company is refused: no right, wrong host, locked, maintenance, subscription ended, reset."""
THROTTLED_CODE = 3001
NOT_FOUND_CODE = 610
AGAIN_TEXTS = (
    "You can only add or edit one name at a time",  # 6000: a lock on name lists (facts 10)
    "encountered an error while calculating tax",  # 6000: the tax engine, often transient (facts 9.2)
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One error of a Fault; `code` is a number in text, as QuickBooks sends it."""

    code: str
    message: str = ""
    detail: str = ""
    element: str = ""

    @property
    def number(self) -> int:
        """The code as a number: `003001` and `3001` are the same (facts 11.1)."""
        return int(self.code) if self.code.isascii() and self.code.isdigit() else 0


@dataclass(frozen=True, slots=True)
class Accepted:
    """HTTP 200 with JSON; items of a batch still have to be looked at."""

    body: Payload


@dataclass(frozen=True, slots=True)
class Refused:
    """It certainly did not happen."""

    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Again:
    """It certainly did not happen, and the same will do later."""

    reason: str
    pause_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Unauthorized:
    """The access token was not taken."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """Nothing of this company is taken until a person or time changes something."""

    fault: Fault


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have happened, or may yet."""

    reason: str


Answer: TypeAlias = Accepted | Refused | Again | Unauthorized | Blocked | Unknown
MemberAnswer: TypeAlias = Accepted | Refused | Again | Blocked | Unknown


def classify(reply: BooksReply, *, throttle_pause_s: float) -> Answer:
    """Decide what a reply means, by its status first and its codes second, never by prose."""
    if reply.failure == "unknown":
        return Unknown("no answer")
    if reply.failure == "refused":
        return Again("not reachable")
    faults = _faults(_json(reply.body))
    codes = {fault.number for fault in faults}
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS or THROTTLED_CODE in codes:
        return Again("throttled", float(reply.retry_after_s or throttle_pause_s))
    if blocked := next((fault for fault in faults if fault.number in BLOCKED_CODES), None):
        return Blocked(blocked)
    return _by_status(reply, faults)


def _by_status(reply: BooksReply, faults: tuple[Fault, ...]) -> Answer:
    status = reply.status
    if status == HTTPStatus.OK:
        return _accepted(reply.body, faults)
    if status == HTTPStatus.UNAUTHORIZED:
        return Unauthorized()
    if status == HTTPStatus.FORBIDDEN:
        return Blocked(faults[0] if faults else Fault("3100", "forbidden"))
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return _refused(faults or (Fault(str(status), "refused without a reason"),))
    return Unknown(f"status {status}")


def _accepted(body: bytes, faults: tuple[Fault, ...]) -> MemberAnswer:
    value = _json(body)
    if not value:
        return Unknown("answer cut off")
    return _refused(faults) if faults else Accepted(value)


def _refused(faults: tuple[Fault, ...]) -> Refused | Again | Unknown:
    if any(fault.number in UNKNOWN_CODES for fault in faults):
        return Unknown(f"fault {faults[0].code}")
    if any(text in fault.detail + fault.message for fault in faults for text in AGAIN_TEXTS):
        return Again("busy")
    return Refused(faults)


def members(body: Payload) -> Mapping[str, MemberAnswer]:
    """Read a batch's answer by bId, never by position (facts 5); a missing item is not in the mapping."""
    return {
        str(item["bId"]): _member(item)
        for item in body.get("BatchItemResponse", ())
        if isinstance(item, dict) and "bId" in item
    }


def _member(item: Payload) -> MemberAnswer:
    faults = _faults(item)
    if not faults:
        return Accepted(item)
    if any(fault.number == THROTTLED_CODE for fault in faults):
        return Again("throttled")
    blocked = next((fault for fault in faults if fault.number in BLOCKED_CODES), None)
    return Blocked(blocked) if blocked else _refused(faults)


def _faults(value: Payload) -> tuple[Fault, ...]:
    """Read both shapes: `Fault.Error[]` of the accounting host and `fault.error[]` of the gateway."""
    for outer, inner in (("Fault", "Error"), ("fault", "error")):
        fault = value.get(outer)
        if isinstance(fault, dict):
            entries: list[object] = fault.get(inner) or [{}]
            return tuple(_fault(entry) for entry in entries if isinstance(entry, dict))
    return ()


def _fault(entry: Mapping[str, Any]) -> Fault:
    lower = {name.lower(): value for name, value in entry.items()}
    return Fault(*(str(lower.get(name) or "") for name in ("code", "message", "detail", "element")))


def _json(body: bytes) -> Payload:
    try:
        value = simplejson.loads(body, use_decimal=True)
    except (ValueError, UnicodeDecodeError):
        return {}
    return value if isinstance(value, dict) else {}

"""Names that are derived, never drawn: markers and request ids are the same whoever works them out."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from quickbooks_sync.model import CompanyId, Realm, RecordKey

_SEPARATOR = "\x1f"
"""Cannot stand in any id, so that different parts never spell the same text."""


def marker(company: CompanyId, key: RecordKey) -> str:
    """Name a record inside the books: the last line of an invoice's or payment's PrivateNote."""
    return f"ref {_digest(company, key.entity, key.id)[:16]}"


def request_id(company: CompanyId, realm: Realm, key: RecordKey, calls_settled: int) -> str:
    """Give a record's call its number, from its calls settled so far: only a re-send repeats one.

    32 characters; Intuit takes at most 36 with a batch (facts 1.4).
    """
    return _digest("call", company, realm, key.entity, key.id, str(calls_settled))[:32]


def batch_id(member_ids: Sequence[str]) -> str:
    """Name a batch by its members' request ids in order."""
    return _digest("batch", *member_ids)[:32]


def _digest(*parts: str) -> str:
    return base64.b32encode(hashlib.sha256(_SEPARATOR.join(parts).encode()).digest()).decode().lower()

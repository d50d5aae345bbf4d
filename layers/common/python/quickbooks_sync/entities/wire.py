"""How values stand in QuickBooks' JSON: references, notes, and what an answer confirms."""

from __future__ import annotations

from decimal import Decimal

from quickbooks_sync.entities.rules import Confirmed, Setting
from quickbooks_sync.model import Payload


def ref(object_id: str) -> Payload:
    """Refer to an object of the books."""
    return {"value": object_id}


def filled(payload: Payload) -> Payload:
    """Leave out what has no value: None, "", {} and []."""
    return {name: value for name, value in payload.items() if value not in (None, "", {}, [])}


def note(memo: str, setting: Setting) -> str:
    """Write a PrivateNote: the host's memo, and as its last line the marker by which we find it again."""
    return f"{memo}\n{setting.marker}" if memo else setting.marker


def confirmed(answer: Payload, *, line_ids: tuple[str, ...] = ()) -> Confirmed:
    """Read what all objects have; Account and others have been seen without MetaData (facts 8)."""
    total = answer.get("TotalAmt")
    return Confirmed(
        id=str(answer["Id"]),
        sync_token=str(answer["SyncToken"]),
        booking_number=str(answer.get("DocNumber") or answer["Id"]),
        total=None if total is None else Decimal(total),
        line_ids=line_ids,
        last_updated=str((answer.get("MetaData") or {}).get("LastUpdatedTime", "")),
        owner=str((answer.get("CustomerRef") or {}).get("value", "")),
        note=str(answer.get("PrivateNote") or ""),
    )

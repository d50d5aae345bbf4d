"""How an entity's objects leave the books: each has its own ways, and QuickBooks its own spelling of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from quickbooks_sync.model import Payload, Removal


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a removal is asked for beside Id and SyncToken (facts 1.3, 5)."""

    params: tuple[tuple[str, str], ...] = ()
    """Of a single call."""
    item: Mapping[str, str] = field(default_factory=dict)
    """Of a batch's item."""
    body: Payload = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Leaving:
    """The removals that an entity has, and what comes with them."""

    spellings: Mapping[Removal, Spelling]
    void_first: bool = False
    """A delete is taken only after a void (R038), which frees what was linked."""
    linked: str = ""
    """Objects that a void unlinks without a write of their own, such as `Payment`; "" when there are none."""


DELETED = Spelling((("operation", "delete"),), {"operation": "delete"})
DEACTIVATED = Leaving({Removal.DEACTIVATE: Spelling(body={"sparse": True, "Active": False})})
"""Names cannot be deleted: an inactive one counts as that (facts 10)."""

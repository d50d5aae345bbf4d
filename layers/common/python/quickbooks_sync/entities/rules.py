"""What an entity is to the engine: a value of pure functions. Each entity file ends with its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from quickbooks_sync.books import Books
from quickbooks_sync.entities.leaving import Leaving
from quickbooks_sync.model import Company, Payload, Problem, RecordKey


@dataclass(frozen=True, slots=True)
class Setting:
    """All that a payload depends on besides the record itself."""

    company: Company
    books: Books
    ids: Mapping[RecordKey, str]
    """Ids in the books of the records that this one refers to."""
    marker: str
    """`ref <short hash of company and record>`, the last line of PrivateNote of invoices and payments."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What an answer of QuickBooks says about the object it holds."""

    id: str
    sync_token: str
    booking_number: str = ""
    """The number that QuickBooks shows for it: DocNumber of an invoice, else its Id."""
    total: Decimal | None = None
    line_ids: tuple[str, ...] = ()
    """Ids of the lines that we sent, in our order (QuickBooks' own subtotal line has none)."""
    last_updated: str = ""
    owner: str = ""
    """CustomerRef's Id where the entity has one: with the marker it says whose object it is."""
    note: str = ""
    """PrivateNote, where the marker is."""


@dataclass(frozen=True, slots=True)
class EntityRules:
    """One entity: how its records are read, judged and written. All functions are pure."""

    name: str
    """In the plural, as in paths and queues: `contacts`."""
    object: str
    """QuickBooks' name of it: `Customer`."""
    schema: type[BaseModel]
    """The host's record; forbids unknown fields, money as Decimal, raises ValidationError."""
    references: Callable[[Any], tuple[RecordKey, ...]]
    """The records that this one needs in the books before it, without repetition."""
    due: Callable[[Any], bool]
    """Whether the record belongs into the books at all yet: a draft invoice does not."""
    problems: Callable[[Any, Setting], tuple[Problem, ...]]
    """Everything that QuickBooks or our own rules would refuse, all at once; references apart."""
    payload: Callable[[Any, Setting], Payload]
    """The whole object as it should be, without Id and SyncToken. Called only when `problems` is empty."""
    total: Callable[[Any], Decimal | None]
    """What the books' TotalAmt must equal, to the cent; None where there is none."""
    confirmed: Callable[[Payload], Confirmed]
    """Read QuickBooks' object out of an answer (numbers are int or Decimal)."""
    marked: bool
    """Whether the object carries a marker; else its unique name protects it."""
    needs: tuple[str, ...]
    """The entities that its records refer to: a run over it goes through them first."""
    leaving: Leaving

"""The words of the service as values: companies, records, links, problems, calls and runs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, NamedTuple, NewType, TypeAlias

CompanyId = NewType("CompanyId", str)
Realm = NewType("Realm", str)
RunId = NewType("RunId", str)
Payload: TypeAlias = dict[str, Any]
"""A JSON object of QuickBooks' API: str, bool, int, Decimal, None, lists and objects of these."""


class RecordKey(NamedTuple):
    """Which record of a company: `RecordKey("invoices", "invoice-1001")`."""

    entity: str
    id: str


class Phase(StrEnum):
    """What the engine stores for a record."""

    PENDING = "pending"
    WAITING = "waiting"
    SETTLED = "settled"
    DIFFERS = "differs"
    REJECTED = "rejected"
    HELD = "held"


class Status(StrEnum):
    """What a user sees of a record."""

    NOT_SYNCED = "not_synced"
    SYNCING = "syncing"
    SYNCED = "synced"
    SKIPPED = "skipped"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Problem:
    """A failure that a person can act on; texts and remedies are in `core.problems`, chosen by `code`."""

    code: str
    field: str = ""
    """Path in the host's record, such as `email` or `lines[2].amount`."""
    value: str = ""
    about: RecordKey | None = None
    """The other record that the problem comes from."""
    details: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """What the texts fill in besides field and value, such as `expected` or `holder`."""
    fault_code: str = ""
    fault_text: str = ""
    intuit_tid: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Which object in the books a record is."""

    realm: Realm
    object: str
    """The entity's name in QuickBooks: `Customer`, `Item`, `Invoice`, `Payment`."""
    id: str
    sync_token: str


@dataclass(frozen=True, slots=True)
class Base:
    """The values that the books last confirmed for a record."""

    payload: Payload
    """What we sent, whole, as if the object had been created with it."""
    line_ids: tuple[str, ...] = ()
    last_updated: str = ""
    voided: bool = False
    """A voided object holds nothing of what we sent but its marker: `payload` is empty."""


class Removal(StrEnum):
    """How the host wants a record to leave the books; a later push brings it back."""

    VOID = "void"
    DELETE = "delete"
    DEACTIVATE = "deactivate"


@dataclass(frozen=True, slots=True)
class Record:
    """One contact, product, invoice or payment as the host last told it, and how far it is."""

    company: CompanyId
    key: RecordKey
    version: int
    content: Payload
    """The host's record as JSON, numbers as int or Decimal."""
    revision: int
    """Raised by every writer but settle: a settle that finds another one leaves the record pending."""
    phase: Phase
    changed_at: datetime
    link: Link | None = None
    base: Base | None = None
    calls_settled: int = 0
    lost_at: datetime | None = None
    """When the first create of it left that was never seen to land, and may yet; None once it is linked."""
    problems: tuple[Problem, ...] = ()
    asked_by: RunId | None = None
    removal: Removal | None = None
    """How the host took it back; None while it belongs into the books."""
    awaited: bool = False
    """Whether a WAITS row may name this record: then settling it wakes who waits."""
    booking_number: str = ""
    books_total: Decimal | None = None
    synced_at: datetime | None = None


class Connection(StrEnum):
    """Whether QuickBooks lets us in."""

    NEVER = "never_connected"
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    OTHER_BOOKS = "other_books"
    """A person signed in to other books than before, and has not said yet whether the company moves there."""


@dataclass(frozen=True, slots=True)
class Selections:
    """The four choices without which nothing syncs; Ids of the books' objects."""

    tax_code: str = ""
    tax_rate: str = ""
    income_account: str = ""
    expense_account: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """One customer of the host: the tenant."""

    id: CompanyId
    country: str
    """ISO 3166 alpha-2, such as `US`."""
    home_currency: str
    time_zone: str
    plan: str = ""
    language: str = "en"
    style: Literal["contacts", "accounts"] = "contacts"
    sync_on_push: bool = True
    nightly: bool = False
    night_hour: int = 2
    connection: Connection = Connection.NEVER
    realm: Realm | None = None
    books_name: str = ""
    connection_since: datetime | None = None
    """When the connection came to be as it is."""
    ended_by: Literal["", "button", "intuit", "nobody"] = ""
    """Who ended the connection; `nobody`: no one chose between two books for a month."""
    other_realm: Realm | None = None
    """Books that a person signed in to instead; their tokens are kept apart from the company's own."""
    other_name: str = ""
    moving_from: Realm | None = None
    """Books that the records are still being moved away from: nothing else is done before."""
    moves: int = 0
    """How often the company moved to other books."""
    former: Mapping[str, Selections] = field(default_factory=dict)
    """By realm: what was selected in books that the company was in before."""
    selections: Selections = field(default_factory=Selections)
    revision: int = 0

    def missing(self) -> tuple[str, ...]:
        """Name what a sync still lacks: `connection`, or the selections that are not made."""
        if self.connection is not Connection.CONNECTED:
            return ("connection",)
        names = ("tax_code", "tax_rate", "income_account", "expense_account")
        return tuple(name for name in names if not getattr(self.selections, name))


class Operation(StrEnum):
    """What one write does to an object in the books."""

    CREATE = "create"
    UPDATE = "update"
    """Deactivating a contact or product is one: a sparse update with `Active` false."""
    VOID = "void"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Member:
    """One record's write inside a call."""

    key: RecordKey
    operation: Operation
    revision: int
    """The record's revision that the write was planned from."""
    calls_settled: int
    """The number of the record's calls settled when the write was planned: it numbers the call."""
    object: str
    payload: Payload
    """The whole object as it will be once the write is done (becomes `Base.payload`)."""
    object_id: str = ""
    sync_token: str = ""
    total: Decimal | None = None
    """What the books' TotalAmt must be afterwards; None where the entity has none."""
    b_id: str = ""
    """The item's name inside a batch: at most 10 characters."""
    version: int = 0
    """The host's version that is written."""
    asked_by: RunId | None = None


class Try(NamedTuple):
    """One sending of a call: when it left, and whether QuickBooks certainly refused it."""

    at: datetime
    refused: bool


@dataclass(frozen=True, slots=True)
class Call:
    """One request to QuickBooks as the journal keeps it, verbatim."""

    id: str
    """The request id: at most 32 characters."""
    realm: Realm
    path: str
    """Below `/v3/company/<realm>`, such as `/batch` or `/invoice`."""
    body: bytes
    members: tuple[Member, ...]
    tries: tuple[Try, ...] = ()
    params: tuple[tuple[str, str], ...] = ()
    """Of the query string besides `requestid`, such as `operation=void`."""

    @property
    def is_batch(self) -> bool:
        """Whether the call is a batch, which Intuit meters and limits apart."""
        return self.path == "/batch"


class Outcome(NamedTuple):
    """How one record fared at one time, and for its history by what."""

    at: datetime
    key: RecordKey
    result: Literal["synced", "error", "waiting"]
    version: int = 0
    operation: Operation | None = None
    """What was written; None where nothing was sent."""
    problems: tuple[Problem, ...] = ()
    intuit_tid: str = ""
    asked_by: RunId | None = None


class RunState(StrEnum):
    """How far a run is."""

    GOING = "going"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Run:
    """One pass over a company's work: who asked for it, how far it is, how it ended."""

    id: RunId
    company: CompanyId
    kind: Literal["manual", "night"]
    asked_by: str
    started_at: datetime
    scope: tuple[str, ...]
    """The entities it goes through, in order; a single record's run names that record in `record`."""
    record: RecordKey | None = None
    state: RunState = RunState.GOING
    ended_at: datetime | None = None
    retried: tuple[str, ...] = ()
    """Entities whose formerly rejected records have been taken up again."""
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Per entity: synced, error, waiting. Final once the run has ended."""

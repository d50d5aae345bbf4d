"""What the flows need of the outside: all that has time, chance, threads, storage or a network behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias

from quickbooks_sync.books import BooksReply, BooksRequest
from quickbooks_sync.model import CompanyId, Realm
from quickbooks_sync.settings import Limits, Times

Item: TypeAlias = dict[str, Any]
"""Attributes by name: str, int, bytes, bool, lists or string-keyed dicts of these; no float, no Decimal."""


class Key(NamedTuple):
    """Where an item lies in the table."""

    pk: str
    sk: str


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison of an attribute with a value; all but `absent` are false where it is not there."""

    __test__ = False

    attribute: str
    op: Literal["=", "<>", "<", "<=", "absent", "present"]
    value: str | int | bool = ""


Condition: TypeAlias = Sequence[Sequence[Test]]
"""Any of the groups, each of which needs all its tests. Empty: no condition."""


@dataclass(frozen=True, slots=True)
class Put:
    """Write an item whole. The item holds no pk and sk of its own: the key gives them."""

    key: Key
    item: Item
    condition: Condition = ()


@dataclass(frozen=True, slots=True)
class Update:
    """Change some attributes of an item, making it when it is not there."""

    key: Key
    set: Item = field(default_factory=dict)
    add: Mapping[str, int] = field(default_factory=dict)
    """Atomic counters; an absent one counts as 0."""
    remove: Sequence[str] = ()
    condition: Condition = ()


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove an item; no error when it is not there."""

    key: Key
    condition: Condition = ()


@dataclass(frozen=True, slots=True)
class Check:
    """Only hold a condition, inside a transaction."""

    key: Key
    condition: Condition


Write: TypeAlias = Put | Update | Delete | Check


class Page(NamedTuple):
    """Items of a query in order; `cursor` goes on where it ended, None at the end."""

    items: list[Item]
    """Each with its own `pk` and `sk` attributes."""
    cursor: str | None


class Store(Protocol):
    """The one table. Every method may raise StoreBusy."""

    def get(self, key: Key) -> Item | None:
        """Read one item, strongly consistent; it carries its `pk` and `sk`."""

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """Read many items, strongly consistent; absent ones are left out."""

    def query(
        self,
        pk: str,
        *,
        prefix: str = "",
        index: Literal["", "by_phase", "by_due"] = "",
        up_to: str = "",
        limit: int = 1000,
        newest_first: bool = False,
        cursor: str | None = None,
    ) -> Page:
        """Read a partition in sort-key order: keys that begin with `prefix`, or are at most `up_to`.

        The table itself is read strongly consistent with whole items; an index is read late and gives
        items of its keys only: pk, sk and the index's own two (`phase_pk`, `phase_sk` / `due_pk`, `due_sk`).
        Raises BadCursor for one that no query gave.
        """

    def count(self, pk: str, *, prefix: str = "", index: Literal["", "by_phase", "by_due"] = "") -> int:
        """Count a partition's items whose sort key begins with `prefix`."""

    def apply(self, write: Put | Update | Delete) -> Item | None:
        """Do one write; an Update returns the item as it is then. Raises ConditionFailed."""

    def transact(self, writes: Sequence[Write]) -> None:
        """Do all of at most 100 writes to different items, or none. Raises ConditionFailed with positions."""


class Letter(NamedTuple):
    """One message of a dead-letter queue."""

    body: str
    receipt: str
    sent_at: datetime
    receive_count: int


class Queues(Protocol):
    """The entities' queues and their dead letters. Every method may raise QueueBusy."""

    def send(self, entity: str, body: str, *, delay_s: int = 0) -> None:
        """Put one message on an entity's queue, at most 900 s late."""

    def dead_letters(self, entity: str, *, limit: int = 10) -> Sequence[Letter]:
        """Take up to ten messages of an entity's dead-letter queue out of sight for a minute."""

    def remove_dead_letter(self, entity: str, letter: Letter) -> None:
        """Delete a dead letter that was taken."""

    def return_dead_letter(self, entity: str, letter: Letter) -> None:
        """Put a dead letter that was taken back in sight."""

    def dead_letter_count(self, entity: str) -> int:
        """Count about how many dead letters an entity has."""


@dataclass(frozen=True, slots=True)
class TokenSet:
    """A company's OAuth tokens. Never logged: its repr shows no value."""

    realm: Realm
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    access_expires_at: datetime
    refresh_expires_at: datetime
    previous_refresh_token: str = field(default="", repr=False)
    version: int = 0


class Tokens(Protocol):
    """Where companies' OAuth tokens are kept, encrypted. Every method may raise SecretsBusy."""

    def get(self, company: CompanyId, *, apart: bool = False) -> TokenSet | None:
        """Read a company's tokens, None when it has none; `apart`: of books that nobody confirmed yet."""

    def put(self, company: CompanyId, tokens: TokenSet, *, apart: bool = False) -> None:
        """Store a company's tokens over the former ones; returns only once they are safe."""

    def erase(self, company: CompanyId, *, apart: bool = False) -> None:
        """Forget a company's tokens at once."""


class QuickBooks(Protocol):
    """The accounting API. Never raises for what QuickBooks or the network does."""

    def send(self, request: BooksRequest, access_token: str) -> BooksReply:
        """Send one request; ends before `send_needs_s` are over. Safe to call from several threads."""


class IntuitOAuth(Protocol):
    """Intuit's authorization server. Raises IntuitBusy; Disconnected on invalid_grant; Defect otherwise."""

    def authorize_url(self, *, state: str, redirect_url: str) -> str:
        """Build the address to which the user's browser goes."""

    def exchange(self, code: str, *, realm: Realm, redirect_url: str) -> TokenSet:
        """Turn an authorization code into tokens; a code works once."""

    def refresh(self, tokens: TokenSet, *, use_previous: bool = False) -> TokenSet:
        """Get new tokens; the answer's refresh token replaces the former one."""

    def revoke(self, tokens: TokenSet) -> None:
        """End the whole connection at Intuit."""


class Clock(Protocol):
    """Time."""

    def now(self) -> datetime:
        """Tell the time, aware, in UTC."""

    def monotonic_s(self) -> float:
        """Tell seconds that never go back."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class Chance(Protocol):
    """Unguessable values."""

    def token(self) -> str:
        """Make 32 url-safe characters or more that nobody can guess."""


class Sending(Protocol):
    """Requests under way side by side; used by one thread, `work` runs on others."""

    def submit(self, tag: str, work: Callable[[], BooksReply]) -> None:
        """Start one request."""

    def wait(self, timeout_s: float) -> list[tuple[str, BooksReply]]:
        """Return what has ended, waiting until something has or the time is over."""

    @property
    def under_way(self) -> int:
        """Count the requests that were submitted and not yet returned by `wait`."""


class Log(Protocol):
    """One line per outcome: keyword fields, ids only."""

    def outcome(self, event: str, **ids: str | int | bool) -> None:
        """Write a line, and count it under its event (dimensions: entity and outcome)."""

    def defect(self, event: str, error: BaseException, **ids: str | int) -> None:
        """Write an error that somebody must look at; its traceback, never its values."""


@dataclass(frozen=True, slots=True)
class Ports:
    """All of the outside, as one value that every flow takes."""

    store: Store
    queues: Queues
    tokens: Tokens
    quickbooks: QuickBooks
    oauth: IntuitOAuth
    clock: Clock
    chance: Chance
    log: Log
    sending: Callable[[], Sending]
    """Makes a fresh set of sending threads; a turn has its own."""
    times: Times = field(default_factory=Times)
    limits: Limits = field(default_factory=Limits)

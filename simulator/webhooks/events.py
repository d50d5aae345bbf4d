"""What of a company's changes Intuit tells an app: which entities and operations, gathered for a while."""

from collections import deque
from dataclasses import dataclass
from random import Random
from uuid import UUID

from simulator.books.company import Operation
from simulator.settings import Settings

MERGING = ("Customer", "Vendor")
RESTRICTED: dict[str, tuple[str, ...]] = {"Preferences": ("Update",), "Currency": ("Create", "Update")}
TOLD = (
    "Account", "Class", "CreditMemo", "Currency", "Customer", "Department", "Deposit", "Employee", "Estimate",
    "Invoice", "Item", "Payment", "PaymentMethod", "Preferences", "RefundReceipt", "SalesReceipt",
    "TaxAgency", "Term", "Vendor",
)  # fmt: skip
"""The entities that an app is told of, as far as they are here."""
LATE_S = 60.0
UPDATES = ("Update", "Deactivate", "Moved")
NAMES = {"CompanyCurrency": "Currency"}
"""The name in an event where it is another than the API's. That these two are the same is an assumption."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that has happened to an object; `deleted_id` is the one that a merge took in."""

    kind: str
    id: str
    operation: Operation
    at_s: float
    deleted_id: str | None


@dataclass(slots=True)
class Event:
    """One thing that an app is told of an object."""

    realm: str
    name: str
    id: str
    operation: str
    deleted_id: str | None
    at_s: float
    event_id: str = ""


class Gathering:
    """Events from their change to the end of the window that began with the first of them.

    Within a window an object's updates are one event, and none beside another event of it. How Intuit
    aggregates is not published.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._random = Random(settings.seed)  # noqa: S311 (chance, not a secret)
        self._open: dict[tuple[str, str, str], list[Event]] = {}
        self._closes_s = 0.0
        self._later: deque[tuple[float, Event]] = deque()
        self._closed: deque[tuple[float, list[Event]]] = deque()

    def note(self, realm: str, change: Change) -> None:
        """Take a change, if it is one that is told."""
        operation, name = self._told(change), NAMES.get(change.kind, change.kind)
        if operation is None or name not in TOLD:
            return
        if self._closes_s < change.at_s:
            self.close(change.at_s)
        if not self._open:
            self._closes_s = change.at_s + self._settings.webhook_window_s
        events = self._open.setdefault((realm, name, change.id), [])
        events[:] = [event for event in events if event.operation not in ("Update", operation)]
        if operation == "Update" and events:
            events[-1].at_s = change.at_s
        else:
            events.append(Event(realm, name, change.id, operation, change.deleted_id, change.at_s))

    def _told(self, change: Change) -> str | None:
        operation: str = change.operation
        if operation == "Moved" and not self._settings.webhook_balance_moves:
            return None
        if operation == "Merge" and change.kind not in MERGING:
            return None
        if operation == "Deactivate":
            operation = self._settings.webhook_deactivation
        if operation in UPDATES:
            operation = "Update"
        return operation if operation in RESTRICTED.get(change.kind, (operation,)) else None

    def close(self, now_s: float) -> None:
        """End the window, if its time has come."""
        while (at_s := self._next_s()) is not None and at_s <= now_s:
            events = self._late(at_s)
            if self._open and self._closes_s <= at_s:
                events += self._told_now(at_s)
                self._open = {}
            if events:
                self._closed.append((at_s, events))

    def taken(self) -> deque[tuple[float, list[Event]]]:
        """Take the windows that have ended, each with its end."""
        closed, self._closed = self._closed, deque()
        return closed

    def __len__(self) -> int:
        """Count the events that are still gathered."""
        return sum(len(events) for events in self._open.values()) + len(self._later)

    def _next_s(self) -> float | None:
        times = [self._closes_s] * bool(self._open) + [at_s for at_s, _ in list(self._later)[:1]]
        return min(times, default=None)

    def _late(self, now_s: float) -> list[Event]:
        found: list[Event] = []
        while self._later and self._later[0][0] <= now_s:
            found.append(self._later.popleft()[1])
        return found

    def _told_now(self, at_s: float) -> list[Event]:
        """Return the events of a window; chance loses some, holds some back, and tells some a second time."""
        told: list[Event] = []
        for events in self._open.values():
            for event in events:
                event.event_id = str(UUID(bytes=self._random.randbytes(16), version=4))
                if self._chance(self._settings.webhooks_lost):
                    continue
                late = self._chance(self._settings.webhooks_reordered)
                if not late:
                    told.append(event)
                if late or self._chance(self._settings.webhooks_duplicated):
                    self._later.append((at_s + LATE_S, event))
        return told

    def _chance(self, part: float) -> bool:
        return part > 0 and self._random.random() < part

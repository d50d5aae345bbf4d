"""Webhooks: what is waiting to be delivered, when, and what follows from how it was answered."""

from collections import deque
from dataclasses import dataclass
from itertools import groupby
from threading import RLock

from simulator.books.company import Operation, Record
from simulator.settings import Settings
from simulator.webhooks.bodies import Format, body_of, headers_of
from simulator.webhooks.events import Change, Event, Gathering

ANSWER_WITHIN_S = 3.0
ACCEPTED = 200
HOUR_S = 3600.0
RETRIES: dict[str, tuple[float, ...]] = {
    "2026": (10, 20, 30, 300, 1200, 2 * HOUR_S, 4 * HOUR_S, 6 * HOUR_S),
    "before": (1200, 1800, 3000),
}
"""Seconds from a failure to the next attempt: the last one again and again in 2026, then dropped before."""
RETRIED_BEFORE = (None, 500, 502, 503, 504, 408)
KEPT_ATTEMPTS = 1000


@dataclass(frozen=True, slots=True)
class Delivery:
    """One POST to the app; whoever sends it says with `Webhooks.answered` what came of it."""

    number: int
    attempt: int
    headers: dict[str, str]
    body: bytes
    events: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of a delivery: the status, None when there was none within three seconds."""

    number: int
    attempt: int
    at_s: float
    events: int
    status: int | None


@dataclass(slots=True)
class _Waiting:
    number: int
    body: bytes
    headers: dict[str, str]
    events: int
    next_s: float
    failures: int = 0


class Webhooks:
    """The deliveries to one app. Thread-safe by the simulator's lock; it sends nothing itself."""

    def __init__(self, settings: Settings, lock: RLock) -> None:
        self._settings = settings
        self._lock = lock
        self._gathering = Gathering(settings)
        self._queue: deque[_Waiting] = deque()
        self._under_way: set[int] = set()
        self._made = 0
        self.url = settings.webhook_url
        self.form: Format = settings.webhook_format
        self.cloudevents_from_s: float | None = None
        self.subscribed = bool(self.url)
        self.attempts: deque[Attempt] = deque(maxlen=KEPT_ATTEMPTS)
        # Under the older policy: the app has failed too often and is told nothing more.
        self.given_up = False

    def subscribe(
        self, url: str = "", form: Format | None = None, *, cloudevents_from_s: float | None = None
    ) -> None:
        """Tell the app of changes from now on, as its owner sets it in Intuit's portal.

        Without an address only `due` gives them. The older format can be switched to CloudEvents at a moment.
        """
        with self._lock:
            self.url, self.form = url, form or self.form
            self.cloudevents_from_s = cloudevents_from_s
            self.subscribed, self.given_up = True, False

    def unsubscribe(self) -> None:
        """Tell the app nothing more; what waits is dropped."""
        with self._lock:
            self.url, self.subscribed = "", False
            self._gathering = Gathering(self._settings)
            self._queue.clear()

    def note(
        self, realm: str, record: Record, /, operation: Operation, *, at_s: float, deleted_id: str | None
    ) -> None:
        """Take a change of a company."""
        if self.subscribed and not self.given_up:
            self._gathering.note(realm, Change(record.kind, record.id, operation, at_s, deleted_id))

    def due(self, now_s: float) -> list[Delivery]:
        """Return what is to be sent now, each once until it is answered.

        While a delivery is not accepted, later ones may be held back: then there is one at a time.
        """
        with self._lock:
            self._gathering.close(now_s)
            for at_s, events in self._gathering.taken():
                self._make(at_s, events)
            first = list(self._queue)[: 1 if self._settings.webhooks_held_back else None]
            found = [one for one in first if one.next_s <= now_s and one.number not in self._under_way]
            self._under_way.update(one.number for one in found)
            return [
                Delivery(one.number, one.failures + 1, one.headers, one.body, one.events) for one in found
            ]

    def answered(self, delivery: Delivery, status: int | None, *, now_s: float, after_s: float = 0.0) -> None:
        """Take how a delivery was answered, None for not at all; after three seconds is too late."""
        if after_s > ANSWER_WITHIN_S:
            status = None
        with self._lock:
            waiting = next((one for one in self._queue if one.number == delivery.number), None)
            self._under_way.discard(delivery.number)
            self.attempts.append(Attempt(delivery.number, delivery.attempt, now_s, delivery.events, status))
            if waiting is None:
                return
            if status == ACCEPTED:
                self._queue.remove(waiting)
            else:
                self._failed(waiting, status, now_s)

    def _failed(self, waiting: _Waiting, status: int | None, now_s: float) -> None:
        policy = self._settings.webhook_retries
        retries = RETRIES[policy]
        if policy == "before" and (status not in RETRIED_BEFORE or waiting.failures == len(retries)):
            self._queue.remove(waiting)
            if status in RETRIED_BEFORE:
                self.given_up = True
                self._queue.clear()
            return
        waiting.next_s = now_s + retries[min(waiting.failures, len(retries) - 1)]
        waiting.failures += 1

    def _make(self, at_s: float, events: list[Event]) -> None:
        """Write the deliveries of a window."""
        parts = [events]
        if self._settings.webhook_realms == "one":
            ordered = sorted(events, key=lambda event: event.realm)
            parts = [list(part) for _, part in groupby(ordered, key=lambda event: event.realm)]
        most = max(1, self._settings.webhook_events)
        for part in parts:
            for start in range(0, len(part), most):
                self._add(at_s, part[start : start + most])

    def _add(self, at_s: float, events: list[Event]) -> None:
        self._made += 1
        form = self._form_at(at_s)
        body = body_of(events, form, self._settings)
        headers = headers_of(body, form, self._settings, number=self._made, at_s=at_s)
        self._queue.append(_Waiting(self._made, body, headers, len(events), next_s=at_s))

    def _form_at(self, at_s: float) -> Format:
        since_s = self.cloudevents_from_s
        return self.form if since_s is None or at_s < since_s else "cloudevents"

    def counts(self) -> dict[str, int]:
        """Return how many events are gathered, and how many deliveries wait."""
        with self._lock:
            return {"gathered": len(self._gathering), "waiting": len(self._queue)}

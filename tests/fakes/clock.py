"""Time and parallel sending without waiting: one thread, a clock that only moves when somebody sleeps."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from quickbooks_sync.books import BooksReply

START = datetime(2026, 4, 9, 16, tzinfo=UTC)


class VirtualClock:
    """The Clock port; sleeping moves it. `start` is what `now` tells at monotonic second 0."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._passed_s = 0.0

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._passed_s)

    def monotonic_s(self) -> float:
        return self._passed_s

    def sleep(self, seconds: float) -> None:
        self._passed_s += max(0.0, seconds)

    @contextmanager
    def branch(self) -> Iterator[None]:
        """Let time pass inside for whoever is inside alone: it is given back at the end."""
        began_s = self._passed_s
        try:
            yield
        finally:
            self._passed_s = began_s


class VirtualSending:
    """The Sending port: work is done at once, but ends when its sleeps are over on the clock."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._ends: list[tuple[float, int, str, BooksReply]] = []
        self._submitted = 0

    def submit(self, tag: str, work: Callable[[], BooksReply]) -> None:
        with self._clock.branch():
            reply = work()
            ends_s = self._clock.monotonic_s()
        self._submitted += 1
        heapq.heappush(self._ends, (ends_s, self._submitted, tag, reply))

    def wait(self, timeout_s: float) -> list[tuple[str, BooksReply]]:
        now_s = self._clock.monotonic_s()
        first_s = self._ends[0][0] if self._ends else now_s + timeout_s
        self._clock.sleep(min(first_s - now_s, timeout_s))
        ended = []
        # A sum of floats may fall short of the end that it was made from.
        while self._ends and self._ends[0][0] <= self._clock.monotonic_s() + 1e-6:
            _, _, tag, reply = heapq.heappop(self._ends)
            ended.append((tag, reply))
        return ended

    @property
    def under_way(self) -> int:
        return len(self._ends)

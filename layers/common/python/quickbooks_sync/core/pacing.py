"""When the next call may leave, from the log of what was sent: a bucket would waste or break the limit."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from typing import NamedTuple

from quickbooks_sync.settings import Limits


class Sent(NamedTuple):
    """One sending."""

    at: datetime
    is_batch: bool


class Pacing:
    """The sendings of the last minute at one company's books, and a pause that QuickBooks asked for."""

    def __init__(self, limits: Limits, former: tuple[Sent, ...] = ()) -> None:
        """Start with what the former holder of the lease sent."""
        self._limits = limits
        self._sent: deque[Sent] = deque(sorted(former))
        self._paused_until: datetime | None = None

    def wait_s(self, now: datetime, *, is_batch: bool) -> float:
        """Tell how many seconds are left until a call may leave."""
        limits = self._limits
        self._forget(now)
        calls = [each.at for each in self._sent]
        batches = [each.at for each in self._sent if each.is_batch]
        free_at = [
            self._paused_until or now,
            _free_at(calls, limits.calls_per_s, 1.0, now),
            _free_at(calls, limits.calls_per_minute, 60.0, now),
            _free_at(batches, limits.batches_per_window, limits.window_s, now) if is_batch else now,
        ]
        return max((max(free_at) - now).total_seconds(), 0.0)

    def sent(self, at: datetime, *, is_batch: bool) -> None:
        """Note that a call leaves."""
        self._sent.append(Sent(at, is_batch))

    def pause(self, until: datetime) -> None:
        """Send nothing before a time: QuickBooks said 429."""
        self._paused_until = max(until, self._paused_until or until)

    def log(self, now: datetime) -> tuple[Sent, ...]:
        """Give the sendings that still count, for the next holder of the lease."""
        self._forget(now)
        return tuple(self._sent)

    def _forget(self, now: datetime) -> None:
        horizon = now - timedelta(seconds=max(60.0, self._limits.window_s))
        while self._sent and self._sent[0].at < horizon:
            self._sent.popleft()


def _free_at(sent: list[datetime], most: int, window_s: float, now: datetime) -> datetime:
    """Tell when fewer than `most` sendings lie within the window."""
    return now if len(sent) < most else sent[-most] + timedelta(seconds=window_s)

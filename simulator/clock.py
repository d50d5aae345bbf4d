"""The simulator's own time: running, scaled or stepped; nothing else here asks the operating system."""

import time
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Protocol

PACIFIC_STANDARD = timezone(timedelta(hours=-8))
PACIFIC_DAYLIGHT = timezone(timedelta(hours=-7))


class Clock(Protocol):
    """What the simulator asks for the time."""

    def now_s(self) -> float:
        """Return the seconds since 1970 in UTC."""
        ...


class RunningClock:
    """Runs by itself: `scale` simulated seconds pass in one real second."""

    def __init__(self, scale: float = 1.0) -> None:
        self.scale = scale
        self._origin_s = time.time()
        self._started_s = time.monotonic()
        self._ahead_s = 0.0

    def now_s(self) -> float:
        """Return the seconds since 1970 in UTC."""
        return self._origin_s + self._ahead_s + (time.monotonic() - self._started_s) * self.scale

    def advance(self, seconds: float) -> None:
        """Move the clock forward."""
        self._ahead_s += seconds

    def sleep(self, seconds: float) -> None:
        """Wait until so many of its seconds have passed."""
        if seconds > 0:
            time.sleep(seconds / self.scale)


class SteppedClock:
    """Stands still until it is moved."""

    def __init__(self, start: datetime = datetime(2026, 4, 9, 16, tzinfo=UTC)) -> None:
        self._now_s = start.timestamp()

    def now_s(self) -> float:
        """Return the seconds since 1970 in UTC."""
        return self._now_s

    def advance(self, seconds: float) -> None:
        """Move the clock forward."""
        self._now_s += seconds

    def sleep(self, seconds: float) -> None:
        """Return at once: nobody can wait for a clock that stands still."""


@lru_cache(maxsize=64)
def _pacific(whole_seconds: int) -> datetime:
    moment = datetime.fromtimestamp(whole_seconds, UTC)
    march, november = datetime(moment.year, 3, 8, 10, tzinfo=UTC), datetime(moment.year, 11, 1, 9, tzinfo=UTC)
    begins = march + timedelta(days=(6 - march.weekday()) % 7)
    ends = november + timedelta(days=(6 - november.weekday()) % 7)
    return moment.astimezone(PACIFIC_DAYLIGHT if begins <= moment < ends else PACIFIC_STANDARD)


@lru_cache(maxsize=64)
def stamp(whole_seconds: int) -> str:
    """Write a moment as MetaData does: Pacific time, whole seconds, with its offset."""
    return _pacific(whole_seconds).isoformat()


def stamp_millis(now_s: float) -> str:
    """Write a moment as the `time` of an answer does: with milliseconds."""
    text = stamp(int(now_s))
    return f"{text[:19]}.{int(now_s * 1000) % 1000:03d}{text[19:]}"


def today(now_s: float) -> str:
    """Return the server's date, which is Pacific and not the company's."""
    return stamp(int(now_s))[:10]


@lru_cache(maxsize=64)
def http_date(whole_seconds: int) -> str:
    """Write a moment as the Date header does."""
    return datetime.fromtimestamp(whole_seconds, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")

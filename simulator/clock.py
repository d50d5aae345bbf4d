"""The simulator's own time; nothing else here asks the operating system for the time."""

import time
from datetime import datetime
from threading import Condition
from typing import Protocol


class Clock(Protocol):
    """What the simulator asks for the time."""

    def now_s(self) -> float:
        """Return the seconds since 1970 in UTC."""
        ...


class SimulatedClock:
    """A clock that runs from a moment on, at any pace, or stands still; it goes forward only.

    `scale` is how many of its seconds pass in a real one.
    """

    def __init__(self, start: datetime | None = None, *, scale: float = 1.0, frozen: bool = False) -> None:
        start_s = time.time() if start is None else start.timestamp()
        self._moved = Condition()
        self.scale = scale
        # The time that it was, when that was in real seconds, and its pace since: read and replaced as one.
        self._since = (start_s, time.monotonic(), 0.0 if frozen else scale)

    def now_s(self) -> float:
        """Return the seconds since 1970 in UTC."""
        was_s, real_s, pace = self._since
        return was_s + (time.monotonic() - real_s) * pace if pace else was_s

    @property
    def frozen(self) -> bool:
        """Tell whether it stands still."""
        return self._since[2] == 0.0

    def advance(self, seconds: float) -> None:
        """Move the clock forward. Raises ValueError for a step back."""
        if not seconds >= 0:
            raise ValueError(f"{seconds:g} seconds: the clock only goes forward")
        self._go_on(self.now_s() + seconds, self._since[2])

    def freeze(self) -> None:
        """Let it stand still."""
        self._go_on(self.now_s(), 0.0)

    def run(self, scale: float | None = None) -> None:
        """Let it run, at another pace if one is given. Raises ValueError for a pace that is not above 0."""
        if scale is not None:
            if not 0 < scale < float("inf"):
                raise ValueError(f"{scale:g} simulated seconds in a real one: it must be more than 0")
            self.scale = scale
        self._go_on(self.now_s(), self.scale)

    def restore(self, moment_s: float, *, scale: float, frozen: bool) -> None:
        """Become the clock that was saved, earlier or later than now."""
        self.scale = scale
        self._go_on(moment_s, 0.0 if frozen else scale)

    def _go_on(self, moment_s: float, pace: float) -> None:
        with self._moved:
            self._since = (moment_s, time.monotonic(), pace)
            self._moved.notify_all()

    def sleep(self, seconds: float) -> None:
        """Wait until so many of its seconds have passed; not while it stands still: nobody could end that."""
        if seconds <= 0:
            return
        with self._moved:
            until_s = self.now_s() + seconds
            while not self.frozen and (left_s := until_s - self.now_s()) > 0:
                self._moved.wait(left_s / self.scale)

"""The published limits, counted exactly, and the metering of the partner program."""

from collections import Counter, deque

from simulator.faults import Turned
from simulator.settings import Settings

MINUTE_S = 60.0
SECOND_S = 1.0


def throttled() -> Turned:
    """Return the refusal of a request that is one too many."""
    return Turned(
        429,
        code="3001",
        message="message=ThrottleExceeded; errorCode=003001; statusCode=429",
        detail="The request limit was reached.  Try again later",
    )


class _Window:
    """How much was let through in the time just passed. What is refused does not count."""

    __slots__ = ("_length_s", "_most", "_times")

    def __init__(self, most: int, length_s: float) -> None:
        self._most = most
        self._length_s = length_s
        self._times: deque[float] = deque()

    def full(self, now_s: float) -> bool:
        times = self._times
        while times and times[0] <= now_s - self._length_s:
            times.popleft()
        return len(times) >= self._most

    def count(self, now_s: float) -> None:
        self._times.append(now_s)


class Limits:
    """The limits of one realm; there is one app, so those per realm and app are the same windows."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._minute = _Window(settings.requests_per_minute, MINUTE_S)
        self._second = _Window(settings.requests_per_second, SECOND_S)
        self._batches = _Window(settings.batches_per_minute, MINUTE_S)
        self._batches_all_apps = _Window(settings.batches_per_minute_all_apps, MINUTE_S)
        self._ends: list[float] = []
        self.refused: Counter[str] = Counter()

    def admit(self, now_s: float, *, batch: bool) -> None:
        """Count a request, or turn it away with 429."""
        if not self._settings.enforce_limits:
            return
        self._ends = [end_s for end_s in self._ends if end_s > now_s]
        windows = {"minute": self._minute, "second": self._second}
        if batch:
            windows |= {"batches": self._batches, "batches of all apps": self._batches_all_apps}
        reason = next((name for name, window in windows.items() if window.full(now_s)), None)
        if reason is None and len(self._ends) >= self._settings.requests_in_flight:
            reason = "in flight"
        if reason is not None:
            self.refused[reason] += 1
            raise throttled()
        for window in windows.values():
            window.count(now_s)

    def occupy(self, until_s: float, *, now_s: float) -> None:
        """Hold a place in flight until an answer has been given."""
        if until_s > now_s:
            self._ends.append(until_s)


class Meter:
    """Calls of one realm: CorePlus (every GET, query, batch, change data) is metered, writes are not."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.core = 0
        self.core_plus = 0

    def count(self, operation: str, *, status: int, metered: bool) -> None:
        """Count an answered call; only 2xx are metered."""
        self.calls[operation] += 1
        self.statuses[status] += 1
        if 200 <= status < 300:  # noqa: PLR2004 (2xx)
            if metered:
                self.core_plus += 1
            else:
                self.core += 1

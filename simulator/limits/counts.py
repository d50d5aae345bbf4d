"""The published limits of one realm, counted exactly."""

from collections import Counter, deque

from simulator.faults import TurnedAway
from simulator.settings import DAY_S, Settings

MINUTE_S = 60.0
SECOND_S = 1.0


def throttled(settings: Settings) -> TurnedAway:
    """Return the refusal of a request that is one too many."""
    status = settings.throttle_status
    return TurnedAway(
        status,
        code="3001",
        message=f"message=ThrottleExceeded; errorCode=003001; statusCode={status}",
        detail="The request limit was reached.  Try again later",
    )


class _Sliding:
    """Looks back from each request."""

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


class _Fixed:
    """Begins anew at each full minute (second, day) of the clock."""

    __slots__ = ("_counted", "_length_s", "_most", "_number")

    def __init__(self, most: int, length_s: float) -> None:
        self._most = most
        self._length_s = length_s
        self._number = 0
        self._counted = 0

    def full(self, now_s: float) -> bool:
        number = int(now_s // self._length_s)
        if number != self._number:
            self._number, self._counted = number, 0
        return self._counted >= self._most

    def count(self, now_s: float) -> None:
        if not self.full(now_s):
            self._counted += 1


class Limits:
    """The limits of one realm; there is one app, so those per realm and app are the same windows.

    What is refused does not count: nothing is published about that, nor whether a minute begins with the
    first request or with the clock.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        window = _Fixed if settings.limit_windows == "fixed" else _Sliding
        self._windows: dict[str, _Sliding | _Fixed] = {
            "minute": window(settings.requests_per_minute, MINUTE_S),
            "second": window(settings.requests_per_second, SECOND_S),
            "batches": window(settings.batches_per_minute, MINUTE_S),
            "batches of all apps": window(settings.batches_per_minute_all_apps, MINUTE_S),
            "mails": window(settings.mails_per_day, DAY_S),
        }
        self._ends: list[float] = []
        self.refused: Counter[str] = Counter()

    def admit(self, now_s: float, *, operation: str) -> None:
        """Count a request, or turn it away."""
        if not self._settings.enforce_limits:
            return
        self._ends = [end_s for end_s in self._ends if end_s > now_s]
        names = ["minute", "second"]
        if operation == "batch":
            names += ["batches", "batches of all apps"]
        elif operation == "send":
            names.append("mails")
        reason = next((name for name in names if self._windows[name].full(now_s)), None)
        if reason is None and len(self._ends) >= self._settings.requests_in_flight:
            reason = "in flight"
        if reason is not None:
            self.refused[reason] += 1
            raise throttled(self._settings)
        for name in names:
            self._windows[name].count(now_s)

    def occupy(self, until_s: float, *, now_s: float) -> None:
        """Hold a place in flight until an answer has been given."""
        if until_s > now_s:
            self._ends.append(until_s)

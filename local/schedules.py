"""The clock that plays EventBridge Scheduler's schedules: rate expressions, shortened by the time scale."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from local.template import TemplateError
from local.time_scale import rate_s

_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_SECONDS = {"minute": 60, "hour": 3600, "day": 86_400}
_SCHEDULED_TIME = "<aws.scheduler.scheduled-time>"


@dataclass(frozen=True, slots=True)
class Schedule:
    """One schedule of the template."""

    function_arn: str
    event: str
    rate_s: int

    @classmethod
    def from_properties(cls, properties: Mapping[str, Any]) -> "Schedule":
        """Read the resource; an expression that the local stack cannot play is an error."""
        expression = properties["ScheduleExpression"]
        found = _RATE.fullmatch(expression)
        if found is None:
            raise TemplateError(
                f"Schedule {expression}: the local stack plays rate(<n> minutes|hours|days) only."
            )
        target = properties["Target"]
        return cls(target["Arn"], target.get("Input", "{}"), int(found[1]) * _SECONDS[found[2]])

    def event_at(self, scheduled: datetime) -> bytes:
        """Return the event, with the planned time where the schedule asks for it."""
        text = self.event.replace(_SCHEDULED_TIME, scheduled.strftime("%Y-%m-%dT%H:%M:%SZ"))
        json.loads(text)
        return text.encode()


class Clock:
    """Starts the function of each schedule when its time has come, for the first time after one rate."""

    def __init__(
        self,
        schedules: Iterable[Schedule],
        start_function: Callable[[str, bytes], None],
        *,
        time_scale: float,
    ) -> None:
        self._start_function = start_function
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(
                target=self._play,
                args=(schedule, rate_s(schedule.rate_s, time_scale)),
                name=f"schedule-{schedule.function_arn.rsplit(':', 1)[-1]}",
            )
            for schedule in schedules
        ]

    def start(self) -> None:
        """Let the time run."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop the time."""
        self._stopping.set()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _play(self, schedule: Schedule, rate_s: float) -> None:
        planned_s = time.time() + rate_s
        while not self._stopping.wait(max(0, planned_s - time.time())):
            self._start_function(
                schedule.function_arn, schedule.event_at(datetime.fromtimestamp(planned_s, UTC))
            )
            planned_s += rate_s

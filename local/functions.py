"""The functions of one deployment: environments that are reused while warm and added while all are busy."""

import json
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from local.runtime import PAYLOAD_LIMIT_BYTES, Environment, FunctionSpec, Invocation


class ThrottledError(Exception):
    """All of the function's reserved concurrency is in use."""


class PayloadTooLargeError(Exception):
    """The event has more bytes than Lambda takes."""


class RunningProcess(NamedTuple):
    """A process that works on an event."""

    function: str
    """The name of the function's folder."""
    pid: int


class Exit(NamedTuple):
    """A process that ended while it worked, and how: a code below 0 is the number of a signal."""

    function: str
    pid: int
    exit_code: int


class Function:
    """One function and its environments."""

    def __init__(self, spec: FunctionSpec, log_folder: Path) -> None:
        self.spec = spec
        self.log = log_folder / f"{spec.code.name}.jsonl"
        self._lock = threading.Lock()
        self._idle: list[Environment] = []
        self._busy: set[Environment] = set()
        self._stopped = False
        self.exits: list[Exit] = []

    def invoke(self, event: bytes) -> Invocation:
        """Run the function once, in a warm environment if there is one."""
        if len(event) > PAYLOAD_LIMIT_BYTES:
            raise PayloadTooLargeError(
                f"An event may have {PAYLOAD_LIMIT_BYTES} bytes, this one has {len(event)}."
            )
        environment = self._take()
        started_s = time.monotonic()
        invocation = Invocation("", b"", failed=True, alive=False)
        try:
            invocation = environment.invoke(event)
        finally:
            self._give_back(environment, alive=invocation.alive)
        if invocation.exit_code is not None:
            self.exits.append(Exit(self.spec.code.name, environment.pid, invocation.exit_code))
        self._report(invocation, environment.pid, duration_ms=(time.monotonic() - started_s) * 1000)
        return invocation

    @property
    def running(self) -> int:
        """How many invocations are going on."""
        return len(self._busy)

    @property
    def busy(self) -> list[RunningProcess]:
        """The processes that are working on something."""
        with self._lock:
            return [RunningProcess(self.spec.code.name, each.pid) for each in self._busy]

    def stop(self) -> None:
        """Kill all environments and start no more."""
        with self._lock:
            self._stopped = True
            environments = [*self._idle, *self._busy]
        for environment in environments:
            environment.stop()

    def _take(self) -> Environment:
        with self._lock:
            if self._stopped:
                raise ThrottledError(f"{self.spec.name} has been stopped.")
            while self._idle:
                environment = self._idle.pop()
                if environment.alive:
                    self._busy.add(environment)
                    return environment
                environment.stop()
            limit = self.spec.reserved_concurrency
            if limit is not None and len(self._busy) >= limit:
                raise ThrottledError(f"{self.spec.name} runs {limit} times already.")
            environment = Environment(self.spec, self.log)
            self._busy.add(environment)
            return environment

    def _give_back(self, environment: Environment, *, alive: bool) -> None:
        with self._lock:
            self._busy.discard(environment)
            if alive and not self._stopped:
                self._idle.append(environment)
                return
        environment.stop()

    def _report(self, invocation: Invocation, pid: int, *, duration_ms: float) -> None:
        record: dict[str, Any] = {
            "requestId": invocation.request_id,
            "metrics": {"durationMs": round(duration_ms, 3)},
            "status": "error" if invocation.failed else "success",
            "pid": pid,
        }
        if invocation.failed:
            record["errorType"] = _error_type(invocation.payload)
        if invocation.exit_code is not None:
            record["exitCode"] = invocation.exit_code
        line = {"time": datetime.now(UTC).isoformat(), "type": "platform.report", "record": record}
        with self.log.open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")


def _error_type(payload: bytes) -> str | None:
    try:
        error = json.loads(payload)
    except ValueError:
        return None
    return error.get("errorType") if isinstance(error, dict) else None


class Functions:
    """All functions, found by name, by ARN, or by the name of their folder."""

    def __init__(self, specs: Mapping[str, FunctionSpec], log_folder: Path) -> None:
        self._by_name: dict[str, Function] = {}
        for spec in specs.values():
            function = Function(spec, log_folder)
            self._by_name |= {spec.name: function, spec.arn: function, spec.code.name: function}

    def __getitem__(self, name: str) -> Function:
        """Return a function; KeyError names those that there are."""
        if name not in self._by_name:
            raise KeyError(f"There is no function {name}; there are {', '.join(self.names)}.")
        return self._by_name[name]

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    @property
    def names(self) -> list[str]:
        """The names of the functions' folders."""
        return sorted({function.spec.code.name for function in self._by_name.values()})

    @property
    def running(self) -> int:
        """How many invocations are going on."""
        return sum(function.running for function in self._functions)

    @property
    def busy(self) -> list[RunningProcess]:
        """The processes that are working on something."""
        return [process for function in self._functions for process in function.busy]

    @property
    def exits(self) -> list[Exit]:
        """The processes that ended by themselves or by a signal while they worked."""
        return [each for function in self._functions for each in function.exits]

    def stop(self) -> None:
        """Stop all functions."""
        for function in self._functions:
            function.stop()

    @property
    def _functions(self) -> set[Function]:
        return set(self._by_name.values())

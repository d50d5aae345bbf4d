"""One execution environment of a function: the real Lambda runtime client in an OS process of its own."""

import json
import queue
import sys
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from local import processes
from local.runtime_api import RuntimeApi, Said, Work
from local.template import REGION

ACCOUNT = "123456789012"
PAYLOAD_LIMIT_BYTES = 6 * 1024 * 1024
# Lambda gives 10 s; this machine may be starting many functions at once.
_INIT_TIMEOUT_S = 30


@dataclass(frozen=True, slots=True)
class FunctionSpec:
    """A function as the template describes it."""

    name: str
    handler: str
    code: Path
    layers: tuple[Path, ...]
    variables: Mapping[str, str]
    timeout_s: int
    memory_mb: int
    log_format: str
    log_group: str
    reserved_concurrency: int | None
    dead_letter_arn: str | None
    python_path: tuple[Path, ...] = ()
    """Where modules are found before the function's own."""

    @property
    def arn(self) -> str:
        """The function's ARN."""
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.name}"


@dataclass(frozen=True, slots=True)
class Invocation:
    """How one invocation ended: `payload` is the answer, or a description of the error."""

    request_id: str
    payload: bytes
    failed: bool
    alive: bool = True
    """Whether the process can take another event."""
    exit_code: int | None = None
    """How the process ended by itself; below 0 it is the number of a signal."""


class Environment:
    """A process that takes one event after the other, until it crashes, times out or is stopped."""

    def __init__(self, spec: FunctionSpec, log: Path) -> None:
        self._spec = spec
        self._api = RuntimeApi()
        self._process = processes.start(
            "awslambdaric",
            [spec.handler],
            environment=_variables(spec, self._api.address),
            cwd=spec.code,
            log=log,
        )
        threading.Thread(target=self._tell_of_exit, daemon=True, name=f"exit-{spec.name}").start()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.popen.pid

    @property
    def alive(self) -> bool:
        """Whether the process has not ended."""
        return self._process.popen.poll() is None

    def invoke(self, event: bytes) -> Invocation:
        """Hand over one event and wait for its end, for as long as the function's time-out."""
        request_id = str(uuid.uuid4())
        started = self._next_said(_INIT_TIMEOUT_S)
        if started is None or started.kind != "ready":
            return self._ended(request_id, started, _INIT_TIMEOUT_S)
        deadline_ms = time.time_ns() // 1_000_000 + self._spec.timeout_s * 1000
        self._api.work.put(Work(request_id, event, _headers(self._spec, deadline_ms)))
        said = self._next_said(self._spec.timeout_s)
        if said is not None and said.kind in ("response", "error"):
            return _answered(request_id, said)
        return self._ended(request_id, said, self._spec.timeout_s)

    def stop(self) -> None:
        """Kill the process."""
        self._process.kill()
        self._api.close()

    def _next_said(self, timeout_s: float) -> Said | None:
        try:
            return self._api.said.get(timeout=timeout_s)
        except queue.Empty:
            return None

    def _ended(self, request_id: str, said: Said | None, timeout_s: float) -> Invocation:
        self.stop()
        if said is None:
            message = f"RequestId: {request_id} Error: Task timed out after {timeout_s:.2f} seconds"
            return _failed(request_id, error_type="Sandbox.Timedout", message=message)
        if said.kind == "init_error":
            return Invocation(request_id, said.body, failed=True, alive=False)
        ending = f"signal: {-said.exit_code}" if said.exit_code < 0 else f"exit status {said.exit_code}"
        message = f"RequestId: {request_id} Error: Runtime exited with error: {ending}"
        exited = _failed(request_id, error_type="Runtime.ExitError", message=message)
        return replace(exited, exit_code=said.exit_code)

    def _tell_of_exit(self) -> None:
        exit_code = self._process.popen.wait()
        self._api.said.put(Said("exit", exit_code=exit_code))


def _answered(request_id: str, said: Said) -> Invocation:
    if said.kind == "response" and len(said.body) > PAYLOAD_LIMIT_BYTES:
        message = (
            f"Response payload size exceeded maximum allowed payload size ({PAYLOAD_LIMIT_BYTES} bytes)."
        )
        too_large = _failed(request_id, error_type="Function.ResponseSizeTooLarge", message=message)
        return Invocation(request_id, too_large.payload, failed=True)
    return Invocation(request_id, said.body, failed=said.kind == "error")


def _failed(request_id: str, *, error_type: str, message: str) -> Invocation:
    payload = json.dumps({"errorType": error_type, "errorMessage": message}).encode()
    return Invocation(request_id, payload, failed=True, alive=False)


def _headers(spec: FunctionSpec, deadline_ms: int) -> dict[str, str]:
    trace_id = f"Root=1-{int(time.time()):08x}-{uuid.uuid4().hex[:24]};Sampled=0"
    return {
        "Lambda-Runtime-Deadline-Ms": str(deadline_ms),
        "Lambda-Runtime-Invoked-Function-Arn": spec.arn,
        "Lambda-Runtime-Trace-Id": trace_id,
    }


def _variables(spec: FunctionSpec, runtime_api: str) -> dict[str, str]:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {
        "AWS_LAMBDA_RUNTIME_API": runtime_api,
        "_HANDLER": spec.handler,
        "LAMBDA_TASK_ROOT": str(spec.code),
        "PYTHONPATH": ":".join(
            str(path) for path in (*spec.python_path, spec.code, *(layer / "python" for layer in spec.layers))
        ),
        "AWS_LAMBDA_FUNCTION_NAME": spec.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(spec.memory_mb),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_FORMAT": spec.log_format,
        "AWS_LAMBDA_LOG_LEVEL": "INFO",
        "AWS_LAMBDA_LOG_GROUP_NAME": spec.log_group,
        "AWS_LAMBDA_LOG_STREAM_NAME": uuid.uuid4().hex,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_python{version}",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        # moto admits any credentials; the client libraries want some.
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        **spec.variables,
    }

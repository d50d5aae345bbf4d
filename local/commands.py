"""The commands of `python -m local`, apart from how they are spelled on the command line."""

import contextlib
import json
import os
import shlex
import signal
import sys
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from local import onboarding
from local.aws.clients import client
from local.callers import Caller
from local.guide import guide
from local.identity import SEE_ALL_COMPANIES, Identity, Role
from local.quickbooks import QuickBooks
from local.running import STATE_DIR, NotUpError, forget, remember, running_stack
from local.stack import Stack

_STOP_WITHIN_S = 15
# A day has up to 25 hours.
_UNTIL_EVERY_NIGHT = timedelta(hours=25)
_BOLD, _PLAIN = ("\033[1m", "\033[0m") if sys.stdout.isatty() else ("", "")


def up(
    *,
    state_dir: Path,
    port: int,
    call_latency_s: float,
    item_latency_s: float,
    time_scale: float,
    schedules: bool,
) -> None:
    """Start everything and stay until Ctrl-C or `down`."""
    with contextlib.suppress(NotUpError):
        raise SystemExit(
            f"A stack is up already (process {running_stack(state_dir)['pid']}): python -m local down"
        )
    try:
        stack = Stack(
            call_latency_s=call_latency_s,
            item_latency_s=item_latency_s,
            time_scale=time_scale,
            schedules=schedules,
            port=port,
            state_dir=state_dir,
        )
    except OSError as error:
        raise SystemExit(f"{state_dir} cannot be used for files: {error}") from error
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        with stack:
            remember(stack.describe(), state_dir)
            options = "" if state_dir == STATE_DIR else f" --state-dir {shlex.quote(str(state_dir))}"
            print(guide(stack.describe(), os.path.relpath(sys.executable), options), flush=True)
            stopped.wait()
    finally:
        forget(state_dir)


def down(*, state_dir: Path) -> None:
    """Stop the stack that is up."""
    pid = running_stack(state_dir)["pid"]
    os.kill(pid, signal.SIGTERM)
    deadline_s = time.monotonic() + _STOP_WITHIN_S
    while time.monotonic() < deadline_s:
        try:
            running_stack(state_dir)
        except NotUpError:
            return
        time.sleep(0.1)
    raise SystemExit(f"The stack (process {pid}) did not stop within {_STOP_WITHIN_S} s: kill -9 {pid}")


def token(*, state_dir: Path, role: Role, company: str | None, sub: str, lifetime_s: int) -> None:
    """Print a token that the API accepts."""
    if company is None and role not in SEE_ALL_COMPANIES:
        raise SystemExit(f"The role {role} is one of a company's: --role {role} --company ID")
    identity = Identity.from_pem(running_stack(state_dir)["signing_key"].encode())
    print(identity.mint(sub, company, role=role, lifetime_s=lifetime_s))


def invoke(*, state_dir: Path, function: str, event: str) -> None:
    """Run a function and print its result; exit code 1 when it fails."""
    stack = running_stack(state_dir)
    functions = stack["functions"]
    if function not in functions:
        raise SystemExit(f"There is no function {function}; there are {', '.join(sorted(functions))}.")
    try:
        payload = json.dumps(json.loads(event)).encode()
    except ValueError as error:
        raise SystemExit(f"The event is not JSON: {error}") from error
    lambda_client = client("lambda", stack["lambda_endpoint"])
    answer = lambda_client.invoke(FunctionName=functions[function], Payload=payload)
    result = json.loads(answer["Payload"].read() or b"null")
    print(json.dumps(result, indent=2))
    if "FunctionError" in answer:
        raise SystemExit(1)


def night(*, state_dir: Path, at: datetime | None) -> None:
    """Run the nightly sync as if it were the time `at`; by default every company's coming night is over."""
    scheduled = (at or datetime.now(UTC) + _UNTIL_EVERY_NIGHT).strftime("%Y-%m-%dT%H:%M:%SZ")
    invoke(state_dir=state_dir, function="nightly_sync", event=json.dumps({"scheduled_time": scheduled}))


def connect(*, state_dir: Path, company: str, realm: str | None) -> None:
    """Connect a registered company with the simulated QuickBooks, and make the four selections.

    Each company has books of its own: a second one needs a `realm`.
    """
    stack = running_stack(state_dir)
    identity = Identity.from_pem(stack["signing_key"].encode())
    owner = Caller(stack["api_url"], identity.mint("local", company, role="owner"))
    if realm is not None:
        QuickBooks(stack["simulator"]["QBO_CONTROL_URL"], realm).open()
    onboarding.connect(owner, company, realm or stack["simulator"]["QBO_REALM_ID"])
    onboarding.select(owner, company)
    books = owner.get(f"/v1/companies/{company}")["connection"]["books"]
    print(f"{company} is connected with {books}, and its selections are made.")


def bury(*, state_dir: Path, entity: str, body: str) -> None:
    """Put a message among the dead letters of an entity."""
    stack = running_stack(state_dir)
    url = stack["outputs"][f"{entity.capitalize()}DeadLettersUrl"]
    client("sqs", stack["aws_endpoint"]).send_message(QueueUrl=url, MessageBody=body)


def _count(sqs: Any, url: str) -> int:  # noqa: ANN401 - boto3's client
    counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    return int(counts["Attributes"]["ApproximateNumberOfMessages"])


def status(*, state_dir: Path) -> None:
    """Print where things are, and how full the queues are."""
    stack = running_stack(state_dir)
    where: Mapping[str, str] = {
        "process": str(stack["pid"]),
        "API": stack["api_url"],
        "AWS": stack["aws_endpoint"],
        "Lambda": stack["lambda_endpoint"],
        "QuickBooks": stack["simulator"]["QBO_BASE_URL"],
        "logs": stack["log_dir"],
    }
    for name, value in where.items():
        print(f"{_BOLD}{name:<22}{_PLAIN}{value}")
    sqs = client("sqs", stack["aws_endpoint"])
    for name, url in sorted(stack["outputs"].items()):
        if name.endswith(("QueueUrl", "DeadLettersUrl")):
            print(f"{_BOLD}{name.removesuffix('Url'):<22}{_PLAIN}{_count(sqs, url)} waiting")

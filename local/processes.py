"""Processes of the local stack: started so that they cannot outlive it, stopped with all their children."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from local.announcement import read_announcement

_LIFELINE = Path(__file__).with_name("lifeline.py")
_TAIL_LINES = 20
_LOOK_EVERY_S = 0.02


class StartError(Exception):
    """A part of the local stack did not start; the message names it and ends with the tail of its log."""


@dataclass(frozen=True, slots=True)
class Process:
    """One process, leader of a group of its own."""

    popen: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """End it and its children at once, unless it has ended: its number may be another's by now."""
        if self.popen.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.popen.pid, signal.SIGKILL)
            self.popen.wait()
        if self.popen.stdin is not None:
            self.popen.stdin.close()


def start(
    module: str, arguments: Sequence[str], *, environment: Mapping[str, str], cwd: Path, log: Path
) -> Process:
    """Start `python -m module`, with nothing of our own environment but PATH, its output added to `log`."""
    with log.open("ab", buffering=0) as output:
        popen = subprocess.Popen(
            [sys.executable, "-P", str(_LIFELINE), module, *arguments],
            cwd=cwd,
            env={"PATH": os.environ["PATH"], **environment},
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    return Process(popen, log)


def announced(process: Process, env_file: Path, *, name: str, timeout_s: float = 20) -> dict[str, str]:
    """Wait until the process has announced itself in `env_file`, and return what it says."""
    deadline_s = time.monotonic() + timeout_s
    while not (values := read_announcement(env_file)):
        exit_code = process.popen.poll()
        if exit_code is not None or time.monotonic() > deadline_s:
            happened = (
                f"was not ready after {timeout_s:g} s" if exit_code is None else f"ended with {exit_code}"
            )
            process.kill()
            raise StartError(f"{name} {happened}. The end of {process.log}:\n{tail(process.log)}")
        time.sleep(_LOOK_EVERY_S)
    return values


def tail(log: Path) -> str:
    """Return the last lines of a log."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(lines[-_TAIL_LINES:])

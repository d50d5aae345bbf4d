"""Kills function processes at work, at random moments, until it has killed enough."""

import os
import random
import signal
import threading
import time
from collections import Counter

from local.stack import Stack

DEATH_S = 10.0
"""So long after its signal a death at work is known."""


class Killer:
    """A thread that sends SIGKILL; `interval_s` is the mean time between two kills."""

    def __init__(self, stack: Stack, kills: int, *, interval_s: float, chance: random.Random) -> None:
        self.kills: Counter[str] = Counter()
        """By function."""
        self._stack = stack
        self._left = kills
        self._interval_s = interval_s
        self._chance = chance
        self._stopping = threading.Event()
        self._killed: set[int] = set()
        self._thread = threading.Thread(target=self._kill, name="killer")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Kill no more."""
        self._stopping.set()
        self._thread.join()

    @property
    def is_done(self) -> bool:
        """Whether it has killed enough, or has been stopped."""
        return self._left <= 0 or self._stopping.is_set()

    def _kill(self) -> None:
        while self._left > 0 and not self._stopping.wait(self._chance.expovariate(1 / self._interval_s)):
            at_work = [each for each in self._stack.busy if each.pid not in self._killed]
            if not at_work:
                continue
            victim = self._chance.choice(at_work)
            self._killed.add(victim.pid)
            try:
                os.kill(victim.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue  # It had ended by itself.
            if self._died_at_work(victim.pid):
                self.kills[victim.function] += 1
                self._left -= 1

    def _died_at_work(self, pid: int) -> bool:
        """Tell whether the signal ended an invocation: it may have come just after the answer."""
        until_s = time.monotonic() + DEATH_S
        while time.monotonic() < until_s:
            if any(each.pid == pid and each.exit_code == -signal.SIGKILL for each in self._stack.exits):
                return True
            time.sleep(0.01)
        return False

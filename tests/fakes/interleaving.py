"""Several workers on one virtual clock: each runs when a seed has it run, and hands over at port calls."""

from __future__ import annotations

import threading
from collections.abc import Callable
from random import Random

from quickbooks_sync.books import BooksReply
from tests.fakes.clock import VirtualClock

STEP_S = 0.02
"""A port call takes up to this long."""


class Task:
    """One thread of control."""

    def __init__(self, name: str, work: Callable[[], None], over: threading.Semaphore) -> None:
        self.name = name
        self.process = name.partition("/")[0]
        self.wake_at_s = 0.0
        self.done = False
        self.error: BaseException | None = None
        self.turn = threading.Semaphore(0)
        self._work, self._over = work, over
        self.thread = threading.Thread(target=self._run, name=name, daemon=True)

    def _run(self) -> None:
        self.turn.acquire()
        try:
            self._work()
        except BaseException as error:  # noqa: BLE001 - raised again where everything is run
            self.error = error
        self.done = True
        self._over.release()


class Interleaver:
    """Runs tasks one at a time; the same seed gives the same order.

    `stall` is asked at every switch for the seconds that the named task's whole process stands still there:
    a task belongs to the process whose name comes before the slash.
    """

    def __init__(self, seed: int) -> None:
        self.clock = InterleavedClock(self)
        self.random = Random(seed)
        self.stall: Callable[[str, str], float] = lambda _task, _where: 0.0
        self.switches = 0
        self._still_until_s: dict[str, float] = {}
        self._tasks: dict[threading.Thread, Task] = {}
        self._over = threading.Semaphore(0)

    @property
    def current(self) -> Task | None:
        """The task that calls this; None outside of all."""
        return self._tasks.get(threading.current_thread())

    def start(self, name: str, work: Callable[[], None]) -> Task:
        """Add a task, which runs from the next switch on."""
        task = Task(name, work, self._over)
        task.wake_at_s = self.clock.monotonic_s()
        self._tasks[task.thread] = task
        task.thread.start()
        return task

    def switch(self, where: str) -> None:
        """Let others run; a no-op outside of tasks."""
        task = self.current
        if task is not None:
            self.switches += 1
            now_s = self.clock.monotonic_s()
            if (stall_s := self.stall(task.name, where)) > 0:
                self._still_until_s[task.process] = now_s + stall_s
            self.pause(task, now_s + self.random.random() * STEP_S)

    def pause(self, task: Task, until_s: float) -> None:
        """Let others run until a time, or until somebody wakes this task."""
        task.wake_at_s = until_s
        self._over.release()
        task.turn.acquire()

    def run(self) -> None:
        """Run until every task is done; raises what one of them raised."""
        while left := list(self._tasks.values()):
            self.clock.reach(min(map(self._runs_at_s, left)))
            now_s = self.clock.monotonic_s()
            task = self.random.choice([each for each in left if self._runs_at_s(each) <= now_s])
            task.turn.release()
            self._over.acquire()
            if task.done:
                del self._tasks[task.thread]
                task.thread.join()
                if task.error is not None:
                    raise task.error

    def _runs_at_s(self, task: Task) -> float:
        return max(task.wake_at_s, self._still_until_s.get(task.process, 0.0))


class InterleavedClock(VirtualClock):
    """The Clock port: a task that sleeps lets the others run."""

    def __init__(self, interleaver: Interleaver) -> None:
        super().__init__()
        self._interleaver = interleaver

    def sleep(self, seconds: float) -> None:
        task = self._interleaver.current
        if task is None:
            super().sleep(seconds)
        else:
            self._interleaver.pause(task, self._passed_s + max(0.0, seconds))

    def reach(self, at_s: float) -> None:
        """Move to a time, unless it is over."""
        self._passed_s = max(self._passed_s, at_s)


class InterleavedSending:
    """The Sending port: every request is a task of its own."""

    def __init__(self, interleaver: Interleaver) -> None:
        self._interleaver = interleaver
        self._ended: list[tuple[str, BooksReply]] = []
        self._owner = interleaver.current
        self._under_way = 0

    def submit(self, tag: str, work: Callable[[], BooksReply]) -> None:
        self._under_way += 1
        name = f"{self._owner.name if self._owner else ''}/send"
        self._interleaver.start(name, lambda: self._end(tag, work()))

    def wait(self, timeout_s: float) -> list[tuple[str, BooksReply]]:
        if not self._ended and self._owner is not None:
            self._interleaver.pause(self._owner, self._interleaver.clock.monotonic_s() + timeout_s)
        ended, self._ended = self._ended, []
        self._under_way -= len(ended)
        return ended

    @property
    def under_way(self) -> int:
        return self._under_way

    def _end(self, tag: str, reply: BooksReply) -> None:
        self._ended.append((tag, reply))
        if self._owner is not None:
            self._owner.wake_at_s = min(self._owner.wake_at_s, self._interleaver.clock.monotonic_s())

"""What the process itself gives: time, chance, and threads that send."""

from __future__ import annotations

import queue
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from quickbooks_sync.books import BooksReply

TOKEN_BYTES = 32


class SystemClock:
    """The Clock port on the machine's clocks."""

    def now(self) -> datetime:
        """Tell the time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        """Tell seconds that never go back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(max(0.0, seconds))


class SystemChance:
    """The Chance port on the operating system's random numbers."""

    def token(self) -> str:
        """Make 43 url-safe characters that nobody can guess."""
        return secrets.token_urlsafe(TOKEN_BYTES)


class ThreadSending:
    """The Sending port on threads of its own, which end with it."""

    def __init__(self, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="sending")
        self._ended: queue.SimpleQueue[tuple[str, BooksReply | BaseException]] = queue.SimpleQueue()
        self._under_way = 0

    def submit(self, tag: str, work: Callable[[], BooksReply]) -> None:
        """Start one request; it waits for a thread when all are busy."""
        self._under_way += 1
        self._threads.submit(self._run, tag, work)

    def wait(self, timeout_s: float) -> list[tuple[str, BooksReply]]:
        """Return what has ended, waiting until something has or the time is over.

        Raises what `work` raised, which a QuickBooks port never does.
        """
        ended: list[tuple[str, BooksReply]] = []
        try:
            ended.append(self._next(timeout_s))
            while True:
                ended.append(self._next(0))
        except queue.Empty:
            return ended

    @property
    def under_way(self) -> int:
        """Count the requests that were submitted and not yet returned by `wait`."""
        return self._under_way

    def _next(self, timeout_s: float) -> tuple[str, BooksReply]:
        tag, reply = self._ended.get(timeout=max(0.0, timeout_s))
        self._under_way -= 1
        if isinstance(reply, BaseException):
            raise reply
        return tag, reply

    def _run(self, tag: str, work: Callable[[], BooksReply]) -> None:
        try:
            self._ended.put((tag, work()))
        except BaseException as error:  # noqa: BLE001 - raised again in `wait`; a lost one would wait for ever
            self._ended.put((tag, error))

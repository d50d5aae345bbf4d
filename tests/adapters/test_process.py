"""Time, chance and sending threads of the process itself."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from quickbooks_sync.adapters.process import SystemChance, SystemClock, ThreadSending
from quickbooks_sync.books import BooksReply

REPLY = BooksReply(200, b"")


def test_the_clock_tells_aware_time_and_waits() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=1)
    before_s = clock.monotonic_s()
    clock.sleep(0.02)
    clock.sleep(-1)
    assert clock.monotonic_s() - before_s >= 0.02


def test_chance_makes_url_safe_text_that_differs() -> None:
    chance = SystemChance()
    tokens = {chance.token() for _ in range(50)}
    assert len(tokens) == 50
    assert all(len(token) >= 32 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)


def test_requests_run_side_by_side_and_come_back_as_they_end() -> None:
    sending = ThreadSending(2)
    gate, both = threading.Event(), threading.Barrier(2)

    def slow() -> BooksReply:
        both.wait(5)
        gate.wait(5)
        return REPLY

    def quick() -> BooksReply:
        both.wait(5)
        return REPLY

    sending.submit("slow", slow)
    sending.submit("quick", quick)
    assert sending.under_way == 2
    assert sending.wait(5) == [("quick", REPLY)]
    assert sending.under_way == 1
    assert sending.wait(0.01) == []
    gate.set()
    assert sending.wait(5) == [("slow", REPLY)]
    assert sending.under_way == 0


def test_what_has_ended_meanwhile_comes_back_at_once_even_without_waiting() -> None:
    sending = ThreadSending(9)
    done = threading.Barrier(10)

    def work() -> BooksReply:
        done.wait(5)
        return REPLY

    for number in range(9):
        sending.submit(str(number), work)
    done.wait(5)
    ended: list[tuple[str, BooksReply]] = []
    until_s = time.monotonic() + 5
    while sending.under_way and time.monotonic() < until_s:
        ended += sending.wait(-1)
    assert sorted(tag for tag, _ in ended) == [str(number) for number in range(9)]


def test_waiting_for_nothing_takes_the_whole_time() -> None:
    began_s = time.monotonic()
    assert ThreadSending(1).wait(0.05) == []
    assert time.monotonic() - began_s >= 0.05


def test_an_error_of_the_work_is_raised_where_it_is_waited_for() -> None:
    sending = ThreadSending(1)

    def broken() -> BooksReply:
        raise ZeroDivisionError

    sending.submit("broken", broken)
    with pytest.raises(ZeroDivisionError):
        sending.wait(5)
    assert sending.under_way == 0


def test_threads_end_with_their_sending() -> None:
    before = set(threading.enumerate())
    sending = ThreadSending(3)
    for number in range(3):
        sending.submit(str(number), lambda: REPLY)
    while sending.under_way:
        sending.wait(5)
    threads = set(threading.enumerate()) - before
    assert threads
    del sending
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()

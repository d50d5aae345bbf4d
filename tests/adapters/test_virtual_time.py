"""The clock that only moves when somebody sleeps, and sending on it."""

from __future__ import annotations

from datetime import timedelta

from quickbooks_sync.books import BooksReply
from tests.fakes.clock import START, VirtualClock, VirtualSending
from tests.fakes.process import ListLog, SeededChance


def reply(clock: VirtualClock, seconds: float) -> BooksReply:
    clock.sleep(seconds)
    return BooksReply(200, str(seconds).encode())


def test_sleeping_moves_the_clock_and_a_branch_gives_its_time_back() -> None:
    clock = VirtualClock()
    clock.sleep(5)
    clock.sleep(-5)
    with clock.branch():
        clock.sleep(60)
        assert clock.now() == START + timedelta(seconds=65)
        with clock.branch():
            clock.sleep(1)
        assert clock.monotonic_s() == 65
    assert clock.monotonic_s() == 5


def test_requests_run_side_by_side_and_end_in_the_order_of_their_ends() -> None:
    clock = VirtualClock()
    sending = VirtualSending(clock)
    for tag, seconds in (("slow", 10.0), ("quick", 2.0), ("middle", 5.0), ("as quick", 2.0)):
        sending.submit(tag, lambda seconds=seconds: reply(clock, seconds))  # type: ignore[misc]
    assert clock.monotonic_s() == 0
    assert sending.under_way == 4
    assert [tag for tag, _ in sending.wait(30)] == ["quick", "as quick"]
    assert clock.monotonic_s() == 2
    assert sending.wait(1) == []
    assert clock.monotonic_s() == 3
    clock.sleep(3)
    assert sending.wait(30) == [("middle", BooksReply(200, b"5.0"))]
    assert clock.monotonic_s() == 6
    assert [tag for tag, _ in sending.wait(30)] == ["slow"]
    assert clock.monotonic_s() == 10
    assert sending.under_way == 0


def test_waiting_for_nothing_takes_the_whole_time() -> None:
    clock = VirtualClock()
    assert VirtualSending(clock).wait(7) == []
    assert clock.monotonic_s() == 7


def test_chance_repeats_with_its_seed() -> None:
    first, second = SeededChance(1), SeededChance(1)
    tokens = [first.token() for _ in range(3)]
    assert tokens == [second.token() for _ in range(3)]
    assert len(set(tokens)) == 3
    assert SeededChance(2).token() not in tokens
    assert all(len(token) >= 32 for token in tokens)


def test_the_log_keeps_what_it_was_told() -> None:
    log = ListLog()
    log.outcome("settled", entity="invoices", count=3)
    error = ValueError("x")
    log.defect("broken", error, company="c")
    assert log.events() == ["settled", "broken"]
    assert log.lines[0].ids == {"entity": "invoices", "count": 3}
    assert log.lines[1].error is error

"""The simulator's clock: frozen, moved, set, run at any pace, and everything that follows it."""

from __future__ import annotations

import time
from threading import Thread

import pytest

from simulator.clock import SimulatedClock
from simulator.ordered_faults.orders import FaultOrder
from tests.simulator.books import START, Books, control, done

START_S = START.timestamp()


def test_a_frozen_clock_moves_only_when_it_is_moved() -> None:
    clock = SimulatedClock(START, frozen=True)
    assert (clock.now_s(), clock.frozen) == (START_S, True)
    clock.advance(90)
    assert clock.now_s() == START_S + 90


def test_a_clock_runs_at_its_pace_and_begins_to_run_where_it_stood() -> None:
    clock = SimulatedClock(START, frozen=True)
    clock.run(1000)
    time.sleep(0.02)
    clock.freeze()
    passed_s = clock.now_s() - START_S
    assert 20 <= passed_s < 2000
    clock.run()
    assert clock.scale == 1000
    assert clock.now_s() >= START_S + passed_s


@pytest.mark.parametrize("seconds", [-1, float("nan")])
def test_a_clock_never_goes_back(seconds: float) -> None:
    clock = SimulatedClock(START, frozen=True)
    with pytest.raises(ValueError, match="only goes forward"):
        clock.advance(seconds)
    assert clock.now_s() == START_S


def test_whoever_waits_is_woken_when_the_clock_is_moved_past_the_end() -> None:
    clock = SimulatedClock(START)
    waiting = Thread(target=clock.sleep, args=(3600,))
    waiting.start()
    clock.advance(3601)
    waiting.join(5)
    assert not waiting.is_alive()


def test_nobody_waits_for_a_clock_that_stands_still() -> None:
    began_s = time.monotonic()
    SimulatedClock(START, frozen=True).sleep(120)
    assert time.monotonic() - began_s < 1


def test_the_control_api_freezes_sets_and_speeds_up(books: Books) -> None:
    set_to = done(books, "POST", "clock", {"set": "2026-05-01T00:00:00-07:00", "advance_s": 60})
    assert (set_to["now"], set_to["frozen"]) == ("2026-05-01T00:01:00.000-07:00", True)
    running = done(books, "POST", "clock", {"freeze": False, "scale": 60})
    assert (running["frozen"], running["scale"]) == (False, 60)
    frozen = done(books, "POST", "clock", {"freeze": True})
    assert frozen["seconds"] >= set_to["seconds"]
    assert done(books, "GET", "clock") == frozen


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"set": "2026-04-08T00:00:00Z"}, "2026-04-08"),
        ({"set": "2026-05-01"}, "offset"),
        ({"set": "soon"}, "soon"),
        ({"advance_s": -1}, "-1"),
        ({"advance_s": "x"}, "advance_s"),
        ({"scale": 0}, "more than 0"),
        ({"scale": "fast", "advance_s": 5}, "scale"),
        ({"freeze": "yes", "advance_s": 5}, "freeze"),
        ({"speed": 2}, "speed"),
        ({}, "missing"),
    ],
)
def test_a_refused_move_says_why_and_moves_nothing(
    books: Books, given: dict[str, object], named: str
) -> None:
    answer = control(books, "POST", "clock", given)
    assert (answer.status, named in answer.json()["error"]) == (400, True)
    assert done(books, "GET", "clock") == {
        "now": "2026-04-09T09:00:00.000-07:00", "seconds": START_S, "frozen": True, "scale": 1,
    }  # fmt: skip


def test_limits_late_requests_and_tokens_follow_the_clock() -> None:
    books = Books(enforce_limits=True, requests_per_minute=3)
    books.simulator.orders.open.append(FaultOrder("reset_later", entity="customer", later_s=300))
    assert books.post("customer", {"DisplayName": "Late"}).cut
    assert [books.send("GET", "preferences").status for _ in range(3)] == [200, 200, 429]
    done(books, "POST", "clock", {"advance_s": 61})
    assert books.send("GET", "preferences").status == 200
    assert "Customer" not in done(books, "GET", "state")
    done(books, "POST", "clock", {"advance_s": 239})
    assert done(books, "GET", "state")["Customer"][0]["DisplayName"] == "Late"
    done(books, "POST", "clock", {"advance_s": 3600})
    assert "Token expired" in books.send("GET", "preferences").body.decode()

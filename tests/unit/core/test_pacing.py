"""Never more than Intuit allows in any window, and hardly ever less."""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from quickbooks_sync.core.pacing import Pacing, Sent
from quickbooks_sync.settings import Limits
from tests.unit.core.cases import NOW

Schedule = list[tuple[float, bool]]
"""How long nobody wanted to send, then whether a batch is sent."""


def most_in_any(times: list[float], window_s: float) -> int:
    """Count the sendings of the fullest window that is open at its end."""
    return max(
        (at + 1 - bisect_left(times, end - window_s + 1e-6) for at, end in enumerate(times)), default=0
    )


def send(schedule: Schedule, pacing: Pacing | None = None, began_s: float = 0.0) -> list[tuple[float, bool]]:
    """Send each as early as allowed; give when."""
    pacing = pacing or Pacing(Limits())
    now = NOW + timedelta(seconds=began_s)
    sent = []
    for idle_s, is_batch in schedule:
        now += timedelta(seconds=idle_s)
        while (wait_s := pacing.wait_s(now, is_batch=is_batch)) > 0:
            now += timedelta(seconds=wait_s)
        pacing.sent(now, is_batch=is_batch)
        sent.append(((now - NOW).total_seconds(), is_batch))
    return sent


idle = st.one_of(st.just(0.0), st.floats(0, 0.3), st.floats(0, 70))
schedules = st.lists(st.tuples(idle, st.booleans()), max_size=250)


def hold(sent: Schedule) -> None:
    times = [at for at, _ in sent]
    assert most_in_any([at for at, is_batch in sent if is_batch], 61) <= 40
    assert most_in_any(times, 1) <= 9
    assert most_in_any(times, 60) <= 475


@settings(max_examples=60, deadline=None)
@given(schedules)
def test_no_window_ever_holds_more_than_its_limit(schedule: Schedule) -> None:
    hold(send(schedule))


@settings(max_examples=40, deadline=None)
@given(schedules, st.integers(0, 250))
def test_the_limits_hold_across_the_workers_that_follow_each_other(schedule: Schedule, at: int) -> None:
    first = Pacing(Limits())
    before = send(schedule[:at], first)
    began_s = before[-1][0] if before else 0.0
    second = Pacing(Limits(), first.log(NOW + timedelta(seconds=began_s)))
    hold(before + send(schedule[at:], second, began_s))


def test_batches_without_a_break_use_at_least_ninety_five_percent_of_forty_a_minute() -> None:
    sent = send([(0.0, True)] * 400)
    assert 400 / sent[-1][0] >= 0.95 * 40 / 60


def test_single_calls_without_a_break_use_at_least_ninety_five_percent_of_their_limit() -> None:
    sent = send([(0.0, False)] * 4000)
    hold(sent)
    assert 4000 / sent[-1][0] >= 0.95 * 475 / 60


def test_the_first_call_after_a_rest_leaves_at_once() -> None:
    pacing = Pacing(Limits())
    send([(0.0, True)] * 40, pacing)
    assert pacing.wait_s(NOW + timedelta(seconds=30), is_batch=True) > 25
    assert pacing.wait_s(NOW + timedelta(seconds=30), is_batch=False) == 0
    assert pacing.wait_s(NOW + timedelta(seconds=70), is_batch=True) == 0


def test_a_pause_holds_every_call_and_a_shorter_one_does_not_end_it() -> None:
    pacing = Pacing(Limits())
    pacing.pause(NOW + timedelta(seconds=60))
    pacing.pause(NOW + timedelta(seconds=20))
    assert pacing.wait_s(NOW + timedelta(seconds=15), is_batch=False) == 45
    assert pacing.wait_s(NOW + timedelta(seconds=60), is_batch=True) == 0


def test_the_log_forgets_what_no_longer_counts() -> None:
    pacing = Pacing(Limits())
    pacing.sent(NOW, is_batch=True)
    pacing.sent(_at(30), is_batch=False)
    assert pacing.log(_at(61)) == (Sent(NOW, is_batch=True), Sent(_at(30), is_batch=False))
    assert pacing.log(_at(62)) == (Sent(_at(30), is_batch=False),)
    assert pacing.log(_at(92)) == ()


def _at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)

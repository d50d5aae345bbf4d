"""Intuit's limits are used up to the last call, and never broken."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quickbooks_sync.core.pacing import Pacing, Sent
from quickbooks_sync.settings import Limits

START = datetime(2026, 4, 9, tzinfo=UTC)
LIMITS = Limits()


def sent_as_allowed(kinds: list[bool], pauses_s: list[float]) -> list[Sent]:
    """Send calls one after another, each as soon as it may after a pause of the sender."""
    pacing, now, sent = Pacing(LIMITS), START, []
    for is_batch, pause_s in zip(kinds, pauses_s, strict=True):
        now += timedelta(seconds=pause_s)
        now += timedelta(seconds=pacing.wait_s(now, is_batch=is_batch))
        pacing.sent(now, is_batch=is_batch)
        sent.append(Sent(now, is_batch))
    return sent


def most_within(times: list[datetime], window_s: float) -> int:
    """Count the calls of the fullest window; one that begins a window's length later is outside."""
    window = timedelta(seconds=window_s)
    return max((sum(start <= at < start + window for at in times) for start in times), default=0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.floats(0, 3)), min_size=1, max_size=250))
def test_no_window_ever_holds_more_calls_than_intuit_allows(steps: list[tuple[bool, float]]) -> None:
    sent = sent_as_allowed([is_batch for is_batch, _ in steps], [pause_s for _, pause_s in steps])
    times = [each.at for each in sent]
    assert most_within(times, 1) <= LIMITS.calls_per_s
    assert most_within(times, 60) <= LIMITS.calls_per_minute
    assert most_within([each.at for each in sent if each.is_batch], LIMITS.window_s) <= 40


@pytest.mark.parametrize(("is_batch", "per_minute"), [(True, 40 * 60 / 61), (False, 475)])
def test_the_limit_is_used_to_95_percent(is_batch: bool, per_minute: float) -> None:
    count = 2000 if not is_batch else 200
    sent = sent_as_allowed([is_batch] * count, [0.0] * count)
    minutes = (sent[-1].at - START).total_seconds() / 60
    assert count / minutes >= 0.95 * per_minute


def test_what_a_former_holder_sent_counts() -> None:
    former = tuple(Sent(START - timedelta(seconds=10), is_batch=True) for _ in range(40))
    assert Pacing(LIMITS, former).wait_s(START, is_batch=True) == pytest.approx(51)
    assert Pacing(LIMITS, former).wait_s(START, is_batch=False) == 0


def test_the_log_forgets_what_no_longer_counts() -> None:
    former = (Sent(START - timedelta(seconds=62), is_batch=True), Sent(START, is_batch=False))
    assert Pacing(LIMITS, former).log(START) == former[1:]


def test_nothing_leaves_during_a_pause_and_a_shorter_one_does_not_end_it() -> None:
    pacing = Pacing(LIMITS)
    pacing.pause(START + timedelta(seconds=60))
    pacing.pause(START + timedelta(seconds=1))
    assert pacing.wait_s(START, is_batch=False) == 60
    assert pacing.wait_s(START + timedelta(seconds=60), is_batch=False) == 0

"""What becomes of a call of which nobody knows whether it happened."""

from datetime import UTC, datetime, timedelta

import pytest

from quickbooks_sync.core.recovery import Locate, Recovery, Resend, Wait, recover, was_refused
from quickbooks_sync.model import Call, Realm, Try
from quickbooks_sync.settings import Times

FIRST = datetime(2026, 4, 9, tzinfo=UTC)
TIMES = Times()


def call(*tries: tuple[float, bool]) -> Call:
    made = tuple(Try(FIRST + timedelta(seconds=at_s), refused) for at_s, refused in tries)
    return Call("id", Realm("1"), "/invoice", b"{}", (), made)


def decided(tries: Call, after_s: float, *, trusted: bool = True, partly_settled: bool = False) -> Recovery:
    now = FIRST + timedelta(seconds=after_s)
    return recover(tries, now, times=TIMES, trusted=trusted, partly_settled=partly_settled)


def at(seconds: float) -> datetime:
    return FIRST + timedelta(seconds=seconds)


def test_a_call_that_was_refused_each_time_goes_out_again_at_once() -> None:
    assert decided(call((0, True), (5, True)), 6) == Resend()
    assert was_refused(call((0, True), (5, True)))


def test_one_unknown_try_makes_all_refusals_unknown() -> None:
    assert not was_refused(call((0, False), (5, True)))
    assert decided(call((0, False), (5, True)), 6) == Wait(at(155))


@pytest.mark.parametrize("trusted", [True, False])
def test_nothing_is_done_before_intuit_must_have_stopped(trusted: bool) -> None:
    assert decided(call((0, False)), 149.9, trusted=trusted) == Wait(at(150))


def test_within_the_safe_hour_a_trusted_call_goes_out_again() -> None:
    assert decided(call((0, False)), 150) == Resend()
    assert decided(call((0, False)), 3599) == Resend()


def test_after_the_safe_hour_it_is_looked_for_and_not_there_counts_only_after_the_quiet_time() -> None:
    assert decided(call((0, False)), 3600) == Locate(at(21_600), again=False)
    assert decided(call((0, False), (3000, False)), 3600) == Locate(at(3000 + 21_600), again=False)


def test_without_trust_it_is_looked_for_and_counts_at_once() -> None:
    assert decided(call((0, False)), 150, trusted=False) == Locate(at(150), again=True)


def test_a_refusal_of_what_is_not_there_is_believed() -> None:
    assert decided(call((0, False), (150, True)), 300, trusted=False) == Locate(at(300), again=False)


def test_a_batch_with_a_settled_member_is_never_sent_again() -> None:
    assert isinstance(decided(call((0, False)), 150, partly_settled=True), Locate)
    assert isinstance(decided(call((0, True)), 150, partly_settled=True), Locate)

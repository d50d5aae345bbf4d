"""Time-outs, visibility timeouts and schedules at every time scale fit each other and the engine's times."""

import pytest

from local.time_scale import HIGHEST_SCALE, rate_s, timeout_s, visibility_s
from quickbooks_sync.settings import Times

# As the template has them, for the functions that sync and their queues.
TIMEOUT_S, VISIBILITY_S = 210, 270
PAGE_S = 1


def test_the_scale_1_changes_nothing() -> None:
    assert (timeout_s(TIMEOUT_S, 1), visibility_s(VISIBILITY_S, 1), rate_s(60, 1)) == (210, 270, 60)


@pytest.mark.parametrize("scale", range(1, HIGHEST_SCALE + 1))
def test_a_function_has_time_for_its_slice_and_its_last_call_and_its_message_comes_later(scale: int) -> None:
    times = Times().scaled(scale)
    last_s = times.slice_s + times.connect_s + times.read_s
    assert last_s + PAGE_S < timeout_s(TIMEOUT_S, scale) < visibility_s(VISIBILITY_S, scale)


def test_what_is_short_by_itself_stays_as_it_is() -> None:
    assert (timeout_s(1, 100), visibility_s(2, 100)) == (1, 2)


def test_schedules_run_more_often_but_not_so_often_that_they_fill_the_queues() -> None:
    assert (rate_s(900, 100), rate_s(60, 100)) == (9, 5)

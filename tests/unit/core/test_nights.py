"""A company's night is in its own time zone, spread, and always ahead."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quickbooks_sync.core.nights import SPREAD_MINUTES, next_night
from quickbooks_sync.model import Company, CompanyId

ZONES = ("America/Los_Angeles", "Europe/Stockholm", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia")
COMPANY = Company(CompanyId("acme"), "US", "USD", ZONES[0], nightly=True)


@given(
    after=st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    zone=st.sampled_from(ZONES),
    hour=st.integers(0, 23),
    name=st.text("abcdef", min_size=1, max_size=8),
)
def test_the_next_night_is_ahead_and_at_most_a_day_and_an_hour_away(
    after: datetime, zone: str, hour: int, name: str
) -> None:
    company = replace(COMPANY, id=CompanyId(name), time_zone=zone, night_hour=hour)
    night = next_night(company, after)
    assert after < night <= after + timedelta(hours=25)
    assert next_night(company, night) > night


@pytest.mark.parametrize("day", ["2026-03-08", "2026-11-01", "2026-07-01"])
def test_it_starts_within_two_hours_after_the_chosen_one_also_when_clocks_change(day: str) -> None:
    zone = ZoneInfo(COMPANY.time_zone)
    midnight = datetime.fromisoformat(day).replace(tzinfo=zone).astimezone(UTC)
    local = next_night(COMPANY, midnight).astimezone(zone)
    assert local.date().isoformat() == day
    assert 2 <= local.hour + local.minute / 60 < 2 + SPREAD_MINUTES / 60 + 1


def test_companies_are_spread_over_two_hours() -> None:
    after = datetime(2026, 4, 9, 20, tzinfo=UTC)
    nights = {next_night(replace(COMPANY, id=CompanyId(f"c{n}")), after) for n in range(500)}
    assert len(nights) > 100

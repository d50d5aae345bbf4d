"""When a company's night is: in its own time zone, spread over the hours after the chosen one."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from quickbooks_sync.model import Company

SPREAD_MINUTES = 120
"""Companies of one hour are spread over this long by a hash of their id, so that no minute has them all."""


def next_night(company: Company, after: datetime) -> datetime:
    """Tell when a company's next nightly sync starts: the first one later than `after`, in UTC."""
    zone = ZoneInfo(company.time_zone)
    offset = timedelta(minutes=zlib.crc32(company.id.encode()) % SPREAD_MINUTES)
    day = after.astimezone(zone).date() - timedelta(days=1)
    while True:
        starts = datetime.combine(day, time(company.night_hour), zone).astimezone(UTC) + offset
        if starts > after:
            return starts
        day += timedelta(days=1)

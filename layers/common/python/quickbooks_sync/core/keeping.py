"""When a connection that nobody uses has to be refreshed, so that it does not lapse."""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta

from quickbooks_sync.model import CompanyId

PART_OF_LIFE = 0.6
"""Day 60 of the 100 that a refresh token lives when nobody uses it."""
SPREAD = 0.02
"""Of the life: two days, so that companies that connected together are not refreshed together."""
SHORTEST = timedelta(days=1)
ERASE_AFTER = timedelta(days=30)
"""How long tokens that Intuit refused are kept, and how long a person may choose between two books."""
WARN_BEFORE = timedelta(days=14)
"""A person is told so long before a connection ends that refreshing no longer prolongs."""


def refresh_at(company: CompanyId, now: datetime, ends_at: datetime) -> datetime:
    """Tell when tokens that were got now and end at a time have to be refreshed at the latest."""
    share = zlib.crc32(company.encode()) % 1000 / 1000
    return now + max((ends_at - now) * (PART_OF_LIFE - SPREAD * share), SHORTEST)


def ends_soon(ends_at: datetime, now: datetime) -> bool:
    """Tell whether a person should connect again before it is too late."""
    return ends_at - now <= WARN_BEFORE

"""Dates and timestamps as requests write them; what is no such thing is refused by whoever asks."""

import re
from datetime import UTC, date, datetime, timedelta

from simulator.clock import stamp

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MOMENT = re.compile(
    rf"{_DAY}(?:T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(?:\.[0-9]{{1,9}})?(?:Z|[+-][0-9]{{2}}:?[0-9]{{2}})?)?"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment_s(text: str) -> float:
    """Return the seconds since 1970 of a date or timestamp. Raises ValueError.

    Without an offset it is taken as Pacific time, the server's; nothing is published about that.
    """
    if not _MOMENT.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is no timestamp")
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        as_utc = moment.replace(tzinfo=UTC)
        offset = stamp(int((as_utc - _EPOCH).total_seconds()))[19:]
        moment = datetime.fromisoformat(moment.isoformat() + offset)
    return (moment - _EPOCH) / timedelta(seconds=1)


def day_of(text: str) -> str:
    """Return the date that a date or timestamp begins with. Raises ValueError."""
    if not _MOMENT.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is no date")
    return date.fromisoformat(text[:10]).isoformat()

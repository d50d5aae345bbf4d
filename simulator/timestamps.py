"""Moments and dates as QuickBooks writes them, and as requests do; wrong ones are refused by whoever asks."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

PACIFIC_STANDARD = timezone(timedelta(hours=-8))
PACIFIC_DAYLIGHT = timezone(timedelta(hours=-7))

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MOMENT = re.compile(
    rf"{_DAY}(?:T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(?:\.[0-9]{{1,9}})?(?:Z|[+-][0-9]{{2}}:?[0-9]{{2}})?)?"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=64)
def _pacific(whole_seconds: int) -> datetime:
    moment = datetime.fromtimestamp(whole_seconds, UTC)
    march, november = datetime(moment.year, 3, 8, 10, tzinfo=UTC), datetime(moment.year, 11, 1, 9, tzinfo=UTC)
    begins = march + timedelta(days=(6 - march.weekday()) % 7)
    ends = november + timedelta(days=(6 - november.weekday()) % 7)
    return moment.astimezone(PACIFIC_DAYLIGHT if begins <= moment < ends else PACIFIC_STANDARD)


@lru_cache(maxsize=64)
def stamp(whole_seconds: int) -> str:
    """Write a moment as MetaData does: Pacific time, whole seconds, with its offset."""
    return _pacific(whole_seconds).isoformat()


def stamp_millis(now_s: float) -> str:
    """Write a moment as the `time` of an answer does: with milliseconds."""
    text = stamp(int(now_s))
    return f"{text[:19]}.{int(now_s * 1000) % 1000:03d}{text[19:]}"


def today(now_s: float) -> str:
    """Return the server's date, which is Pacific and not the company's."""
    return stamp(int(now_s))[:10]


@lru_cache(maxsize=64)
def http_date(whole_seconds: int) -> str:
    """Write a moment as the Date header does."""
    return datetime.fromtimestamp(whole_seconds, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")


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

"""Rules that several entities share; each yields the problems that it finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from quickbooks_sync.entities.rules import Setting
from quickbooks_sync.model import Problem

_LONGEST_NOTE = 4000
_SHOWN = 200
"""How much of a faulty text a problem repeats."""
_CARD = re.compile(r"(?<!\w)[3-6](?:\d{12,15}|\d{3}(?:[ -]\d{4}){3})(?!\w)")
_LINE_BREAK_OR_TAB = re.compile(r"[\t\n\r\u2028\u2029]")


def too_long(field: str, value: str, limit: int) -> Iterator[Problem]:
    """Find a text of more characters than QuickBooks takes (facts 8; 2050)."""
    if len(value) > limit:
        details = {"limit": str(limit), "length": str(len(value))}
        yield Problem("too_long", field, value[:_SHOWN], details=details)


def text(field: str, value: str, limit: int) -> Iterator[Problem]:
    """Find what free text may not be: too long, or holding a payment card's number (6530)."""
    yield from too_long(field, value, limit)
    if any(_is_card(found.group()) for found in _CARD.finditer(value)):
        yield Problem("card_number", field)


def _is_card(number: str) -> bool:
    """Tell by the check digit of payment cards, which one number in ten has by chance."""
    digits = [int(digit) for digit in reversed(number) if digit.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def name(field: str, value: str, limit: int) -> Iterator[Problem]:
    """Find what a name may not hold: QuickBooks joins parent and child by a colon (facts 8.1, 8.2)."""
    if ":" in value:
        yield Problem("name_with_colon", field, value[:_SHOWN])
    if _LINE_BREAK_OR_TAB.search(value):
        yield Problem("name_with_line_break", field, value[:_SHOWN])
    yield from too_long(field, value, limit)


def one_spaced(value: str) -> str:
    """Write a name with single spaces: QuickBooks' look-up misses doubled ones (facts 13)."""
    return re.sub(" {2,}", " ", value)


def currency(field: str, value: str, setting: Setting) -> Iterator[Problem]:
    """Find a foreign currency in books that keep only their own."""
    home = setting.books.home_currency
    if value != home and not setting.books.multicurrency:
        yield Problem("currency_differs", field, value, details={"home": home})


def open_period(field: str, value: date, setting: Setting) -> Iterator[Problem]:
    """Find a date on or before the day up to which the books are closed (6200, 6210)."""
    closed = setting.books.closed_until
    if closed and value <= closed:
        details = {"closed_until": closed.isoformat()}
        yield Problem("period_closed", field, value.isoformat(), details=details)


def memo(value: str, setting: Setting) -> Iterator[Problem]:
    """Judge a memo, which together with its marker becomes a PrivateNote."""
    yield from text("memo", value, _LONGEST_NOTE - len(setting.marker) - 1)

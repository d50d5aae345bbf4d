"""How answers look on a terminal: aligned, in colour where somebody looks, and never as commands to it."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86_400
_TWO_OF = 2
"""From two of a unit on, the unit says enough."""


def clean(value: object) -> str:
    """Write what the server said without what a terminal would obey: control and direction characters."""
    text = "-" if value is None or value == "" else str(value)
    kept = (each if unicodedata.category(each) not in ("Cc", "Cf", "Co", "Cs") else " " for each in text)
    return "".join(kept)


def bold(text: str) -> str:
    """Make a text stand out, where it is looked at."""
    return _styled(text, "1")


def red(text: str) -> str:
    """Show that a text is about something wrong, where it is looked at."""
    return _styled(text, "31")


def age(seconds: int | None) -> str:
    """Write an age as people say it: `3 h`."""
    if seconds is None:
        return "-"
    for unit_s, unit in ((_DAY_S, "d"), (_HOUR_S, "h"), (_MINUTE_S, "min")):
        if seconds >= _TWO_OF * unit_s:
            return f"{seconds // unit_s} {unit}"
    return f"{seconds} s"


def table(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> str:
    """Lay rows out under their columns, one by one where the terminal is too narrow; "" for none."""
    cells = [[clean(row.get(name)) for name in columns] for row in rows]
    if not cells:
        return ""
    heads = [name.upper().replace("_", " ") for name in columns]
    widths = [max(map(_width, column)) for column in zip(heads, *cells, strict=True)]
    if sys.stdout.isatty() and sum(widths) + 2 * (len(widths) - 1) > _terminal_width():
        return "\n\n".join(fields(dict(zip(columns, row, strict=True))) for row in cells)
    lines = [_line(heads, widths), *(_line(row, widths) for row in cells)]
    return "\n".join([bold(lines[0]), *lines[1:]])


def fields(values: Mapping[str, object]) -> str:
    """Lay names and values out, one a line."""
    width = max(map(len, values), default=0)
    return "\n".join(f"{bold(name.ljust(width))}  {clean(value)}" for name, value in values.items())


def explained(code: str, cause: str, remedy: str, *, example: str = "") -> str:
    """Write a reason with what to do about it; `example` is whose words these are, of several."""
    width = min(_terminal_width(), 110)
    lines = [red(clean(code)) + (clean(f", for example of {example}:") if example else "")]
    for start, text in (("  ", cause), ("  → ", remedy)):
        lines += textwrap.wrap(clean(text), width, initial_indent=start, subsequent_indent=" " * len(start))
    return "\n".join(lines)


def progress(text: str) -> None:
    """Say how far it is, apart from what a script reads."""
    print(clean(text), file=sys.stderr, flush=True)


def _terminal_width() -> int:
    return shutil.get_terminal_size((100, 24)).columns


def _styled(text: str, code: str) -> str:
    return f"\033[{code}m{text}\033[0m" if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else text


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    """Count the columns that a text takes: East Asian characters take two, combining ones none."""
    wide = sum(unicodedata.east_asian_width(each) in ("W", "F") for each in text)
    return len(text) + wide - sum(unicodedata.category(each) == "Mn" for each in text)

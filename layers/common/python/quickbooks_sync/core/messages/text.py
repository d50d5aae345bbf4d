"""What a language consists of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Text(NamedTuple):
    """A problem in words; {placeholders} are field, line, value, fault_text, fault_code and its details."""

    cause: str
    """What is wrong: the field, its present value, what is expected."""
    remedy: str
    """What to do, and what to press next."""


class Language(NamedTuple):
    """One language."""

    texts: Mapping[str, Text]
    """By the problem's code."""
    fields: Mapping[str, str]
    """What people call a record's field, and one record of an entity."""
    on_line: str
    """How a field of a line is named, from {name} and {line}."""

"""Statements of QuickBooks' query language, with every value escaped in one place (facts: section 12)."""

from __future__ import annotations

from collections.abc import Iterable


def literal(value: str) -> str:
    """Quote a value: backslash and apostrophe take a backslash; doubling the apostrophe is wrong."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def one_of(values: Iterable[str]) -> str:
    """Write the list of an IN."""
    return f"({', '.join(literal(value) for value in values)})"


def page(statement: str, *, start: int, most: int = 1000) -> str:
    """Add paging; without an explicit order rows would shift between pages (facts 13, no. 41)."""
    return f"{statement} ORDERBY Id STARTPOSITION {start} MAXRESULTS {most}"

"""Requests and answers as values, and how bodies are written: JSON with exact decimals, and HTML."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

import simplejson

Json = Any
"""Any value that JSON has."""
Wire = dict[str, Json]
"""A JSON object: an entity, or a part of one."""
# Made once: making one for each body takes longer than a small body.
_DECODER = simplejson.JSONDecoder(parse_float=Decimal)
_ENCODER = simplejson.JSONEncoder(
    use_decimal=True,
    ensure_ascii=False,
    separators=(",", ":"),
    check_circular=False,
    namedtuple_as_object=False,
)
# No body that means anything is nested deeper; what handles values may recurse.
DEEPEST = 50


@lru_cache(maxsize=64)
def _options(query: str) -> Mapping[str, str]:
    """Read a query string; several places ask for the same one."""
    return MappingProxyType(dict(parse_qsl(query, keep_blank_values=True)))


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request: `query` is what stands after the question mark; header names in lower case."""

    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def options(self) -> Mapping[str, str]:
        """The parameters of its query string."""
        return _options(self.query)

    @property
    def requestid(self) -> str:
        """The caller's id of this request, "" when it has none."""
        return self.options.get("requestid", "")


class Answer(NamedTuple):
    """One HTTP answer; `seconds` is how long it takes on the simulator's clock: whoever serves it waits.

    `cut` means that the connection is reset instead of answered, or after what `body` holds of the answer;
    `refused` that it was never accepted, and nobody listens for `closed_s` real seconds.

    A named tuple, as all that every request makes: one is made in a third of a frozen dataclass's time.
    """

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float = 0.0
    cut: bool = False
    refused: bool = False
    closed_s: float = 0.0

    def json(self) -> Json:
        """Return the body as JSON, numbers with a point as Decimal."""
        return simplejson.loads(self.body, use_decimal=True)


def read_json(body: bytes) -> Json:
    """Parse a body; numbers with a point become Decimal. Raises ValueError, also for NaN and Infinity."""
    try:
        value = _DECODER.decode(body.decode("utf-8"))
    except (RecursionError, InvalidOperation) as problem:  # too deep, or an exponent beyond all bounds
        raise ValueError("the body is no JSON that can be read") from problem
    if body.count(b"[") + body.count(b"{") > DEEPEST and _too_deep(value):
        raise ValueError("the body is nested too deep")
    return value


def _too_deep(value: object) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for outer in level
            if isinstance(outer, (dict, list))
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return bool(level)


def write_json(value: object) -> bytes:
    """Write a body; Decimal becomes a JSON number with the digits that it has, half a character `?`."""
    return _ENCODER.encode(value).encode("utf-8", "replace")


def html_page(title: str, content: str, *, head: str = "") -> bytes:
    """Write a small HTML page; `content`, and what is more in its head, is HTML."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"{head}</head><body><h1>{escape(title)}</h1>{content}</body></html>"
    ).encode()

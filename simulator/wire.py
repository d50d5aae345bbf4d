"""Requests and answers as values, and how bodies are written: JSON with exact decimals, XML, HTML."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

import simplejson

Wire = dict[str, Any]
# Made once: making one for each body takes longer than a small body.
_DECODER = simplejson.JSONDecoder(parse_float=Decimal)
_ENCODER = simplejson.JSONEncoder(
    use_decimal=True,
    ensure_ascii=False,
    separators=(",", ":"),
    check_circular=False,
    namedtuple_as_object=False,
)
NAMESPACE = "http://schema.intuit.com/finance/v3"


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request: `query` is what stands after the question mark; header names in lower case."""

    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def requestid(self) -> str:
        """The caller's id of this request, "" when it has none."""
        return dict(parse_qsl(self.query)).get("requestid", "")


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer; `seconds` is how long it takes on the simulator's clock: whoever serves it waits.

    `cut` means that the connection is reset instead of answered, or after what `body` holds of the answer;
    `refused` that it was never accepted, and nobody listens for `closed_s` real seconds.
    """

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float = 0.0
    cut: bool = False
    refused: bool = False
    closed_s: float = 0.0

    def json(self) -> Any:  # noqa: ANN401 (JSON is any value)
        """Return the body as JSON, numbers with a point as Decimal."""
        return simplejson.loads(self.body, use_decimal=True)


def read_json(body: bytes) -> Any:  # noqa: ANN401 (JSON is any value)
    """Parse a body; numbers with a point become Decimal. Raises ValueError, also for NaN and Infinity."""
    return _DECODER.decode(body.decode("utf-8"))


def write_json(value: object) -> bytes:
    """Write a body; Decimal becomes a JSON number with the digits that it has."""
    return _ENCODER.encode(value).encode()


def _xml_value(name: str, value: object) -> str:
    match value:
        case dict():
            inner = "".join(_xml_value(key, part) for key, part in value.items())
        case list():
            return "".join(_xml_value(name, part) for part in value)
        case bool():
            inner = "true" if value else "false"
        case None:
            return ""
        case Decimal() | int() | float() | str():
            inner = escape(str(value))
        case _:
            raise TypeError(f"no XML for {type(value).__name__}")
    return f"<{name}>{inner}</{name}>"


def write_xml(value: Wire) -> bytes:
    """Write an answer as QuickBooks does when JSON is not asked for."""
    rest = "".join(_xml_value(name, part) for name, part in value.items() if name != "time")
    time = escape(str(value.get("time", "")))
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}<IntuitResponse xmlns="{NAMESPACE}" time="{time}">{rest}</IntuitResponse>'.encode()


def html_page(title: str, content: str) -> bytes:
    """Write a small HTML page; `content` is HTML."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
        f"<body><h1>{escape(title)}</h1>{content}</body></html>"
    ).encode()

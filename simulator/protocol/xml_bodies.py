"""Answers in XML, which QuickBooks sends to whoever does not ask for JSON: in the shape of its schema."""

import re
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from simulator.wire import Wire

NAMESPACE = "http://schema.intuit.com/finance/v3"
# What the schema has as attributes: of entities, of queries, of faults and their errors, of batch items.
ATTRIBUTES = frozenset(
    "domain sparse status startPosition maxResults totalCount type code element bId name".split()  # noqa: SIM905
)
# Other characters cannot stand in XML at all.
_UNFIT = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_xml(value: Wire) -> bytes:
    """Write an answer as XML."""
    rest = "".join(_element(name, part) for name, part in value.items() if name != "time")
    time = quoteattr(_text(value.get("time", "")))
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}<IntuitResponse xmlns="{NAMESPACE}" time={time}>{rest}</IntuitResponse>'.encode()


def _element(name: str, value: object) -> str:
    match value:
        case list():
            return "".join(_element(name, part) for part in value)
        case None:
            return ""
        case dict():
            attributes = "".join(
                f" {key}={quoteattr(_text(part))}"
                for key, part in value.items()
                if key in ATTRIBUTES and part is not None
            )
            return f"<{name}{attributes}>{_inner(value)}</{name}>"
        case _:
            return f"<{name}>{escape(_text(value))}</{name}>"


def _inner(value: Wire) -> str:
    """Return what an element holds: of a reference, or a memo, its value alone."""
    if "value" in value and not isinstance(value["value"], dict):
        return escape(_text(value["value"]))
    return "".join(_element(key, part) for key, part in value.items() if key not in ATTRIBUTES)


def _text(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal() | int() | float() | str():
            return _UNFIT.sub("?", str(value))
        case _:
            raise TypeError(f"no XML for {type(value).__name__}")

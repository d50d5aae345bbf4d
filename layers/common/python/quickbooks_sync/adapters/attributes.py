"""How attributes lie in DynamoDB's wire format: int stays int, bytes stay bytes, floats are refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from quickbooks_sync.ports import Item

Wire: TypeAlias = dict[str, Any]
"""One typed value, such as `{"N": "7"}`."""


def to_wire(item: Item) -> dict[str, Wire]:
    """Write attributes; raises TypeError naming the attribute whose type the table does not keep."""
    return {name: value_to_wire(name, value) for name, value in item.items()}


def of_wire(attributes: Mapping[str, Mapping[str, Any]]) -> Item:
    """Read attributes."""
    return {name: _of_wire(value) for name, value in attributes.items()}


def value_to_wire(name: str, value: object) -> Wire:
    """Write one value of the attribute `name`."""
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case int():
            return {"N": str(value)}
        case bytes():
            return {"B": value}
        case list():
            return {"L": [value_to_wire(f"{name}[{at}]", part) for at, part in enumerate(value)]}
        case dict():
            return {"M": {key: value_to_wire(f"{name}.{key}", part) for key, part in value.items()}}
        case _:
            raise TypeError(
                f"attribute {name} is a {type(value).__name__}: "
                "the table keeps str, int, bytes, bool, None, and lists and dicts of these"
            )


def _of_wire(wire: Mapping[str, Any]) -> object:
    [(kind, value)] = wire.items()
    match kind:
        case "N":
            return int(value)
        case "NULL":
            return None
        case "L":
            return [_of_wire(part) for part in value]
        case "M":
            return of_wire(value)
        case _:
            return value

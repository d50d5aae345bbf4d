"""How values lie inside an item: JSON with exact numbers, compressed."""

from __future__ import annotations

import zlib
from dataclasses import fields
from decimal import Decimal
from typing import Any

import simplejson

from quickbooks_sync.model import Base, Link, Problem, Realm, RecordKey
from quickbooks_sync.ports import Item


def dumps(value: object) -> bytes:
    """Write JSON; Decimals become numbers, digit by digit."""
    return bytes(simplejson.dumps(value, use_decimal=True, separators=(",", ":"), sort_keys=True).encode())


def loads(text: bytes | str) -> Any:  # noqa: ANN401 - any JSON
    """Read JSON; numbers become int or Decimal. Raises ValueError."""
    return simplejson.loads(text, use_decimal=True, parse_constant=_no_constant)


def pack(value: object) -> bytes:
    """Compress JSON for the table."""
    return zlib.compress(dumps(value), 6)


def unpack(packed: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Read what `pack` wrote."""
    return loads(zlib.decompress(packed))


def problem_item(problem: Problem) -> Item:
    """Write a problem."""
    values = {part.name: getattr(problem, part.name) for part in fields(problem)}
    values["details"] = dict(problem.details)
    values["about"] = list(problem.about) if problem.about else None
    return {name: value for name, value in values.items() if value}


def problem_of(item: Item) -> Problem:
    """Read a problem."""
    about = item.get("about")
    return Problem(**{**item, "about": RecordKey(*about) if about else None})


def link_item(link: Link) -> Item:
    """Write a link."""
    return {"realm": link.realm, "object": link.object, "id": link.id, "sync_token": link.sync_token}


def link_of(item: Item) -> Link:
    """Read a link."""
    return Link(Realm(item["realm"]), item["object"], item["id"], item["sync_token"])


def base_item(base: Base) -> bytes:
    """Write a base, compressed."""
    values = {"payload": base.payload, "line_ids": list(base.line_ids), "last_updated": base.last_updated}
    return pack({**values, "voided": base.voided})


def base_of(packed: bytes) -> Base:
    """Read a base."""
    kept = unpack(packed)
    return Base(kept["payload"], tuple(kept["line_ids"]), kept["last_updated"], kept.get("voided", False))


def decimal_of(text: str) -> Decimal | None:
    """Read an amount; "" is none."""
    return Decimal(text) if text else None


def _no_constant(name: str) -> object:
    message = f"{name} is not a number"
    raise ValueError(message)

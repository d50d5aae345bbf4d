"""Where a host's record names another one: for problems that speak of that place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from quickbooks_sync.model import Payload, RecordKey


def field_of(content: Payload, key: RecordKey) -> str:
    """Find the field in which a record names another one: `lines[0].product_id`; else its entity."""
    names = {f"{key.entity.removesuffix('s')}_id", "parent_id"}
    return next(_paths(content, names, key.id), key.entity)


def _paths(content: object, names: set[str], value: str, path: str = "") -> Iterator[str]:
    if isinstance(content, Mapping):
        for name, part in content.items():
            inner = f"{path}.{name}" if path else name
            if name in names and part == value:
                yield inner
            yield from _paths(part, names, value, inner)
    elif isinstance(content, list | tuple):
        for place, part in enumerate(content):
            yield from _paths(part, names, value, f"{path}[{place}]")

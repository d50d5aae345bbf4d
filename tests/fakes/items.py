"""What DynamoDB takes as an item, what it finds of a condition, and what an update makes of an item."""

from __future__ import annotations

from collections.abc import Mapping

from quickbooks_sync.errors import Defect
from quickbooks_sync.ports import Condition, Item, Key, Test, Update

ITEM_BYTES = 409_600
PK_BYTES = 2048
SK_BYTES = 1024
INDEXED = ("phase_pk", "phase_sk", "due_pk", "due_sk")


def copied(name: str, value: object) -> object:
    """Copy a value of the attribute `name`; raises TypeError for what DynamoDB or the port does not keep."""
    if isinstance(value, list):
        return [copied(f"{name}[{at}]", part) for at, part in enumerate(value)]
    if isinstance(value, dict):
        return {key: copied(f"{name}.{key}", part) for key, part in value.items()}
    if value is None or isinstance(value, (str, int, bytes)):
        return str(value) if isinstance(value, str) else value
    raise TypeError(f"attribute {name} is a {type(value).__name__}")


def copied_item(item: Mapping[str, object]) -> Item:
    """Copy an item."""
    return {name: copied(name, value) for name, value in item.items()}


def accepted(key: Key, item: Item) -> int:
    """Return an item's size in bytes, or raise Defect where DynamoDB refuses it."""
    if not 0 < len(key.pk.encode()) <= PK_BYTES or not 0 < len(key.sk.encode()) <= SK_BYTES:
        raise Defect(f"key {key}: pk 1 to {PK_BYTES} bytes, sk 1 to {SK_BYTES}")
    for name in INDEXED:
        limit = PK_BYTES if name.endswith("pk") else SK_BYTES
        if name in item and not (isinstance(item[name], str) and 0 < len(item[name].encode()) <= limit):
            raise Defect(f"attribute {name} is an index's key: text of 1 to {limit} bytes")
    size = sum(len(name.encode()) + _size(value) for name, value in item.items())
    if size > ITEM_BYTES:
        raise Defect(f"item {key} has {size} bytes: DynamoDB takes {ITEM_BYTES}")
    return size


def holds(condition: Condition, item: Mapping[str, object]) -> bool:
    """Tell whether an item ({} when there is none) meets a condition."""
    return not condition or any(all(_passes(test, item) for test in group) for group in condition)


def updated(update: Update, item: Item) -> Item:
    """Make the item that an update leaves; raises Defect when it names an attribute twice."""
    named = [*update.set, *update.add, *update.remove]
    if len(named) != len(set(named)) or {"pk", "sk"} & set(named):
        raise Defect(f"update of {update.key} names an attribute twice, or its key")
    result = {**item, **copied_item(update.set)}
    for name, step in update.add.items():
        result[name] = result.get(name, 0) + step
    for name in update.remove:
        result.pop(name, None)
    return {**result, **update.key._asdict()}


def _passes(test: Test, item: Mapping[str, object]) -> bool:
    if test.attribute not in item:
        return test.op == "absent"
    # bool is no number in DynamoDB, and values of two types are never equal nor in order.
    found, wanted = item[test.attribute], test.value
    same_type = type(found) is type(wanted)
    match test.op:
        case "absent":
            return False
        case "present":
            return True
        case "=":
            return same_type and found == wanted
        case "<>":
            return not same_type or found != wanted
        case "<":
            return same_type and found < wanted  # type: ignore[operator]
        case "<=":
            return same_type and found <= wanted  # type: ignore[operator]


def _size(value: object) -> int:
    match value:
        case str():
            return len(value.encode())
        case bytes():
            return len(value)
        case dict():
            return 3 + sum(1 + len(key.encode()) + _size(part) for key, part in value.items())
        case list():
            return 3 + sum(1 + _size(part) for part in value)
        case int() if not isinstance(value, bool):
            return len(str(value)) // 2 + 1
        case _:
            return 1

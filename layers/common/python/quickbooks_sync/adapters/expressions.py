"""DynamoDB's expressions: conditions and updates as text, every name and value behind a placeholder."""

from __future__ import annotations

from typing import Any

from quickbooks_sync.adapters.attributes import Wire, value_to_wire
from quickbooks_sync.ports import Condition, Test, Update


class Placeholders:
    """Names and values that one request's expressions stand for. No attribute name can be a reserved word."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._values: dict[str, Wire] = {}

    def name(self, attribute: str) -> str:
        """Return the placeholder of an attribute's name."""
        return self._names.setdefault(attribute, f"#n{len(self._names)}")

    def value(self, attribute: str, value: object) -> str:
        """Return a placeholder for a value of an attribute."""
        placeholder = f":v{len(self._values)}"
        self._values[placeholder] = value_to_wire(attribute, value)
        return placeholder

    def parameters(self) -> dict[str, Any]:
        """Return the request's parameters; an empty map is left out, for DynamoDB refuses it."""
        names = {placeholder: attribute for attribute, placeholder in self._names.items()}
        given = {"ExpressionAttributeNames": names, "ExpressionAttributeValues": self._values}
        return {parameter: content for parameter, content in given.items() if content}


def condition_text(condition: Condition, placeholders: Placeholders) -> str:
    """Write a condition: any of the groups, each of which needs all its tests."""
    groups = (" AND ".join(_test_text(test, placeholders) for test in group) for group in condition)
    return " OR ".join(f"({group})" for group in groups)


def update_text(update: Update, placeholders: Placeholders) -> str:
    """Write what an update changes; "" when it changes nothing."""
    name, value = placeholders.name, placeholders.value
    clauses = {
        "SET": [f"{name(attribute)} = {value(attribute, new)}" for attribute, new in update.set.items()],
        "ADD": [f"{name(attribute)} {value(attribute, step)}" for attribute, step in update.add.items()],
        "REMOVE": [name(attribute) for attribute in update.remove],
    }
    return " ".join(f"{clause} {', '.join(parts)}" for clause, parts in clauses.items() if parts)


def _test_text(test: Test, placeholders: Placeholders) -> str:
    name = placeholders.name(test.attribute)
    match test.op:
        case "absent":
            return f"attribute_not_exists({name})"
        case "present":
            return f"attribute_exists({name})"
        case "<>":
            # DynamoDB finds an absent attribute unequal to everything.
            return f"attribute_exists({name}) AND {name} <> {placeholders.value(test.attribute, test.value)}"
        case "=" | "<" | "<=":
            return f"{name} {test.op} {placeholders.value(test.attribute, test.value)}"

"""Conditions and orders of a query as functions of an object, by what its entity lets be asked."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from simulator.books.company import Record
from simulator.books.kinds import Condition, FilterType, Kind
from simulator.faults import Refused
from simulator.query.tokens import Literal
from simulator.timestamps import day_of, moment_s
from simulator.wire import Wire

Test = Callable[[Record], bool]
Value = Callable[[Record], Any]
META = {"metadata.createtime": "created", "metadata.lastupdatedtime": "changed"}
PATHS = {"reference": "value", "email": "Address"}
OF_ALL = ("Id", "SyncToken", "MetaData", "sparse", "domain", "CustomField")


def invalid(what: str) -> Refused:
    """Return the refusal of a query that can be read and makes no sense."""
    return Refused("4001", f"QueryValidationError: {what}")


def check_column(name: str, kind: Kind) -> None:
    """Refuse a column that the entity does not have."""
    root = name.partition(".")[0].lower()
    if not any(root == known.lower() for known in (*OF_ALL, *kind.fields, *kind.filters)):
        raise invalid(f"Property {name} not found for Entity {kind.name}")


def value_of(name: str, kind: Kind, *, asked: Mapping[str, FilterType]) -> tuple[Value, FilterType]:
    """Return how a property is got from an object, and what it is; refuse what is none of those asked for."""
    moment = META.get(name.lower())
    if moment == "created":
        return (lambda record: int(record.created_s)), "moment"
    if moment == "changed":
        return (lambda record: int(record.changed_s)), "moment"
    known = name if name in asked else next((one for one in asked if one.lower() == name.lower()), None)
    if known is None:
        check_column(name, kind)
        raise invalid(f"property '{name}' is not queryable")
    filter_type = asked[known]
    if filter_type == "id":
        return _id, filter_type
    path = PATHS.get(filter_type, "")
    if path:
        return (lambda record: _folded(_inner(record.wire, known, path))), filter_type
    return (lambda record: _folded(record.wire.get(known))), filter_type


def _id(record: Record) -> object:
    return int(record.id) if record.id.isdigit() else 0


def _inner(wire: Wire, name: str, path: str) -> object:
    value = wire.get(name)
    return value.get(path) if isinstance(value, dict) else None


def _folded(value: object) -> object:
    return value.casefold() if isinstance(value, str) else value


def test_of(condition: Condition, kind: Kind) -> Test:
    """Return a condition as a function of an object."""
    value, filter_type = value_of(condition.name, kind, asked=kind.filters)
    operator = condition.operator
    if filter_type == "id":
        if operator not in ("=", "IN"):
            raise invalid(f"operator {operator} is not supported for property Id")
        ids = frozenset(str(literal) for literal in condition.literals)
        return lambda record: record.id in ids
    if operator == "LIKE":
        parts = str(condition.literals[0]).casefold().split("%")
        return lambda record: _like(str(value(record) or ""), parts)
    wanted = [_wanted(literal, filter_type) for literal in condition.literals]
    if operator in ("=", "IN"):
        allowed = frozenset(wanted)
        return lambda record: (held if (held := value(record)) is not None else "") in allowed
    return _comparison(value, operator, wanted[0])


def _like(held: str, parts: list[str]) -> bool:
    """Match a pattern, taken apart at its percent signs, in one walk through the value."""
    if len(parts) == 1:
        return held == parts[0]
    first, *between, last = parts
    if len(held) < len(first) + len(last) or not (held.startswith(first) and held.endswith(last)):
        return False
    at, end = len(first), len(held) - len(last)
    for part in between:
        found = held.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _comparison(value: Value, operator: str, bound: Any) -> Test:  # noqa: ANN401 (of the type that the value has)
    def compare(record: Record) -> bool:
        held = value(record)
        if held is None or isinstance(held, str) != isinstance(bound, str):
            return False
        match operator:
            case "<":
                return bool(held < bound)
            case ">":
                return bool(held > bound)
            case "<=":
                return bool(held <= bound)
            case _:
                return bool(held >= bound)

    return compare


def _wanted(literal: Literal, filter_type: FilterType) -> object:
    if literal == "":
        return ""
    try:
        match filter_type:
            case "moment":
                return moment_s(str(literal))
            case "date":
                return day_of(str(literal))
            case "number":
                return _number(literal)
            case "boolean" if isinstance(literal, str):
                return literal.casefold() == "true"
    except ValueError:
        kind = "number" if filter_type == "number" else "date"
        raise invalid(f"invalid {kind}: {str(literal)[:100]}") from None
    return literal if isinstance(literal, bool) else str(literal).casefold()


def _number(literal: Literal) -> Decimal:
    try:
        number = Decimal(literal)
    except InvalidOperation:
        raise ValueError("no number") from None
    if not number.is_finite():
        raise ValueError("no number")
    return number

"""Reads orders of faults from JSON, and refuses by name and value what makes no sense."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any

from simulator.books.past import LONGEST_S
from simulator.entities import KINDS
from simulator.faults import MESSAGES
from simulator.ordered_faults.kinds import FAULTS, FORMS, ORDER
from simulator.ordered_faults.orders import AUTHORITY, FaultOrder

ENTITIES = (*sorted(KINDS), "batch", "cdc", "query", "taxservice", AUTHORITY)
OPERATIONS = ("create", "update", "delete", "void", "send", "read", "query", "batch", "cdc")


def read_order(given: object) -> FaultOrder:
    """Read an order. Raises ValueError with the name and the value that make no sense."""
    if not isinstance(given, Mapping):
        raise ValueError(f"{given!r} is no order, but an order is an object with a kind")  # noqa: TRY004 (JSON)
    for name, value in given.items():
        if name not in ORDER:
            raise ValueError(f"{name} is nothing that an order has: {', '.join(ORDER)}")
        sense, must_be = _RULES.get(name, _TEXT)
        if not sense(value):
            raise ValueError(f"{name} is {value!r}, but must be {must_be}")
    _check_together(given)
    values: dict[str, Any] = dict(given)
    return FaultOrder(**{name: _plain(value) for name, value in values.items()})


def _plain(value: object) -> Any:  # noqa: ANN401 (of the type that its rule has found it to be)
    return float(value) if isinstance(value, Decimal) else value


def _check_together(given: Mapping[str, Any]) -> None:
    if "kind" not in given:
        raise ValueError(f"kind is missing: {', '.join(FAULTS)}")
    if given["kind"] == "fault" and "code" not in given:
        raise ValueError("code is missing: which of QuickBooks' faults")
    operation, entity = given.get("operation", ""), given.get("entity", "")
    if entity != AUTHORITY and operation not in ("", *OPERATIONS):
        raise ValueError(f"operation is {operation!r}, but must be one of {', '.join(OPERATIONS)}")
    if given["kind"] == "lag" and given.get("later_s", 0) > LONGEST_S:
        raise ValueError(f"later_s is {given['later_s']!r}, but lag is at most {LONGEST_S:g}")
    until_s, from_s = given.get("until_s"), given.get("from_s", 0)
    if until_s is not None and until_s <= from_s:
        raise ValueError(f"until_s is {until_s!r}, but must be after from_s, which is {from_s!r}")


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_seconds(value: object) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) and value >= 0


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 1


def _is_place(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_share(value: object) -> bool:
    return _is_seconds(value) and 0 < value <= 1  # type: ignore[operator]


def _is_status(value: object) -> bool:
    return value is None or (type(value) is int and 200 <= value <= 599)  # noqa: PLR2004 (HTTP)


def _one_of(known: Collection[str]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and value in known


def _is_choice(value: object) -> bool:
    many = isinstance(value, list) and all(_is_place(place) for place in value)
    return value is None or value == "every other" or _is_place(value) or many


_TEXT: tuple[Callable[[object], bool], str] = (_is_text, "a text")
_SECONDS = (_is_seconds, "a number of seconds from 0")
_COUNT = (_is_count, "a whole number from 1")
_RULES: dict[str, tuple[Callable[[object], bool], str]] = {
    "kind": (_one_of(FAULTS), f"one of {', '.join(FAULTS)}"),
    "entity": (_one_of(("", *ENTITIES)), f"in lower case, as in the path: one of {', '.join(ENTITIES)}"),
    "nth": _COUNT,
    "every": _COUNT,
    "times": (lambda value: value is None or _is_count(value), "a whole number from 1, or null: without end"),
    "status": (_is_status, "a status from 200 to 599"),
    "from_s": _SECONDS,
    "until_s": (lambda value: value is None or _is_seconds(value), "a number of seconds"),
    "once_each": (lambda value: isinstance(value, bool), "true or false"),
    "later_s": _SECONDS,
    "closed_s": _SECONDS,
    "retry_after_s": (lambda value: value is None or _is_place(value), "a whole number of seconds"),
    "items": (_is_choice, 'a number, "every other", or a list of places from 0'),
    "probability": (_is_share, "more than 0 and at most 1"),
    "form": (_one_of(FORMS), f"one of {', '.join(filter(None, FORMS))}"),
    "code": (_one_of(MESSAGES), f"one of {', '.join(MESSAGES)}"),
}

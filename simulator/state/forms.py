"""Anything that the simulator holds as JSON, and back: by its type and attributes, so new ones are kept too.

Numbers with a point are decimals. What JSON has no form for is an object with one name that begins with `$`:
{"$float": "1.5"}, {"$tuple": [...]}; or {"$": "simulator.books.company.Record", ...its attributes}. What is
held in two places is written once; the other place has {"$same": path}.
"""

import base64
import sys
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterable
from decimal import Decimal
from random import Random
from typing import Any

from simulator.books.kinds import Kind
from simulator.entities import KINDS
from simulator.wire import Wire, read_json, write_json

Form = Any
PACKAGE = "simulator."
MAPPINGS: dict[str, type] = {"$dict": dict, "$OrderedDict": OrderedDict, "$Counter": Counter}
ROWS: dict[str, type] = {"$tuple": tuple, "$set": set, "$frozenset": frozenset}
SCALARS: dict[str, Callable[[str], object]] = {
    "$Decimal": Decimal,
    "$float": float,
    "$bytes": base64.b64decode,
}
RANDOM_WORDS = 625


def attributes(value: object) -> list[str]:
    """Return the names of everything that an object holds."""
    slots = (name for cls in type(value).__mro__ for name in getattr(cls, "__slots__", ()))
    return [*(name for name in slots if hasattr(value, name)), *getattr(value, "__dict__", ())]


def is_ours(cls: type) -> bool:
    """Tell whether a class is the simulator's."""
    return cls.__module__.startswith(PACKAGE)


class Writer:
    """Writes one object with all that it holds; `left_out` names attributes by class that are not kept."""

    def __init__(self, left_out: dict[str, tuple[str, ...]]) -> None:
        self._left_out = left_out
        self._paths: dict[int, str] = {}

    def write(self, value: Any, path: str) -> Form:  # noqa: ANN401 (anything)
        """Return the form of a value. Raises TypeError for what has none, with its path."""
        cls = type(value)
        if value is None or cls in (bool, int, str):
            return value
        if cls is Decimal:
            text = str(value)
            return value if "." in text or "E" in text else {"$Decimal": text}
        if cls is float:
            return {"$float": repr(value)}
        if cls is bytes:
            return {"$bytes": base64.b64encode(value).decode()}
        if cls is list:
            return [self.write(one, f"{path}/{place}") for place, one in enumerate(value)]
        if cls in MAPPINGS.values():
            return self._mapping(value, path)
        return self._tagged(value, path)

    def _mapping(self, value: dict[object, object], path: str) -> Form:
        if type(value) is dict and all(type(key) is str and key[:1] != "$" for key in value):
            return {key: self.write(one, f"{path}/{key}") for key, one in value.items()}
        inner = {}
        for key, one in value.items():
            text = write_json(self.write(key, path)).decode()
            inner[text] = self.write(one, f"{path}/{text}")
        return {f"${type(value).__name__}": inner}

    def _tagged(self, value: Any, path: str) -> Form:  # noqa: ANN401 (anything)
        cls = type(value)
        if cls is deque:
            rows = [self.write(one, f"{path}/{place}") for place, one in enumerate(value)]
            return {"$deque": [value.maxlen, rows]}
        if cls in ROWS.values():
            ordered: Iterable[object] = sorted(value) if cls in (set, frozenset) else value
            return {f"${cls.__name__}": [self.write(one, f"{path}/{n}") for n, one in enumerate(ordered)]}
        if cls is Random:
            version, words, gauss = value.getstate()
            state = b"".join(word.to_bytes(4, "big") for word in words)
            return {"$Random": [version, base64.b64encode(state).decode(), self.write(gauss, path)]}
        if cls is Kind:
            return {"$Kind": value.name}
        if not is_ours(cls):
            raise TypeError(f"{path}: there is no form for {cls.__name__}")
        if id(value) in self._paths:
            return {"$same": self._paths[id(value)]}
        self._paths[id(value)] = path
        left_out = self._left_out.get(cls.__name__, ())
        return {
            "$": f"{cls.__module__}.{cls.__qualname__}",
            **{
                name: self._held(getattr(value, name), f"{path}/{name}")
                for name in attributes(value)
                if name not in left_out and not is_wiring(getattr(value, name))
            },
        }

    def _held(self, value: object, path: str) -> Form:
        """Return the form of an attribute's value: of a container too only one place has it whole."""
        if type(value) not in (dict, OrderedDict, list, set, deque):
            return self.write(value, path)
        if id(value) in self._paths:
            return {"$same": self._paths[id(value)]}
        self._paths[id(value)] = path
        return self.write(value, path)


def is_wiring(value: object) -> bool:
    """Tell whether a value is no state but a way to reach others: a method, a function, a lock."""
    return callable(value) or type(value).__name__ in ("RLock", "lock")


class Reader:
    """Reads forms back: what is wired to others (it has no slots) is filled, anything else made anew."""

    def __init__(self, filled: type | None = None) -> None:
        self._found: dict[str, object] = {}
        self._filled = filled

    def read(self, form: Form, path: str, held: object = None) -> Any:  # noqa: ANN401 (anything)
        """Return what a form stands for. Raises ValueError for what is no form."""
        if isinstance(form, list):
            return [self.read(one, f"{path}/{place}") for place, one in enumerate(form)]
        if not isinstance(form, dict):
            return form
        tag = next(iter(form), "")
        if tag[:1] != "$":
            return {key: self.read(one, f"{path}/{key}", _at(held, key)) for key, one in form.items()}
        if tag == "$":
            return self._object(form, path, held)
        if len(form) != 1:
            raise ValueError(f"{path}: {tag} stands alone")
        return self._tagged(tag, form[tag], path)

    def _tagged(self, tag: str, inner: Form, path: str) -> object:
        if tag in MAPPINGS:
            pairs = {}
            for text, one in inner.items():
                key = self.read(read_json(text.encode()), path)
                pairs[key] = self.read(one, f"{path}/{text}")
            return MAPPINGS[tag](pairs)
        if tag in ROWS:
            return ROWS[tag](self.read(one, f"{path}/{place}") for place, one in enumerate(inner))
        if tag in SCALARS:
            return SCALARS[tag](inner)
        match tag:
            case "$same":
                return self._found[inner]
            case "$deque":
                return deque(self.read(inner[1], path), inner[0])
            case "$Kind":
                return KINDS[inner.lower()]
            case "$Random":
                return self._random(*inner, path=path)
        raise ValueError(f"{path}: {tag} is no form")

    def _random(self, version: int, words: str, gauss: Form, *, path: str) -> Random:
        state = base64.b64decode(words)
        numbers = tuple(int.from_bytes(state[n : n + 4], "big") for n in range(0, 4 * RANDOM_WORDS, 4))
        found = Random()  # noqa: S311 (chance, not a secret)
        found.setstate((version, numbers, self.read(gauss, path)))
        return found

    def _object(self, form: Wire, path: str, held: object) -> object:
        module, _, name = str(form["$"]).rpartition(".")
        cls = getattr(sys.modules.get(module), name, None)
        if not isinstance(cls, type) or not is_ours(cls):
            raise ValueError(f"{path}: {form['$']} is nothing that this simulator holds")
        fills = type(held) is cls and (hasattr(held, "__dict__") or cls is self._filled)
        value: object = held if fills else object.__new__(cls)
        self._found[path] = value
        for attribute, inner in form.items():
            if attribute != "$":
                there = f"{path}/{attribute}"
                read = self.read(inner, there, getattr(value, attribute, None))
                if isinstance(read, (dict, list, set, deque)):
                    self._found.setdefault(there, read)
                object.__setattr__(value, attribute, read)
        absent = [name for name in getattr(cls, "__slots__", ()) if name not in form]
        if absent:
            raise ValueError(f"{path} lacks {', '.join(absent)}")
        return value


def _at(held: object, key: str) -> object:
    return held.get(key) if isinstance(held, dict) else None

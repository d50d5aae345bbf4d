"""Intuit's own schema read as JSON knows it: what each entity may hold, and what one has that it may not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import simplejson

Json = Any
XS = "{http://www.w3.org/2001/XMLSchema}"
FILES = (
    "IntuitBaseTypes.xsd",
    "IntuitNamesTypes.xsd",
    "Finance.xsd",
    "IntuitRestServiceDef.xsd",
    "SalesTax.xsd",
)
NUMBERS = {"xs:decimal", "xs:int", "xs:integer", "xs:positiveInteger", "xs:nonNegativeInteger", "xs:long"}
# Every entity has them as attributes.
ENVELOPE = ("domain", "sparse", "status")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?([+-]\d\d:\d\d|Z)")


@dataclass(frozen=True)
class Property:
    """One element of a type."""

    type: str
    many: bool


class Schema:
    """The types of the schema, and the names that Intuit's reference documents beside it."""

    def __init__(self, folder: Path) -> None:
        self._types = {
            part.get("name", ""): part
            for file in FILES
            for part in ET.parse(folder / file).getroot()  # noqa: S314 (files of our own)
            if part.tag in (f"{XS}complexType", f"{XS}simpleType")
        }
        self._documented = simplejson.loads((folder / "documented-fields.json").read_text())["Types"]
        self._properties: dict[str, dict[str, Property]] = {}

    def has(self, name: str) -> bool:
        return name in self._types

    def properties(self, name: str) -> dict[str, Property]:
        """Give the elements and attributes of a type with those of what it extends."""
        if name not in self._properties:
            self._properties[name] = self._read(name)
        return self._properties[name]

    def documented(self, name: str) -> set[str]:
        """Give the properties that the reference documents for an entity."""
        return {row["name"] for row in self._documented.get(name, {}).get("attributes", [])}

    def _read(self, name: str) -> dict[str, Property]:
        found: dict[str, Property] = {}
        for part in self._types[name].iter():
            match part.tag.removeprefix(XS):
                case "extension" if part.get("base", "") in self._types:
                    base = part.get("base", "")
                    found |= (
                        self.properties(base)
                        if self._is_complex(base)
                        else {"value": Property(base, many=False)}
                    )
                case "extension":
                    found["value"] = Property(part.get("base", ""), many=False)
                case "element":
                    many = part.get("maxOccurs") == "unbounded"
                    reference = part.get("ref", "")
                    found[part.get("name", reference)] = Property(part.get("type", reference), many=many)
                case "attribute":
                    found[part.get("name", "")] = Property(part.get("type", ""), many=False)
        return found

    def _is_complex(self, name: str) -> bool:
        return self._types[name].tag == f"{XS}complexType"

    def complex(self, name: str) -> bool:
        """Tell whether a type is an object with properties of its own; what may hold anything is none."""
        return name in self._types and self._is_complex(name) and bool(self.properties(name))

    def faults(self, value: Json, name: str, path: str) -> Iterator[str]:
        """Give what an object has that its type does not know, or of the wrong type."""
        if not isinstance(value, dict):
            yield f"{path}: {value!r} is no {name}"
            return
        properties, documented = self.properties(name), self.documented(name)
        for field, part in value.items():
            known = properties.get(field)
            if known is None:
                if field not in documented:
                    yield f"{path}.{field}: not known to {name}"
                continue
            if known.many != isinstance(part, list):
                yield f"{path}.{field}: {'one value' if known.many else 'a list'}"
                continue
            for entry in part if known.many else [part]:
                yield from self._wrong(entry, known.type, f"{path}.{field}")

    def _wrong(self, value: Json, name: str, path: str) -> Iterator[str]:
        if name in self._types and self._is_complex(name):
            yield from self.faults(value, name, path) if self.properties(name) else ()
        elif not self._fits(value, name):
            yield f"{path}: {value!r} is no {name}"

    def _fits(self, value: Json, name: str) -> bool:
        if name in self._types:
            words = {part.get("value") for part in self._types[name].iter(f"{XS}enumeration")}
            return isinstance(value, str) and (not words or value in words)
        if name in NUMBERS:
            return isinstance(value, (int, Decimal)) and not isinstance(value, bool)
        if name == "xs:boolean":
            return isinstance(value, bool)
        pattern = {"xs:date": DATE, "xs:dateTime": MOMENT}.get(name)
        return isinstance(value, str) and (pattern is None or pattern.fullmatch(value) is not None)

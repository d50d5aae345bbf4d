"""The little language in which entities say what their properties may hold, and the checks behind it.

A check takes a value and the property's name and returns what is kept; None clears the property.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from simulator.faults import Refused
from simulator.wire import Json, Wire

Check = Callable[[Json, str], Json]

LARGEST_EXPONENT = 14
MOST_DECIMALS = 15
DAY = re.compile(r"\d{4}-\d\d-\d\d")
EMAIL = re.compile(r"[^\s@,;<>()\[\]\\\"]+@[^\s@,;<>()\[\]\\\"]+\.[^\s@,;<>()\[\]\\\".]+")
UNFIT = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
"""What XML, in which QuickBooks was built, cannot hold."""
CARD_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:\d{13,16}|\d{4}(?:[ -]\d{4}){3})(?![0-9A-Za-z])")
LUHN_BASE = 10
LONGEST_LIST = 1000
MOST_ENTRIES = 10_000
UNPARSABLE = "Property Name:failed to parse json object; a property specified is unsupported or invalid"


def ignored(_value: object, _name: str) -> None:
    """Take a property that QuickBooks knows and a client cannot write (or this simulator does not keep)."""


def unkept(names: str) -> dict[str, Check]:
    """Return the checks of properties, named in one string, that are taken and not kept."""
    return dict.fromkeys(names.split(), ignored)


def text(longest: int, *, forbidden: str = "", cards: bool = False, strip: bool = False) -> Check:
    """Accept a string of at most so many characters; the empty string clears."""
    unfit = re.compile(f"[{UNFIT}{re.escape(forbidden)}]")

    def check(value: Json, name: str) -> str | None:
        if not isinstance(value, str):
            if value is None:
                return None
            if isinstance(value, (dict, list)):
                raise Refused("2010", UNPARSABLE)
            value = str(value).lower() if isinstance(value, bool) else str(value)
        if len(value) > longest:
            raise too_long(name, len(value), longest=longest)
        if unfit.search(value):
            raise Refused("2040", f"Invalid String : {name} contains invalid characters", element=name)
        if cards and (found := CARD_NUMBER.search(value)) and _is_card(found.group()):
            raise Refused("6530", f"Raw credit card number found in {name}", element=name)
        if strip:
            value = value.strip()
        return value or None

    return check


def too_long(name: str, length: int, *, longest: int) -> Refused:
    """Return the refusal for a string that is too long."""
    detail = (
        "String length specified does not match the supported length. "
        f"Min:0 Max:{longest:,} supported. Supplied length:{length:,}"
    )
    return Refused("2050", detail, element=name)


def _is_card(run: str) -> bool:
    digits = [int(character) for character in reversed(run) if character.isdigit()]
    doubled = [digit * 2 - 9 * (digit * 2 >= LUHN_BASE) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % LUHN_BASE == 0


def email(longest: int) -> Check:
    """Accept one e-mail address."""
    as_text = text(longest)

    def check(value: Json, name: str) -> str | None:
        address: str | None = as_text(value, name)
        if address is not None and not EMAIL.fullmatch(address):
            rule = "Email Address must conform to RFC 822"
            detail = f"Invalid Email Address format : {rule}. Supplied value:{address}"
            raise Refused("2210", detail, element=name)
        return address

    return check


def website(longest: int) -> Check:
    """Accept a web address."""
    as_text = text(longest)

    def check(value: Json, name: str) -> str | None:
        address: str | None = as_text(value, name)
        if address is not None and ("." not in address or any(character.isspace() for character in address)):
            raise Refused("2200", f"Malformed Website Address. Supplied value:{address}", element="WebAddr")
        return address

    return check


def number(*, lowest: Decimal | None = None, highest: Decimal | None = None, code: str = "2240") -> Check:
    """Accept a number, or a string that is one, within bounds."""

    def check(value: Json, name: str) -> Decimal | None:
        if value is None:
            return None
        if isinstance(value, (bool, dict, list)):
            raise Refused("2010", UNPARSABLE)
        try:
            figure = Decimal(value)
        except InvalidOperation:
            raise Refused("2100", f"Invalid Decimal Format. Supplied value:{value}", element=name) from None
        if (
            not figure.is_finite()
            or figure.adjusted() > LARGEST_EXPONENT
            or (not isinstance(value, int) and _decimals(figure) > MOST_DECIMALS)
        ):
            raise Refused("2110", f"Invalid Decimal. Supplied value:{value}", element=name)
        if (lowest is not None and figure < lowest) or (highest is not None and figure > highest):
            raise Refused(code, f"{name} is out of range. Supplied value:{value}", element=name)
        return figure

    return check


def _decimals(figure: Decimal) -> int:
    exponent = figure.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def boolean(value: Json, name: str) -> bool | None:
    """Accept true or false, also as words; an empty text, as python-quickbooks sends it, is no value."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise Refused("2230", f"Invalid Boolean. Supplied value:{value}", element=name)


def day(value: Json, name: str) -> str | None:
    """Accept a date, yyyy-mm-dd; of a timestamp the date is kept."""
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not DAY.match(value):
        raise Refused("2060", f"Invalid Date Format. Supplied value:{value}", element=name)
    try:
        return date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        raise Refused("2070", f"Invalid Date. Supplied value:{value}", element=name) from None


def one_of(*values: str) -> Check:
    """Accept one of the words."""
    allowed = frozenset(values)

    def check(value: Json, name: str) -> str | None:
        if value is None or value == "":
            return None
        if not isinstance(value, str) or value not in allowed:
            raise Refused("2170", f"Invalid Enumeration : {value}", element=name)
        return value

    return check


def struct(class_name: str, fields: Mapping[str, Check]) -> Check:
    """Accept an object with these properties and no others; one without any value clears."""
    known = ", ".join(f'"{name}"' for name in fields)

    def check(value: Json, _name: str) -> Wire | None:
        if value is None:
            return None
        if not isinstance(value, dict):
            raise Refused("2010", UNPARSABLE)
        kept: Wire = {}
        for name, part in value.items():
            part_check = fields.get(name)
            if part_check is None:
                raise unknown_property(name, class_name, known=known, count=len(fields))
            cleaned = part_check(part, name)
            if cleaned is not None:
                kept[name] = cleaned
        return kept or None

    return check


def unknown_property(name: str, class_name: str, *, known: str, count: int) -> Refused:
    """Return the refusal for a property that the class does not have."""
    # QuickBooks' parser stops after the name that makes the list this long (recorded).
    cut = known.find(", ", LONGEST_LIST)
    listed = known if cut < 0 else known[:cut] + " [truncated]"
    detail = (
        f'Property Name:Unrecognized field "{name}" (class com.intuit.schema.finance.v3.{class_name}), '
        f"not marked as ignorable ({count} known properties: {listed}])\n specified is unsupported or invalid"
    )
    return Refused("2010", detail)


def many(check_one: Check) -> Check:
    """Accept a list; the empty list is kept, since it clears what was there."""

    def check(value: Json, name: str) -> list[Json] | None:
        if value is None:
            return None
        if not isinstance(value, list):
            raise Refused("2010", UNPARSABLE)
        if len(value) > MOST_ENTRIES:
            raise Refused("2240", f"{name} holds more than {MOST_ENTRIES} entries", element=name)
        return [kept if (kept := check_one(part, name)) is not None else {} for part in value]

    return check


def _reference(value: Json, _name: str) -> Wire | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Refused("2010", UNPARSABLE)
    for name in value:
        if name not in ("value", "name", "type"):
            known = '"value", "name", "type"'
            raise unknown_property(name, "ReferenceType", known=known, count=3)
    target = value.get("value")
    if target is None or target == "":
        return None
    if isinstance(target, (dict, list, bool)):
        raise Refused("2010", UNPARSABLE)
    return {"value": str(target)}


# A reference: {"value": "<id>", "name": …}; the name is ignored on write.
reference: Check = _reference

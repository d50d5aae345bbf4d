"""What the fields of a host's record may hold. The schema refuses only what is no record at all; what a
bookkeeper can put right passes here and becomes a problem.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

LARGEST = Decimal(99_999_999_999)
"""QuickBooks' highest price (facts 8.2); larger numbers are refused whatever they count."""
MOST_LINES = 750
_CENT_PLACES = 2
_NUMBER = re.compile(r"-?\d{1,11}(\.\d{1,12})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
"""No text holds these; tab and line breaks pass, so that a name's rule can speak of them."""


def cents(amount: Decimal) -> Decimal:
    """Round half up to two decimals (facts 9.3)."""
    return amount.quantize(Decimal(1).scaleb(-_CENT_PLACES), ROUND_HALF_UP)


def _number(value: object, *, places: int) -> Decimal:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = Decimal(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise PydanticCustomError("number", "must be a number, or its digits as text")
    number = Decimal(value)
    if not number.is_finite() or not -LARGEST <= number <= LARGEST:
        raise PydanticCustomError("size", "must be a number of at most 11 digits before the point")
    rounded = number.quantize(Decimal(1).scaleb(-places))
    if rounded != number:
        raise PydanticCustomError("decimals", "must have at most {places} decimals", {"places": places})
    return rounded if places == _CENT_PLACES else Decimal(f"{rounded.normalize():f}")


def _day(value: object) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise PydanticCustomError("day", "must be a day of the calendar") from error
    raise PydanticCustomError("day", "must be a date as text: YYYY-MM-DD")


def _blank(value: object) -> object:
    return "" if value is None else value


def _nothing(value: object) -> object:
    return None if value == "" else value


def _no_control_characters(value: str) -> str:
    if found := _CONTROL.search(value):
        raise PydanticCustomError(
            "control_character", "must not hold the character {code}", {"code": f"U+{ord(found.group()):04X}"}
        )
    return value


_ID = r"[A-Za-z0-9][A-Za-z0-9._~:@=+\-]{0,99}"
Id = Annotated[str, StringConstraints(pattern=f"^{_ID}$")]
"""The host's own id of a record: 1 to 100 characters that need no escape in a path or a key."""
OptionalId = Annotated[str, BeforeValidator(_blank), StringConstraints(pattern=f"^({_ID})?$")]
"""An id, or "" where absent, null or empty."""
Version = Annotated[int, Field(ge=1, le=10**15)]
Text = Annotated[
    str,
    BeforeValidator(_blank),
    StringConstraints(strip_whitespace=True, max_length=10_000),
    AfterValidator(_no_control_characters),
]
"""Text without spaces around it; "" where absent, null or empty."""
Currency = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
Money = Annotated[Decimal, BeforeValidator(partial(_number, places=2))]
Quantity = Annotated[Decimal, BeforeValidator(partial(_number, places=7))]
"""A quantity or a price of one: up to seven decimals (facts 9.3)."""
Percent = Annotated[Decimal, BeforeValidator(partial(_number, places=7)), Field(ge=0, le=100)]
Day = Annotated[date, BeforeValidator(_day)]
OptionalMoney = Annotated[Money | None, BeforeValidator(_nothing)]
OptionalPercent = Annotated[Percent | None, BeforeValidator(_nothing)]
OptionalDay = Annotated[Day | None, BeforeValidator(_nothing)]


class Part(BaseModel):
    """A record or a part of one: frozen, nothing unknown, no type guessed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class HostRecord(Part):
    """What every record has."""

    id: Id
    version: Version

"""What callers send: bodies read as strict JSON, each as a model that names every faulty field."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

import simplejson
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from quickbooks_sync.entities.fields import Version
from quickbooks_sync.errors import SHOWN, Invalid
from quickbooks_sync.flows.pointers import COMPANY_ID
from quickbooks_sync.flows.push import MOST_AT_ONCE, faults_of
from quickbooks_sync.model import Payload

Model = TypeVar("Model", bound=BaseModel)
_AGE = re.compile(r"[0-9]{1,5}[smhd]")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _known_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (LookupError, ValueError, OSError) as error:
        raise PydanticCustomError("zone", "must be an IANA time zone, such as America/Los_Angeles") from error


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Registration(_Body):
    """What the host says of one of its customers."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    home_currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    time_zone: Annotated[str, AfterValidator(_known_zone)]
    plan: Annotated[str, Field(max_length=64)] = ""
    language: Literal["en", "es", "sv"] = "en"
    style: Literal["contacts", "accounts"] = "contacts"


class CompanySettings(_Body):
    """When a company's records are synced; what is left out stays."""

    sync_on_push: bool | None = None
    nightly: bool | None = None
    night_hour: Annotated[int, Field(ge=0, le=23)] | None = None


class Selected(_Body):
    """The four selections, as Ids of the choices; what is left out stays."""

    tax_code: str | None = None
    tax_rate: str | None = None
    income_account: str | None = None
    expense_account: str | None = None


class OtherBooks(_Body):
    """The books to which a company is to move."""

    realm: Annotated[str, Field(pattern=r"^[0-9]{1,20}$")]


class Many(_Body):
    """Records of one entity; each is judged by itself."""

    records: Annotated[list[Any], Field(min_length=1, max_length=MOST_AT_ONCE)]


class Removed(_Body):
    """The version with which a record is taken back."""

    version: Version


def _seconds(text: str) -> str:
    if not _AGE.fullmatch(text):
        raise PydanticCustomError("age", "must be a number with its unit: 90s, 30m, 2h or 7d")
    return text


class Stuck(_Body):
    """Which part of what is stuck: all that is left out does not matter."""

    company: Annotated[str, Field(pattern=f"^{COMPANY_ID.pattern}$")] | None = None
    entity: str | None = None
    problem: str | None = None
    older_than: Annotated[str, AfterValidator(_seconds)] | None = None
    cursor: str | None = None

    def before(self, now: datetime) -> datetime | None:
        """Tell since when something has to be stuck; None when its age does not matter."""
        if self.older_than is None:
            return None
        return now - timedelta(**{_UNITS[self.older_than[-1]]: int(self.older_than[:-1])})


class Replay(Stuck):
    """What support replays, and why."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]
    dry_run: bool = False


class Planned(_Body):
    """When a scheduled event was to come."""

    scheduled_time: Annotated[AwareDatetime, Field(strict=False)]


def read(model: type[Model], value: object) -> Model:
    """Read a body. Raises Invalid naming every faulty field."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        faults = faults_of(error)
        said = "; ".join(f"{fault['field']}: {fault['message']}" for fault in faults)
        raise Invalid(f"not as it should be: {said}", faults) from error


def given(body: BaseModel) -> dict[str, Any]:
    """Give the values that a body really holds."""
    return body.model_dump(exclude_none=True)


def json_object(event: Mapping[str, Any]) -> Payload:
    """Read an event's body as a JSON object, whatever its content type says; numbers become int or Decimal.

    Raises Invalid for what is not one, and for a field that stands there twice.
    """
    body = event.get("body") or ""
    try:
        text = base64.b64decode(body, validate=True).decode() if event.get("isBase64Encoded") else body
        value = simplejson.loads(
            text, use_decimal=True, parse_constant=_no_number, object_pairs_hook=_with_each_field_once
        )
    except RecursionError as error:
        raise _no_object("it is nested too deeply", body) from error
    except ArithmeticError as error:
        raise _no_object("it holds a number beyond all bounds", body) from error
    except ValueError as error:
        raise _no_object(str(error), body) from error
    if not isinstance(value, dict):
        raise _no_object("it is other JSON", body)
    return value


def _no_object(why: str, body: str) -> Invalid:
    message = f"the body is not a JSON object: {why}"
    return Invalid(message, [{"field": "", "value": body[:SHOWN], "message": message}])


def _with_each_field_once(pairs: Sequence[tuple[str, Any]]) -> Payload:
    fields: Payload = {}
    for name, value in pairs:
        if name in fields:
            fault = {"field": name[:SHOWN], "value": str(value)[:SHOWN], "message": "stands there twice"}
            raise Invalid("a field of the body stands there twice", [fault])
        fields[name] = value
    return fields


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is not a number")

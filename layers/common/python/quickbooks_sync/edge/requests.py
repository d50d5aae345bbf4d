"""What callers send: each body as a model that names every faulty field."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from quickbooks_sync.errors import Invalid
from quickbooks_sync.flows.push import faults_of

Model = TypeVar("Model", bound=BaseModel)


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        message = "not an IANA time zone, such as America/Los_Angeles"
        raise ValueError(message)
    return name


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


class Replay(_Body):
    """Which dead letters support replays, and why."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]
    company: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")] | None = None
    entity: str | None = None


class Many(_Body):
    """Up to 500 records of one entity."""

    records: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=500)]


def read(model: type[Model], value: object) -> Model:
    """Read a body. Raises Invalid naming every faulty field."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        message = "the request body is not as it should be"
        raise Invalid(message, faults_of(error)) from error


def given(body: BaseModel) -> dict[str, Any]:
    """Give the values that a body really holds."""
    return body.model_dump(exclude_none=True)

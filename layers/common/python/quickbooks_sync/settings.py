"""What can be set: a deployment's addresses, and the engine's times and sizes, all in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from quickbooks_sync.errors import Defect

Environment = Literal["sandbox", "production"]

BASE_URLS: Mapping[str, str] = {
    "sandbox": "https://sandbox-quickbooks.api.intuit.com",
    "production": "https://quickbooks.api.intuit.com",
}
DISCOVERY_URLS: Mapping[str, str] = {
    "sandbox": "https://developer.intuit.com/.well-known/openid_sandbox_configuration/",
    "production": "https://developer.intuit.com/.well-known/openid_configuration/",
}


SHORTEST_PAGES: Mapping[str, float] = {
    "connect_s": 0.5,
    "read_s": 2,
    "token_read_s": 2,
    "token_lease_s": 3,
    "send_needs_s": 3,
    "lease_s": 4,
    "renew_s": 1,
    "slice_s": 4,
    "look_after_s": 1,
    "index_s": 1,
    "resend_after_s": 4,
    "safe_s": 4.5,
    "quiet_s": 16,
    "throttle_pause_s": 1,
    "gate_first_s": 4,
    "gate_max_s": 6,
}
"""What no time scale goes below, in pages: how long a page of calls takes on this machine."""


@dataclass(frozen=True, slots=True)
class Times:
    """How long the engine works and waits, in seconds.

    Whatever the scale: an answer is no longer waited for when the lease ends (connect + read < send_needs <
    lease), a wait between two looks never costs it (renew < send_needs), nothing is sent again while its
    former try may be under way (resend_after >= lease, and longer than QuickBooks works at a request), an
    open gate finds something that may be sent (gate_first >= resend_after), and what is not found counts
    only after all that was sent within safe has landed (quiet > safe + four hours, at scale 1).
    """

    connect_s: float = 3
    read_s: float = 125
    """How long QuickBooks' answer is waited for; it gives up by itself after 120 s."""
    token_read_s: float = 20
    token_lease_s: float = 60
    """How long one worker may take to refresh a company's tokens."""
    slice_s: float = 60
    """No new call after it."""
    lease_s: float = 150
    renew_s: float = 30
    send_needs_s: float = 130
    """What has to be left of the lease before a call is sent."""
    nonce_s: float = 600
    """How long an OAuth state is good."""

    look_after_s: float = 60
    """How long after a mark the index is trusted to show it."""
    index_s: float = 3
    """How long the index needs as a rule; a run ends, with final counts, only after it."""
    resend_after_s: float = 150
    """After the last try; Intuit stops at 120 s."""
    safe_s: float = 3600
    """How long after its first use a request id is trusted."""
    quiet_s: float = 21_600
    """How long after the last try "not found" counts."""
    throttle_pause_s: float = 60
    gate_first_s: float = 150
    gate_max_s: float = 900

    def scaled(self, factor: float, *, page_s: float = 1.5) -> Times:
        """Shorten all but `nonce_s` (a person signs in meanwhile) towards what a page of `page_s` needs.

        Each time goes a part of the way from its full to its shortest length, the same part for all, so what
        is shorter than another, or than the sum of others, stays so.
        """
        left = 1 / factor
        shorter = {
            name: getattr(self, name) * left + pages * page_s * (1 - left)
            for name, pages in SHORTEST_PAGES.items()
        }
        return replace(self, **shorter)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the engine does at once."""

    page: int = 300
    batch: int = 30
    batch_bytes: int = 200_000
    singles_up_to: int = 10
    in_flight: int = 9
    batches_per_window: int = 40
    window_s: float = 61
    calls_per_s: int = 9
    calls_per_minute: int = 475
    record_bytes: int = 100_000
    outcome_ttl_days: int = 35
    receives: int = 6
    """How often a queue hands a message out before it becomes a dead letter: what template.yaml says."""


def _url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("has to be an http(s) address")
    return value


def _url_or_empty(value: str) -> str:
    return _url(value) if value else ""


Text = Annotated[str, Field(min_length=1)]
Url = Annotated[str, AfterValidator(_url)]
UrlOrEmpty = Annotated[str, AfterValidator(_url_or_empty)]


class Settings(BaseModel):
    """A deployment's settings. Each field is the environment variable of its name in capitals."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    table_name: Text
    stage: Text = "dev"
    app_secret_id: Text
    token_secret_prefix: Text
    quickbooks_environment: Environment = "sandbox"
    quickbooks_base_url: UrlOrEmpty = ""
    """Empty: Intuit's own host of the environment."""
    intuit_discovery_url: UrlOrEmpty = ""
    """Empty: Intuit's own document of the environment."""
    public_url: UrlOrEmpty = ""
    """Empty: taken from each request."""
    after_connect_url: Url
    time_scale: Annotated[float, Field(ge=1, allow_inf_nan=False)] = 1
    queue_urls: Mapping[str, Url]
    """By entity, from QUEUE_URL_<ENTITY>."""
    dead_letter_urls: Mapping[str, Url]
    """By entity, from DEAD_LETTER_URL_<ENTITY>."""

    @classmethod
    def from_env(cls, environment: Mapping[str, str]) -> Settings:
        """Read the settings; raises Defect naming each variable that is missing or wrong, and its value."""
        given: dict[str, object] = {
            name: environment[name.upper()]
            for name in cls.model_fields
            if name.upper() in environment and not name.endswith("_urls")
        }
        given["queue_urls"] = _by_entity(environment, "QUEUE_URL_")
        given["dead_letter_urls"] = _by_entity(environment, "DEAD_LETTER_URL_")
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            faults = [_fault(part["loc"], part["input"], part["msg"]) for part in error.errors()]
            raise Defect(f"Correct the environment: {'; '.join(faults)}") from None

    @property
    def books_url(self) -> str:
        """The host of the QuickBooks API."""
        return self.quickbooks_base_url or BASE_URLS[self.quickbooks_environment]

    @property
    def discovery_url(self) -> str:
        """Where the authorization server's discovery document is."""
        return self.intuit_discovery_url or DISCOVERY_URLS[self.quickbooks_environment]

    @property
    def times(self) -> Times:
        """The engine's times at this time scale."""
        return Times().scaled(self.time_scale)


def _by_entity(environment: Mapping[str, str], prefix: str) -> dict[str, str]:
    urls = {name: url for name, url in environment.items() if name.startswith(prefix)}
    return {name.removeprefix(prefix).lower(): url for name, url in urls.items()}


def _fault(location: tuple[int | str, ...], value: object, message: str) -> str:
    prefixes = {"queue_urls": "QUEUE_URL", "dead_letter_urls": "DEAD_LETTER_URL"}
    field, *entity = map(str, location)
    variable = "_".join([prefixes.get(field, field), *entity]).upper()
    shown = "" if isinstance(value, dict) else f"={value!r}"
    return f"{variable}{shown}: {message}"

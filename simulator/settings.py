"""What can be set: where sources disagree about QuickBooks, the default is the documented or recorded one."""

from dataclasses import dataclass
from typing import Literal

DAY_S = 86400.0


@dataclass(frozen=True, slots=True)
class Settings:
    """Behaviour of the whole simulator; times in seconds of its own clock."""

    seed: int = 1
    client_id: str = "simulator-client"
    client_secret: str = "simulator-secret"  # noqa: S105 (not a secret: it opens nothing but a simulator)
    webhook_verifier: str = "simulator-verifier"
    redirect_uris: tuple[str, ...] = ("http://localhost:8000/callback",)

    call_latency_s: float = 0.0
    item_latency_s: float = 0.0
    time_out_s: float = 120.0

    enforce_limits: bool = True
    requests_per_minute: int = 500
    requests_per_second: int = 10
    requests_in_flight: int = 10
    batches_per_minute: int = 40
    batches_per_minute_all_apps: int = 120
    batch_items: int = 30
    rows_per_answer: int = 1000
    # No figure is published.
    largest_body_bytes: int = 5_000_000
    # The published 429 body says `Fault`; a gateway may say `fault` (one source).
    throttle_body: Literal["Fault", "fault"] = "Fault"
    retry_after_s: int | None = None

    # How long a requestid is remembered is not published.
    requestid_memory_s: float = DAY_S
    # Nor what a re-send meets while the first request with its id, whose connection broke, still runs: it is
    # carried out, and the first then finds its id used; or it is refused with 600 until the first is done.
    resend_of_running: Literal["carried_out", "refused"] = "carried_out"
    cdc_look_back_days: int | None = 30

    access_token_life_s: float = 3600.0
    refresh_token_life_s: float = 101 * DAY_S
    grant_life_s: float = 5 * 365 * DAY_S
    code_life_s: float = 600.0
    refresh_value_life_s: float = DAY_S
    rotate_every_refresh: bool = False

    # Over 21 characters: chargebee's knowledge base has 2050, another source 6000.
    long_doc_number_code: Literal["2050", "6000"] = "2050"
    # Not documented: whether a payment raises its invoice's token, and the reverse. Yes is the harder case.
    links_raise_sync_token: bool = True
    # How 6240 ends for customers, vendors and employees: documented, or as recorded in 2020.
    taken_name_detail: Literal["who", "null"] = "who"

    journal_entries: int = 10_000


@dataclass(slots=True)
class Switches:
    """What the owner of one company has set in QuickBooks; the control API changes it."""

    # Warning about duplicate numbers: the API can neither read nor set it.
    duplicate_number_warning: bool = True

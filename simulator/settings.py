"""What can be set: where sources disagree about QuickBooks, the default is the documented or recorded one."""

from dataclasses import dataclass
from typing import Literal

DAY_S = 86400.0
ACCOUNTING = "com.intuit.quickbooks.accounting"
OPENID = "openid"


@dataclass(frozen=True, slots=True)
class Settings:
    """Behaviour of the whole simulator; times in seconds of its own clock."""

    seed: int = 1
    client_id: str = "simulator-client"
    client_secret: str = "simulator-secret"  # noqa: S105 (not a secret: it opens nothing but a simulator)
    webhook_verifier: str = "simulator-verifier"
    # Where webhooks go; over the network only to this machine, unless `webhook_hosts` says any.
    webhook_url: str = ""
    webhook_hosts: Literal["loopback", "any"] = "loopback"
    redirect_uris: tuple[str, ...] = ("http://localhost:8000/callback",)
    scopes: tuple[str, ...] = (ACCOUNTING, OPENID, "profile", "email", "phone", "address")
    # Addresses of the app that Intuit opens in a user's browser: when the user has disconnected it there, and
    # when a connection is about to end.
    disconnect_url: str = ""
    reconnect_url: str = ""

    call_latency_s: float = 0.0
    item_latency_s: float = 0.0
    # Instead of `call_latency_s` for some operations: (("query", 0.4), ("create", 1.2)).
    operation_latencies_s: tuple[tuple[str, float], ...] = ()
    # The sigma of a log-normal factor; 0: every answer takes exactly as long as set.
    latency_jitter: float = 0.0
    time_out_s: float = 120.0

    enforce_limits: bool = True
    requests_per_minute: int = 500
    requests_per_second: int = 10
    requests_in_flight: int = 10
    batches_per_minute: int = 40
    batches_per_minute_all_apps: int = 120
    # Published for sandboxes; what the 41st is answered is not: here as any other that is one too many.
    mails_per_day: int = 40
    # Not published: whether a limit looks back from each request, or begins anew with each minute.
    limit_windows: Literal["sliding", "fixed"] = "sliding"
    batch_items: int = 30
    rows_per_answer: int = 1000
    # 403 in October 2016, 429 from December 2016 on.
    throttle_status: Literal[429, 403] = 429
    # The published 429 body says `Fault`; a gateway may say `fault` (one source).
    throttle_body: Literal["Fault", "fault"] = "Fault"
    retry_after_s: int | None = None

    # CorePlus calls of the app in a month, over all realms: 500 000 in the free tier; None is no end.
    monthly_core_plus_budget: int | None = None
    # "Hard block" and "offline" are read as all calls; that writes, which are not metered, go on is possible.
    spent_budget_blocks: Literal["everything", "core_plus"] = "everything"

    # How long a requestid is remembered is not published.
    requestid_memory_s: float = DAY_S
    # Nor what a re-send meets while the first request with its id, whose connection broke, still runs: it is
    # carried out, and the first then finds its id used; or it is refused with 600 until the first is done.
    # Or both are carried out, which users have reported (two payments).
    resend_of_running: Literal["carried_out", "refused", "twice"] = "carried_out"
    # Documented for everything; reports say that it does not work at all, or not for name lists.
    requestids_hold_for: Literal["everything", "transactions", "nothing"] = "everything"
    # How far queries and change data capture are behind; not published. At most a day.
    query_lag_s: float = 0.0
    # Two writes of names (customers, vendors, employees) in flight at once: the second is refused with 6000,
    # "You can only add or edit one name at a time". Several knowledge bases have it, none says how often.
    one_name_at_a_time: bool = False
    cdc_look_back_days: int | None = 30

    access_token_life_s: float = 3600.0
    refresh_token_life_s: float = 101 * DAY_S
    grant_life_s: float = 5 * 365 * DAY_S
    code_life_s: float = 600.0
    refresh_value_life_s: float = DAY_S
    rotate_every_refresh: bool = False
    # A code that comes again "may" end what it brought; a dead refresh value "can" be taken as a replay.
    used_code_ends_grant: bool = True
    replay_ends_grant: bool = False
    # All connections of the app to one company are one grant, says who has tried: revoking one ends all.
    # A new consent may end the tokens of former ones.
    one_grant_per_company: bool = True
    consent_ends_former_tokens: bool = False

    # CloudEvents are compulsory; nobody confirms that the older format is in fact gone.
    webhook_format: Literal["cloudevents", "legacy"] = "cloudevents"
    webhook_content_type: Literal["application/json", "application/cloudevents+json"] = "application/json"
    # How the older format writes `lastUpdated`: both are in published samples.
    webhook_times: Literal["Z", "-0700"] = "Z"
    # Events are aggregated, says Intuit, not for how long.
    webhook_window_s: float = 5.0
    # One delivery may hold events of several realms; the same page says "one realm at a time".
    webhook_realms: Literal["many", "one"] = "many"
    # In one delivery: a webinar of February 2025 says 100, another source that there is no limit.
    webhook_events: int = 100
    # The policy of February 2026, or the one before: three retries, then the endpoint is given up.
    webhook_retries: Literal["2026", "before"] = "2026"
    # "While undelivered, later events may be held back".
    webhooks_held_back: bool = True
    # What part of events comes never, twice, or later than those after it.
    webhooks_lost: float = 0.0
    webhooks_duplicated: float = 0.0
    webhooks_reordered: float = 0.0
    # Not known: whether a balance that moves, without a SyncToken, is an event; what a deactivation is.
    webhook_balance_moves: bool = False
    webhook_deactivation: Literal["Update", "Delete"] = "Update"

    # 120, the connecting user is no administrator any more: both are named.
    no_longer_admin_status: Literal[401, 400] = 401
    # Over 21 characters: chargebee's knowledge base has 2050, another source 6000.
    long_doc_number_code: Literal["2050", "6000"] = "2050"
    # Line.Amount that is not UnitPrice x Qty: 6070, or dropped and computed anew; the page for companies
    # outside the United States says the latter, runs elsewhere met the former.
    amount_mismatch: Literal["by_locale", "refused", "recomputed"] = "by_locale"
    # GlobalTaxCalculation outside the United States: the reference calls it required, and gives its default.
    missing_tax_calculation: Literal["excluded", "refused"] = "excluded"
    # Not documented: whether a payment raises its invoice's token, and the reverse. Yes is the harder case.
    links_raise_sync_token: bool = True
    # Whether the API writes the closing date of the books and sales tax: the copies of the reference differ.
    more_preferences_written: bool = False
    # Deleting what others are linked to: refused, but neither the code nor the text was recorded.
    linked_delete_code: Literal["6000", "620", "800"] = "6000"
    # How 6240 ends for customers, vendors and employees: documented, or as recorded in 2020.
    taken_name_detail: Literal["who", "null"] = "who"

    journal_entries: int = 10_000


@dataclass(slots=True)
class Switches:
    """What the owner of one company has set in QuickBooks; the control API changes it."""

    # Warning about duplicate numbers: the API can neither read nor set it.
    duplicate_number_warning: bool = True
    # Whether changes in closed books ask for a password: a caller of the API cannot give it.
    closing_password: bool = False
    # Writes stop, reads go on: 6190; or 5020, for a user who may only look.
    subscription_ended: bool = False
    read_only: bool = False
    # Every call is refused: 120, 140, 150.
    user_no_longer_admin: bool = False
    company_locked: bool = False
    under_maintenance: bool = False

"""What to do about a call of which nobody knows whether it happened (design 5.3). Nobody sleeps for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from quickbooks_sync.model import Call
from quickbooks_sync.settings import Times


@dataclass(frozen=True, slots=True)
class Wait:
    """Do nothing before a time: it may still be running, or land late."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Resend:
    """Send the very same bytes again: the request id makes it one object."""


@dataclass(frozen=True, slots=True)
class Locate:
    """Look in the books for what the call should have made; not finding it counts only from `final_at` on."""

    final_at: datetime
    again: bool
    """Whether a call of which nothing is found is sent again as it was; else its members are planned anew."""


Recovery: TypeAlias = Wait | Resend | Locate


def was_refused(call: Call) -> bool:
    """Tell whether QuickBooks certainly took none of a call's tries: it may be settled as not done."""
    return all(each.refused for each in call.tries)


def recover(call: Call, now: datetime, *, times: Times, trusted: bool, partly_settled: bool) -> Recovery:
    """Decide on a call that the journal holds.

    `trusted`: Intuit honours its request id, as for creates of invoices and payments; else unique names or
    SyncTokens protect the books. `partly_settled`: some of a batch's members are, so it is never re-sent.
    """
    first, last = call.tries[0].at, call.tries[-1].at
    if was_refused(call) and not partly_settled:
        return Resend()
    quiet = last + timedelta(seconds=times.resend_after_s)
    if now < quiet:
        return Wait(quiet)
    if partly_settled or not trusted:
        return Locate(quiet, again=not partly_settled and not call.tries[-1].refused)
    if now < first + timedelta(seconds=times.safe_s):
        return Resend()
    return Locate(last + timedelta(seconds=times.quiet_s), again=False)

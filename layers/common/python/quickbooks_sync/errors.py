"""Every error of the service, named by what happens next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SHOWN = 100
"""How much of a faulty value an error repeats."""


class SyncError(Exception):
    """Root of all our errors; `code` is stable, the message is for people."""

    code = "error"

    def __init__(self, message: str, /, **details: object) -> None:
        """Keep a message for people and the values it speaks of."""
        super().__init__(message)
        self.details: Mapping[str, object] = details


class Retry(SyncError):
    """Something outside did not answer or was busy: the same step will do later."""

    code = "retry"


class StoreBusy(Retry):
    """The table throttled, conflicted or timed out."""

    code = "store_busy"


class QueueBusy(Retry):
    """A queue did not take or give a message."""

    code = "queue_busy"


class SecretsBusy(Retry):
    """The secret store throttled or timed out: whatever was kept before is still there."""

    code = "secrets_busy"


class IntuitBusy(Retry):
    """Intuit's token host or a read did not answer; nothing is known to be wrong with the connection."""

    code = "intuit_busy"


class ConditionFailed(SyncError):
    """A conditional write found something else; `positions` are the failed writes of the transaction."""

    code = "condition_failed"

    def __init__(self, positions: Sequence[int] = (0,)) -> None:
        """Keep which writes of the transaction failed their condition, counted from 0."""
        super().__init__(f"condition failed for write {', '.join(map(str, positions))}")
        self.positions = tuple(positions)


class LeaseLost(SyncError):
    """Another worker holds the company's books now: stop without sending."""

    code = "lease_lost"


class BadMessage(SyncError):
    """A queue message that names no known company: it fails alone and ends among the dead letters."""

    code = "bad_message"


class Refused(SyncError):
    """A request of a caller that cannot be done; the message says what to do."""

    code = "refused"


class NotFound(Refused):
    """What was asked for does not exist, or not for this caller."""

    code = "not_found"


class Forbidden(Refused):
    """The caller's role does not allow it."""

    code = "forbidden"


class Conflict(Refused):
    """It contradicts what is already there."""

    code = "conflict"


class NotReady(Refused):
    """A sync was asked for but the company lacks something; `details["missing"]` names it."""

    code = "not_ready"


class Invalid(Refused):
    """Input breaks the schema; `faults` names every faulty field."""

    code = "invalid"

    def __init__(self, message: str, faults: Sequence[Mapping[str, str]]) -> None:
        """Keep one entry per faulty field: `field`, `value`, `message`."""
        super().__init__(message)
        self.faults = tuple(faults)


class BadCursor(Invalid):
    """A list was to go on at a place that it never gave."""

    def __init__(self, cursor: str) -> None:
        """Keep the cursor, shortened."""
        message = "is not one that this list gave: start again without it"
        fault = {"field": "cursor", "value": cursor[:100], "message": message}
        super().__init__(f"the cursor {message}", [fault])


class Disconnected(SyncError):
    """QuickBooks no longer lets us in: everything waits for a person to connect again."""

    code = "disconnected"


class Defect(SyncError):
    """Our own configuration or code is wrong: alarm, no blame on a record."""

    code = "defect"

"""What the partner program meters: CorePlus calls that succeed, of one realm and of the app in a month."""

from collections import Counter

from simulator.limits.counts import throttled
from simulator.settings import Settings
from simulator.timestamps import today

CORE = ("create", "update", "delete", "void", "write", "send")
"""The operations that are not metered: writes of single objects. Every GET, query and batch is."""


class Meter:
    """Calls of one realm: CorePlus (every GET, query, batch, change data) is metered, writes are not."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.core = 0
        self.core_plus = 0

    def count(self, operation: str, *, status: int) -> bool:
        """Count an answered call; only 2xx count. Tell whether it is metered."""
        self.calls[operation] += 1
        self.statuses[status] += 1
        if not 200 <= status < 300:  # noqa: PLR2004 (2xx)
            return False
        if operation in CORE:
            self.core += 1
            return False
        self.core_plus += 1
        return True


class Budget:
    """The metered calls of the app in this month, over all its realms, and what happens when they are spent.

    That the block ends with the month is published, in which time zone it ends is not: here it is Pacific,
    as every time of QuickBooks.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.month = ""
        self.used = 0
        self.refused = 0

    def admit(self, operation: str, *, now_s: float) -> None:
        """Turn a call away when the month's calls are used up. The 429 looks like any other."""
        settings, budget = self._settings, self._settings.monthly_core_plus_budget
        if budget is None:
            return
        self._turn_over(now_s)
        if self.used < budget:
            return
        if settings.spent_budget_blocks == "everything" or operation not in CORE:
            self.refused += 1
            raise throttled(settings)

    def spend(self, now_s: float) -> None:
        """Count one metered call."""
        self._turn_over(now_s)
        self.used += 1

    def shown(self, now_s: float) -> dict[str, object]:
        """Return how much of it is used."""
        self._turn_over(now_s)
        return {
            "month": self.month,
            "used": self.used,
            "budget": self._settings.monthly_core_plus_budget,
            "refused": self.refused,
        }

    def _turn_over(self, now_s: float) -> None:
        month = today(now_s)[:7]
        if month != self.month:
            self.month, self.used, self.refused = month, 0, 0

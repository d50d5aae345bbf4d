"""Faults on order: the first open order that matches is used up by the request that it hits."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

from simulator.ordered_faults.kinds import FaultKind, Form, hits, suitable

AUTHORITY = "oauth"
"""The entity of requests to the authorization server; only orders that name it hit them."""
Items = int | Literal["every other"] | Collection[int]


@dataclass(slots=True)
class FaultOrder:
    """One order: which requests it counts, which of these it hits, and how (see `FAULTS`)."""

    kind: FaultKind
    entity: str = ""
    """customer, invoice, batch, query, cdc ... as in the path; `oauth`: the authorization server."""
    operation: str = ""
    nth: int = 1
    """The first that it hits; with `every`, each such further one."""
    times: int | None = 1
    """How many it hits, None is without end; without meaning when there is a window."""
    status: int | None = None
    """429 is answered as the throttle does. None is what the kind usually has: 503, 200, that of the code."""
    realm: str = ""
    every: int = 1
    from_s: float = 0.0
    until_s: float | None = None
    """A window on the simulator's clock: whatever comes in it and matches is hit, and nothing after it."""
    once_each: bool = False
    """Hit only requests with a request id, and each id only the first time that this order sees it."""
    later_s: float = 60.0
    retry_after_s: int | None = None
    items: Items | None = None
    """Of a batch: the first so many, every other (1st, 3rd ...), or those at these places, from 0.

    They are those that are carried out; with `answer_lacks` and `items_throttled` those that lack or are
    throttled; with `changes_as_deleted` the changes of each entity. None is all.
    """
    seen: list[str] = field(default_factory=list)
    """The request ids that it has hit."""
    requestid: str = ""
    probability: float = 1.0
    """Of those that it would hit, this part, drawn from the simulator's seed."""
    form: Form = ""
    """Of `status_`: html, QuickBooks' `Fault`, the gateway's `fault`, xml, or empty. "" is a page, and of 429
    the throttle's own.
    """
    code: str = ""
    detail: str = ""
    """Of `fault`."""
    about: str = ""
    """Of `lag`: the one entity that is behind, as it is called in queries."""
    closed_s: float = 0.0
    """Of `refused`: how long nobody listens any more, in real seconds."""

    @property
    def applied(self) -> bool:
        """Tell whether the request is carried out at once all the same."""
        return self.kind.endswith(("_after", "_within")) or self.kind.startswith((
            "answer", "body", "items", "changes", "lag",
        ))  # fmt: skip

    @property
    def later(self) -> bool:
        """Tell whether the request is carried out later."""
        return self.kind.endswith("_later")

    def matches(self, entity: str, operation: str, realm: str, requestid: str) -> bool:
        """Tell whether a request is one of those that it counts."""
        if self.entity != entity and (self.entity or entity == AUTHORITY):
            return False
        if not hits(self.kind, operation):
            return False
        if self.operation not in ("", operation) or self.realm not in ("", realm):
            return False
        if self.requestid not in ("", requestid):
            return False
        return not self.once_each or (bool(requestid) and requestid not in self.seen)

    def chosen(self, count: int) -> set[int]:
        """Return the places of a batch of `count` items that `items` names."""
        match self.items:
            case None:
                return set(range(count))
            case "every other":
                return set(range(0, count, 2))
            case int(first):
                return set(range(min(first, count)))
            case _:
                return {int(place) for place in self.items}


class FaultOrders:
    """The orders that are still open. The same seed, orders and requests give the same faults."""

    def __init__(self, seed: int) -> None:
        self.open: list[FaultOrder] = []
        self._random = Random(f"{seed} faults")  # noqa: S311 (chance, not a secret)

    def next(
        self, entity: str, operation: str, *, realm: str = "", requestid: str = "", now_s: float = 0.0
    ) -> FaultOrder | None:
        """Return the order that hits this request, and count it."""
        self.open = [order for order in self.open if order.until_s is None or now_s < order.until_s]
        for order in self.open:
            if now_s < order.from_s or not order.matches(entity, operation, realm, requestid):
                continue
            if order.nth > 1:
                order.nth -= 1
                continue
            if order.probability < 1 and self._random.random() >= order.probability:
                continue
            self._count(order, requestid)
            return self._some(order, entity, operation) if order.kind == "any" else order
        return None

    def _some(self, order: FaultOrder, entity: str, operation: str) -> FaultOrder:
        """Return an order of `any` kind as one that fits the request."""
        kind = self._random.choice(suitable(entity, operation))
        status = order.status
        if status is None and kind.startswith("status"):
            status = self._random.choice((429, 500, 502, 503))
        return replace(order, kind=kind, status=status)

    def _count(self, order: FaultOrder, requestid: str) -> None:
        order.nth = order.every
        if order.once_each:
            order.seen.append(requestid)
        if order.until_s is None and order.times is not None:
            order.times -= 1
            if order.times <= 0:
                self.open.remove(order)

"""Faults on order: the first open order that matches is used up by the request that it hits."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from simulator.wire import Answer, Request, Wire, html_page, read_json, write_json

FaultKind = Literal[
    "reset_before", "reset_after", "status_before", "status_after", "time_out_before", "time_out_after",
    "reset_later", "status_later", "time_out_later", "answer_lacks", "answer_shuffled",
]  # fmt: skip
FAULT_KINDS: tuple[FaultKind, ...] = (
    "reset_before", "reset_after", "status_before", "status_after", "time_out_before", "time_out_after",
)  # fmt: skip
"""The connection breaks, and on which side of the request being carried out."""
LATER_KINDS: tuple[FaultKind, ...] = ("reset_later", "status_later", "time_out_later")
"""The connection breaks, and the request is carried out `later_s` seconds later."""
ALL_KINDS: tuple[FaultKind, ...] = get_args(FaultKind)
TOO_MANY = 429
AUTHORITY = "oauth"
"""The entity of requests to the authorization server; only orders that name it hit them."""
Items = int | Literal["every other"] | Collection[int]


@dataclass(slots=True)
class FaultOrder:
    """One order: which requests it counts, which of these it hits, and how.

    `_before` and `_after` say on which side of the request being carried out the connection breaks; `_later`
    that it is carried out `later_s` seconds later. `answer_lacks` and `answer_shuffled` are about the answer
    of a batch whose items were all carried out.
    """

    kind: FaultKind
    entity: str = ""
    operation: str = ""
    nth: int = 1
    """The first that it hits; with `every`, each such further one."""
    times: int = 1
    """How many it hits; without meaning when there is a window."""
    status: int = 503
    """429 is answered as the gateway does."""
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

    They are those that are carried out; with `answer_lacks` those that the answer lacks. None is all.
    """
    seen: list[str] = field(default_factory=list)
    """The request ids that it has hit."""

    @property
    def applied(self) -> bool:
        """Tell whether the request is carried out at once all the same."""
        return self.kind.endswith("_after") or self.kind.startswith("answer")

    @property
    def later(self) -> bool:
        """Tell whether the request is carried out later."""
        return self.kind.endswith("_later")

    def matches(self, entity: str, operation: str, realm: str, requestid: str) -> bool:
        """Tell whether a request is one of those that it counts."""
        if self.entity != entity and (self.entity or entity == AUTHORITY):
            return False
        if self.operation not in ("", operation) or self.realm not in ("", realm):
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

    def check(self) -> None:
        """Raise ValueError for an order that makes no sense."""
        if self.kind not in ALL_KINDS:
            raise ValueError(f"kind must be one of {', '.join(ALL_KINDS)}")
        if any(type(number) is not int or number < 1 for number in (self.nth, self.times, self.every)):
            raise ValueError("nth, times and every are whole numbers from 1")
        if type(self.status) is not int:
            raise ValueError("status is a whole number")
        if isinstance(self.items, str) and self.items != "every other":
            raise ValueError('items is a number, "every other", or a list of places from 0')


class FaultOrders:
    """The orders that are still open."""

    def __init__(self) -> None:
        self.open: list[FaultOrder] = []

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
            self._count(order, requestid)
            return order
        return None

    def _count(self, order: FaultOrder, requestid: str) -> None:
        order.nth = order.every
        if order.once_each:
            order.seen.append(requestid)
        if order.until_s is None:
            order.times -= 1
            if order.times <= 0:
                self.open.remove(order)


def narrowed(order: FaultOrder, request: Request) -> Request:
    """Return a batch with only the items that are carried out; any other request as it is."""
    if order.items is None or order.kind == "answer_lacks":
        return request
    try:
        body = read_json(request.body)
        items = body["BatchItemRequest"]
        chosen = order.chosen(len(items))
    except (ValueError, KeyError, TypeError):
        return request
    kept = [item for place, item in enumerate(items) if place in chosen]
    return replace(request, body=write_json({**body, "BatchItemRequest": kept}))


def broken(order: FaultOrder, answer: Answer, headers: dict[str, str], *, time_out_s: float) -> Answer:
    """Return what an order makes of an answer."""
    page = {**headers, "Content-Type": "text/html"}
    if order.kind.startswith("answer"):
        return _rearranged(order, answer)
    if order.kind.startswith("reset"):
        return Answer(0, {}, b"", cut=True)
    if order.kind.startswith("time_out"):
        return Answer(504, page, html_page("504 Gateway Time-out", ""), seconds=time_out_s)
    return Answer(order.status, page, html_page(f"{order.status} Service Unavailable", ""))


def _rearranged(order: FaultOrder, answer: Answer) -> Answer:
    """Leave items out of the answer to a batch, or turn it round; any other answer stays as it is."""
    try:
        body: Wire = read_json(answer.body)
        rows: list[Wire] = body["BatchItemResponse"]
    except (ValueError, KeyError, TypeError):
        return answer
    if order.kind == "answer_shuffled":
        rows.reverse()
    else:
        lacking = order.chosen(len(rows))
        rows = [row for place, row in enumerate(rows) if place not in lacking]
    return replace(answer, body=write_json({**body, "BatchItemResponse": rows}))

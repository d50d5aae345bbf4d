"""Faults on order: the first matching order is used up by the request that it hits."""

from dataclasses import dataclass
from typing import Literal

from simulator.wire import Answer, html_page

FaultKind = Literal[
    "reset_before", "reset_after", "status_before", "status_after", "time_out_before", "time_out_after"
]
FAULT_KINDS: tuple[FaultKind, ...] = (
    "reset_before", "reset_after", "status_before", "status_after", "time_out_before", "time_out_after",
)  # fmt: skip


@dataclass(slots=True)
class FaultOrder:
    """One order: which requests it counts, the first that it hits and how many from there on, and how.

    `before` and `after` say on which side of the write being carried out the connection breaks.
    """

    kind: FaultKind
    entity: str = ""
    operation: str = ""
    nth: int = 1
    times: int = 1
    status: int = 503

    @property
    def applied(self) -> bool:
        """Tell whether the request is carried out all the same."""
        return self.kind.endswith("_after")


class FaultOrders:
    """The orders that are still open."""

    def __init__(self) -> None:
        self.open: list[FaultOrder] = []

    def next(self, entity: str, operation: str) -> FaultOrder | None:
        """Return the order that hits this request, and count it."""
        for order in self.open:
            if order.entity not in ("", entity) or order.operation not in ("", operation):
                continue
            if order.nth > 1:
                order.nth -= 1
                continue
            order.times -= 1
            if order.times <= 0:
                self.open.remove(order)
            return order
        return None


def broken(order: FaultOrder, headers: dict[str, str], *, time_out_s: float) -> Answer:
    """Return what an order makes of an answer."""
    page = {**headers, "Content-Type": "text/html"}
    if order.kind.startswith("reset"):
        return Answer(0, {}, b"", cut=True)
    if order.kind.startswith("time_out"):
        return Answer(504, page, html_page("504 Gateway Time-out", ""), seconds=time_out_s)
    return Answer(order.status, page, html_page(f"{order.status} Service Unavailable", ""))

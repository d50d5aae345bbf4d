"""The books are closed after a try of which nobody knows how it ended: its refusal proves nothing."""

from __future__ import annotations

import pytest
import simplejson

from quickbooks_sync.books import BooksReply, BooksRequest
from quickbooks_sync.model import Phase
from simulator.ordered_faults.kinds import FaultKind
from simulator.ordered_faults.orders import FaultOrder
from tests.fakes.world import World
from tests.flows.examples import all_settled, blamed, contact, invoice, open_calls, product

CLOSED = {
    "Message": "Account Period Closed, Cannot Update Through Services API",
    "Detail": "The account period has closed and the account books cannot be updated.",
    "code": "6210",
}


class ClosedBooks:
    """The QuickBooks port, which refuses invoices while the books are closed."""

    def __init__(self, world: World) -> None:
        self.real = world.quickbooks.send
        self.closed = False
        self.refused = 0
        world.quickbooks.send = self.send  # type: ignore[method-assign]

    def send(self, request: BooksRequest, access_token: str) -> BooksReply:
        if not self.closed or request.path != "/invoice":
            return self.real(request, access_token)
        self.refused += 1
        return BooksReply(400, simplejson.dumps({"Fault": {"Error": [CLOSED]}}).encode())


@pytest.mark.parametrize(
    ("kind", "made"), [("reset_after", True), ("time_out_later", True), ("reset_before", False)]
)
def test_books_that_are_closed_after_an_unknown_try_blame_nobody_before_the_books_have_told(
    world: World, kind: FaultKind, *, made: bool
) -> None:
    world.push("contacts", contact(1), contact(2))
    world.push("products", product())
    world.settle_down()
    books = ClosedBooks(world)
    world.simulator.orders.open.append(FaultOrder(kind, "invoice", later_s=3 * 3600))
    world.push("invoices", invoice(1))
    world.work()
    books.closed = True
    world.push("contacts", contact(3))
    world.clock.sleep(200)
    world.sweep()
    world.work()
    assert books.refused == 1
    assert not blamed(world)
    assert open_calls(world)
    world.settle_down(most_s=2 * 86_400)
    assert len(world.objects("Invoice")) == made
    record = world.record("invoices", "i1")
    problems = [problem.code for problem in record.problems]
    assert (record.phase, problems) == ((Phase.SETTLED, []) if made else (Phase.REJECTED, ["books_closed"]))
    assert world.record("contacts", "c3").phase is Phase.SETTLED
    books.closed = False
    world.sync()
    world.settle_down()
    assert len(world.objects("Invoice")) == 1
    assert all_settled(world)

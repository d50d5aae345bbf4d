"""Whose answer is it? What speaks of another object is never taken for ours."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import simplejson

from quickbooks_sync.books import BooksReply, BooksRequest
from quickbooks_sync.model import Phase
from tests.fakes.world import World
from tests.flows.examples import contact, invoice, product

Change = Callable[[dict[str, Any]], object]


def answer_with(world: World, path: str, change: Change) -> None:
    """Change the objects in QuickBooks' answers to one path."""
    real = world.quickbooks.send

    def changed(request: BooksRequest, access_token: str) -> BooksReply:
        reply = real(request, access_token)
        if request.path != path:
            return reply
        body = simplejson.loads(reply.body, use_decimal=True)
        change(next(value for value in body.values() if isinstance(value, dict)))
        return BooksReply(reply.status, simplejson.dumps(body, use_decimal=True).encode(), reply.intuit_tid)

    world.quickbooks.send = changed  # type: ignore[method-assign]


@pytest.mark.parametrize(
    "foreign",
    [{"PrivateNote": "ref aaaaaaaaaaaaaaaa"}, {"PrivateNote": ""}, {"CustomerRef": {"value": "999"}}],
)
def test_an_answer_with_another_marker_or_customer_is_a_problem_and_never_synced(
    world: World, foreign: dict[str, Any]
) -> None:
    world.push("contacts", contact())
    world.push("products", product())
    answer_with(world, "/invoice", lambda found: found.update(foreign))
    world.push("invoices", invoice())
    world.work()
    record = world.record("invoices", "i1")
    assert (record.phase, record.link) == (Phase.REJECTED, None)
    assert [problem.code for problem in record.problems] == ["not_ours"]


def test_an_object_that_one_record_owns_is_never_linked_to_a_second_one(world: World) -> None:
    world.push("contacts", contact(1))
    world.work()
    owned = world.record("contacts", "c1").link
    assert owned is not None
    answer_with(world, "/customer", lambda found: found.update(Id=owned.id))
    world.push("contacts", contact(2))
    world.work()
    second = world.record("contacts", "c2")
    assert (second.phase, second.link) == (Phase.REJECTED, None)
    assert [(problem.code, problem.value) for problem in second.problems] == [("object_claimed", owned.id)]
    assert world.record("contacts", "c1").link == owned


def test_a_total_that_differs_from_the_hosts_is_linked_and_shown_with_both_figures(world: World) -> None:
    world.push("contacts", contact())
    world.push("products", product())
    answer_with(world, "/invoice", lambda found: found.update(TotalAmt=107))
    world.push("invoices", invoice())
    world.work()
    record = world.record("invoices", "i1")
    assert (record.phase, record.booking_number) == (Phase.DIFFERS, "1001")
    assert [problem.code for problem in record.problems] == ["total_differs"]
    figures = {name: Decimal(value) for name, value in record.problems[0].details.items()}
    assert figures == {"host": 108, "books": 107}


def test_an_answer_that_cannot_be_read_is_its_records_problem_and_linked_all_the_same(world: World) -> None:
    world.push("contacts", contact())
    world.push("products", product())
    answer_with(world, "/invoice", lambda found: found.update(TotalAmt="much"))
    world.push("invoices", invoice())
    world.work()
    record = world.record("invoices", "i1")
    assert (record.phase, [problem.code for problem in record.problems]) == (Phase.DIFFERS, ["defect"])
    assert record.link is not None
    assert [line.event for line in world.log.lines if line.error] == ["answer"]
    before = len(world.simulator.journal)
    world.settle_down()
    assert len(world.simulator.journal) == before

"""One line per outcome: who, what, how it ended, by which call; and nothing twice."""

from __future__ import annotations

from collections import Counter

import pytest

from quickbooks_sync.model import Phase
from simulator.ordered_faults.orders import FaultOrder
from tests.fakes.process import Line
from tests.fakes.world import World
from tests.flows.examples import contact, invoice, payment, product, small_books
from tests.peers.books import by_hand

Ended = tuple[str, str, str]
RESULTS = {"synced": {"settled"}, "waiting": {"waiting"}, "error": {"rejected", "differs"}}


def record_lines(world: World) -> list[Line]:
    return [line for line in world.log.lines if line.event == "record"]


def outcomes(world: World) -> Counter[tuple[str, str]]:
    """Count the outcomes that are kept for runs and history, by record and result."""
    rows = [row for row in world.store.items() if row["sk"].startswith("OUT#")]
    return Counter(("/".join(row["sk"].split("#")[1:3]), row["result"]) for row in rows)


def said(world: World) -> Counter[tuple[str, str]]:
    """Count the lines in the words of outcomes."""
    word = {each: result for result, phases in RESULTS.items() for each in phases}
    lines = record_lines(world)
    return Counter(
        (f"{line.ids['entity']}/{line.ids['record']}", word[str(line.ids["result"])]) for line in lines
    )


def hard_books(world: World) -> None:
    """Push records that arrive, that wait, that break our rules, and that QuickBooks refuses."""
    by_hand(world, "Vendor", DisplayName="Garden 3")
    world.push("payments", payment(2, applications=[{"invoice_id": "i9", "amount": 108}]))
    world.push("invoices", invoice(3, contact_id="c3"), invoice(4, total=1))
    small_books(world)
    world.push("contacts", *(contact(number) for number in range(3, 20)), contact(20, email="not an address"))


@pytest.mark.parametrize(
    "order", [None, FaultOrder("reset_after", "batch"), FaultOrder("time_out_after", "invoice")]
)
def test_every_outcome_is_one_line(world: World, order: FaultOrder | None) -> None:
    if order is not None:
        world.simulator.orders.open.append(order)
    hard_books(world)
    world.settle_down()
    assert not world.simulator.orders.open
    assert dict(Counter(world.phases().values())) == {
        Phase.SETTLED: 22,
        Phase.WAITING: 1,
        Phase.REJECTED: 4,
    }
    assert said(world) == outcomes(world)
    assert sum(said(world).values()) >= len(world.phases())


def test_a_run_of_many_records_writes_one_line_of_each(world: World) -> None:
    numbers = range(1, 101)
    world.push("contacts", *(contact(number) for number in numbers))
    world.push("products", product())
    world.push("invoices", *(invoice(number) for number in numbers))
    world.sync()
    assert len(record_lines(world)) == 201
    assert set(said(world).values()) == {1}


def test_a_line_names_company_entity_record_call_result_and_intuits_own_id(world: World) -> None:
    world.push("contacts", contact())
    world.settle_down()
    (line,) = record_lines(world)
    assert line.ids.keys() == {
        "company", "entity", "record", "call", "operation", "result", "problem", "intuit_tid",
    }  # fmt: skip
    assert (line.ids["company"], line.ids["entity"], line.ids["record"]) == ("acme", "contacts", "c1")
    assert (line.ids["result"], line.ids["problem"]) == ("settled", "")
    (call,) = [request for _, request, _ in world.simulator.journal if request.path.endswith("/customer")]
    assert f"requestid={line.ids['call']}" in call.query
    assert line.ids["intuit_tid"] == _tid_of(world, "/customer")


def test_a_refusals_line_has_the_problem_and_intuits_own_id(world: World) -> None:
    by_hand(world, "Vendor", DisplayName="Garden 1")
    world.push("contacts", contact())
    world.settle_down()
    (line,) = record_lines(world)
    assert (line.ids["result"], line.ids["problem"]) == ("rejected", "display_name_taken")
    assert line.ids["intuit_tid"] == _tid_of(world, "/customer")


def _tid_of(world: World, path: str) -> str:
    (answer,) = [answer for _, request, answer in world.simulator.journal if request.path.endswith(path)]
    return next(value for name, value in answer.headers.items() if name.lower() == "intuit_tid")

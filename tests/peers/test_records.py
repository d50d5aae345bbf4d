"""Defects of others in what becomes of a record: a part of it only, or the same refusal over and over."""

from __future__ import annotations

from decimal import Decimal

import pytest

from quickbooks_sync.flows import connect
from quickbooks_sync.model import Phase
from simulator.ordered_faults.orders import FaultOrder
from tests.fakes.world import World
from tests.flows.examples import all_settled, contact, invoice, payment, product, small_books, writes
from tests.peers.books import by_hand, close_books, fault, refuse, requests_to

DAY_S = 86_400
NAME_TAKEN = (
    "The name supplied already exists. : Another customer, vendor or employee is already using this \nname."
)
PERIOD_CLOSED = (
    "The account period has closed and the account books cannot be updated through the QBO Services API."
)
NAMES = ["Amy's Bird Sanctuary", "Back\\slash", "It\\'s both", "'", "Ends with \\", "5' 6\" %_ tall"]
LINE = {"quantity": 1, "unit_price": 100, "amount": 100, "taxable": True}


def two_lines() -> dict[str, object]:
    lines = [{**LINE, "product_id": "p1"}, {**LINE, "product_id": "p2"}]
    return invoice(1, lines=lines, tax_total=16, total=216)


@pytest.mark.parametrize(
    "bad", [None, {"name": ""}, {"kind": "planet"}], ids=["never pushed", "no name", "odd"]
)
def test_no_line_is_dropped_when_its_product_is_unmapped(world: World, bad: dict[str, object] | None) -> None:
    """Elsewhere a line without a known item is left out, and the invoice arrives with a smaller total."""
    world.push("contacts", contact())
    world.push("products", product(1))
    if bad is not None:
        world.push("products", product(2, **bad))
    world.push("invoices", two_lines())
    world.settle_down()
    assert world.objects("Invoice") == []
    if bad is None:
        named = [(problem.code, problem.field) for problem in world.record("invoices", "i1").problems]
        assert named == [("reference_missing", "lines[1].product_id")]
    world.push("products", product(2, version=2))
    world.settle_down()
    (held,) = world.objects("Invoice")
    assert held["TotalAmt"] == Decimal(216)
    assert sum(line["DetailType"] == "SalesItemLineDetail" for line in held["Line"]) == 2
    assert all_settled(world)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("entity", ["contacts", "products"])
def test_apostrophes_and_backslashes_in_queries_find_what_is_there(
    world: World, entity: str, name: str
) -> None:
    """Elsewhere the query is refused, or finds nothing, and the customer is created a second time.

    https://github.com/ruckus/quickbooks-ruby/issues/54, https://github.com/ej2/python-quickbooks/issues/319
    """
    path, field = ("customer", "DisplayName") if entity == "contacts" else ("item", "Name")
    world.simulator.orders.open.append(FaultOrder("reset_after", path))
    content = contact(1, display_name=name) if entity == "contacts" else product(1, name=name)
    world.push(entity, content)
    world.settle_down()
    assert [row[field] for row in world.objects(path.capitalize())].count(name) == 1
    assert len(requests_to(world, path)) == 1
    answers = [answer.status for _, request, answer in world.simulator.journal if "/query" in request.path]
    assert set(answers) == {200}
    assert all_settled(world)


def test_every_invoice_of_a_payment_is_linked_and_not_only_the_first(world: World) -> None:
    """Elsewhere one LinkedTxn is written per payment: the other invoices stay open."""
    world.push("contacts", contact())
    world.push("products", product())
    world.push("invoices", *(invoice(number) for number in (1, 2, 3)))
    parts = [("i1", 108), ("i2", 100), ("i3", Decimal("0.50"))]
    applications = [{"invoice_id": key, "amount": amount} for key, amount in parts]
    world.push("payments", payment(1, amount=Decimal("208.50"), applications=applications))
    world.settle_down()
    balances = {row["DocNumber"]: row["Balance"] for row in world.objects("Invoice")}
    assert balances == {"1001": 0, "1002": 8, "1003": Decimal("107.50")}
    (held,) = world.objects("Payment")
    linked = [(line["LinkedTxn"][0]["TxnId"], line["Amount"]) for line in held["Line"]]
    links = [world.record("invoices", key).link for key, _ in parts]
    assert linked == [(link.id, amount) for link, (_, amount) in zip(links, parts, strict=True) if link]
    assert held["UnappliedAmt"] == 0


def test_a_document_with_another_amount_that_has_the_number_is_not_taken_for_ours(world: World) -> None:
    """Elsewhere whatever has the number is linked or overwritten, also when it is another sale.

    flowlink's quickbooks_integration looks for the number, and creates or updates by it.
    """
    world.push("contacts", contact())
    world.push("products", product())
    world.settle_down()
    customer, item = world.record("contacts", "c1").link, world.record("products", "p1").link
    assert customer
    assert item
    detail = {"ItemRef": {"value": item.id}}
    line = {"Amount": 7, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}
    theirs = by_hand(world, "Invoice", DocNumber="1001", CustomerRef={"value": customer.id}, Line=[line])
    world.push("invoices", invoice(1))
    world.settle_down()
    for _ in range(3):
        world.sync()
        world.settle_down()
    assert world.objects("Invoice") == [theirs]
    assert len(requests_to(world, "invoice")) <= 1 + 3
    record = world.record("invoices", "i1")
    assert (record.phase, record.link) == (Phase.REJECTED, None)
    (problem,) = record.problems
    assert (problem.code, problem.field, problem.value) == ("number_taken", "number", "1001")
    assert problem.details == {"holder": "Invoice", "holder_id": theirs["Id"]}


def test_a_closed_period_is_not_tried_again_and_again(world: World) -> None:
    """Elsewhere the refusal of a closed period counts as passing, and is retried until the queue gives up."""
    world.push("contacts", contact())
    world.push("products", product())
    world.settle_down()
    refused = refuse(world, "/invoice", fault("6210", PERIOD_CLOSED), times=100)
    world.push("invoices", invoice(1))
    world.settle_down()
    assert len(refused) == 1
    assert [problem.code for problem in world.record("invoices", "i1").problems] == ["books_closed"]
    for _ in range(3):
        world.clock.sleep(DAY_S)
        world.sweep()
        world.settle_down()
    assert len(refused) == 1
    for runs in range(1, 4):
        world.sync()
        world.settle_down()
        assert len(refused) <= 1 + runs, "a run that a person asked for tries a refused record once"


def test_a_closed_period_that_is_known_is_not_tried_at_all_and_goes_through_when_it_opens(
    world: World,
) -> None:
    """Elsewhere the closing date is not read, and every sync sends what QuickBooks can only refuse."""
    close_books(world, "2026-04-30")
    connect.refresh(world.ports, world.company())
    small_books(world)
    world.settle_down()
    for _ in range(2):
        world.sync()
        world.settle_down()
    assert set(writes(world)) == {"customer", "item"}
    (problem,) = world.record("invoices", "i1").problems
    assert (problem.code, problem.field) == ("period_closed", "issue_date")
    close_books(world, "2026-03-31")
    connect.refresh(world.ports, world.company())
    world.sync()
    world.settle_down()
    assert len(world.objects("Invoice")) == 2
    assert all_settled(world)


@pytest.mark.parametrize("entity", ["contacts", "products"])
def test_a_name_that_something_inactive_holds_does_not_loop(world: World, entity: str) -> None:
    """Elsewhere the create says "taken", the look-up finds nobody active, and both go on for ever."""
    path = "customer" if entity == "contacts" else "item"
    content, field = (contact(), "display_name") if entity == "contacts" else (product(), "name")
    name = content[field]
    if entity == "contacts":
        held = by_hand(world, "Customer", DisplayName=name)
        label = {"DisplayName": name}
    else:
        held = by_hand(world, "Item", Name=name, Type="Service", IncomeAccountRef={"value": "1"})
        label = {"Name": name}
    by_hand(
        world,
        path.capitalize(),
        Id=held["Id"],
        SyncToken=held["SyncToken"],
        sparse=True,
        Active=False,
        **label,
    )
    refused = refuse(world, f"/{path}", fault("6240", NAME_TAKEN), times=100)
    world.push(entity, content)
    world.settle_down()
    for _ in range(2):
        world.clock.sleep(DAY_S)
        world.sync()
        world.settle_down()
    assert len(refused) <= 1 + 2
    assert len(requests_to(world, "query")) <= 3 * len(refused)
    record = world.record(entity, content["id"])
    assert (record.phase, record.link) == (Phase.REJECTED, None)
    (problem,) = record.problems
    assert (problem.code, problem.field, problem.value) == ("name_of_inactive", field, name)
    assert problem.details == {"holder": path.capitalize(), "holder_id": held["Id"]}

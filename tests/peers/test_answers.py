"""Defects of others in what they make of an answer, or of none."""

from __future__ import annotations

import pytest

from quickbooks_sync.books import BooksReply
from quickbooks_sync.model import Phase
from simulator.ordered_faults.kinds import FaultKind
from simulator.ordered_faults.orders import FaultOrder
from tests.fakes.world import World
from tests.flows.examples import (
    OBJECTS,
    SMALL_BOOKS,
    all_settled,
    blamed,
    contact,
    figures,
    invoice,
    open_calls,
    payment,
    product,
    small_books,
)
from tests.peers.books import by_hand, fault, refuse, request_ids, requests_to

HTML = b"<html><body><h1>429 Too Many Requests</h1></body></html>"
GATEWAY = b'{"fault":{"error":[{"message":"Too Many Requests","code":"2020"}],"type":"VALIDATION"}}'
LOCKED = "Business Validation Error: You can only add or edit one name at a time."


def nobody_was_told_of_an_error(world: World) -> bool:
    """Tell whether no outcome and no line of the log ever called a record an error."""
    said = {line.ids.get("result") for line in world.log.lines} | {
        line.ids.get("problem") for line in world.log.lines
    }
    return not blamed(world) and not said & {"rejected", "differs", "error", "defect"}


@pytest.mark.parametrize("many", [1, 12])
def test_a_lost_response_makes_no_duplicate(world: World, many: int) -> None:
    """Elsewhere the retry after a time-out posts the invoice a second time, under a new request id or none.

    https://github.com/ruckus/quickbooks-ruby/issues/343
    """
    numbers = range(1, many + 1)
    path = "invoice" if many == 1 else "batch"
    world.push("contacts", contact())
    world.push("products", product())
    world.settle_down()
    world.simulator.orders.open.append(FaultOrder("reset_after", path))
    world.push("invoices", *(invoice(number) for number in numbers))
    world.settle_down()
    first, second = request_ids(world, path)
    assert first == second
    assert sorted(row["DocNumber"] for row in world.objects("Invoice")) == sorted(
        f"{1000 + n}" for n in numbers
    )
    assert all_settled(world)


def test_not_every_400_is_final(world: World) -> None:
    """Elsewhere any 400 gives the record up: also a lock on name lists that is gone a moment later."""
    refused = refuse(
        world, "/customer", fault("6000", LOCKED, message="A business validation error has occurred")
    )
    small_books(world)
    world.settle_down()
    assert len(refused) == 1
    assert figures(world) == SMALL_BOOKS
    assert all_settled(world)
    assert not blamed(world)


def test_a_400_for_a_stale_sync_token_is_not_final(world: World) -> None:
    """Elsewhere 5010 is an error for ever, although the object only has to be read once more."""
    small_books(world)
    world.settle_down()
    (before,) = (row for row in world.objects("Customer") if row["DisplayName"] == "Garden 1")
    by_hand(
        world, "Customer", Id=before["Id"], SyncToken=before["SyncToken"], sparse=True, Notes="knows the way"
    )
    world.push("contacts", contact(1, version=2, phone="(650) 555-0177"))
    world.settle_down()
    (after,) = (row for row in world.objects("Customer") if row["DisplayName"] == "Garden 1")
    assert (after["PrimaryPhone"], after["Notes"]) == ({"FreeFormNumber": "(650) 555-0177"}, "knows the way")
    assert all_settled(world)
    assert not blamed(world)


def test_a_400_is_not_final_for_the_run_after_a_person_has_mended_its_cause(world: World) -> None:
    """Elsewhere a refused record stays refused until somebody edits it in the host."""
    vendor = by_hand(world, "Vendor", DisplayName="Garden 1")
    world.push("contacts", contact())
    world.settle_down()
    assert world.record("contacts", "c1").phase is Phase.REJECTED
    by_hand(world, "Vendor", **{**vendor, "DisplayName": "Garden Supplies", "sparse": True})
    world.sync()
    world.settle_down()
    assert [row["DisplayName"] for row in world.objects("Customer")] == ["Garden 1"]
    assert all_settled(world)


@pytest.mark.parametrize(
    "reply",
    [
        BooksReply(429, HTML),
        BooksReply(429, GATEWAY),
        fault("3001", "The request limit was reached.", status=400, message="ThrottleExceeded"),
        BooksReply(503, HTML),
        BooksReply(401, HTML),
        BooksReply(401, GATEWAY),
    ],
    ids=["429-html", "429-gateway", "400-throttled", "503-html", "401-html", "401-gateway"],
)
@pytest.mark.parametrize("entity", OBJECTS)
def test_the_status_is_not_lost_before_the_retry_is_decided(
    world: World, entity: str, reply: BooksReply
) -> None:
    """Elsewhere the body is parsed first: an HTML page hides the 429, a gateway's code turns it into a fault.

    python-quickbooks files 3001 under validation: https://github.com/ej2/python-quickbooks
    """
    refused = refuse(world, f"/{OBJECTS[entity].lower()}", reply)
    small_books(world)
    world.settle_down()
    assert len(refused) == 1
    assert figures(world) == SMALL_BOOKS
    assert all_settled(world)
    assert nobody_was_told_of_an_error(world)


@pytest.mark.parametrize("kind", ["time_out_before", "time_out_after"])
@pytest.mark.parametrize("entity", OBJECTS)
def test_a_time_out_is_not_logged_as_final(world: World, entity: str, kind: FaultKind) -> None:
    """Elsewhere a time-out is written down as a failed sync, and nobody ever looks again.

    https://github.com/mozilla-ai/clawbolt/issues/1062
    """
    world.simulator.orders.open.append(FaultOrder(kind, OBJECTS[entity].lower()))
    small_books(world)
    world.work()
    assert not world.simulator.orders.open
    assert open_calls(world)
    assert set(world.phases().values()) <= {Phase.PENDING, Phase.WAITING, Phase.SETTLED}
    world.settle_down()
    assert figures(world) == SMALL_BOOKS
    assert all_settled(world)
    assert nobody_was_told_of_an_error(world)


@pytest.mark.parametrize("place", [0, 14, 29])
@pytest.mark.parametrize("entity", OBJECTS)
def test_siblings_are_not_lost_when_one_of_a_batch_fails(world: World, entity: str, place: int) -> None:
    """Elsewhere one refused item fails the batch: its siblings are posted again, or never.

    https://github.com/ej2/python-quickbooks
    """
    numbers = range(1, 31)
    bad = place + 1
    records = {
        "contacts": [contact(number) for number in numbers],
        "products": [product(number) for number in numbers],
        "invoices": [invoice(number) for number in numbers],
        "payments": [payment(n, applications=[{"invoice_id": f"i{n}", "amount": 108}]) for n in numbers],
    }
    for former in list(OBJECTS)[: list(OBJECTS).index(entity)]:
        world.push(former, *records[former])
    world.settle_down()
    _let_one_be_refused(world, entity, bad)
    before = len(requests_to(world, "batch"))
    world.push(entity, *records[entity])
    world.settle_down()
    assert len(requests_to(world, "batch")) == before + 1
    ids = {phase: {key for key, held in world.phases().items() if held is phase} for phase in Phase}
    assert ids[Phase.REJECTED] == {f"{entity}#{records[entity][place]['id']}"}
    assert sum(key.startswith(entity) for key in ids[Phase.SETTLED]) == 29


def _let_one_be_refused(world: World, entity: str, number: int) -> None:
    """Let somebody do in QuickBooks what makes it refuse one record."""
    match entity:
        case "contacts":
            by_hand(world, "Vendor", DisplayName=f"Garden {number}")
        case "products":
            by_hand(world, "Item", Name=f"Mowing {number}", Type="Service", IncomeAccountRef={"value": "1"})
        case "invoices":
            (customer,) = (row for row in world.objects("Customer") if row["DisplayName"] == "Garden 1")
            by_hand(
                world,
                "Invoice",
                DocNumber=f"{1000 + number}",
                CustomerRef={"value": customer["Id"]},
                Line=[_line(world)],
            )
        case _:
            invoices = (row for row in world.objects("Invoice") if row["DocNumber"] == f"{1000 + number}")
            (held,) = invoices
            by_hand(
                world,
                "Payment",
                CustomerRef=held["CustomerRef"],
                TotalAmt=100,
                Line=[{"Amount": 100, "LinkedTxn": [{"TxnId": held["Id"], "TxnType": "Invoice"}]}],
            )


def _line(world: World) -> dict[str, object]:
    (item,) = (row for row in world.objects("Item") if row["Name"] == "Mowing 1")
    detail = {"ItemRef": {"value": item["Id"]}}
    return {"Amount": 7, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}

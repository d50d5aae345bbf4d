"""A name or a number that QuickBooks says is taken: ours is adopted, anybody else's is named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from quickbooks_sync.books import BooksReply, BooksRequest
from quickbooks_sync.core.identity import marker
from quickbooks_sync.core.problems import explain
from quickbooks_sync.flows.drain import drain
from quickbooks_sync.model import CompanyId, Phase, Problem, RecordKey
from quickbooks_sync.state import leases
from simulator.books.writing import write
from simulator.entities import KINDS
from simulator.ordered_faults.orders import FaultOrder
from tests.fakes.world import World
from tests.flows.examples import all_settled, blamed, contact, invoice, payment, product, sent, writes

ACME = CompanyId("acme")


def keep(world: World, kind: str, values: Mapping[str, Any]) -> str:
    """Let a person enter something in QuickBooks, or change it there; give its Id."""
    company = world.simulator.realms[world.realm].company
    now_s = world.clock.now().timestamp()
    body = dict(values)
    made = write(company, KINDS[kind.lower()], body, operation=None, include=frozenset(), now_s=now_s)
    return str(made["Id"])


def by_hand(world: World, kind: str, object_id: str, **values: Any) -> None:
    """Let a person change something in QuickBooks."""
    there = next(row for row in world.objects(kind) if row["Id"] == object_id)
    keep(world, kind, {"Id": object_id, "SyncToken": there["SyncToken"], "sparse": True, **values})


def problem(world: World, entity: str, record_id: str) -> Problem:
    """Give the only problem of a record that is shown as an error."""
    record = world.record(entity, record_id)
    assert record.phase is Phase.REJECTED
    (found,) = record.problems
    return found


def reads(world: World) -> int:
    """Count the metered reads so far."""
    return sum(path == "query" or method == "GET" for method, path in sent(world))


@pytest.mark.parametrize("kind", ["Customer", "Vendor", "Employee"])
def test_who_has_the_name_is_told_with_its_kind_and_id(world: World, kind: str) -> None:
    holder = keep(world, kind, {"DisplayName": "Garden 1"})
    before = reads(world)
    world.push("contacts", contact(1))
    world.settle_down()
    found = problem(world, "contacts", "c1")
    assert (found.code, found.value) == ("display_name_taken", "Garden 1")
    assert found.details == {"holder": kind, "holder_id": holder}
    assert f"{kind.lower()} {holder}." in explain(found, "en").cause
    assert reads(world) - before <= 3
    assert [row["DisplayName"] for row in world.objects(kind)].count("Garden 1") == 1


def test_a_product_of_that_name_is_told_too(world: World) -> None:
    world.push("products", product(1))
    world.settle_down()
    world.push("products", product(2, name="Mowing 1"))
    world.settle_down()
    found = problem(world, "products", "p2")
    assert (found.code, found.details["holder"]) == ("display_name_taken", "Item")
    assert found.about == RecordKey("products", "p1")


def test_two_people_who_share_a_name_are_never_merged(world: World) -> None:
    """The second one is as the first to the last letter, and that one was made a moment ago."""
    world.push("contacts", contact(1), contact(2, display_name="Garden 1", email="garden-1@example.com"))
    world.settle_down()
    phases = {world.record("contacts", each).phase for each in ("c1", "c2")}
    assert phases == {Phase.SETTLED, Phase.REJECTED}
    taken = next(each for each in ("c1", "c2") if world.record("contacts", each).phase is Phase.REJECTED)
    other = RecordKey("contacts", "c2" if taken == "c1" else "c1")
    assert problem(world, "contacts", taken).about == other
    assert len(world.objects("Customer")) == 1


def test_an_update_to_a_name_that_somebody_else_has_is_told(world: World) -> None:
    world.push("contacts", contact(1))
    world.settle_down()
    vendor = keep(world, "Vendor", {"DisplayName": "Lawn Care"})
    world.push("contacts", contact(1, version=2, display_name="Lawn Care"))
    world.settle_down()
    found = problem(world, "contacts", "c1")
    assert found.details == {"holder": "Vendor", "holder_id": vendor}
    assert world.record("contacts", "c1").link is not None


def test_a_name_that_is_free_again_goes_through_at_the_next_run(world: World) -> None:
    holder = keep(world, "Customer", {"DisplayName": "Garden 1"})
    world.push("contacts", contact(1))
    world.settle_down()
    assert problem(world, "contacts", "c1").code == "display_name_taken"
    by_hand(world, "Customer", holder, DisplayName="Somebody Else")
    world.sync()
    world.settle_down()
    assert all_settled(world)


class LandsLate:
    """A QuickBooks at which creates land only after they were looked for, at the end of a slice.

    Of the first batch the even items land at once and the odd ones late; a single create lands late.
    """

    def __init__(self, world: World) -> None:
        self.landed = False
        self._world = world
        self._late: BooksRequest | None = None

    def send(self, request: BooksRequest, access_token: str) -> BooksReply:
        quickbooks = self._world.quickbooks
        if request.path in ("/customer", "/batch") and self._late is None:
            self._late = request
            if request.path == "/batch":
                self._late = every_other(request, first=1)
                quickbooks.send(every_other(request, first=0), access_token)
            return BooksReply(0, b"", failure="unknown")
        reply = quickbooks.send(request, access_token)
        if request.path == "/query" and self._late is not None and not self.landed:
            self.landed = True
            quickbooks.send(self._late, access_token)
            self._world.clock.sleep(self._world.ports.times.slice_s)
        return reply


def every_other(request: BooksRequest, *, first: int) -> BooksRequest:
    """Give a batch with every second item of another one."""
    body = json.loads(request.body)
    return replace(
        request, body=json.dumps({"BatchItemRequest": body["BatchItemRequest"][first::2]}).encode()
    )


def lands_late(world: World, number: int) -> None:
    """Push contacts whose creates land between the look for them and whatever comes after it."""
    late = LandsLate(world)
    world.ports = replace(world.ports, quickbooks=late)
    world.push("contacts", *(contact(each) for each in range(number)))
    world.work()
    world.clock.sleep(200)
    drain(world.ports, ACME, "contacts")
    assert late.landed
    world.clock.sleep(5 * 3600)
    world.settle_down()
    assert all_settled(world)
    assert not blamed(world)


def test_a_create_that_lands_after_it_was_looked_for_is_found_hours_later(world: World) -> None:
    lands_late(world, 1)
    assert writes(world) == ["customer"]
    assert [row["DisplayName"] for row in world.objects("Customer")] == ["Garden 0"]


def test_what_lands_late_of_a_batch_that_landed_by_half_is_ours_hours_later(world: World) -> None:
    """The next creates have a first try of their own, long after the objects were made."""
    lands_late(world, 12)
    assert writes(world)[0] == "batch"
    assert len(writes(world)) > 1
    names = [row["DisplayName"] for row in world.objects("Customer")]
    assert sorted(names) == sorted(f"Garden {each}" for each in range(12))


def test_an_inactive_holder_is_told_with_what_to_do(world: World) -> None:
    """QuickBooks frees the plain name; here somebody gave the inactive one the plain name back."""
    holder = keep(world, "Customer", {"DisplayName": "Garden 1"})
    there = world.simulator.realms[world.realm].company.objects["Customer"][holder]
    there.wire["Active"] = False
    world.push("contacts", contact(1))
    world.settle_down()
    found = problem(world, "contacts", "c1")
    assert (found.code, found.details["holder_id"]) == ("name_of_inactive", holder)
    assert "make it active again" in explain(found, "en").remedy


def test_many_taken_names_cost_a_read_a_list_for_fifty(world: World) -> None:
    for number in range(1, 41):
        keep(world, "Vendor", {"DisplayName": f"Garden {number}"})
    world.push("contacts", *(contact(number) for number in range(1, 61)))
    before = reads(world)
    world.settle_down()
    assert len(world.objects("Customer")) == 20
    assert reads(world) - before <= 6
    assert {problem(world, "contacts", f"c{number}").details["holder"] for number in range(1, 41)} == {
        "Vendor"
    }


def test_what_is_read_beside_the_sending_counts_in_its_pacing(world: World) -> None:
    keep(world, "Vendor", {"DisplayName": "Garden 1"})
    before = len(sent(world))
    world.push("contacts", contact(1))
    drain(world.ports, ACME, "contacts")
    lease = leases.take(world.store, leases.writer(ACME), "me", at=world.clock.now(), lease_s=1)
    assert lease is not None
    assert len(lease.sends) == len(sent(world)) - before == 3


def booked(world: World) -> None:
    """Push what an invoice needs."""
    world.push("contacts", contact(1))
    world.push("products", product(1))
    world.settle_down()


def enter_invoice(world: World, note: str, price: int = 100) -> str:
    """Let a person, or an earlier create of ours, enter an invoice with the number 1001."""
    contact_link, product_link = world.record("contacts", "c1").link, world.record("products", "p1").link
    assert contact_link is not None
    assert product_link is not None
    line = {
        "Amount": price,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": {"value": product_link.id}, "Qty": 1, "UnitPrice": price},
    }
    return keep(
        world,
        "Invoice",
        {"CustomerRef": {"value": contact_link.id}, "DocNumber": "1001", "PrivateNote": note, "Line": [line]},
    )


def test_a_number_that_another_document_has_is_told_and_never_adopted(world: World) -> None:
    """The other one has another amount, which is how careless software pays the wrong invoice."""
    booked(world)
    holder = enter_invoice(world, "Entered by hand", price=40)
    before = reads(world)
    world.push("invoices", invoice(1))
    world.settle_down()
    found = problem(world, "invoices", "i1")
    assert (found.code, found.value) == ("number_taken", "1001")
    assert found.details == {"holder": "Invoice", "holder_id": holder}
    assert f"invoice {holder}" in explain(found, "en").cause
    assert world.record("invoices", "i1").link is None
    assert [row["TotalAmt"] for row in world.objects("Invoice")] == [40]
    assert reads(world) - before == 1


def test_a_number_that_another_record_of_ours_has_names_that_record(world: World) -> None:
    booked(world)
    world.push("invoices", invoice(1))
    world.settle_down()
    world.push("invoices", {**invoice(2), "number": "1001"})
    world.settle_down()
    assert problem(world, "invoices", "i2").about == RecordKey("invoices", "i1")


def test_a_document_of_ours_that_has_the_number_is_linked_and_what_differs_follows(world: World) -> None:
    """Its create landed after hours; the marker says whose it is, its content is an older version's."""
    booked(world)
    ours = enter_invoice(world, f"Thanks\n{marker(ACME, RecordKey('invoices', 'i1'))}", price=40)
    world.push("invoices", invoice(1))
    world.push("payments", payment(1))
    world.settle_down()
    link = world.record("invoices", "i1").link
    assert link is not None
    assert link.id == ours
    assert [(row["DocNumber"], row["TotalAmt"], row["Balance"]) for row in world.objects("Invoice")] == [
        ("1001", 108, 0)
    ]
    assert all_settled(world)
    assert not blamed(world)


def test_a_document_of_ours_that_a_person_changed_is_linked_and_shown(world: World) -> None:
    booked(world)
    ours = enter_invoice(world, marker(ACME, RecordKey("invoices", "i1")), price=40)
    by_hand(world, "Invoice", ours, CustomerMemo={"value": "Changed by the bookkeeper"})
    world.push("invoices", invoice(1))
    world.settle_down()
    record = world.record("invoices", "i1")
    assert (record.phase, [each.code for each in record.problems]) == (Phase.DIFFERS, ["stale"])
    assert [row["TotalAmt"] for row in world.objects("Invoice")] == [40]


def test_a_refusal_while_the_books_cannot_be_read_is_looked_up_later(world: World) -> None:
    keep(world, "Vendor", {"DisplayName": "Garden 1"})
    world.simulator.orders.open.append(FaultOrder("status_before", "query", times=3))
    world.push("contacts", contact(1))
    world.settle_down()
    assert problem(world, "contacts", "c1").details["holder"] == "Vendor"
    assert len(writes(world)) <= 5

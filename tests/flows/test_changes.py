"""What the host changes reaches the books once, as small as it can be; what it only repeats does not."""

from __future__ import annotations

from typing import Any

import pytest
import simplejson

from quickbooks_sync.flows import push
from quickbooks_sync.flows.drain import drain
from quickbooks_sync.flows.pointers import send_pointer
from quickbooks_sync.model import CompanyId, Phase
from tests.fakes.world import World
from tests.flows.examples import (
    OBJECTS,
    SMALL_BOOKS,
    all_settled,
    contact,
    figures,
    invoice,
    payment,
    product,
    sent,
    small_books,
    writes,
)

ACME = CompanyId("acme")


@pytest.fixture
def synced(world: World) -> World:
    small_books(world)
    world.settle_down()
    assert figures(world) == SMALL_BOOKS
    return world


@pytest.mark.parametrize(
    ("entity", "content", "expected"),
    [
        ("contacts", contact(1, version=2, phone="1 222"), {"PrimaryPhone": {"FreeFormNumber": "1 222"}}),
        ("products", product(1, version=2, unit_price=120), {"UnitPrice": 120}),
        ("invoices", invoice(2, version=2, contact_id="c2", message="Hi"), {"CustomerMemo": {"value": "Hi"}}),
        ("payments", payment(1, version=2, reference="77"), {"PaymentRefNum": "77"}),
    ],
)
def test_an_update_is_a_sparse_write_of_what_changed_with_the_sync_token(
    synced: World, entity: str, content: dict[str, Any], expected: dict[str, Any]
) -> None:
    before = writes(synced)
    link = synced.record(entity, content["id"]).link
    assert link is not None
    synced.push(entity, content)
    synced.work()
    assert writes(synced)[len(before) :] == [OBJECTS[entity].lower()]
    body = simplejson.loads(synced.simulator.journal[-1][1].body)
    assert body == {"Id": link.id, "SyncToken": link.sync_token, "sparse": True, **expected}
    held = next(row for row in synced.objects(OBJECTS[entity]) if row["Id"] == link.id)
    assert held.items() >= expected.items()
    assert all_settled(synced)


def test_what_the_host_clears_is_cleared_in_the_books(synced: World) -> None:
    bare = contact(1, version=2)
    del bare["phone"]
    synced.push("contacts", bare)
    synced.work()
    assert [row["DisplayName"] for row in synced.objects("Customer") if "PrimaryPhone" in row] == ["Garden 2"]


def test_a_version_that_changes_nothing_makes_no_call(synced: World) -> None:
    before = len(sent(synced))
    synced.push("contacts", contact(1, version=2))
    synced.push("invoices", invoice(1, version=2))
    synced.settle_down()
    assert len(sent(synced)) == before
    assert synced.record("contacts", "c1").version == 2
    assert all_settled(synced)


def test_a_second_sync_makes_no_call(synced: World) -> None:
    before = len(sent(synced))
    run = synced.sync()
    synced.settle_down()
    assert len(sent(synced)) == before
    assert {sum(counts.values()) for counts in run.counts.values()} == {0}


def test_an_invoice_that_a_payment_touched_is_updated_all_the_same(synced: World) -> None:
    synced.push("invoices", invoice(1, version=2, message="Thank you"))
    synced.settle_down()
    held = next(row for row in synced.objects("Invoice") if row["DocNumber"] == "1001")
    assert held["CustomerMemo"] == {"value": "Thank you"}
    assert held["Balance"] == 0
    assert all_settled(synced)


def test_what_a_person_changed_in_quickbooks_is_not_overwritten(synced: World) -> None:
    held = synced.simulator.realms[synced.realm].company.objects["Customer"]
    record = next(iter(held.values()))
    record.wire["DisplayName"] = "Changed by the bookkeeper"
    record.wire["SyncToken"] = "7"
    synced.push("contacts", contact(1, version=2, display_name="Changed by the host"))
    synced.settle_down()
    assert next(iter(synced.objects("Customer")))["DisplayName"] == "Changed by the bookkeeper"
    assert synced.record("contacts", "c1").phase is Phase.REJECTED
    assert [problem.code for problem in synced.record("contacts", "c1").problems] == ["stale"]


def test_a_version_pushed_while_an_older_one_is_under_way_follows_it(world: World) -> None:
    newer = iter([contact(1, version=2, phone="2"), contact(1, version=3, phone="3")])

    def push_meanwhile(*_: object) -> None:
        if world.simulator.journal[-1][1].path.endswith("/customer") and (content := next(newer, None)):
            world.push("contacts", content)

    world.simulator.listeners.append(push_meanwhile)
    world.push("contacts", contact(1, phone="1"))
    world.settle_down()
    assert writes(world) == ["customer", "customer", "customer"]
    assert [row["PrimaryPhone"]["FreeFormNumber"] for row in world.objects("Customer")] == ["3"]
    assert all_settled(world)


def test_a_late_lower_version_and_a_repeated_one_change_nothing(synced: World) -> None:
    synced.push("contacts", contact(1, version=5, phone="5"))
    synced.settle_down()
    before = len(sent(synced))
    older, same, other = (
        synced.push("contacts", contact(1, version=version, phone=phone))[0].result
        for version, phone in ((4, "4"), (5, "5"), (5, "other"))
    )
    synced.settle_down()
    assert (older, same, other) == ("older", "unchanged", "conflict")
    assert len(sent(synced)) == before
    assert synced.record("contacts", "c1").content["phone"] == "5"


def test_duplicate_late_and_reordered_messages_change_nothing(synced: World) -> None:
    before = len(sent(synced))
    for entity in ("payments", "contacts", "payments", "invoices", "products", "contacts"):
        send_pointer(synced.ports, ACME, entity)
    synced.settle_down()
    assert len(sent(synced)) == before
    assert figures(synced) == SMALL_BOOKS


def test_a_second_worker_leaves_a_mark_and_goes_and_nothing_is_sent_twice(world: World) -> None:
    came: list[int] = []

    def second_worker(*_: object) -> None:
        calls = len(writes(world))
        if calls:
            drain(world.ports, ACME, "contacts")
            came.append(len(writes(world)) - calls)

    world.simulator.listeners.append(second_worker)
    small_books(world)
    world.work()
    world.simulator.listeners.clear()
    assert came == [0] * 6
    world.settle_down()
    assert figures(world) == SMALL_BOOKS


def test_work_pushed_while_another_worker_finishes_is_looked_at_again(world: World) -> None:
    """The message finds the lease taken just before it is given back, and is gone: its mark remains."""
    world.push("contacts", contact(1))
    late = [contact(2)]

    def at_release(operation: str, keys: Any) -> None:
        if operation == "apply" and keys[0].sk == "WRITER" and world.objects("Customer") and late:
            world.store.before = lambda operation, keys: None
            push.push(world.ports, world.company(), "contacts", record_id="c2", content=late.pop())
            for letter in world.queues.receive("contacts"):
                drain(world.ports, ACME, "contacts")
                world.queues.done("contacts", letter)

    world.store.before = at_release
    world.work()
    assert not late
    world.settle_down()
    assert len(world.objects("Customer")) == 2
    assert all_settled(world)

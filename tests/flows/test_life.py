"""The full life of a record: made, edited, voided, deleted or deactivated, and brought back."""

from __future__ import annotations

import pytest
import simplejson

from quickbooks_sync.errors import Conflict, NotFound
from quickbooks_sync.flows import show
from quickbooks_sync.model import Phase
from quickbooks_sync.state.work import Work
from tests.fakes.world import World
from tests.flows.examples import (
    OBJECTS,
    SMALL_BOOKS,
    Content,
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
from tests.flows.leaving import MADE, PREFIX, REMOVALS, codes, held, is_gone, link_of, take_back

each_removal = pytest.mark.parametrize(("entity", "removal"), REMOVALS)
MANY = range(11, 23)


@pytest.fixture
def synced(world: World) -> World:
    """Sync one free record of each entity besides the small books: nothing is linked to it."""
    small_books(world)
    world.push("contacts", contact(3))
    world.push("products", product(3))
    world.push("invoices", invoice(3, contact_id="c2"))
    world.push("payments", payment(3, contact_id="c2", applications=[]))
    world.settle_down()
    assert all_settled(world)
    return world


@each_removal
def test_what_the_host_takes_back_leaves_the_books_by_one_call_that_carries_no_content(
    synced: World, entity: str, removal: str
) -> None:
    record_id = f"{PREFIX[entity]}3"
    link, before = link_of(synced, entity, record_id), len(writes(synced))
    assert take_back(synced, entity, record_id, removal, 2).result == "stored"
    synced.settle_down()
    assert writes(synced)[before:] == [OBJECTS[entity].lower()]
    body = simplejson.loads(synced.simulator.journal[-1][1].body)
    assert set(body) <= {"Id", "SyncToken", "sparse", "Active"}
    assert is_gone(synced, entity, link.id)
    assert synced.record(entity, record_id).phase is Phase.SETTLED
    assert _shown(synced, entity, record_id)["removed"] == removal


@each_removal
def test_many_leave_in_batches(world: World, entity: str, removal: str) -> None:
    small_books(world)
    world.settle_down()
    free: Content = {"applications": []} if entity == "payments" else {}
    world.push(entity, *(MADE[entity](number, **free) for number in MANY))
    world.settle_down()
    ids = [link_of(world, entity, f"{PREFIX[entity]}{number}").id for number in MANY]
    before = len(writes(world))
    for number in MANY:
        take_back(world, entity, f"{PREFIX[entity]}{number}", removal, 2)
    world.settle_down()
    assert writes(world)[before:] == ["batch"]
    assert all(is_gone(world, entity, each) for each in ids)
    assert all_settled(world)
    assert figures(world)["receivable"] == 108


@each_removal
def test_a_later_push_brings_a_record_back_as_the_host_has_it(
    synced: World, entity: str, removal: str
) -> None:
    record_id = f"{PREFIX[entity]}3"
    link, start = link_of(synced, entity, record_id), _of(synced, entity, record_id)
    take_back(synced, entity, record_id, removal, 2)
    synced.settle_down()
    synced.push(entity, {**synced.record(entity, record_id).content, "version": 3})
    synced.settle_down()
    assert all_settled(synced)
    assert _shown(synced, entity, record_id)["removed"] == ""
    assert (link_of(synced, entity, record_id).id == link.id) is (removal != "delete")
    back = _of(synced, entity, record_id)
    for name in ("Active", "DisplayName", "Name", "TotalAmt", "Balance", "DocNumber", "UnappliedAmt"):
        assert back.get(name) == start.get(name), name


@each_removal
def test_a_record_that_never_reached_the_books_is_taken_back_without_a_call(
    world: World, entity: str, removal: str
) -> None:
    before = len(sent(world))
    world.push(entity, MADE[entity](1))
    take_back(world, entity, f"{PREFIX[entity]}1", removal, 2)
    world.settle_down()
    assert len(sent(world)) == before
    assert world.record(entity, f"{PREFIX[entity]}1").phase is Phase.SETTLED
    assert _shown(world, entity, f"{PREFIX[entity]}1")["status"] == "not_synced"


def test_a_superseded_invoice_that_never_synced_is_voided_and_deleted_without_a_call(world: World) -> None:
    world.push("contacts", contact(1))
    world.push("products", product(1))
    world.push("invoices", invoice(1, total=1), invoice(2))
    world.settle_down()
    before = len(sent(world))
    take_back(world, "invoices", "i1", "void", 2)
    world.settle_down()
    take_back(world, "invoices", "i1", "delete", 3)
    world.settle_down()
    assert len(sent(world)) == before
    assert [row["TotalAmt"] for row in world.objects("Invoice")] == [108]


def test_an_invoice_is_deleted_only_after_its_void(synced: World) -> None:
    link = link_of(synced, "invoices", "i3")
    with pytest.raises(Conflict, match="void it first"):
        take_back(synced, "invoices", "i3", "delete", 2)
    take_back(synced, "invoices", "i3", "void", 2)
    synced.settle_down()
    voided = held(synced, "invoices", link.id)
    assert voided is not None
    assert (voided["DocNumber"], voided["TotalAmt"]) == ("1003", 0)
    take_back(synced, "invoices", "i3", "delete", 3)
    synced.settle_down()
    assert held(synced, "invoices", link.id) is None
    assert _shown(synced, "invoices", "i3")["booking_number"] == ""


def test_a_void_and_a_delete_that_come_at_once_are_done_one_after_the_other(synced: World) -> None:
    take_back(synced, "invoices", "i1", "void", 2)
    take_back(synced, "invoices", "i1", "delete", 3)
    synced.settle_down()
    assert sorted(row["DocNumber"] for row in synced.objects("Invoice")) == ["1002", "1003"]
    assert codes(synced, "payments", "y1") == ["reference_removed"]


def test_an_invoice_lives_on_after_each_turn(synced: World) -> None:
    """Edited, voided, edited again, which brings it back, voided, deleted, and made anew."""
    first = link_of(synced, "invoices", "i3").id
    synced.push("invoices", invoice(3, version=2, contact_id="c2", message="Edited"))
    synced.settle_down()
    take_back(synced, "invoices", "i3", "void", 3)
    synced.settle_down()
    synced.push("invoices", invoice(3, version=4, contact_id="c2", message="Again"))
    synced.settle_down()
    again = held(synced, "invoices", first)
    assert again is not None
    assert (again["CustomerMemo"]["value"], again["TotalAmt"], again["Balance"]) == ("Again", 108, 108)
    take_back(synced, "invoices", "i3", "void", 5)
    synced.settle_down()
    take_back(synced, "invoices", "i3", "delete", 6)
    synced.settle_down()
    assert held(synced, "invoices", first) is None
    synced.push("invoices", invoice(3, version=7, contact_id="c2"))
    synced.settle_down()
    assert link_of(synced, "invoices", "i3").id != first
    assert all_settled(synced)


def test_what_is_brought_back_before_it_left_makes_no_call(synced: World) -> None:
    before = len(writes(synced))
    take_back(synced, "invoices", "i3", "void", 2)
    synced.push("invoices", invoice(3, version=3, contact_id="c2"))
    synced.settle_down()
    assert len(writes(synced)) == before
    assert all_settled(synced)


def test_versions_of_a_removal_count_like_those_of_a_push(synced: World) -> None:
    assert take_back(synced, "invoices", "i3", "void", 5).result == "stored"
    assert take_back(synced, "invoices", "i3", "void", 5).result == "unchanged"
    assert take_back(synced, "invoices", "i3", "void", 4).result == "older"
    with pytest.raises(Conflict, match="version 5"):
        take_back(synced, "invoices", "i3", "delete", 5)
    assert synced.push("invoices", invoice(3, version=5, contact_id="c2"))[0].result == "conflict"
    assert synced.push("invoices", invoice(3, version=4, contact_id="c2"))[0].result == "older"
    assert synced.record("invoices", "i3").version == 5


def test_a_removal_that_there_is_not_names_those_that_there_are(synced: World) -> None:
    with pytest.raises(NotFound, match="contacts have deactivate"):
        take_back(synced, "contacts", "c3", "void", 2)
    with pytest.raises(NotFound, match="invoices have void and delete"):
        take_back(synced, "invoices", "i3", "deactivate", 2)
    with pytest.raises(NotFound, match="no record 'c99'"):
        take_back(synced, "contacts", "c99", "deactivate", 2)


def test_removals_run_from_payments_back_to_contacts_after_all_else(synced: World) -> None:
    before = len(sent(synced))
    take_back(synced, "contacts", "c3", "deactivate", 2)
    take_back(synced, "products", "p3", "deactivate", 2)
    take_back(synced, "invoices", "i3", "void", 2)
    take_back(synced, "payments", "y3", "void", 2)
    synced.push("payments", payment(4))
    synced.push("contacts", contact(4))
    synced.settle_down()
    done = [path for method, path in sent(synced)[before:] if path != "query"]
    assert done == ["customer", "payment", "payment", "invoice", "item", "customer"]


def test_a_removal_that_somebody_asks_for_is_done_in_a_company_that_waits_for_runs() -> None:
    world = World()
    world.ready(sync_on_push=False)
    small_books(world)
    world.sync()
    world.settle_down()
    take_back(world, "invoices", "i2", "void", 2)
    world.settle_down()
    assert figures(world) == SMALL_BOOKS
    run = world.sync("invoices", "i2")
    assert run.counts["invoices"] == {"synced": 1, "error": 0, "waiting": 0}
    assert figures(world)["receivable"] == 0


def test_a_removal_that_comes_while_the_create_is_under_way_follows_it(world: World) -> None:
    coming = [3]

    def void_meanwhile(*_: object) -> None:
        if world.simulator.journal[-1][1].path.endswith("/invoice") and coming:
            take_back(world, "invoices", "i1", "void", coming.pop())

    world.simulator.listeners.append(void_meanwhile)
    world.push("contacts", contact(1))
    world.push("products", product(1))
    world.push("invoices", invoice(1))
    world.settle_down()
    assert writes(world) == ["customer", "item", "invoice", "invoice"]
    assert [row["TotalAmt"] for row in world.objects("Invoice")] == [0]
    assert all_settled(world)


def _of(world: World, entity: str, record_id: str) -> dict[str, object]:
    there = held(world, entity, link_of(world, entity, record_id).id)
    assert there is not None
    return dict(there)


def _shown(world: World, entity: str, record_id: str) -> dict[str, object]:
    return show.record(
        world.ports, world.company(), world.record(entity, record_id), seen=Work(), language="en"
    )

"""Support replays dead letters: any number of times is as once, and nothing is lost without it."""

from __future__ import annotations

import pytest

from quickbooks_sync.errors import Invalid
from quickbooks_sync.flows.replay import Replayed, Wanted, counts, replay
from quickbooks_sync.model import CompanyId, Phase
from quickbooks_sync.state import leases, work
from tests.fakes.world import World
from tests.flows.examples import all_settled, contact, figures, sent, small_books

ACME = CompanyId("acme")
POISON = "not even JSON"


def again(world: World, wanted: Wanted = Wanted()) -> Replayed:  # noqa: B008 - frozen
    return replay(world.ports, wanted, who="support-1", why="the outage is over")


def fail_until_dead(world: World) -> None:
    """Let six receives of every message fail."""
    for _ in range(7):
        world.work()
        world.clock.sleep(300)
    world.work()


def test_a_poison_message_ends_among_the_dead_letters_and_stops_nobody(world: World) -> None:
    world.queues.send("contacts", POISON)
    world.queues.send("contacts", '{"company": "nobody"}')
    small_books(world)
    fail_until_dead(world)
    assert counts(world.ports) == {"contacts": 2, "products": 0, "invoices": 0, "payments": 0}
    assert all_settled(world)


def test_replaying_everything_five_times_equals_replaying_once(world: World) -> None:
    small_books(world)
    world.settle_down()
    before, held = len(sent(world)), figures(world)
    for entity in ("contacts", "payments"):
        world.queues.bury(entity, '{"company": "acme"}')
        world.queues.bury(entity, POISON)
    for round_ in range(5):
        replayed = again(world)
        assert replayed.sent == {
            "contacts": 1 if round_ else 2,
            "products": 0,
            "invoices": 0,
            "payments": 1 if round_ else 2,
        }
        fail_until_dead(world)
    world.settle_down()
    assert counts(world.ports) == {"contacts": 1, "products": 0, "invoices": 0, "payments": 1}
    assert len(sent(world)) == before
    assert figures(world) == held


def test_a_replay_by_company_and_entity_leaves_the_others_where_they_are(world: World) -> None:
    world.register("other")
    for entity in ("contacts", "invoices"):
        for company in ("acme", "other"):
            world.queues.bury(entity, f'{{"company": "{company}"}}')
    replayed = again(world, Wanted(ACME, "contacts"))
    assert (replayed.sent, replayed.left) == ({"contacts": 1}, {"contacts": 1})
    assert counts(world.ports) == {"contacts": 1, "products": 0, "invoices": 2, "payments": 0}
    assert again(world, Wanted(CompanyId("other"))).sent["contacts"] == 1
    assert again(world, Wanted(entity="invoices")).sent == {"invoices": 1}


def test_more_dead_letters_than_one_read_gives_are_all_replayed(world: World) -> None:
    for _ in range(35):
        world.queues.bury("contacts", '{"company": "acme"}')
    assert again(world).sent["contacts"] == 35
    assert counts(world.ports)["contacts"] == 0


def test_a_parked_company_goes_on_after_a_replay(world: World) -> None:
    world.push("contacts", contact())
    for _ in range(5):
        assert leases.take(world.store, leases.writer(ACME), "dies", at=world.clock.now(), lease_s=150)
        world.clock.sleep(151)
    world.settle_down()
    assert world.record("contacts", "c1").phase is Phase.PENDING
    again(world, Wanted(ACME))
    world.settle_down()
    assert not work.read(world.store, ACME).parked
    assert all_settled(world)


def test_records_are_not_lost_when_all_dead_letters_are_thrown_away(world: World) -> None:
    small_books(world)
    for entity in ("contacts", "products", "invoices", "payments"):
        for letter in world.queues.receive(entity, limit=10):
            world.queues.done(entity, letter)
    world.settle_down()
    assert all_settled(world)


@pytest.mark.parametrize("why", ["", "  \n"])
def test_a_replay_needs_a_reason(world: World, why: str) -> None:
    world.queues.bury("contacts", '{"company": "acme"}')
    with pytest.raises(Invalid) as refused:
        replay(world.ports, Wanted(), who="support-1", why=why)
    assert [fault["field"] for fault in refused.value.faults] == ["reason"]
    assert counts(world.ports)["contacts"] == 1


def test_a_replay_of_an_entity_that_does_not_exist_is_refused(world: World) -> None:
    with pytest.raises(Invalid, match="contacts, products, invoices, payments"):
        again(world, Wanted(entity="estimates"))

"""Support replays what is stuck: any number of times is as once, written down before, and nothing is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from quickbooks_sync.errors import BadCursor, Invalid, NotFound
from quickbooks_sync.flows import replay as replaying
from quickbooks_sync.flows.overview import audits_of
from quickbooks_sync.flows.places import Wanted
from quickbooks_sync.flows.replay import Replayed, counts, replay
from quickbooks_sync.model import CompanyId, Phase
from quickbooks_sync.state import leases, stuck, work
from tests.fakes.world import World
from tests.flows.examples import all_settled, contact, figures, sent, small_books

ACME = CompanyId("acme")
POISON = "not even JSON"
COLON = "name_with_colon"


def again(world: World, wanted: Wanted = Wanted(), **said: Any) -> Replayed:  # noqa: B008 - frozen
    return replay(world.ports, wanted, who="support-1", why="the outage is over", **said)


def to_the_end(world: World, wanted: Wanted) -> list[Replayed]:
    """Replay call after call until there is no more."""
    calls = [again(world, wanted)]
    while calls[-1].cursor:
        calls.append(again(world, wanted, cursor=calls[-1].cursor))
    return calls


def fail_until_dead(world: World) -> None:
    """Let six receives of every message fail."""
    for _ in range(7):
        world.work()
        world.clock.sleep(300)
    world.work()


def park(world: World, company: CompanyId = ACME) -> None:
    """Let six workers in a row die at a company."""
    for _ in range(5):
        assert leases.take(world.store, leases.writer(company), "dies", at=world.clock.now(), lease_s=150)
        world.clock.sleep(151)
    world.settle_down()
    assert work.read(world.store, company).parked


def reject(world: World, count: int, company_id: str = "acme") -> None:
    """Push contacts whose names QuickBooks would not take, and let them be rejected."""
    records = [contact(number, display_name=f"Bad: {number}") for number in range(count)]
    world.push("contacts", *records, company_id=company_id)
    world.settle_down()


def failure(world: World, company: CompanyId, *, age: timedelta = timedelta(0)) -> None:
    """Keep a reason whose message has expired from its queue."""
    at = world.clock.now() - age
    kept = stuck.Failure("contacts", company, "", "m1", "defect", "KeyError", at, at, attempts=6, messages=1)
    stuck.write(world.store, kept, keep_days=35)


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
        letters = 1 if round_ else 2
        assert replayed.sent == {"contacts": letters, "products": 0, "invoices": 0, "payments": letters}
        assert replayed.cursor is None
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


def test_a_replay_by_age_leaves_what_is_younger(world: World) -> None:
    world.queues.bury("contacts", '{"company": "acme"}')
    world.clock.sleep(7200)
    world.queues.bury("contacts", POISON)
    hour_ago = world.clock.now() - timedelta(hours=1)
    replayed = again(world, Wanted(before=hour_ago))
    assert (replayed.sent["contacts"], replayed.left["contacts"]) == (1, 1)
    assert counts(world.ports)["contacts"] == 1


def test_more_dead_letters_than_one_read_gives_are_all_replayed(world: World) -> None:
    for _ in range(35):
        world.queues.bury("contacts", '{"company": "acme"}')
    assert again(world).sent["contacts"] == 35
    assert counts(world.ports)["contacts"] == 0


def test_one_call_does_no_more_than_it_has_time_for_and_says_where_to_go_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replaying, "MOST_AT_ONCE", 10)
    for _ in range(35):
        world.queues.bury("contacts", '{"company": "acme"}')
    calls = to_the_end(world, Wanted())
    assert [call.sent.get("contacts", 0) for call in calls] == [10, 10, 10, 5]
    assert counts(world.ports)["contacts"] == 0


def test_a_dead_letter_whose_message_has_expired_is_replayed_from_its_reason(world: World) -> None:
    world.push("contacts", contact())
    for letter in world.queues.receive("contacts", limit=10):
        world.queues.done("contacts", letter)
    failure(world, ACME)
    assert again(world).sent["contacts"] == 1
    assert not [row for row in world.store.items() if row["sk"].startswith("FAILED#")]
    world.work()
    assert all_settled(world)


def test_a_parked_company_goes_on_after_a_replay(world: World) -> None:
    world.push("contacts", contact())
    park(world)
    assert world.record("contacts", "c1").phase is Phase.PENDING
    assert again(world, Wanted(ACME)).companies == 1
    world.settle_down()
    assert not work.read(world.store, ACME).parked
    assert all_settled(world)


def test_every_parked_company_goes_on_after_a_replay_of_all(world: World) -> None:
    world.push("contacts", contact())
    park(world)
    assert again(world, dry_run=True).companies == 1
    assert work.read(world.store, ACME).parked
    assert again(world).companies == 1
    assert again(world).companies == 0
    world.settle_down()
    assert all_settled(world)


def test_a_closed_gate_is_opened_only_for_the_company_that_is_named(world: World) -> None:
    work.close_gate(world.store, ACME, reason="blocked 6190", at=world.clock.now(), wait_s=900)
    assert again(world).companies == 0
    assert work.read(world.store, ACME).gate_reason
    assert again(world, Wanted(ACME)).companies == 1
    assert not work.read(world.store, ACME).gate_reason


def test_by_problem_the_rejected_records_are_pending_again_and_sent_once_their_cause_is_gone(
    world: World,
) -> None:
    reject(world, 3)
    world.push("contacts", contact(9, email="555-0100"))
    world.settle_down()
    before = len(sent(world))
    assert again(world, Wanted(problem=COLON), dry_run=True).records == 3
    assert set(world.phases().values()) == {Phase.REJECTED}
    for _ in range(5):
        assert sum(call.records for call in to_the_end(world, Wanted(problem=COLON))) == 3
        world.settle_down()
    assert set(world.phases().values()) == {Phase.REJECTED}
    assert len(sent(world)) == before  # What is wrong is seen before anything is sent.
    history = [row["sk"].split("#") for row in world.store.items() if row.get("result") == "replayed"]
    assert {row[2] for row in history} == {"c0", "c1", "c2"}


def test_by_problem_the_records_of_every_company_or_of_one_are_taken(world: World) -> None:
    world.register("other")
    reject(world, 2)
    assert again(world, Wanted(CompanyId("other"), problem=COLON)).records == 0
    assert sum(call.records for call in to_the_end(world, Wanted(entity="invoices", problem=COLON))) == 0
    assert sum(call.records for call in to_the_end(world, Wanted(problem=COLON))) == 2


def test_by_problem_and_age_younger_problems_stay(world: World) -> None:
    reject(world, 1)
    world.clock.sleep(7200)
    world.push("contacts", contact(8, display_name="Bad: 8"))
    world.settle_down()
    hour_ago = world.clock.now() - timedelta(hours=1)
    assert again(world, Wanted(ACME, problem=COLON, before=hour_ago)).records == 1


def test_many_records_are_taken_page_by_page_over_several_calls(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replaying, "MOST_AT_ONCE", 150)
    reject(world, 350)
    calls = to_the_end(world, Wanted(ACME, problem=COLON))
    assert [call.records for call in calls] == [200, 150, 0]
    assert set(world.phases().values()) == {Phase.PENDING}


def test_a_company_that_syncs_only_when_asked_gets_its_replayed_records_too() -> None:
    world = World()
    world.ready(sync_on_push=False)
    world.push("contacts", contact(1, display_name="Bad: 1"))
    world.sync()
    assert again(world, Wanted(ACME, problem=COLON)).records == 1
    before = len([row for row in world.store.items() if row["sk"].startswith("OUT#contacts#c1#revision")])
    world.settle_down()
    rows = [row for row in world.store.items() if row["sk"].startswith("OUT#contacts#c1#revision")]
    assert len(rows) == before + 1


def test_what_was_asked_for_is_written_down_before_and_how_much_was_done_after(world: World) -> None:
    reject(world, 2)
    again(world, Wanted(ACME, "contacts", COLON), dry_run=True)
    assert audits_of(world.ports, cursor=None)["audits"] == []
    again(world, Wanted(ACME, "contacts", COLON))
    (act,) = audits_of(world.ports, cursor=None)["audits"]
    assert (act["who"], act["why"]) == ("support-1", "the outage is over")
    assert (act["company"], act["entity"], act["problem"]) == ("acme", "contacts", COLON)
    assert act["done"] == {"messages": 0, "companies": 0, "records": 2}


def test_a_replay_that_breaks_off_has_been_written_down(world: World) -> None:
    world.queues.bury("contacts", '{"company": "acme"}')

    def broken(operation: str, entity: str) -> None:
        raise RuntimeError(operation)

    world.queues.before = broken
    with pytest.raises(RuntimeError):
        again(world)
    (act,) = audits_of(world.ports, cursor=None)["audits"]
    assert (act["why"], act["done"]) == ("the outage is over", None)


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


def test_a_replay_of_what_does_not_exist_is_refused(world: World) -> None:
    with pytest.raises(Invalid, match="contacts, products, invoices, payments"):
        again(world, Wanted(entity="estimates"))
    with pytest.raises(Invalid, match="problem"):
        again(world, Wanted(problem="bad_weather"))
    with pytest.raises(NotFound, match="nobody"):
        again(world, Wanted(CompanyId("nobody")))
    assert audits_of(world.ports, cursor=None)["audits"] == []


@pytest.mark.parametrize("cursor", ["", "x", "[]", '["elsewhere"]', '["letters", 1]', "[[1]]", "{}"])
def test_a_place_that_no_replay_gave_is_refused(world: World, cursor: str) -> None:
    with pytest.raises(BadCursor):
        again(world, cursor=cursor)


@pytest.mark.parametrize("cursor", ['["records","acme"]', '["records","acme","x","rejected",null,null]'])
def test_a_place_among_records_that_there_is_not_is_refused(world: World, cursor: str) -> None:
    with pytest.raises(BadCursor):
        again(world, Wanted(problem=COLON), cursor=cursor)

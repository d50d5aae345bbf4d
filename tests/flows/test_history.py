"""The history of a record: every outcome with its call, who asked, support's replays, and what is open."""

from __future__ import annotations

from typing import Any

from quickbooks_sync.flows.history import history
from quickbooks_sync.flows.places import Wanted
from quickbooks_sync.flows.replay import replay
from quickbooks_sync.model import CompanyId
from simulator.ordered_faults.orders import FaultOrder
from tests.fakes.world import World
from tests.flows.examples import contact, open_calls
from tests.peers.books import fault, refuse

ACME = CompanyId("acme")


def told(
    world: World, record_id: str = "c1", entity: str = "contacts", language: str = "en"
) -> dict[str, Any]:
    record = world.record(entity, record_id)
    return history(world.ports, world.company(), record, language=language)


def test_a_record_that_was_refused_corrected_and_changed_tells_each_step(world: World) -> None:
    world.push("contacts", contact(1, display_name="A: 1"), contact(10))
    world.settle_down()
    world.clock.sleep(60)
    replay(world.ports, Wanted(ACME, problem="name_with_colon"), who="support-1", why="a try")
    world.clock.sleep(60)
    world.settle_down()
    world.push("contacts", contact(1, version=2))
    world.settle_down()
    world.clock.sleep(60)
    world.push("contacts", contact(1, version=3, phone="(650) 555-0199"))
    run = world.sync("contacts", "c1")
    shown = told(world)
    steps = [(each["result"], each["version"], each["operation"]) for each in shown["history"]]
    assert steps == [
        ("synced", 3, "update"),
        ("synced", 2, "create"),
        ("error", 1, None),
        ("replayed", None, None),
        ("error", 1, None),
    ]
    newest, created, refused, replayed, _ = shown["history"]
    assert newest["call"] != created["call"]
    assert newest["intuit_tid"]
    assert (newest["run"], created["run"]) == (run.id, None)
    assert replayed["replay"]
    (problem,) = refused["problems"]
    assert (problem["code"], problem["field"]) == ("name_with_colon", "display_name")
    assert "colon" in problem["cause"]
    assert "kolon" in told(world, language="sv")["history"][2]["problems"][0]["cause"]
    assert (shown["open_calls"], shown["version"], shown["status"]) == ([], 3, "synced")


def test_the_history_of_one_record_holds_nothing_of_another_whose_id_begins_alike(world: World) -> None:
    world.push("contacts", contact(1), contact(10), contact(11))
    world.settle_down()
    assert len(told(world)["history"]) == 1
    assert len(told(world, "c10")["history"]) == 1


def test_a_refusal_of_quickbooks_is_told_with_its_own_words(world: World) -> None:
    world.push("contacts", contact(1))
    refuse(world, "/customer", fault("6000", "Business Validation Error: something new"))
    world.settle_down()
    refused = told(world)["history"][0]
    (problem,) = refused["problems"]
    assert (refused["result"], refused["operation"], refused["version"]) == ("error", "create", 1)
    assert (problem["code"], problem["fault_code"]) == ("refused_by_quickbooks", "6000")
    assert problem["fault_text"] == "Business Validation Error: something new"
    assert refused["call"]
    assert refused["intuit_tid"] == "1-6531d8a1-peers"


def test_a_call_whose_outcome_is_unknown_is_shown_with_its_tries(world: World) -> None:
    world.push("contacts", contact(1))
    world.simulator.orders.open.append(FaultOrder("time_out_after", entity="customer"))
    world.work()
    assert len(open_calls(world)) == 1
    (call,) = told(world)["open_calls"]
    assert (call["operation"], call["version"], call["records"]) == ("create", 1, 1)
    assert [each["refused"] for each in call["tries"]] == [False]
    assert told(world)["history"] == []
    world.settle_down()
    assert told(world)["open_calls"] == []

"""A record that nobody blames and that is not sent all the same says what holds its whole company up."""

from __future__ import annotations

from typing import Any

import pytest

from quickbooks_sync.core.messages import LANGUAGES
from quickbooks_sync.flows import ending, show
from quickbooks_sync.state import work
from simulator.ordered_faults.orders import FaultOrder
from tests.fakes.world import World
from tests.flows.examples import contact


def held_up(world: World, language: str = "en") -> Any:
    seen = work.read(world.store, world.company().id)
    return show.record(
        world.ports, world.company(), world.record("contacts", "c1"), seen=seen, language=language
    )["held_up"]


def test_what_a_company_lacks_holds_its_records_up() -> None:
    world = World()
    world.register()
    world.push("contacts", contact())
    assert held_up(world)["code"] == "setup_incomplete"
    assert "connection" in held_up(world)["cause"]
    world.connect()
    assert "income_account" in held_up(world)["cause"]
    world.select()
    assert held_up(world) is None
    world.settle_down()
    assert held_up(world) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_disconnected_company_holds_its_records_up(world: World, language: str) -> None:
    ending.disconnect(world.ports, world.company().id, environment="sandbox", by="button")
    world.push("contacts", contact())
    world.work()
    shown = held_up(world, language)
    assert (shown["code"], bool(shown["since"]), bool(shown["remedy"])) == ("signed_out", True, True)


def test_an_answer_that_nobody_knows_holds_the_records_up_until_it_is_known(world: World) -> None:
    world.simulator.orders.open.append(FaultOrder("time_out_after", "customer"))
    world.push("contacts", contact())
    world.work()
    assert held_up(world)["code"] == "outcome_unknown"
    world.settle_down()
    assert held_up(world) is None

"""The night syncs what the day left, once, in the company's own time zone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from quickbooks_sync.flows import register
from quickbooks_sync.flows.nightly import nightly
from quickbooks_sync.model import Phase
from simulator.ordered_faults.orders import FaultOrder
from tests.fakes.world import World
from tests.flows.examples import SMALL_BOOKS, all_settled, contact, figures, sent, small_books, writes

QUARTER_S = 900


def pass_nights(world: World, nights: float) -> list[float]:
    """Let the schedule run every quarter of an hour; give the times at which runs began."""
    began = []
    for _ in range(int(nights * 96)):
        world.clock.sleep(QUARTER_S)
        if nightly(world.ports, by=world.clock.now()):
            began.append(world.clock.now().timestamp())
        world.settle_down(most_s=800)
    return began


def ready(**values: Any) -> World:
    world = World()
    world.ready(sync_on_push=False, **values)
    return world


def test_the_night_is_off_by_default() -> None:
    world = ready()
    small_books(world)
    assert pass_nights(world, 2) == []
    assert writes(world) == []


def test_the_night_syncs_what_the_day_left_and_not_twice() -> None:
    world = ready(nightly=True)
    small_books(world)
    assert len(pass_nights(world, 1)) == 1
    assert figures(world) == SMALL_BOOKS
    assert all_settled(world)
    before = len(sent(world))
    assert pass_nights(world, 2) == []
    assert len(sent(world)) == before


def test_the_night_goes_on_after_a_lost_answer() -> None:
    world = ready(nightly=True)
    small_books(world)
    world.simulator.orders.open.append(FaultOrder("reset_before", "customer"))
    assert len(pass_nights(world, 1)) == 1
    assert figures(world) == SMALL_BOOKS


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Europe/Stockholm", "Asia/Kathmandu"])
def test_the_night_is_that_of_the_companys_own_time_zone(zone: str) -> None:
    world = ready(nightly=True, night_hour=3, time_zone=zone)
    for day in range(1, 4):
        world.push("contacts", contact(day))
        (began,) = pass_nights(world, 1)
        here = world.clock.now().astimezone(ZoneInfo(zone))
        at = here - timedelta(seconds=world.clock.now().timestamp() - began)
        assert 3 <= at.hour + at.minute / 60 <= 5.5


def test_the_night_of_a_company_that_is_not_ready_starts_no_run_and_comes_again() -> None:
    world = World()
    world.register(sync_on_push=False, nightly=True)
    small_books(world)
    assert pass_nights(world, 1) == []
    world.connect()
    world.select()
    assert len(pass_nights(world, 1)) == 1
    assert figures(world) == SMALL_BOOKS


def test_a_company_that_switches_the_night_off_has_none_any_more() -> None:
    world = ready(nightly=True)
    small_books(world)
    register.change(world.ports, world.company(), {"nightly": False})
    assert pass_nights(world, 2) == []
    assert set(world.phases().values()) == {Phase.PENDING}


def test_after_an_outage_of_days_a_company_has_one_night_and_not_one_for_each_that_was_missed() -> None:
    world = ready(nightly=True)
    small_books(world)
    world.clock.sleep(5 * 86_400)
    assert len(pass_nights(world, 0.25)) == 1
    assert figures(world) == SMALL_BOOKS

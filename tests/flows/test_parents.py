"""Contacts below themselves, or too deep: they are told, instead of waiting for ever."""

from __future__ import annotations

import pytest

from quickbooks_sync.core.problems import explain
from quickbooks_sync.model import Phase
from tests.fakes.world import World
from tests.flows.examples import all_settled, contact, writes


def codes(world: World, record_id: str) -> list[str]:
    return [problem.code for problem in world.record("contacts", record_id).problems]


@pytest.mark.parametrize("length", [2, 3, 5, 9])
def test_contacts_in_a_circle_are_told_and_go_through_once_one_is_taken_out(
    world: World, length: int
) -> None:
    for number in range(1, length + 1):
        world.push("contacts", contact(number, parent_id=f"c{number % length + 1}"))
    world.settle_down()
    assert writes(world) == []
    assert all(codes(world, f"c{number}") == ["parent_circle"] for number in range(1, length + 1))
    (found,) = world.record("contacts", "c1").problems
    assert (found.field, found.value) == ("parent_id", "c2")
    assert "c1 → c2 → " in explain(found, "en").cause
    if length <= 5:
        world.push("contacts", contact(length, version=2))
        world.settle_down()
        world.sync()
        world.settle_down()
        assert all_settled(world)
        assert len(world.objects("Customer")) == length


def test_five_levels_pass_and_the_sixth_is_told(world: World) -> None:
    for number in range(6, 0, -1):
        parent = {"parent_id": f"c{number - 1}"} if number > 1 else {}
        world.push("contacts", contact(number, **parent))
    world.settle_down()
    assert len(world.objects("Customer")) == 5
    (found,) = world.record("contacts", "c6").problems
    assert "five levels" in explain(found, "en").cause


def test_a_circle_that_a_newer_version_closes_is_told(world: World) -> None:
    world.push("contacts", contact(1, parent_id="c2"))
    world.settle_down()
    assert codes(world, "c1") == ["reference_missing"]
    world.push("contacts", contact(2, parent_id="c1"))
    world.settle_down()
    assert {world.record("contacts", each).phase for each in ("c1", "c2")} == {Phase.REJECTED}
    world.push("contacts", contact(2, version=2))
    world.settle_down()
    assert all_settled(world)

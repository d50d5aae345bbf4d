"""The error panel: what a person has to do, and that there is more than it lists."""

from __future__ import annotations

import pytest

from quickbooks_sync.flows import show
from tests.fakes.world import World
from tests.flows.examples import contact


@pytest.mark.parametrize(("many", "listed", "more"), [(200, 200, False), (201, 200, True)])
def test_a_list_of_problems_that_is_not_whole_says_so(
    world: World, many: int, listed: int, *, more: bool
) -> None:
    world.push("contacts", *(contact(number, display_name=f"No: {number}") for number in range(many)))
    world.settle_down()
    shown = show.problems(world.ports, world.company(), language="en")
    (group,) = shown["problems"]
    assert (len(group["records"]), shown["more"]) == (listed, more)

"""One record at which our own code fails, wherever it does: its siblings go through, and nobody is parked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from quickbooks_sync.core import packing, problems
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.flows import pages
from quickbooks_sync.model import Phase
from quickbooks_sync.settings import Limits
from quickbooks_sync.state import work
from tests.fakes.world import World
from tests.flows.examples import contact, open_calls

BAD = "c7"
NUMBERS = range(1, 16)
WHERE: dict[str, tuple[object, str]] = {
    "planning": (pages, "plan"),
    "packing": (packing, "request_id"),
    "reading its answer": (None, ""),
    "explaining its refusal": (problems, "from_fault"),
}


def failing(real: Callable[..., Any]) -> Callable[..., Any]:
    """Fail wherever the bad record, or its name, is spoken of."""

    def fails(*given: Any, **named: Any) -> Any:
        said = repr((given, named))
        if f"'{BAD}'" in said or "'Garden 7'" in said:
            raise KeyError("nobody foresaw this")
        return real(*given, **named)

    return fails


@pytest.mark.parametrize("size", [Limits(), Limits(singles_up_to=300)], ids=["batches", "singles"])
@pytest.mark.parametrize("where", WHERE)
def test_siblings_of_a_record_at_which_our_code_fails_go_through(
    world: World, monkeypatch: pytest.MonkeyPatch, where: str, size: Limits
) -> None:
    world.ports = replace(world.ports, limits=size)
    if where == "explaining its refusal":
        world.push("contacts", contact(100, display_name="garden 7"))
        world.settle_down()
    if where == "reading its answer":
        rules = ENTITIES["contacts"]
        monkeypatch.setitem(ENTITIES, "contacts", replace(rules, confirmed=failing(rules.confirmed)))
    else:
        place, name = WHERE[where]
        monkeypatch.setattr(place, name, failing(getattr(place, name)))
    world.push("contacts", *(contact(n) for n in NUMBERS))
    world.settle_down()
    phases = {key: phase for key, phase in world.phases().items() if phase is not Phase.SETTLED}
    assert list(phases) == [f"contacts#{BAD}"]
    assert [problem.code for problem in world.record("contacts", BAD).problems] == ["defect"]
    assert [line for line in world.log.lines if line.error]
    assert not work.read(world.store, world.company().id).parked
    assert not open_calls(world)

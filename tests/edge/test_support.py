"""Support's replay, invoked directly."""

from __future__ import annotations

import json
from typing import Any

import pytest

from quickbooks_sync.errors import Invalid
from tests.edge.service import ROOT, Service


def dead(service: Service, *bodies: str) -> None:
    for body in bodies:
        service.world.queues.send("contacts", body)
    for _ in range(7):
        for letter in service.world.queues.receive("contacts", limit=10):
            assert letter.body in bodies
        service.world.clock.sleep(300)


def test_the_sample_event_replays_one_company(service: Service) -> None:
    service.world.register("landscaping")
    dead(service, '{"company": "landscaping"}', '{"company": "acme"}', "not json")
    event = json.loads((ROOT / "events/replay_dead_letters.json").read_text())
    replayed = service.replay(event)
    assert (replayed["sent"]["contacts"], replayed["left"]["contacts"]) == (1, 2)


@pytest.mark.parametrize(
    ("event", "sent"),
    [
        ({"reason": "all"}, 2),
        ({"reason": "one entity", "entity": "contacts"}, 2),
        ({"reason": "another entity", "entity": "invoices"}, None),
        ({"reason": "all that is old", "older_than": "1h"}, 0),
        ({"reason": "one company", "company": "acme"}, 1),
    ],
)
def test_letters_are_replayed_by_company_and_entity(
    service: Service, event: dict[str, Any], sent: int | None
) -> None:
    dead(service, '{"company": "acme"}', '{"company": "globex"}')
    assert service.replay(event)["sent"].get("contacts") == sent


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({}, "reason"),
        ({"reason": None}, "reason"),
        ({"reason": "x", "company": "a#b"}, "company"),
        ({"reason": "x", "everything": True}, "everything"),
        ({"reason": "x", "entity": "estimates"}, "entity"),
    ],
)
def test_what_is_wrong_with_a_replay_is_named(service: Service, event: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid, match=field):
        service.replay(event)


def test_no_letter_stops_the_replay_of_the_others(service: Service) -> None:
    letters = ("[" * 50_000, "not json", '{"company": "nobody"}', '{"company": "acme"}')
    dead(service, *letters)
    assert service.replay({"reason": "all"})["sent"]["contacts"] == 4
    dead(service, *letters)
    replayed = service.replay({"reason": "one company", "company": "acme"})
    assert (replayed["sent"]["contacts"], replayed["left"]["contacts"]) == (2, 6)

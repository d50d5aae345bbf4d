"""What the host pushes is kept at once, or refused with everything that is wrong with it."""

from __future__ import annotations

import random
import string
from collections.abc import Sequence
from typing import Any

import pytest

from quickbooks_sync.errors import Conflict, Invalid, StoreBusy
from quickbooks_sync.flows import push
from quickbooks_sync.model import CompanyId, Phase, RecordKey
from quickbooks_sync.ports import Key
from quickbooks_sync.state import records
from tests.fakes.world import World
from tests.flows.examples import Content, contact, invoice

ACME = CompanyId("acme")


def push_one(world: World, content: Content, record_id: str = "c1") -> push.Pushed:
    return push.push(world.ports, world.company(), "contacts", record_id=record_id, content=content)


def test_the_company_is_marked_before_the_record_is_written_and_the_message_goes_last(world: World) -> None:
    order: list[str] = []

    def note(operation: str, keys: Sequence[Key]) -> None:
        order.extend(key.sk for key in keys if operation == "apply")

    world.store.before = note
    world.queues.before = lambda operation, entity: order.append(f"{operation} {entity}")
    push_one(world, contact())
    assert order == ["WORK", "RECORD#contacts#c1", "send contacts"]


def test_a_push_of_five_hundred_marks_once_sends_one_message_and_answers_for_each(world: World) -> None:
    world.queues.used.clear()
    results = world.push("contacts", *(contact(number) for number in range(500)))
    assert [each.key.id for each in results] == [f"c{number}" for number in range(500)]
    assert {each.result for each in results} == {"stored"}
    assert world.queues.used["send"] == 1


def test_a_faulty_record_among_many_stops_no_other_and_every_faulty_field_is_named(world: World) -> None:
    contents: list[Any] = [
        invoice(1),
        invoice(2, total="much", lines=[{"quantity": 1}], colour="red"),
        "text",
    ]
    good, bad, text = push.push_many(world.ports, world.company(), "invoices", contents)
    assert (good.result, bad.result, text.result) == ("stored", "invalid", "invalid")
    assert {fault["field"] for fault in bad.faults} == {
        "total",
        "colour",
        "lines[0].unit_price",
        "lines[0].amount",
        "lines[0].taxable",
    }
    assert list(world.phases()) == ["invoices#i1"]


def test_a_push_that_is_refused_stores_nothing_and_marks_nothing(world: World) -> None:
    before = world.store.items()
    with pytest.raises(Invalid):
        push_one(world, contact(version=0))
    with pytest.raises(Invalid, match="the path says 'c2'"):
        push_one(world, contact(1), "c2")
    assert world.store.items() == before


def test_a_record_over_a_hundred_kilobytes_is_refused_by_its_size(world: World) -> None:
    chance = random.Random(1)
    (line,) = invoice()["lines"]
    noise = ["".join(chance.choices(string.ascii_letters, k=4000)) for _ in range(40)]
    large, long = (
        invoice(lines=[{**line, "description": text} for text in texts])
        for texts in (noise, ["a" * 4000] * 40)
    )
    with pytest.raises(Invalid, match="too large"):
        push.push(world.ports, world.company(), "invoices", record_id="i1", content=large)
    assert world.push("invoices", long)[0].result == "stored"


def test_other_content_under_the_same_version_is_a_conflict_and_changes_nothing(world: World) -> None:
    push_one(world, contact(phone="1"))
    with pytest.raises(Conflict, match="version 1"):
        push_one(world, contact(phone="2"))
    assert world.record("contacts", "c1").content["phone"] == "1"


def test_the_same_version_with_the_same_content_in_another_order_is_unchanged(world: World) -> None:
    push_one(world, contact())
    assert push_one(world, dict(reversed(contact().items()))).result == "unchanged"


def test_a_push_into_a_busy_table_is_told_so_and_what_was_marked_costs_one_look(world: World) -> None:
    world.store.before = _busy_at_records
    with pytest.raises(StoreBusy):
        push_one(world, contact())
    world.store.before = lambda operation, keys: None
    assert records.find(world.store, ACME, RecordKey("contacts", "c1")) is None
    world.settle_down()
    assert push_one(world, contact()).result == "stored"
    world.settle_down()
    assert world.phases() == {"contacts#c1": Phase.SETTLED}


def _busy_at_records(operation: str, keys: Sequence[Key]) -> None:
    if any(key.sk.startswith("RECORD#") for key in keys):
        raise StoreBusy("throttled")

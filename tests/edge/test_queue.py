"""SQS in: each message by itself."""

from __future__ import annotations

import json

import pytest

from quickbooks_sync.edge import queue
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.errors import IntuitBusy
from tests.edge.examples import CONTACT, RECORDS
from tests.edge.service import CONTEXT, ROOT, Service

ACME = '{"company": "acme"}'
NO_POINTERS = [
    "",
    "not json",
    "null",
    "7",
    "[]",
    "{}",
    '"acme"',
    '{"company": null}',
    '{"company": 7}',
    '{"company": ""}',
    '{"company": "a#b"}',
    '{"company": "acme\\n"}',
    '{"company": ["acme"]}',
    '{"company": "acme", "entity": "contacts"}',
    '{"company": "nobody"}',
    '{"Company": "acme"}',
    '{"company": "' + "x" * 200_000 + '"}',
    '{"version": "0", "id": "1", "detail-type": "Object Created", "source": "aws.s3"}',
    "[" * 50_000,
    '{"company": 1e99999999999999999999}',
]


@pytest.mark.parametrize("body", NO_POINTERS, ids=lambda body: repr(body[:24]))
def test_a_message_that_points_nowhere_fails_alone(ready: Service, body: str) -> None:
    ready.push("contacts", "contact-1", CONTACT)
    assert ready.drain("contacts", ACME, body, ACME) == ["m1"]
    assert ready.world.record("contacts", "contact-1").phase == "settled"


@pytest.mark.parametrize("entity", ENTITIES)
def test_the_sample_event_of_each_function_is_worked_off(service: Service, entity: str) -> None:
    service.world.ready("landscaping")
    for name, record in RECORDS.items():
        service.push(name, f"{name[:-1]}-1", record, company="landscaping")
    event = json.loads((ROOT / f"events/sync_{entity}.json").read_text())
    assert queue.drain_handler(entity)(event, CONTEXT) == {"batchItemFailures": []}
    first = service.world.record("contacts", "contact-1", "landscaping")
    assert (first.phase == "settled") == (entity == "contacts")


def test_an_unexpected_error_fails_only_its_message_and_is_logged_by_ids(
    ready: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = iter([False, True, False])

    def sometimes(*_: object) -> None:
        if next(broken):
            raise ValueError("Amy owes 108.00")

    monkeypatch.setattr(queue, "drain", sometimes)
    assert ready.drain("contacts", ACME, ACME, ACME) == ["m1"]
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (logged,) = [line for line in lines if line.get("error")]
    assert (logged["error"], logged["message_id"], logged["entity"]) == ("ValueError", "m1", "contacts")
    assert "Amy" not in json.dumps(lines)


@pytest.mark.parametrize("calls", [1, 4, 9, 40])
def test_a_message_that_meets_a_busy_table_has_not_failed_and_the_sweep_sends_another(
    ready: Service, capsys: pytest.CaptureFixture[str], calls: int
) -> None:
    """Given back six times it would be a dead letter, although nobody has anything to repair."""
    ready.push("contacts", "contact-1", CONTACT)
    for received in range(1, 9):
        ready.world.store.busy_next(calls)
        assert ready.drain("contacts", ACME, received=received) == []
        ready.world.clock.sleep(300)
    assert '"result":"store_busy"' in capsys.readouterr().out
    ready.world.store.busy_next(0)
    ready.world.settle_down()
    assert ready.world.record("contacts", "contact-1").phase == "settled"
    assert ready.world.queues.dead_letter_count("contacts") == 0
    assert not [row for row in ready.world.store.items() if row["sk"].startswith("FAILED#")]


def test_the_last_try_of_a_message_that_meets_something_busy_leaves_no_reason_behind(
    ready: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise IntuitBusy("no answer")

    monkeypatch.setattr(queue, "drain", busy)
    assert ready.drain("contacts", ACME, received=6) == []
    assert not [row for row in ready.world.store.items() if row["sk"].startswith("FAILED#")]


def test_an_environment_that_is_wrong_fails_the_message_and_says_what_to_correct(
    ready: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TABLE_NAME")
    assert ready.drain("contacts", ACME) == ["m0"]
    assert "TABLE_NAME" in capsys.readouterr().out


def test_a_poison_message_becomes_a_dead_letter_and_replaying_it_twice_changes_nothing(
    ready: Service,
) -> None:
    ready.push("contacts", "contact-1", CONTACT)
    ready.world.queues.send("contacts", '{"company": "nobody"}')
    for _ in range(7):
        ready.work()
        ready.world.clock.sleep(300)
    before = ready.world.objects("Customer")
    for _ in range(2):
        assert ready.replay({"reason": "tried again"})["sent"]["contacts"] == 1
        for _ in range(7):
            ready.work()
            ready.world.clock.sleep(300)
    assert ready.world.objects("Customer") == before
    assert ready.world.queues.dead_letter_count("contacts") == 1

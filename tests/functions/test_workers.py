"""Several workers on one company at once, as real processes: one sends, and nothing is there twice."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from local.samples import ENTITIES
from tests.functions.deadly import Deadly, figures, is_synced, rests, wait_patiently
from tests.functions.killing import FEW, MANY, books, live_through
from tests.functions.tenant import Tenant

SIZES = (MANY, FEW, MANY, FEW)
Interval = tuple[datetime, datetime]


def send_at_once(tenant: Tenant, messages: int, *, delay_s: int = 0) -> None:
    """Put messages for one company on the four queues in turn: the same, more than once."""
    sqs, outputs = tenant.stack.client("sqs"), tenant.stack.outputs
    urls = [outputs[f"{entity.capitalize()}QueueUrl"] for entity in ENTITIES]
    for number in range(messages):
        body = json.dumps({"company": tenant.id})
        sqs.send_message(QueueUrl=urls[number % len(urls)], MessageBody=body, DelaySeconds=delay_s)


def invocations(tenant: Tenant) -> list[Interval]:
    """Return from when to when the sync functions ran, as the local Lambda reports it."""
    found = []
    for entity in ENTITIES:
        log = tenant.stack.log_dir / f"sync_{entity}.jsonl"
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        for report in (json.loads(line) for line in lines if '"platform.report"' in line):
            ended = datetime.fromisoformat(report["time"])
            lasted = timedelta(milliseconds=report["record"]["metrics"]["durationMs"])
            found.append((ended - lasted, ended))
    return found


def most_at_once(intervals: Sequence[Interval]) -> int:
    return max(sum(began <= moment < ended for began, ended in intervals) for moment, _ in intervals)


def senders_without_the_lease(witnessed: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the calls that did not come from whoever had taken the lease last."""
    holder, wrong = 0, []
    for line in witnessed:
        if line["event"] == "holds":
            holder = line["pid"]
        elif line["event"] == "sends" and line["pid"] != holder:
            wrong.append(line)
    return wrong


def twice_held(witnessed: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return who took the lease before its holder had begun to give it back."""
    holder, wrong = 0, []
    for line in witnessed:
        if line["event"] == "holds":
            if holder:
                wrong.append(line)
            holder = line["pid"]
        elif line["event"] == "releases" and line["pid"] == holder:
            holder = 0
    return wrong


@pytest.mark.parametrize(("workers", "at_once"), [(2, 2), (8, 4)])
def test_of_several_workers_one_at_a_time_sends_and_each_record_is_there_once(
    deadly: Deadly, workers: int, at_once: int
) -> None:
    tenant = deadly.tenant(sync_on_push=False)
    for entity, records in books(SIZES).items():
        tenant.push(entity, *records)
    before = len(invocations(tenant))
    tenant.owner.post(f"{tenant.path}/sync")
    for _ in range(5):  # A machine that is busy with other things may start few at a time.
        send_at_once(tenant, 2 * workers)
        wait_patiently(lambda: all(is_synced(tenant, entity) for entity in ENTITIES))
        wait_patiently(lambda: rests(tenant))
        if most_at_once(invocations(tenant)[before:]) >= at_once:
            break

    assert most_at_once(invocations(tenant)[before:]) >= at_once
    witnessed = deadly.witnessed(tenant.id)
    assert twice_held(witnessed) == []
    assert senders_without_the_lease(witnessed) == []
    alone = live_through(deadly.tenant(), SIZES)
    assert {entity: figures(tenant, entity) for entity in ENTITIES} == alone


def test_messages_that_come_late_find_nothing_to_do_and_leave_nothing_due(deadly: Deadly) -> None:
    tenant = deadly.tenant()
    live_through(tenant, (FEW, FEW, FEW, FEW))
    wait_patiently(lambda: rests(tenant))
    calls = tenant.books.calls()
    before = len(deadly.witnessed(tenant.id))
    send_at_once(tenant, 8, delay_s=1)
    wait_patiently(lambda: len(deadly.witnessed(tenant.id)) >= before + 2)
    wait_patiently(lambda: rests(tenant))
    tenant.wait_until_still()
    assert tenant.books.calls() == calls
    assert rests(tenant)

"""Poison ends among the dead letters and stops nobody; replaying changes neither books nor table."""

import contextlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

from local.callers import RefusedError
from local.stack import Stack
from tests.functions.tenant import CONTACT, Tenant, wait_until

POISON = ("not JSON", json.dumps({"company": "nobody-of-that-name"}))


@contextlib.contextmanager
def impatience(stack: Stack, url: str) -> Iterator[None]:
    """Let failed messages of a queue come back after a second, as long as nothing else is on its way."""
    sqs = stack.client("sqs")
    asked = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1"})
    try:
        yield
    finally:
        sqs.set_queue_attributes(QueueUrl=url, Attributes=asked)


def everything(stack: Stack) -> list[dict[str, Any]]:
    """Return the whole table."""
    pages = stack.client("dynamodb").get_paginator("scan").paginate(TableName=stack.outputs["TableName"])
    items = [item for page in pages for item in page["Items"]]
    return sorted(items, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))


def is_support_s(row: dict[str, Any]) -> bool:
    return bool(row["pk"]["S"] == "SUPPORT" or row["sk"]["S"].startswith("FAILED#"))


def are_dead(stack: Stack, count: int) -> bool:
    depths = stack.queue_depths()
    queue, letters = depths["quickbooks-sync-contacts"], depths["quickbooks-sync-contacts-dead-letters"]
    return (queue.waiting, queue.in_flight, letters.waiting) == (0, 0, count)


def test_poison_ends_among_the_dead_letters_and_replaying_it_has_no_effect(connected: Tenant) -> None:
    stack, support = connected.stack, connected.caller("support")
    connected.push("contacts", CONTACT)
    connected.sync()
    connected.wait_until_still()
    table, calls = everything(stack), connected.books.calls()
    asked = {"entity": "contacts", "reason": "their cause is said to be gone"}
    url = stack.outputs["ContactsQueueUrl"]
    with impatience(stack, url):
        for body in POISON:
            stack.client("sqs").send_message(QueueUrl=url, MessageBody=body)
        wait_until(lambda: are_dead(stack, 2))
        listed = support.get("/v1/support/dead-letters?entity=contacts")
        assert listed["in_queues"]["contacts"] == 2
        # With so little patience a last receive may be lost while a function starts: then nobody says why.
        codes = {letter["code"] for letter in listed["dead_letters"]}
        assert codes <= {"message_without_company", "failed_silently"}
        assert {letter["company"] for letter in listed["dead_letters"]} == {None, "nobody-of-that-name"}

        done = support.post("/v1/support/dead-letters/replay", asked)
        assert (done["sent"], done["left"], done["cursor"]) == ({"contacts": 2}, {"contacts": 0}, None)
        wait_until(lambda: are_dead(stack, 2))
        assert stack.invoke("replay_dead_letters", asked) == done
        wait_until(lambda: are_dead(stack, 2))
    # What support did is kept, and why the messages failed; nothing else is written.
    assert [row for row in everything(stack) if not is_support_s(row)] == [
        row for row in table if not is_support_s(row)
    ]
    assert connected.books.calls() == calls
    stack.client("sqs").purge_queue(QueueUrl=stack.outputs["ContactsDeadLettersUrl"])


def test_a_replay_for_one_company_leaves_the_others_letters_and_writes_nothing_twice(
    connected: Tenant,
) -> None:
    stack, sqs = connected.stack, connected.stack.client("sqs")
    connected.push("contacts", CONTACT)
    connected.sync()
    calls, url = connected.books.calls(), stack.outputs["PaymentsDeadLettersUrl"]
    for company in (connected.id, "nobody-of-that-name"):
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps({"company": company}))
    asked = {"company": connected.id, "entity": "payments", "reason": "QuickBooks is back"}
    first = stack.invoke("replay_dead_letters", asked)
    second = stack.invoke("replay_dead_letters", asked)
    assert (first["sent"], first["left"]) == ({"payments": 1}, {"payments": 1})
    assert second["sent"] == {"payments": 0}
    connected.wait_until_still()
    assert connected.record("contacts", "c1")["status"] == "synced"
    assert connected.books.calls() == calls
    sqs.purge_queue(QueueUrl=url)


def test_a_replay_says_why(connected: Tenant) -> None:
    support = connected.caller("support")
    with pytest.raises(RefusedError) as refused:
        support.post("/v1/support/dead-letters/replay", {"entity": "contacts"})
    assert refused.value.status == 422
    assert [fault["field"] for fault in refused.value.value["faults"]] == ["reason"]


def test_the_history_of_a_record_tells_its_call_and_what_quickbooks_answered(connected: Tenant) -> None:
    connected.push("contacts", CONTACT)
    run = connected.sync()
    shown = connected.owner.get(f"{connected.path}/records/contacts/c1/history")
    (entry,) = shown["history"]
    assert (entry["result"], entry["operation"], entry["version"]) == ("synced", "create", 1)
    assert entry["call"]
    assert entry["intuit_tid"]
    assert run["state"] == "ended"


def test_companies_are_listed_from_the_index(connected: Tenant) -> None:
    support = connected.caller("support")
    wait_until(
        lambda: connected.id in {each["id"] for each in support.get("/v1/support/companies")["companies"]}
    )
    assert support.get("/v1/support/companies?state=parked")["companies"] == []

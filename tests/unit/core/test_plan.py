"""What should happen to one record now, and how writes become calls."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import simplejson

from quickbooks_sync.core.packing import pack
from quickbooks_sync.core.plan import Hold, NotDue, Nothing, Plan, Reject, Wait, Write, plan
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.model import Base, CompanyId, Link, Member, Operation, Phase, Realm, Record, RecordKey
from quickbooks_sync.settings import Limits
from tests.unit.entities.examples import BOOKS, COMPANY, CONTACT, INVOICE

NOW = datetime(2026, 4, 9, tzinfo=UTC)
LIMITS = Limits()


def record(entity: str, content: dict[str, Any], **changed: Any) -> Record:
    key = RecordKey(entity, content["id"])
    made = Record(COMPANY.id, key, 1, content, revision=3, phase=Phase.PENDING, changed_at=NOW)
    return replace(made, **changed)


def linked(other: Record, object_id: str) -> Record:
    link = Link(BOOKS.realm, ENTITIES[other.key.entity].object, object_id, "0")
    return replace(other, link=link, phase=Phase.SETTLED)


def decided(one: Record, *others: Record) -> Plan:
    rules = ENTITIES[one.key.entity]
    content = rules.schema.model_validate(one.content)
    known = {other.key: other for other in others}
    return plan(one, content, rules, others=known, company=COMPANY, books=BOOKS)


def referred(invoice: Record) -> list[Record]:
    rules = ENTITIES["invoices"]
    keys = rules.references(rules.schema.model_validate(invoice.content))
    return [linked(record(key.entity, {"id": key.id}), f"{n + 50}") for n, key in enumerate(keys)]


def test_a_new_record_is_created_whole_and_numbered_by_its_settled_calls() -> None:
    write = decided(record("contacts", CONTACT, calls_settled=4))
    assert isinstance(write, Write)
    assert write.body == write.member.payload
    assert (write.member.operation, write.member.calls_settled, write.member.revision) == (
        Operation.CREATE,
        4,
        3,
    )


def test_what_the_books_hold_already_needs_nothing() -> None:
    first = decided(record("contacts", CONTACT))
    assert isinstance(first, Write)
    link = Link(BOOKS.realm, "Customer", "58", "2")
    known = record("contacts", CONTACT, link=link, base=Base(first.member.payload))
    assert decided(known) == Nothing()


def test_a_change_sends_only_what_changed_with_id_and_token() -> None:
    first = decided(record("contacts", CONTACT))
    assert isinstance(first, Write)
    changed = {**CONTACT, "email": "new@example.com"}
    link = Link(BOOKS.realm, "Customer", "58", "2")
    write = decided(record("contacts", changed, link=link, base=Base(first.member.payload)))
    assert isinstance(write, Write)
    email = {"Address": "new@example.com"}
    assert write.body == {"Id": "58", "SyncToken": "2", "sparse": True, "PrimaryEmailAddr": email}


def test_a_draft_is_not_due_and_no_problem() -> None:
    assert decided(record("invoices", {**INVOICE, "status": "draft", "lines": []})) == NotDue()


def test_a_reference_that_is_not_in_the_books_is_waited_for_and_a_held_one_holds() -> None:
    invoice = record("invoices", INVOICE)
    contact, *products = referred(invoice)
    assert decided(invoice, replace(contact, link=None), *products) == Wait(contact.key)
    held = replace(contact, link=None, phase=Phase.HELD)
    assert decided(invoice, held, *products) == Hold()
    assert isinstance(decided(invoice, contact, *products), Write)


def test_a_never_pushed_reference_comes_with_all_other_problems_at_once() -> None:
    invoice = record("invoices", {**INVOICE, "total": 1})
    decision = decided(invoice, *referred(invoice)[1:])
    assert isinstance(decision, Reject)
    assert {problem.code for problem in decision.problems} == {"invoice_total_wrong", "reference_missing"}
    assert decision.missing == (referred(invoice)[0].key,)


def writes(count: int, size: int = 10) -> list[Write]:
    body = {"DisplayName": "x" * size}
    return [
        Write(Member(RecordKey("contacts", f"c{n}"), Operation.CREATE, 1, 0, "Customer", body), body)
        for n in range(count)
    ]


def packed(count: int, size: int = 10, **how: Any) -> list[Any]:
    return pack(writes(count, size), company=CompanyId("acme"), realm=Realm("1"), limits=LIMITS, **how)


def test_up_to_ten_writes_go_alone_and_unmetered() -> None:
    assert [call.path for call in packed(10)] == ["/customer"] * 10
    assert [len(call.members) for call in packed(11)] == [11]
    assert packed(11)[0].path == "/batch"


def test_more_go_in_thirties_with_one_short_batch_at_the_end() -> None:
    assert [len(call.members) for call in packed(61)] == [30, 30, 1]
    assert [len(call.members) for call in packed(61, alone=True)] == [1] * 61


def test_a_batch_ends_early_at_200_kilobytes() -> None:
    calls = packed(30, 50_000)
    assert [len(call.members) for call in calls] == [3] * 10
    assert all(len(call.body) < 210_000 for call in calls)


def test_items_are_named_briefly_and_once_and_the_batch_by_its_members() -> None:
    call = packed(30)[0]
    items = simplejson.loads(call.body)["BatchItemRequest"]
    assert [item["bId"] for item in items] == [member.b_id for member in call.members]
    assert len({item["bId"] for item in items}) == 30
    assert all(len(item["bId"]) <= 10 for item in items)
    assert call.id == packed(30)[0].id != packed(29)[0].id

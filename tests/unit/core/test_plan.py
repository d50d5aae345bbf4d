"""What should happen to one record now."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from quickbooks_sync.core.identity import marker
from quickbooks_sync.core.plan import Hold, NotDue, Nothing, Plan, Reject, Wait, Write, plan
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.model import Base, Operation, Payload, Phase, Problem, Record, RecordKey
from tests.unit.core.cases import ACME, key, linked, record
from tests.unit.entities.examples import BOOKS, COMPANY, LINE

AMY = linked("contacts", "58")
GARDENING = linked("products", "6", record_id="product-6")
BOTH = (AMY, GARDENING)


def planned(wanted: Record, *others: Record) -> Plan:
    rules = ENTITIES[wanted.key.entity]
    content = rules.schema.model_validate(wanted.content)
    known = {other.key: other for other in others}
    return plan(wanted, content, rules, others=known, company=COMPANY, books=BOOKS)


def written(wanted: Record, *others: Record) -> Write:
    decided = planned(wanted, *others)
    assert isinstance(decided, Write)
    return decided


def confirmed(entity: str, *others: Record) -> Payload:
    """Give what the books hold once the example was created."""
    return written(record(entity), *others).member.payload


def test_a_record_without_a_link_is_created_whole() -> None:
    create = written(record("invoices", revision=3, calls_settled=2), *BOTH)
    assert create.body == create.member.payload
    assert create.body["CustomerRef"] == {"value": "58"}
    assert create.body["PrivateNote"].endswith(marker(ACME, key("invoices")))
    assert (create.member.operation, create.member.revision, create.member.calls_settled) == (
        Operation.CREATE,
        3,
        2,
    )
    assert (create.member.object, create.member.object_id) == ("Invoice", "")
    assert create.member.total == Decimal(108)


def test_a_linked_record_is_changed_sparsely_with_its_sync_token() -> None:
    before = confirmed("contacts")
    changed = linked("contacts", "58", base=Base(before))
    changed = replace(changed, content={**changed.content, "phone": "1"})
    update = written(changed)
    assert update.body == {
        "Id": "58",
        "SyncToken": "0",
        "sparse": True,
        "PrimaryPhone": {"FreeFormNumber": "1"},
    }
    assert update.member.payload == {**before, "PrimaryPhone": {"FreeFormNumber": "1"}}
    assert (update.member.operation, update.member.object_id, update.member.sync_token) == (
        Operation.UPDATE,
        "58",
        "0",
    )


def test_a_linked_record_whose_content_is_in_the_books_needs_nothing() -> None:
    assert planned(linked("contacts", "58", base=Base(confirmed("contacts")))) == Nothing()


def test_a_draft_is_not_due_whatever_else_is_wrong_with_it() -> None:
    assert planned(record("invoices", content={"status": "draft", "number": "9" * 40})) == NotDue()


def test_a_draft_that_is_in_the_books_already_is_still_kept_up_to_date() -> None:
    before = confirmed("invoices", *BOTH)
    draft = linked("invoices", "130", base=Base(before, ("1",)))
    draft = replace(draft, content={**draft.content, "status": "draft", "message": "Hi"})
    assert written(draft, *BOTH).body["CustomerMemo"] == {"value": "Hi"}


def test_a_record_waits_on_the_first_of_its_references_that_is_not_in_the_books() -> None:
    contact, product = record("contacts"), replace(GARDENING, link=None)
    assert planned(record("invoices"), contact, product) == Wait(contact.key)
    assert planned(record("invoices"), AMY, product) == Wait(product.key)


def test_a_record_waits_on_a_rejected_reference_and_on_one_that_waits_itself() -> None:
    for phase in (Phase.PENDING, Phase.WAITING, Phase.REJECTED, Phase.SETTLED):
        assert planned(record("invoices"), record("contacts", phase=phase), GARDENING) == Wait(AMY.key)


def test_a_record_whose_reference_is_held_is_held_too() -> None:
    assert planned(record("invoices"), record("contacts", phase=Phase.HELD), GARDENING) == Hold()


def test_references_that_were_never_pushed_are_named_all_together_with_every_other_problem() -> None:
    decided = planned(record("invoices", content={"number": "9" * 22}))
    assert isinstance(decided, Reject)
    assert decided.lacks == (key("contacts"), RecordKey("products", "product-6"))
    found = {(problem.code, problem.field, problem.about) for problem in decided.problems}
    assert found >= {
        ("reference_missing", "contact_id", key("contacts")),
        ("reference_missing", "lines[0].product_id", RecordKey("products", "product-6")),
    }
    assert len(found) == 3


def test_a_problem_of_the_record_itself_comes_before_waiting() -> None:
    decided = planned(record("invoices", content={"number": "9" * 22}), record("contacts"), GARDENING)
    assert isinstance(decided, Reject)
    assert [type(problem) for problem in decided.problems] == [Problem]
    assert decided.lacks == ()


def test_an_update_of_lines_keeps_the_ids_of_the_lines() -> None:
    before = confirmed("invoices", *BOTH)
    changed = linked("invoices", "130", base=Base(before, ("1",)))
    lines = [{**LINE, "description": "Other"}]
    changed = replace(changed, content={**changed.content, "lines": lines})
    body = written(changed, *BOTH).body
    assert [line["Id"] for line in body["Line"]] == ["1"]
    assert "TxnTaxDetail" in body

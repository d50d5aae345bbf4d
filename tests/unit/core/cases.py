"""A company, records and writes for the pure decisions; each test changes what it speaks of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from quickbooks_sync.core.plan import Write
from quickbooks_sync.model import (
    Base,
    Call,
    CompanyId,
    Link,
    Member,
    Operation,
    Phase,
    Realm,
    Record,
    RecordKey,
    Try,
)
from tests.unit.entities.examples import EXAMPLES

ACME = CompanyId("landscaping")
REALM = Realm("9130")
NOW = datetime(2026, 4, 9, 16, tzinfo=UTC)
OBJECTS = {"contacts": "Customer", "products": "Item", "invoices": "Invoice", "payments": "Payment"}


def key(entity: str, record_id: str = "") -> RecordKey:
    return RecordKey(entity, record_id or EXAMPLES[entity]["id"])


def record(entity: str, **changed: Any) -> Record:
    content = {**EXAMPLES[entity], **changed.pop("content", {})}
    made = Record(
        company=ACME,
        key=RecordKey(entity, content["id"]),
        version=1,
        content=content,
        revision=1,
        phase=Phase.PENDING,
        changed_at=NOW,
    )
    return replace(made, **changed)


def linked(entity: str, object_id: str, *, record_id: str = "", **changed: Any) -> Record:
    """Give a record that is in the books."""
    content = {"id": record_id} if record_id else {}
    link = Link(REALM, OBJECTS[entity], object_id, "0")
    values = {"link": link, "base": Base({}), "phase": Phase.SETTLED, **changed}
    return record(entity, content=content, **values)


def member(number: int = 1, **changed: Any) -> Member:
    made = Member(
        key=RecordKey("contacts", f"c{number}"),
        operation=Operation.CREATE,
        revision=1,
        calls_settled=0,
        object="Customer",
        payload={"DisplayName": f"Garden {number}"},
    )
    return replace(made, **changed)


def write(number: int = 1, **changed: Any) -> Write:
    made = member(number, **changed)
    return Write(made, made.payload)


def call(*tries: Try, members: tuple[Member, ...] = ()) -> Call:
    return Call("call-1", REALM, "/batch" if len(members) > 1 else "/customer", b"{}", members, tries)

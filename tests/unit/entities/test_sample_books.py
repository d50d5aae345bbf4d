"""The sample books, written by our rules, arrive in a strict QuickBooks to the cent."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from local.samples import SAMPLES, broken_records, sample_books
from quickbooks_sync.books import Account
from quickbooks_sync.core.changes import changes
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.entities.rules import Confirmed, Setting
from quickbooks_sync.model import Payload, RecordKey
from simulator import Settings
from simulator.books.company import Company
from simulator.books.writing import write
from simulator.entities import KINDS
from simulator.profiles import new_company
from tests.unit.entities.examples import COMPANY, MARKER, setting

RECORDS: dict[str, list[Any]] = {
    entity: [ENTITIES[entity].schema.model_validate(row) for row in found]
    for entity, found in sample_books().items()
}


def chart() -> tuple[Account, ...]:
    with (SAMPLES / "landscaping/chart_of_accounts.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(Account(row["id"], row["full_name"], row["account_type"]) for row in rows)


@dataclass(frozen=True, slots=True)
class Arrived:
    """The whole sample in the books: what was sent, what was answered."""

    company: Company
    within: Setting
    payloads: Mapping[RecordKey, Payload]
    confirmed: Mapping[RecordKey, Confirmed]


def put(company: Company, entity: str, body: Payload) -> Confirmed:
    rules = ENTITIES[entity]
    answer = write(company, KINDS[rules.object.lower()], body, operation=None, include=frozenset(), now_s=0.0)
    return rules.confirmed(answer)


@pytest.fixture
def arrived() -> Arrived:
    company = new_company("9130", "us", settings=Settings(), now_s=0.0)
    ids: dict[RecordKey, str] = {}
    within = Setting(COMPANY, setting(accounts=chart()).books, ids, MARKER)
    payloads, confirmed = {}, {}
    for entity, rules in ENTITIES.items():
        for record in RECORDS[entity]:
            key = RecordKey(entity, record.id)
            payloads[key] = rules.payload(record, within)
            confirmed[key] = put(company, entity, payloads[key])
            ids[key] = confirmed[key].id
    return Arrived(company, within, payloads, confirmed)


def test_no_sample_record_has_a_problem() -> None:
    assert {entity: len(found) for entity, found in RECORDS.items()} == {
        "contacts": 29, "products": 18, "invoices": 31, "payments": 15,
    }  # fmt: skip
    within = Setting(COMPANY, setting(accounts=chart()).books, {}, MARKER)
    found = {
        record.id: problems
        for entity, all_of_it in RECORDS.items()
        for record in all_of_it
        if (problems := ENTITIES[entity].problems(record, within))
    }
    assert found == {}


def test_every_total_arrives_to_the_cent(arrived: Arrived) -> None:
    for entity, rules in ENTITIES.items():
        for record in RECORDS[entity]:
            assert arrived.confirmed[RecordKey(entity, record.id)].total == rules.total(record), record.id


def test_the_books_come_to_the_figures_of_the_sample(arrived: Arrived) -> None:
    def total(kind: str, *path: str) -> Decimal:
        amounts: list[Any] = [record.wire for record in arrived.company.objects[kind].values()]
        for part in path:
            amounts = [amount[part] for amount in amounts]
        return sum((Decimal(amount) for amount in amounts), Decimal(0))

    assert total("Invoice", "TotalAmt") == Decimal("10134.14")
    assert total("Invoice", "TxnTaxDetail", "TotalTax") == Decimal("447.84")
    assert total("Payment", "TotalAmt") == Decimal("4752.62")
    assert total("Payment", "UnappliedAmt") == 0
    assert total("Invoice", "Balance") == Decimal("5381.52")


def test_tucsons_tax_is_split_between_state_and_city(arrived: Arrived) -> None:
    detail = arrived.payloads[RecordKey("invoices", "invoice-1029")]["TxnTaxDetail"]
    assert [line["Amount"] for line in detail["TaxLine"]] == [Decimal("29.96"), Decimal("8.44")]


def test_a_second_look_finds_nothing_to_send(arrived: Arrived) -> None:
    for key, payload in arrived.payloads.items():
        again = ENTITIES[key.entity].payload(record_of(key), arrived.within)
        assert changes(again, payload, arrived.confirmed[key].line_ids) == {}


def record_of(key: RecordKey) -> Any:
    (record,) = (record for record in RECORDS[key.entity] if record.id == key.id)
    return record


def update(arrived: Arrived, key: RecordKey, **changed: object) -> tuple[Payload, Payload]:
    """Change a record; return what was sent, and the object as the books hold it now."""
    rules = ENTITIES[key.entity]
    record = record_of(key).model_copy(update=changed)
    before = arrived.confirmed[key]
    body = changes(rules.payload(record, arrived.within), arrived.payloads[key], before.line_ids)
    put(
        arrived.company, key.entity, {"Id": before.id, "SyncToken": before.sync_token, "sparse": True, **body}
    )
    return body, arrived.company.objects[rules.object][before.id].wire


def test_a_line_added_before_a_discount_keeps_every_other_line(arrived: Arrived) -> None:
    key = RecordKey("invoices", "invoice-1012")
    lines = record_of(key).lines
    body, held = update(arrived, key, lines=(*lines, lines[0]), total=Decimal("301.50"))
    assert [name for name in body if name not in ("Line", "TxnTaxDetail")] == []
    assert held["TotalAmt"] == Decimal("301.50")
    before = arrived.confirmed[key].line_ids
    assert [line["Id"] for line in held["Line"] if "Id" in line][:2] == list(before[:2])


def test_what_a_contact_loses_is_cleared_in_the_books(arrived: Arrived) -> None:
    key = RecordKey("contacts", "contact-8")
    body, held = update(arrived, key, parent_id="", email="", phone="", street="", city="", company_name="")
    assert set(body) == {
        "Job", "ParentRef", "PrimaryEmailAddr", "PrimaryPhone", "BillAddr", "CompanyName",
    }  # fmt: skip
    gone = {"ParentRef", "CompanyName", "PrimaryEmailAddr", "PrimaryPhone"}
    assert {name: held[name] for name in gone if held.get(name)} == {}
    assert {part: held["BillAddr"].get(part) for part in ("Line1", "City", "PostalCode")} == {
        "Line1": None, "City": None, "PostalCode": "94482",
    }  # fmt: skip


def test_a_payment_that_is_taken_off_its_invoice_is_unapplied(arrived: Arrived) -> None:
    body, held = update(arrived, RecordKey("payments", "payment-31"), applications=())
    assert (body, held["UnappliedAmt"]) == ({"Line": []}, 108)


def test_each_broken_record_has_its_one_problem() -> None:
    within = Setting(COMPANY, setting(accounts=chart()).books, {}, MARKER)
    found = {
        row["id"]: [problem.code for problem in ENTITIES[entity].problems(parsed, within)]
        for entity, rows in broken_records().items()
        for row in rows
        for parsed in [ENTITIES[entity].schema.model_validate(row)]
    }
    assert found == {
        "broken-phone-as-email": ["email_is_phone"],
        "broken-colon-in-name": ["name_with_colon"],
        "broken-unknown-product": [],
        "broken-free-text-line": ["free_text_line"],
        "broken-total": ["invoice_total_wrong"],
        "broken-long-number": ["too_long"],
    }

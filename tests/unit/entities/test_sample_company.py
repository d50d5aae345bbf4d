"""The sample company's records come to the figures that its README states."""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.entities.rules import Setting
from quickbooks_sync.model import Account, Payload, RecordKey
from tests.unit.entities.examples import COMPANY, MARKER, setting

pytestmark = pytest.mark.reference

YES = {"yes": True, "no": False}


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    with (folder / "sample-company" / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def grouped(folder: Path, name: str, parent: str) -> dict[str, list[dict[str, Any]]]:
    children: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows(folder, name):
        children[row.pop(parent)].append(row)
    return children


def records(folder: Path) -> dict[str, list[dict[str, Any]]]:
    lines = grouped(folder, "invoice_lines", "invoice_id")
    applications = grouped(folder, "payment_applications", "payment_id")
    invoices = rows(folder, "invoices")
    for invoice in invoices:
        del invoice["open_balance"]
        invoice["lines"] = [{**row, "taxable": YES[row["taxable"]]} for row in lines[invoice["id"]]]
        for line in invoice["lines"]:
            del line["line"]
    return {
        "contacts": rows(folder, "contacts"),
        "products": [{**row, "taxable": YES[row["taxable"]]} for row in rows(folder, "products")],
        "invoices": invoices,
        "payments": [{**row, "applications": applications[row["id"]]} for row in rows(folder, "payments")],
    }


@pytest.fixture
def sample(reference_dir: Path) -> dict[str, list[Any]]:
    return {
        entity: [ENTITIES[entity].schema.model_validate({**row, "version": 1}) for row in found]
        for entity, found in records(reference_dir).items()
    }


@pytest.fixture
def within(reference_dir: Path, sample: dict[str, list[Any]]) -> Setting:
    accounts = tuple(
        Account(row["id"], row["full_name"], row["account_type"], active=row["active"] == "yes")
        for row in rows(reference_dir, "chart_of_accounts")
    )
    ids = {
        RecordKey(entity, record.id): str(number)
        for entity, found in sample.items()
        for number, record in enumerate(found, start=100)
    }
    return Setting(COMPANY, setting(accounts=accounts).books, ids, MARKER)


def written(sample: dict[str, list[Any]], entity: str, within: Setting) -> list[Payload]:
    return [ENTITIES[entity].payload(record, within) for record in sample[entity]]


def test_no_record_has_a_problem(sample: dict[str, list[Any]], within: Setting) -> None:
    assert {entity: len(found) for entity, found in sample.items()} == {
        "contacts": 29, "products": 18, "invoices": 31, "payments": 15,
    }  # fmt: skip
    found = {
        record.id: problems
        for entity, all_of_it in sample.items()
        for record in all_of_it
        if (problems := ENTITIES[entity].problems(record, within))
    }
    assert found == {}


def test_the_invoices_come_to_their_totals_and_taxes(sample: dict[str, list[Any]], within: Setting) -> None:
    payloads = written(sample, "invoices", within)
    taxes = [payload["TxnTaxDetail"]["TotalTax"] for payload in payloads]
    lines = [(line["DetailType"], line["Amount"]) for payload in payloads for line in payload["Line"]]
    net = sum(-amount if kind == "DiscountLineDetail" else amount for kind, amount in lines)
    assert (sum(taxes), net + sum(taxes)) == (Decimal("447.84"), Decimal("10134.14"))
    assert sum(ENTITIES["invoices"].total(invoice) or 0 for invoice in sample["invoices"]) == net + sum(taxes)
    for payload in payloads:
        detail = payload["TxnTaxDetail"]
        assert sum(line["Amount"] for line in detail["TaxLine"]) == detail["TotalTax"]


def test_the_payments_come_to_what_is_applied_and_leave_the_receivable(
    sample: dict[str, list[Any]], within: Setting
) -> None:
    payloads = written(sample, "payments", within)
    applied = sum(line["Amount"] for payload in payloads for line in payload["Line"])
    assert (sum(payload["TotalAmt"] for payload in payloads), applied) == (Decimal("4752.62"),) * 2
    total = sum(invoice.total for invoice in sample["invoices"])
    assert total - applied == Decimal("5381.52")


def test_every_product_has_both_accounts(sample: dict[str, list[Any]], within: Setting) -> None:
    payloads = written(sample, "products", within)
    assert all(payload["IncomeAccountRef"] and payload["ExpenseAccountRef"] for payload in payloads)
    assert len({payload["Name"] for payload in payloads}) == 18


def test_tucsons_tax_is_split_between_state_and_city(sample: dict[str, list[Any]], within: Setting) -> None:
    (invoice,) = [each for each in sample["invoices"] if each.number == "1029"]
    detail = ENTITIES["invoices"].payload(invoice, within)["TxnTaxDetail"]
    assert [line["Amount"] for line in detail["TaxLine"]] == [Decimal("29.96"), Decimal("8.44")]

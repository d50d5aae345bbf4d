"""Answers of all entities against Intuit's own schema: known names, the right types, nothing left unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from simulator.books.kinds import Kind
from simulator.books.schema import ignored
from simulator.books.writing import ENVELOPE
from simulator.entities import KINDS
from simulator.profiles import PROFILES
from tests.simulator.books import Books, Json, done, key, sale
from tests.simulator.every_property import Everything
from tests.simulator.intuit_schema import Schema

pytestmark = pytest.mark.reference

WRITABLE = [kind for kind in KINDS.values() if kind.build is not None]
# Shown by QuickBooks though neither the schema nor the reference knows them.
SEEN = (
    "SalesItemLineDetail.ItemAccountRef",  # recorded in 2026
    "ProductAndServicesPrefs.RevenueRecognitionEnabled",  # documented for Preferences since minor version 65
)
# The schema has a string, the reference a numeric id.
NUMERIC = ("Customer.TaxExemptionReasonId",)
UNKNOWN = re.compile(r"Unrecognized field .*? \(class [A-Za-z0-9.]+\)")
# A company in the United States with one currency takes them and shows nothing.
NOT_IN_THIS_COMPANY = {"GlobalTaxCalculation", "ExchangeRate"}
# They say what an account begins with, which is not kept here.
UNSENT = {"OpeningBalance", "OpeningBalanceDate"}
# Deeper than any property that a client sets.
DEEPEST = 4


@cache
def schema_in(folder: Path) -> Schema:
    return Schema(folder)


@pytest.fixture
def schema(reference_dir: Path) -> Schema:
    return schema_in(reference_dir / "intuit-schema")


def wrong(schema: Schema, objects: dict[str, list[Json]]) -> list[str]:
    faults = (
        what for kind, rows in objects.items() for row in rows for what in schema.faults(row, kind, kind)
    )
    known = (*SEEN, *NUMERIC)
    return sorted({what for what in faults if not any(name in what for name in known)})


@pytest.mark.parametrize("profile", PROFILES)
def test_what_a_company_begins_with_is_as_the_schema_says(schema: Schema, profile: str) -> None:
    assert wrong(schema, done(Books(profile), "GET", "state")) == []


def test_what_is_written_and_voided_is_as_the_schema_says(schema: Schema, books: Books) -> None:
    made = Everything(books)
    assert wrong(schema, made.shown) == []
    assert wrong(schema, done(books, "GET", "state")) == []
    books.write("Invoice", key(books.read("Invoice", made.invoice)), operation="void")
    assert wrong(schema, done(books, "GET", "state")) == []


def test_every_property_that_can_be_set_was_set_and_is_shown(books: Books) -> None:
    made = Everything(books)
    missing: list[str] = []
    for kind in WRITABLE:
        settable = {name for name, check in kind.fields.items() if check is not ignored}
        sent = {name for body in made.sent.get(kind.name, []) for name in body}
        shown = {name for body in made.shown.get(kind.name, []) for name in body}
        missing += [f"{kind.name}.{name} not sent" for name in settable - sent - UNSENT]
        missing += [f"{kind.name}.{name} not shown" for name in sent - shown - NOT_IN_THIS_COMPANY]
    assert sorted(missing) == []


@pytest.mark.parametrize(("profile", "code"), [("uk", "GBP"), ("multicurrency", "EUR")])
def test_sales_in_other_companies_are_as_the_schema_says(schema: Schema, profile: str, code: str) -> None:
    books = Books(profile)
    customer = books.customer(CurrencyRef={"value": code})
    tax = next(row["Id"] for row in books.find("TaxCode") if row["Taxable"] and row["Id"].isdigit())
    line = sale(books.item(), "100", code=tax if profile == "uk" else "NON")
    foreign = {"CurrencyRef": {"value": code}, "ExchangeRate": Decimal("1.25")}
    invoice = books.invoice(customer, line, **foreign)
    books.payment(customer, "100", (invoice["Id"], "60"), **foreign)
    assert wrong(schema, done(books, "GET", "state")) == []


def test_queries_and_batches_are_as_the_schema_says(schema: Schema, books: Books) -> None:
    Everything(books)
    queried = [books.query(f"select * from {kind.name}") for kind in KINDS.values()]  # noqa: S608 (no SQL)
    item = {"bId": "1", "Query": "select * from Invoice"}
    for name, answers in {
        "QueryResponse": queried,
        "BatchItemResponse": books.batch({"bId": "2", "operation": "create", "Invoice": {}}, item),
    }.items():
        found = {what for answer in answers for what in schema.faults(answer, name, name)}
        known = ("BatchItemResponse", "QueryResponse")
        entities = tuple(f".{kind.name}: not known to {part}" for kind in KINDS.values() for part in known)
        assert [what for what in found if not what.endswith(entities)] == []


@pytest.mark.parametrize("kind", WRITABLE, ids=lambda kind: kind.name)
def test_every_property_of_the_schema_is_known(schema: Schema, kind: Kind) -> None:
    known = set(schema.properties(kind.name)) | schema.documented(kind.name)
    ours = {*kind.fields, *ENVELOPE}
    assert (sorted(known - ours), sorted(ours - known)) == ([], [])


@pytest.mark.parametrize("kind", WRITABLE, ids=lambda kind: kind.name)
def test_only_what_the_schema_does_not_know_is_refused_as_unknown(
    schema: Schema, books: Books, kind: Kind
) -> None:
    answers = (
        books.post(kind.name.lower(), body).body.decode() for body in bodies(schema, kind.name, DEEPEST)
    )
    unknown = {found.group() for answer in answers if (found := UNKNOWN.search(answer))}
    assert sorted(unknown) == []
    detail = str(books.post(kind.name.lower(), {"Nonsense": None}).json())
    assert f'Unrecognized field "Nonsense" (class com.intuit.schema.finance.v3.{kind.name})' in detail


def bodies(schema: Schema, name: str, depth: int) -> Iterator[Json]:
    """Give one body for each property of a type, within it for each of its own; none has a value."""
    for field, known in schema.properties(name).items():
        parts: list[Json] = [None]
        if depth and schema.complex(known.type):
            parts = list(bodies(schema, known.type, depth - 1))
        for part in parts:
            yield {field: [part] if known.many and part is not None else part}

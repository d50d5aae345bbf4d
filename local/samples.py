"""The sample books as records of the API: a quarter of a landscaping company, and six broken records."""

import csv
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

import simplejson

from local.cloud import PROJECT

Row: TypeAlias = dict[str, Any]
Records: TypeAlias = dict[str, list[Row]]
"""By entity."""
ENTITIES = ("contacts", "products", "invoices", "payments")
"""In the order in which they refer to each other."""
SAMPLES = PROJECT / "samples"
_YES_NO: Callable[[str], bool] = {"yes": True, "no": False}.__getitem__
_TYPES: Mapping[str, Callable[[str], object]] = {
    "amount": Decimal,
    "discount_percent": Decimal,
    "quantity": Decimal,
    "tax_percent": Decimal,
    "tax_total": Decimal,
    "taxable": _YES_NO,
    "total": Decimal,
    "unit_price": Decimal,
}
"""Columns that are no text; numbers keep the digits that the file has."""
_NOT_PUSHED = ("open_balance",)


def sample_books() -> Records:
    """Read the landscaping company's quarter; every record has version 1."""
    lines = _parts("invoice_lines", "invoice_id", "line")
    applications = _parts("payment_applications", "payment_id")
    return {
        "contacts": [_record(row) for row in _rows("contacts")],
        "products": [_record(row) for row in _rows("products")],
        "invoices": [_record(row, lines=lines[row["id"]]) for row in _rows("invoices")],
        "payments": [_record(row, applications=applications[row["id"]]) for row in _rows("payments")],
    }


def broken_records() -> Records:
    """Read the records that QuickBooks would refuse; they refer to the sample books."""
    return {
        entity: simplejson.loads((SAMPLES / f"broken/{entity}.json").read_bytes(), use_decimal=True)[
            "records"
        ]
        for entity in ("contacts", "products", "invoices")
    }


def _record(row: Row, **parts: object) -> Row:
    return {"version": 1, **row, **parts}


def _parts(file: str, owner: str, *left_out: str) -> dict[str, list[Row]]:
    """Read rows that belong to another file's rows, by the owner's id."""
    parts: dict[str, list[Row]] = {}
    for row in _rows(file):
        part = {name: value for name, value in row.items() if name not in (owner, *left_out)}
        parts.setdefault(row[owner], []).append(part)
    return parts


def _rows(file: str) -> list[Row]:
    with (SAMPLES / f"landscaping/{file}.csv").open(encoding="utf-8", newline="") as lines:
        return [
            {
                name: _TYPES.get(name, str)(text)
                for name, text in row.items()
                if text and name not in _NOT_PUSHED
            }
            for row in csv.DictReader(lines)
        ]

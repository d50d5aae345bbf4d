"""What holds for every entity."""

import re
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from quickbooks_sync.core.catalogue import CATALOGUE
from quickbooks_sync.entities import ENTITIES
from tests.unit.entities.examples import codes, parsed, payload

DOCUMENT = Path(__file__).parents[3] / "docs" / "entities.md"


def test_entities_stand_in_the_order_of_work() -> None:
    assert [(name, rules.object) for name, rules in ENTITIES.items()] == [
        ("contacts", "Customer"),
        ("products", "Item"),
        ("invoices", "Invoice"),
        ("payments", "Payment"),
    ]
    assert [rules.marked for rules in ENTITIES.values()] == [False, False, True, True]


@pytest.mark.parametrize("entity", ENTITIES)
def test_a_record_refers_only_to_entities_before_its_own_or_to_its_own(entity: str) -> None:
    order = list(ENTITIES)
    for key in ENTITIES[entity].references(parsed(entity)):
        assert order.index(key.entity) <= order.index(entity)


@pytest.mark.parametrize("entity", ENTITIES)
def test_the_examples_have_no_problem_and_no_empty_value_is_written(entity: str) -> None:
    assert codes(entity) == []
    assert [name for name, value in payload(entity).items() if value in (None, "", {}, [])] == []


@pytest.mark.parametrize(
    ("entity", "total"),
    [("contacts", None), ("products", None), ("invoices", Decimal(108)), ("payments", Decimal(108))],
)
def test_only_transactions_have_a_total(entity: str, total: Decimal | None) -> None:
    assert ENTITIES[entity].total(parsed(entity)) == total


def field_names(schema: type[BaseModel], prefix: str = "") -> list[str]:
    names = []
    for name, field in schema.model_fields.items():
        names.append(prefix + name)
        for part in get_args(field.annotation):
            if isinstance(part, type) and issubclass(part, BaseModel):
                names += field_names(part, f"{name}[].")
    return names


@pytest.mark.parametrize("entity", ENTITIES)
def test_the_document_has_a_row_for_every_field_and_no_other(entity: str) -> None:
    section = DOCUMENT.read_text().partition(f"\n## {entity.capitalize()}\n")[2].partition("\n## ")[0]
    described = re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)
    assert described == field_names(ENTITIES[entity].schema)


def test_the_document_names_only_codes_of_the_catalogue() -> None:
    named = set(re.findall(r"\(`([a-z_]+)`\)", DOCUMENT.read_text()))
    assert len(named) > 20
    assert named <= set(CATALOGUE)

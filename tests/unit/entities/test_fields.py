"""What the schema refuses, and what it lets through for the rules to explain."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from quickbooks_sync.entities import ENTITIES
from tests.unit.entities.examples import EXAMPLES, INVOICE, LINE, PAYMENT, parsed


def faulty_fields(entity: str, content: dict[str, Any]) -> set[str]:
    with pytest.raises(ValidationError) as caught:
        ENTITIES[entity].schema.model_validate(content)
    return {".".join(map(str, error["loc"])) for error in caught.value.errors()}


@pytest.mark.parametrize("entity", ENTITIES)
def test_the_examples_are_records(entity: str) -> None:
    assert parsed(entity).id == EXAMPLES[entity]["id"]


@pytest.mark.parametrize("entity", ENTITIES)
def test_a_record_is_frozen(entity: str) -> None:
    record = parsed(entity)
    with pytest.raises(ValidationError):
        record.version = 2


@pytest.mark.parametrize("entity", ENTITIES)
def test_unknown_fields_are_refused_by_name(entity: str) -> None:
    assert faulty_fields(entity, {**EXAMPLES[entity], "colour": "red"}) == {"colour"}


@pytest.mark.parametrize("version", [0, -1, "1", 1.0, True, None, Decimal(1), 10**16], ids=repr)
def test_a_version_is_an_integer_from_1(version: object) -> None:
    assert faulty_fields("contacts", {**EXAMPLES["contacts"], "version": version}) == {"version"}


@pytest.mark.parametrize("record_id", ["", " ", "a#b", "a/b", "a b", "é", "-a", "a\n", "x" * 101, 7, None])
def test_an_id_needs_no_escape_anywhere(record_id: object) -> None:
    assert faulty_fields("contacts", {**EXAMPLES["contacts"], "id": record_id}) == {"id"}


@pytest.mark.parametrize("record_id", ["7", "contact-7", "A.b_c~d:e@f=g+h", "x" * 100])
def test_hosts_may_use_their_own_ids(record_id: str) -> None:
    assert parsed("contacts", id=record_id).id == record_id


@pytest.mark.parametrize(
    "amount",
    [
        108.0,
        True,
        None,
        "",
        "1e2",
        "108,00",
        " 108",
        "NaN",
        "Infinity",
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        Decimal("1E+9999999"),
        Decimal("1E-9999999"),
        Decimal("108.001"),
        Decimal(100_000_000_000),
        10**400,
        [108],
    ],
    ids=lambda amount: repr(amount)[:30],
)
def test_money_is_a_finite_number_in_cents(amount: object) -> None:
    assert faulty_fields("payments", {**PAYMENT, "amount": amount}) == {"amount"}


@pytest.mark.parametrize(
    "amount", [1000, "1000", "1000.0", Decimal(1000), Decimal("1000.000"), Decimal("1E+3")], ids=repr
)
def test_money_is_understood_in_every_exact_form(amount: object) -> None:
    assert str(parsed("payments", amount=amount).amount) == "1000.00"


def test_quantities_and_prices_have_up_to_seven_decimals() -> None:
    line = {**LINE, "quantity": Decimal("3.1234567"), "unit_price": "0.0000001"}
    assert parsed("invoices", lines=[line]).lines[0].unit_price == Decimal("1E-7")
    worse = {**LINE, "quantity": "3.12345678"}
    assert faulty_fields("invoices", {**INVOICE, "lines": [worse]}) == {"lines.0.quantity"}


@pytest.mark.parametrize("percent", [-1, 101, Decimal("100.01")])
def test_percentages_lie_between_0_and_100(percent: object) -> None:
    assert faulty_fields("invoices", {**INVOICE, "discount_percent": percent}) == {"discount_percent"}


@pytest.mark.parametrize(
    "day", ["2026-02-30", "2026-4-5", "20260405", "2026-04-05T00:00:00", "2026-04-05Z", 1775347200, "", None]
)
def test_a_date_is_a_day_of_the_calendar(day: object) -> None:
    assert faulty_fields("payments", {**PAYMENT, "date": day}) == {"date"}


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800", "\uffff"])
def test_control_characters_and_half_pairs_are_refused(character: str) -> None:
    assert faulty_fields("payments", {**PAYMENT, "memo": f"a{character}b"}) == {"memo"}


def test_text_beyond_all_measure_is_refused_but_what_a_rule_can_explain_is_not() -> None:
    assert faulty_fields("payments", {**PAYMENT, "reference": "7" * 10_001}) == {"reference"}
    assert parsed("payments", reference="7" * 30).reference == "7" * 30


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_optional_text_may_be_absent_null_or_empty(nothing: object) -> None:
    assert parsed("contacts", email=nothing).email == ""


@pytest.mark.parametrize("nothing", [None, ""])
def test_optional_dates_numbers_and_ids_may_be_null_or_empty(nothing: object) -> None:
    invoice = parsed("invoices", due_date=nothing, discount_percent=nothing, job_id=nothing)
    assert (invoice.due_date, invoice.discount_percent, invoice.job_id) == (None, None, "")


def test_an_invoice_has_at_most_750_lines() -> None:
    assert len(parsed("invoices", lines=[LINE] * 750).lines) == 750
    assert faulty_fields("invoices", {**INVOICE, "lines": [LINE] * 751}) == {"lines"}


def test_every_faulty_field_is_named_at_once() -> None:
    line = {**LINE, "taxable": "yes"}
    content = {**INVOICE, "total": 1.5, "status": "sent", "currency": "usd", "lines": [line]}
    del content["contact_id"]
    faulty = {"total", "status", "currency", "lines.0.taxable", "contact_id"}
    assert faulty_fields("invoices", content) == faulty


@pytest.mark.parametrize("content", [None, [], "record", {}, {"id": "a"}])
def test_what_is_no_record_is_refused(content: Any) -> None:
    with pytest.raises(ValidationError):
        ENTITIES["payments"].schema.model_validate(content)

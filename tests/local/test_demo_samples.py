"""The sample books as records."""

from decimal import Decimal

import simplejson

from local.quickbooks import Money
from local.samples import broken_records, sample_books


def test_every_row_becomes_a_record_of_version_one() -> None:
    books = sample_books()
    assert {entity: len(records) for entity, records in books.items()} == {
        "contacts": 29,
        "products": 18,
        "invoices": 31,
        "payments": 15,
    }
    assert {record["version"] for records in books.values() for record in records} == {1}


def test_numbers_are_numbers_digit_by_digit_and_empty_cells_are_left_out() -> None:
    (invoice,) = [each for each in sample_books()["invoices"] if each["id"] == "invoice-1033"]
    assert simplejson.dumps(invoice["lines"][1], use_decimal=True, sort_keys=True) == (
        '{"amount": 262.5, "description": "Custom Design", "product_id": "product-4", "quantity": 3.5, '
        '"taxable": false, "unit_price": 75}'
    )
    assert (invoice["number"], invoice["tax_total"]) == ("1033", Decimal("46.6"))
    assert not {"open_balance", "discount_percent"} & invoice.keys()


def test_the_money_of_the_samples_is_that_of_the_reference_company() -> None:
    assert Money.of(sample_books()) == (
        Decimal("10134.14"),
        Decimal("447.84"),
        Decimal("4752.62"),
        Decimal("5381.52"),
    )


def test_there_are_six_broken_records_with_ids_of_their_own() -> None:
    good = {record["id"] for records in sample_books().values() for record in records}
    broken = {record["id"] for records in broken_records().values() for record in records}
    assert len(broken) == 6
    assert not broken & good

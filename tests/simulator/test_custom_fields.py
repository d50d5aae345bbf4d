"""Custom fields of sales forms: those that the preferences define, each with its name, and no others."""

from __future__ import annotations

import pytest

from tests.simulator.books import Books, Json, done, fault, sale
from tests.simulator.every_property import CREW


def define(books: Books, groups: list[Json]) -> None:
    done(books, "POST", "preferences", {"section": "SalesFormsPrefs", "name": "CustomField", "value": groups})


def field(value: str, number: str = "1") -> Json:
    return {"DefinitionId": number, "Type": "StringType", "StringValue": value}


def form(books: Books, **more: Json) -> Json:
    return {"CustomerRef": {"value": books.customer()}, "Line": [sale(books.item(), "1")], **more}


def test_a_form_shows_each_defined_field_and_the_value_that_it_was_given(books: Books) -> None:
    define(books, CREW)
    body = form(books)
    empty = {"DefinitionId": "1", "Name": "Crew", "Type": "StringType"}
    for entity in ("Invoice", "CreditMemo", "Estimate", "SalesReceipt"):
        held = books.write(entity, body)
        assert held["CustomField"] == [empty]
        held = books.update(entity, held, CustomField=[field("Blue")])
        assert held["CustomField"] == [{**empty, "StringValue": "Blue"}]
        assert books.update(entity, held, PrivateNote="Memo")["CustomField"] == held["CustomField"]


@pytest.mark.parametrize(
    ("groups", "sent", "code"),
    [
        ([], field("Blue"), "3000"),
        (CREW, field("Blue", "2"), "3000"),
        (CREW, field("B" * 32), "2050"),
        (CREW, field("4111 1111 1111 1111"), "6530"),
        (CREW, {"Nonsense": 1}, "2010"),
    ],
)
def test_what_is_not_defined_or_does_not_fit_is_refused(
    books: Books, groups: list[Json], sent: Json, code: str
) -> None:
    define(books, groups)
    assert fault(books.post("invoice", form(books, CustomField=[sent])))[0] == code
    assert books.find("Invoice") == []


def test_an_entry_without_a_value_says_nothing(books: Books) -> None:
    assert books.write("Invoice", form(books, CustomField=[{"DefinitionId": "1"}]))["CustomField"] == []

"""Derived names are the same for the same thing, and differ for everything else."""

from hypothesis import given
from hypothesis import strategies as st

from quickbooks_sync.core.identity import batch_id, marker, request_id
from quickbooks_sync.core.query import literal, one_of
from quickbooks_sync.model import CompanyId, Realm, RecordKey

ACME, REALM, KEY = CompanyId("acme"), Realm("123"), RecordKey("invoices", "i1")


def test_a_request_id_is_the_same_for_the_same_call_and_fits_into_a_batch() -> None:
    number = request_id(ACME, REALM, KEY, 0)
    assert number == request_id(ACME, REALM, KEY, 0)
    assert len(number) <= 36


def test_every_part_of_a_call_changes_its_request_id() -> None:
    numbers = {
        request_id(ACME, REALM, KEY, 0),
        request_id(ACME, REALM, KEY, 1),
        request_id(CompanyId("other"), REALM, KEY, 0),
        request_id(ACME, Realm("124"), KEY, 0),
        request_id(ACME, REALM, RecordKey("payments", "i1"), 0),
        request_id(ACME, REALM, RecordKey("invoices", "i2"), 0),
    }
    assert len(numbers) == 6


def test_parts_that_spell_the_same_text_together_stay_apart() -> None:
    one = marker(ACME, RecordKey("invoices", "i1"))
    assert one != marker(CompanyId("acmei"), RecordKey("nvoices", "i1"))
    assert request_id(ACME, REALM, RecordKey("invoices", "i"), 11) != request_id(ACME, REALM, KEY, 1)


def test_a_batch_is_named_by_its_members_in_order() -> None:
    assert batch_id(["a", "b"]) != batch_id(["b", "a"])
    assert batch_id(["a", "b"]) != batch_id(["ab"])
    assert len(batch_id(["a"])) <= 36


@given(st.text())
def test_a_quoted_value_ends_only_at_its_own_quote(value: str) -> None:
    quoted = literal(value)
    inside = quoted[1:-1]
    plain = inside.replace("\\\\", "").replace("\\'", "")
    assert quoted[0] == quoted[-1] == "'"
    assert "'" not in plain
    assert "\\" not in plain
    assert inside.replace("\\'", "'").replace("\\\\", "\\") == value or "\\" in value


def test_a_list_is_quoted_value_by_value() -> None:
    assert one_of(["O'Hara", "a\\b"]) == "('O\\'Hara', 'a\\\\b')"

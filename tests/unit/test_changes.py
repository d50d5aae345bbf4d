"""A sparse update says what changed, and nothing else."""

from decimal import Decimal

from quickbooks_sync.core.changes import changes
from quickbooks_sync.model import Payload


def sales(amount: object, **rest: object) -> Payload:
    return {"DetailType": "SalesItemLineDetail", "Amount": amount, **rest}


DISCOUNT: Payload = {"DetailType": "DiscountLineDetail", "Amount": Decimal(1)}


def test_equal_values_are_nothing_to_do_however_their_numbers_are_written() -> None:
    wanted = {"TotalAmt": Decimal("8.00"), "Line": [sales(Decimal("8.00"))], "Job": False}
    assert changes(wanted, {"TotalAmt": 8, "Line": [sales(Decimal(8))], "Job": False}, ["1"]) == {}


def test_only_what_differs_is_sent() -> None:
    base = {"DisplayName": "A", "GivenName": "Amy", "Job": False}
    assert changes({"DisplayName": "B", "GivenName": "Amy", "Job": False}, base, []) == {"DisplayName": "B"}


def test_what_is_gone_is_cleared_in_the_way_of_its_kind() -> None:
    base = {
        "CompanyName": "Acme",
        "PrimaryEmailAddr": {"Address": "a@b.se"},
        "PrimaryPhone": {"FreeFormNumber": "1"},
        "CustomerMemo": {"value": "Hello"},
        "ParentRef": {"value": "7"},
        "DueDate": "2026-05-05",
        "UnitPrice": Decimal(3),
        "Line": [sales(1)],
    }
    assert changes({}, base, ["1"]) == {
        "CompanyName": "",
        "PrimaryEmailAddr": {"Address": ""},
        "PrimaryPhone": {"FreeFormNumber": ""},
        "CustomerMemo": {"value": ""},
        "ParentRef": None,
        "DueDate": None,
        "UnitPrice": None,
        "Line": [],
    }


def test_inside_an_address_too_what_is_gone_is_cleared() -> None:
    base = {"BillAddr": {"Line1": "1 Road", "Line2": "Floor 3", "City": "Bayshore"}}
    body = changes({"BillAddr": {"Line1": "2 Road", "City": "Bayshore"}}, base, [])
    assert body == {"BillAddr": {"Line1": "2 Road", "City": "Bayshore", "Line2": ""}}


def test_a_number_that_the_host_drops_stays_in_the_books() -> None:
    assert changes({}, {"DocNumber": "1001"}, []) == {}
    assert changes({"DocNumber": "1002"}, {"DocNumber": "1001"}, []) == {"DocNumber": "1002"}


def test_a_customer_type_is_given_at_creation_only() -> None:
    assert changes({"CustomerTypeRef": {"value": "8"}}, {}, []) == {}
    assert changes({}, {"CustomerTypeRef": {"value": "8"}}, []) == {}


def test_lines_are_sent_whole_and_keep_the_ids_of_their_places() -> None:
    body = changes({"Line": [sales(1), sales(5), sales(3)]}, {"Line": [sales(1), sales(2)]}, ["7", "9"])
    assert body == {"Line": [{"Id": "7", **sales(1)}, {"Id": "9", **sales(5)}, sales(3)]}


def test_a_line_that_is_gone_is_left_out() -> None:
    body = changes({"Line": [sales(1)]}, {"Line": [sales(1), sales(2)]}, ["7", "9"])
    assert body == {"Line": [{"Id": "7", **sales(1)}]}


def test_a_new_line_before_the_discount_does_not_take_the_discounts_id() -> None:
    base = {"Line": [sales(1), DISCOUNT]}
    body = changes({"Line": [sales(1), sales(2), DISCOUNT]}, base, ["7", "8"])
    assert body == {"Line": [{"Id": "7", **sales(1)}, sales(2), {"Id": "8", **DISCOUNT}]}


def test_lines_without_ids_stay_without() -> None:
    assert changes({"Line": [{"Amount": 2}]}, {"Line": [{"Amount": 1}]}, [""]) == {"Line": [{"Amount": 2}]}


def test_changed_lines_take_the_hosts_tax_along() -> None:
    tax = {"TotalTax": Decimal(8)}
    body = changes(
        {"Line": [sales(2)], "TxnTaxDetail": tax}, {"Line": [sales(1)], "TxnTaxDetail": tax}, ["7"]
    )
    assert body == {"Line": [{"Id": "7", **sales(2)}], "TxnTaxDetail": tax}


def test_the_arguments_are_left_as_they_are() -> None:
    wanted, base = {"Line": [sales(2)]}, {"Line": [sales(1)]}
    changes(wanted, base, ["7"])
    assert (wanted, base) == ({"Line": [sales(2)]}, {"Line": [sales(1)]})

"""Vendors and employees, as far as they touch the names of customers; and what only customers have."""

from decimal import Decimal

import pytest

from tests.simulator.books import Books, Json, code, done, fault, key, sale


def put(books: Books, entity: str, shown: Json) -> Json:
    """Put an object in as QuickBooks shows it."""
    done(books, "POST", "objects", {"objects": {entity: [shown]}})
    return books.read(entity, shown["Id"])


def test_a_name_alone_makes_a_vendor(books: Books) -> None:
    vendor = books.write("Vendor", {"DisplayName": "Norton Lumber"})
    del vendor["MetaData"]
    assert vendor == {
        "Balance": 0,
        "Vendor1099": False,
        "CurrencyRef": {"value": "USD", "name": "United States Dollar"},
        "domain": "QBO",
        "sparse": False,
        "Id": "1",
        "SyncToken": "0",
        "DisplayName": "Norton Lumber",
        "PrintOnCheckName": "Norton Lumber",
        "Active": True,
    }


def test_what_is_kept_of_a_vendor_and_an_employee(books: Books) -> None:
    vendor: Json = {"AcctNum": "35372649", "TermRef": {"value": "3"}, "Vendor1099": True}
    vendor |= {"BillRate": 30, "CostRate": Decimal("12.5"), "BusinessNumber": "12345", "CompanyName": "NL"}
    assert vendor.items() <= books.write("Vendor", {"DisplayName": "Norton", **vendor}).items()
    employee: Json = {"EmployeeNumber": "7", "BirthDate": "1984-10-02", "HiredDate": "2015-09-08"}
    employee |= {"Gender": "Female", "BillRate": 60, "BillableTime": True, "GivenName": "Emily"}
    assert employee.items() <= books.write("Employee", {"FamilyName": "Platt", **employee}).items()


@pytest.mark.parametrize(
    ("entity", "field", "given", "shown"),
    [
        ("Customer", "PrimaryTaxIdentifier", "123-45-6789", "XXXXXX-6789"),
        ("Vendor", "TaxIdentifier", "123-45-6789", "XXXXXXX6789"),
        ("Employee", "SSN", "123-45-6789", "XXXXXXXXXXX"),
    ],
)
def test_numbers_for_the_tax_office_are_masked(
    books: Books, entity: str, field: str, given: str, shown: str
) -> None:
    held = books.write(entity, {"DisplayName": "A", field: given})
    assert held[field] == shown
    assert books.update(entity, held, **{field: shown})["SyncToken"] == "0"
    assert field not in books.update(entity, held, **{field: ""})


@pytest.mark.parametrize(
    ("entity", "body", "expected"),
    [
        ("vendor", {"CompanyName": "No name"}, "6080"),
        ("vendor", {"DisplayName": "A", "AcctNum": "x" * 101}, "2050"),
        ("vendor", {"DisplayName": "A", "TermRef": {"value": "99"}}, "2500"),
        ("vendor", {"DisplayName": "A", "CurrencyRef": {"value": "EUR"}}, "2220"),
        ("vendor", {"DisplayName": "A", "BusinessNumber": "x" * 11}, "2050"),
        ("vendor", {"DisplayName": "A", "Colour": "red"}, "2010"),
        ("employee", {}, "6080"),
        ("employee", {"DisplayName": "A", "Gender": "Unknown"}, "2170"),
        ("employee", {"DisplayName": "A", "HiredDate": "8.9.2015"}, "2060"),
        ("employee", {"DisplayName": "A", "Colour": "red"}, "2010"),
    ],
)
def test_what_breaks_a_rule_is_refused(books: Books, entity: str, body: Json, expected: str) -> None:
    assert code(books.post(entity, body)) == expected
    assert books.find(entity.title()) == []


@pytest.mark.parametrize("entity", ["Vendor", "Employee"])
def test_an_inactive_name_has_a_suffix_its_parts_and_its_cheques_do_not(books: Books, entity: str) -> None:
    held = books.write(entity, {"GivenName": "Emily", "FamilyName": "Platt"})
    gone = books.update(entity, held, Active=False)
    names = [gone[part] for part in ("DisplayName", "PrintOnCheckName", "GivenName", "FamilyName")]
    assert names == ["Emily Platt (deleted)", "Emily Platt", "Emily", "Platt"]
    again = books.customer("Emily Platt")
    back = {**key(gone), "sparse": True, "Active": True, "DisplayName": "Emily Platt"}
    assert code(books.post(entity.lower(), back)) == "6240"
    books.update("Customer", books.read("Customer", again), DisplayName="Someone else")
    assert books.write(entity, back)["DisplayName"] == "Emily Platt"


@pytest.mark.parametrize("first", ["Customer", "Vendor", "Employee"])
@pytest.mark.parametrize("second", ["Customer", "Vendor", "Employee"])
def test_a_name_is_taken_in_all_three_lists(books: Books, first: str, second: str) -> None:
    books.write(first, {"DisplayName": "Emily Platt"})
    assert fault(books.post(second.lower(), {"DisplayName": "emily platt"}))[0] == "6240"


def test_the_cheque_name_stays_when_the_name_changes(books: Books) -> None:
    held = books.write("Employee", {"DisplayName": "Emily", "PrintOnCheckName": "E. Platt"})
    held = books.update("Employee", held, DisplayName="Emily Platt")
    assert held["PrintOnCheckName"] == "E. Platt"


def test_a_vendor_that_is_owed_something_stays_active(books: Books) -> None:
    held = put(books, "Vendor", {"Id": "56", "DisplayName": "Norton", "Balance": 5})
    assert code(books.post("vendor", {**key(held), "sparse": True, "Active": False})) == "6220"
    assert books.update("Vendor", held, AcctNum="1")["Balance"] == 5


def test_the_currency_of_a_vendor_stays_as_it_was_at_first() -> None:
    books = Books("multicurrency")
    held = books.write("Vendor", {"DisplayName": "Norton", "CurrencyRef": {"value": "EUR"}})
    assert held["CurrencyRef"] == {"value": "EUR", "name": "Euro"}
    assert books.update("Vendor", held, CurrencyRef={"value": "GBP"})["CurrencyRef"]["value"] == "EUR"


def test_a_customer_with_invoices_goes_on_being_billed_as_it_was(books: Books) -> None:
    parent = books.customer("Parent")
    held = books.write("Customer", {"DisplayName": "Child", "Job": True, "ParentRef": {"value": parent}})
    held = books.update("Customer", held, BillWithParent=True)
    held = books.update("Customer", held, BillWithParent=False)
    books.invoice(held["Id"], sale(books.item(), "5"))
    number, _ = fault(books.post("customer", {**key(held), "sparse": True, "BillWithParent": True}))
    assert (number, books.read("Customer", held["Id"])["BillWithParent"]) == ("6130", False)


def test_whether_a_customer_is_a_project_cannot_be_written(books: Books) -> None:
    held = books.write("Customer", {"DisplayName": "A", "IsProject": True})
    assert held["IsProject"] is False
    project = put(books, "Customer", {**held, "IsProject": True})
    assert books.update("Customer", project, Notes="x", IsProject=False)["IsProject"] is True

"""Customers: names, sub-customers, balances, deactivation, and the refusals of each rule."""

import pytest

from tests.simulator.books import Books, Json, code, fault, key, sale


def test_a_name_alone_makes_a_customer_with_the_usual_values(books: Books) -> None:
    customer = books.write("Customer", {"DisplayName": "Amy's Bird Sanctuary"})
    meta = customer.pop("MetaData")
    assert customer == {
        "Taxable": True,
        "Job": False,
        "BillWithParent": False,
        "Balance": 0,
        "BalanceWithJobs": 0,
        "CurrencyRef": {"value": "USD", "name": "United States Dollar"},
        "PreferredDeliveryMethod": "Print",
        "IsProject": False,
        "domain": "QBO",
        "sparse": False,
        "Id": "1",
        "SyncToken": "0",
        "FullyQualifiedName": "Amy's Bird Sanctuary",
        "DisplayName": "Amy's Bird Sanctuary",
        "PrintOnCheckName": "Amy's Bird Sanctuary",
        "Active": True,
        "DefaultTaxCodeRef": {"value": "2"},
    }
    assert meta == {"CreateTime": "2026-04-09T09:00:00-07:00", "LastUpdatedTime": "2026-04-09T09:00:00-07:00"}


def test_without_a_display_name_its_parts_make_one(books: Books) -> None:
    customer = books.write("Customer", {"Title": "Mr.", "GivenName": "Tony", "FamilyName": "Rondonuwu"})
    assert customer["DisplayName"] == "Mr. Tony Rondonuwu"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"CompanyName": "No name"}, "6080"),
        ({"DisplayName": "A", "Nickname": "B"}, "2010"),
        ({"DisplayName": "A:B"}, "2040"),
        ({"DisplayName": "A\tB"}, "2040"),
        ({"DisplayName": "A\nB"}, "2040"),
        ({"DisplayName": "x" * 501}, "2050"),
        ({"DisplayName": "A", "GivenName": "x" * 101}, "2050"),
        ({"DisplayName": "A", "Suffix": "x" * 17}, "2050"),
        ({"DisplayName": "A", "Notes": "x" * 2001}, "2050"),
        ({"DisplayName": "A", "Notes": "card 4111 1111 1111 1111"}, "6530"),
        ({"DisplayName": "A", "PrimaryPhone": {"FreeFormNumber": "1" * 31}}, "2050"),
        ({"DisplayName": "A", "BillAddr": {"Line1": "x" * 501}}, "2050"),
        ({"DisplayName": "A", "BillAddr": {f"Line{n}": "x" * 450 for n in range(1, 6)}}, "2050"),
        ({"DisplayName": "A", "PrimaryEmailAddr": {"Address": "(650) 555-3311"}}, "2210"),
        ({"DisplayName": "A", "PrimaryEmailAddr": {"Address": "a@b"}}, "2210"),
        ({"DisplayName": "A", "PrimaryEmailAddr": {"Address": "a@b.co, c@d.co"}}, "2210"),
        ({"DisplayName": "A", "PrimaryEmailAddr": {"Address": "a" * 100 + "@b.co"}}, "2050"),
        ({"DisplayName": "A", "PrimaryEmailAddr": "a@b.co"}, "2010"),
        ({"DisplayName": "A", "WebAddr": {"URI": "nowhere"}}, "2200"),
        ({"DisplayName": "A", "Taxable": "perhaps"}, "2230"),
        ({"DisplayName": "A", "PreferredDeliveryMethod": "Pigeon"}, "2170"),
        ({"DisplayName": "A", "CurrencyRef": {"value": "EUR"}}, "2220"),
        ({"DisplayName": "A", "SalesTermRef": {"value": "99"}}, "2500"),
        ({"DisplayName": "A", "PaymentMethodRef": {"value": "99"}}, "2500"),
        ({"DisplayName": "A", "CustomerTypeRef": {"value": "1"}}, "2500"),
        ({"DisplayName": "A", "CustomField": [{"DefinitionId": "1", "StringValue": "x"}]}, "3000"),
        ({"DisplayName": "A", "Job": True}, "6150"),
        ({"DisplayName": "A", "ParentRef": {"value": "1"}}, "6150"),
        ({"DisplayName": "A", "Job": True, "ParentRef": {"value": "75"}}, "2500"),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_refused_and_changes_nothing(books: Books, body: Json, expected: str) -> None:
    assert code(books.post("customer", body)) == expected
    assert books.query("select count(*) from Customer") == {"totalCount": 0}


def test_a_length_is_told_with_separators(books: Books) -> None:
    _, detail = fault(books.post("customer", {"DisplayName": "A", "Notes": "x" * 2001}))
    assert detail.endswith("Min:0 Max:2,000 supported. Supplied length:2,001")


def test_an_unknown_reference_is_named(books: Books) -> None:
    body = {"DisplayName": "A", "Job": True, "ParentRef": {"value": "75"}}
    assert fault(books.post("customer", body)) == (
        "2500",
        "Invalid Reference Id : Names element id 75 not found",
    )


@pytest.mark.parametrize("entity", ["Customer", "Vendor", "Employee"])
def test_a_name_is_unique_over_customers_vendors_and_employees(books: Books, entity: str) -> None:
    books.write(entity, {"DisplayName": "Robertson & Associates"})
    number, detail = fault(books.post("customer", {"DisplayName": " robertson & ASSOCIATES "}))
    assert number == "6240"
    assert "customer, vendor or employee is already using this \nname" in detail


def test_a_rename_to_a_taken_name_is_refused_and_frees_nothing(books: Books) -> None:
    books.customer("A")
    held = books.write("Customer", {"DisplayName": "B"})
    assert code(books.post("customer", {**held, "DisplayName": "A"})) == "6240"
    books.update("Customer", held, DisplayName="C")
    books.customer("B")


def test_a_name_is_kept_without_the_space_around_it(books: Books) -> None:
    assert books.write("Customer", {"DisplayName": " Amy "})["DisplayName"] == "Amy"


def test_an_inactive_customer_frees_its_name_and_is_left_out_of_lists(books: Books) -> None:
    held = books.write("Customer", {"DisplayName": "Amy", "GivenName": "Amy"})
    gone = books.update("Customer", held, Active=False)
    assert (gone["DisplayName"], gone["FullyQualifiedName"]) == ("Amy (deleted)", "Amy (deleted)")
    assert gone["GivenName"] == "Amy"
    assert books.query("select * from Customer") == {}
    assert len(books.query("select * from Customer where Active in (true, false)")["Customer"]) == 1
    second = books.write("Customer", {"DisplayName": "Amy"})
    assert (
        code(books.post("customer", {**gone, "Active": True, "DisplayName": "Amy", "sparse": True})) == "6240"
    )
    assert books.update("Customer", second, Active=False)["DisplayName"] == "Amy (deleted 2)"
    assert books.update("Customer", gone, Active=True, DisplayName="Amy")["Active"] is True


def test_a_name_that_came_back_with_its_suffix_gets_no_second_one(books: Books) -> None:
    gone = books.update("Customer", books.write("Customer", {"DisplayName": "Amy"}), Active=False)
    back = books.update("Customer", gone, Active=True)
    assert back["DisplayName"] == "Amy (deleted)"
    assert books.update("Customer", back, Active=False)["DisplayName"] == "Amy (deleted)"


def test_an_inactive_customer_can_only_come_back(books: Books) -> None:
    gone = books.update("Customer", books.write("Customer", {"DisplayName": "Amy"}), Active=False)
    assert books.update("Customer", gone, Active=False)["SyncToken"] == gone["SyncToken"]
    number, detail = fault(books.post("customer", {**gone, "sparse": True, "Notes": "x"}))
    assert (number, "list element that has been deleted" in detail) == ("6000", True)
    body = {"DisplayName": "B", "Job": True, "ParentRef": {"value": gone["Id"]}}
    assert code(books.post("customer", body)) == "610"


def test_a_customer_that_owes_something_stays_active(books: Books) -> None:
    books.invoice(books.customer(), sale(books.item(), "10"))
    assert code(books.post("customer", {**books.read("Customer", "1"), "Active": False})) == "6220"


def test_a_customer_stays_active_while_one_below_it_owes_something(books: Books) -> None:
    parent = books.customer("Parent")
    job = books.customer("Job", Job=True, ParentRef={"value": parent})
    books.invoice(job, sale(books.item(), "10"))
    change = {**key(books.read("Customer", parent)), "sparse": True, "Active": False}
    assert code(books.post("customer", change)) == "6220"


def test_what_lies_below_an_inactive_customer_can_still_change(books: Books) -> None:
    parent = books.customer("Parent")
    job = books.write("Customer", {"DisplayName": "Job", "Job": True, "ParentRef": {"value": parent}})
    books.update("Customer", books.read("Customer", parent), Active=False)
    changed = books.update("Customer", books.read("Customer", job["Id"]), Notes="x")
    assert (changed["Notes"], changed["FullyQualifiedName"]) == ("x", "Parent (deleted):Job")


def test_only_who_is_taxed_has_a_usual_tax_code(books: Books) -> None:
    taxed, free = (books.write("Customer", {"DisplayName": f"{on}", "Taxable": on}) for on in (True, False))
    assert ("DefaultTaxCodeRef" in taxed, "DefaultTaxCodeRef" in free) == (True, False)


def test_sub_customers_go_five_levels_deep(books: Books) -> None:
    parent = books.customer("L0")
    for level in range(1, 5):
        body = {"DisplayName": f"L{level}", "Job": True, "ParentRef": {"value": parent}}
        customer = books.write("Customer", body)
        assert customer["Level"] == level
        parent = customer["Id"]
    assert customer["FullyQualifiedName"] == "L0:L1:L2:L3:L4"
    assert (
        code(books.post("customer", {"DisplayName": "L5", "Job": True, "ParentRef": {"value": parent}}))
        == "6180"
    )


def test_moving_a_family_keeps_the_limit_of_levels_and_allows_no_loop(books: Books) -> None:
    top = books.write("Customer", {"DisplayName": "Top"})
    below = books.write("Customer", {"DisplayName": "Below", "Job": True, "ParentRef": {"value": top["Id"]}})
    assert code(books.post("customer", {**top, "Job": True, "ParentRef": {"value": below["Id"]}})) == "900"
    renamed = books.update("Customer", top, DisplayName="Over")
    assert books.read("Customer", below["Id"])["FullyQualifiedName"] == "Over:Below"
    chain = books.customer("L0")
    for level in range(1, 4):
        chain = books.customer(f"L{level}", Job=True, ParentRef={"value": chain})
    assert code(books.post("customer", {**renamed, "Job": True, "ParentRef": {"value": chain}})) == "6180"


def test_a_balance_moves_the_time_of_a_customer_and_its_parents_but_no_token(books: Books) -> None:
    parent = books.customer("Parent")
    child = books.customer("Child", Job=True, ParentRef={"value": parent})
    books.clock.advance(60)
    books.invoice(child, sale(books.item(), "25"))
    moved = books.read("Customer", child)
    above = books.read("Customer", parent)
    assert (moved["Balance"], moved["BalanceWithJobs"]) == (25, 25)
    assert (above["Balance"], above["BalanceWithJobs"]) == (0, 25)
    for customer in (moved, above):
        assert customer["SyncToken"] == "0"
        assert customer["MetaData"]["LastUpdatedTime"] == "2026-04-09T09:01:00-07:00"
    books.update("Customer", moved, Job=False, ParentRef=None)
    assert books.read("Customer", parent)["BalanceWithJobs"] == 0


def test_what_a_client_cannot_write_is_ignored(books: Books) -> None:
    body = {"DisplayName": "A", "Balance": 500, "FullyQualifiedName": "Z", "MetaData": {"CreateTime": "x"}}
    customer = books.write("Customer", body)
    assert (customer["Balance"], customer["FullyQualifiedName"]) == (0, "A")


def test_a_sparse_update_changes_what_it_names_and_a_full_one_clears_the_rest(books: Books) -> None:
    mail, phone = {"Address": "a@b.co"}, {"FreeFormNumber": "1"}
    held = books.write("Customer", {"DisplayName": "A", "PrimaryEmailAddr": mail, "PrimaryPhone": phone})
    held = books.update("Customer", held, PrimaryPhone={"FreeFormNumber": "2"})
    assert (held["PrimaryEmailAddr"], held["PrimaryPhone"]) == (mail, {"FreeFormNumber": "2"})
    held = books.update("Customer", held, PrimaryPhone={"FreeFormNumber": ""}, DisplayName="")
    assert ("PrimaryPhone" in held, held["DisplayName"]) == (False, "A")
    full = books.write("Customer", {"Id": held["Id"], "SyncToken": held["SyncToken"], "DisplayName": "A"})
    assert ("PrimaryEmailAddr" in full, full["SyncToken"]) == (False, "3")


def test_an_update_that_changes_nothing_does_not_count(books: Books) -> None:
    held = books.write("Customer", {"DisplayName": "A", "BillAddr": {"Line1": "1 Main St."}})
    books.clock.advance(60)
    assert books.update("Customer", held, DisplayName="A", BillAddr=held["BillAddr"]) == held


def test_a_stale_or_missing_token_is_refused(books: Books) -> None:
    held = books.write("Customer", {"DisplayName": "A"})
    books.update("Customer", held, Notes="x")
    number, detail = fault(books.post("customer", {**held, "Notes": "y"}))
    assert (number, detail.startswith("Stale Object Error : You and ")) == ("5010", True)
    assert code(books.post("customer", {"Id": held["Id"], "DisplayName": "A"})) == "2020"
    assert code(books.post("customer", {"Id": "99", "SyncToken": "0", "DisplayName": "B"})) == "610"
    assert code(books.post("customer", {"Id": "x", "SyncToken": "0", "DisplayName": "B"})) == "2030"
    assert (
        code(
            books.post("customer", {"sparse": True, "SyncToken": "0", "DisplayName": "B"}, operation="update")
        )
        == "2020"
    )


def test_customers_cannot_be_deleted_or_voided(books: Books) -> None:
    held = books.write("Customer", {"DisplayName": "A"})
    for operation in ("delete", "void", "destroy"):
        assert code(books.post("customer", held, operation=operation)) == "500"


@pytest.mark.parametrize(
    ("settings", "ending"),
    [
        (
            {},
            "Another customer, vendor or employee is already using this \nname. Please use a different name.",
        ),
        ({"taken_name_detail": "null"}, "null"),
    ],
)
def test_a_taken_name_is_refused_in_the_wording_that_is_set(settings: Json, ending: str) -> None:
    books = Books(**settings)
    books.customer("Amy")
    detail = f"The name supplied already exists. : {ending}"
    assert fault(books.post("customer", {"DisplayName": "amy"})) == ("6240", detail)


def test_the_name_for_cheques_stays_when_the_display_name_changes(books: Books) -> None:
    held = books.read("Customer", books.customer("Amy"))
    assert books.update("Customer", held, DisplayName="Amelia")["PrintOnCheckName"] == "Amy"

"""Classes, departments, terms and payment methods: small lists that can be read, made and retired."""

import pytest

from tests.simulator.books import Books, Json, code, fault, sale

TRACKED = {"Class": "ClassTrackingPerTxn", "Department": "TrackDepartments"}


def tracking(books: Books, *entities: str) -> Books:
    preferences = books.company.objects["Preferences"]["1"].wire
    for entity in entities or TRACKED:
        preferences["AccountingInfoPrefs"][TRACKED[entity]] = True
    return books


@pytest.mark.parametrize("entity", ["Class", "Department"])
def test_what_is_not_tracked_cannot_be_made(books: Books, entity: str) -> None:
    number, detail = fault(books.post(entity.lower(), {"Name": "North"}))
    assert (number, detail) == ("5030", f"Feature Not Supported : {entity} tracking is off")
    assert books.find(entity) == []


@pytest.mark.parametrize("entity", ["Class", "Department"])
def test_a_list_of_what_is_tracked_has_names_below_names(books: Books, entity: str) -> None:
    tracking(books, entity)
    north = books.write(entity, {"Name": "North"})
    below = books.write(entity, {"Name": "Shops", "ParentRef": {"value": north["Id"]}})
    assert (north[f"Sub{entity}"], below[f"Sub{entity}"]) == (False, True)
    assert below["FullyQualifiedName"] == "North:Shops"
    assert code(books.post(entity.lower(), {"Name": "north"})) == "6240"
    books.write(entity, {"Name": "Shops"})
    books.update(entity, north, Name="South")
    assert [row["FullyQualifiedName"] for row in books.find(entity)] == ["Shops", "South", "South:Shops"]
    gone = books.update(entity, below, Active=False)
    assert (gone["Name"], gone["FullyQualifiedName"]) == ("Shops (deleted)", "South:Shops (deleted)")
    assert len(books.find(entity)) == 2


@pytest.mark.parametrize("entity", ["Class", "Department"])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, "2020"),
        ({"Name": "x" * 101}, "2050"),
        ({"Name": "A:B"}, "2040"),
        ({"Name": "A", "ParentRef": {"value": "9"}}, "2500"),
        ({"Name": "A", "Colour": "red"}, "2010"),
    ],
)
def test_what_breaks_a_rule_is_refused(books: Books, entity: str, body: Json, expected: str) -> None:
    assert code(tracking(books).post(entity.lower(), body)) == expected


def test_a_reference_to_no_parent_names_its_list(books: Books) -> None:
    tracking(books)
    details = [
        fault(books.post(entity, {"Name": "A", "ParentRef": {"value": "9"}}))[1]
        for entity in ("class", "department")
    ]
    assert details == [
        "Invalid Reference Id : Klasses element id 9 not found",
        "Invalid Reference Id : Depts element id 9 not found",
    ]


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"DueDays": 45}, "STANDARD"),
        ({"DueDays": 0, "DiscountPercent": 2, "DiscountDays": 10}, "STANDARD"),
        ({"DayOfMonthDue": 15, "DueNextMonthDays": 5}, "DATE_DRIVEN"),
    ],
)
def test_a_term_is_of_days_or_of_a_date(books: Books, given: Json, kind: str) -> None:
    term = books.write("Term", {"Name": "Ours", **given})
    assert (term["Type"], given.items() <= term.items()) == (kind, True)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"DueDays": 1}, "2020"),
        ({"Name": "Ours"}, "2020"),
        ({"Name": "Ours", "DueDays": 1, "DayOfMonthDue": 1}, "2600"),
        ({"Name": "Ours", "DueDays": 1000}, "2240"),
        ({"Name": "Ours", "DayOfMonthDue": 32}, "2240"),
        ({"Name": "x" * 32, "DueDays": 1}, "2050"),
        ({"Name": "net 30", "DueDays": 1}, "6240"),
    ],
)
def test_a_term_that_breaks_a_rule_is_refused(books: Books, body: Json, expected: str) -> None:
    assert code(books.post("term", body)) == expected


@pytest.mark.parametrize(
    ("given", "sold", "due"),
    [
        ({"DueDays": 45}, "2026-04-09", "2026-05-24"),
        ({"DayOfMonthDue": 15}, "2026-04-09", "2026-04-15"),
        ({"DayOfMonthDue": 15, "DueNextMonthDays": 10}, "2026-04-09", "2026-05-15"),
        ({"DayOfMonthDue": 5}, "2026-12-09", "2027-01-05"),
        ({"DayOfMonthDue": 31}, "2026-04-09", "2026-04-30"),
    ],
)
def test_an_invoice_is_due_as_its_term_says(books: Books, given: Json, sold: str, due: str) -> None:
    term = books.write("Term", {"Name": "Ours", **given})["Id"]
    body = {"TxnDate": sold, "SalesTermRef": {"value": term}}
    invoice = books.invoice(books.customer(), sale(books.item(), "10"), **body)
    assert invoice["DueDate"] == due


def test_a_payment_method_is_of_a_card_or_not(books: Books) -> None:
    assert books.write("PaymentMethod", {"Name": "Barter"})["Type"] == "NON_CREDIT_CARD"
    card = books.write("PaymentMethod", {"Name": "Card", "Type": "CREDIT_CARD"})
    assert code(books.post("paymentmethod", {"Name": "x" * 32})) == "2050"
    assert code(books.post("paymentmethod", {"Name": "A", "Type": "GOLD"})) == "2170"
    assert code(books.post("paymentmethod", {"Name": "CARD"})) == "6240"
    assert books.update("PaymentMethod", card, Active=False)["Name"] == "Card (deleted)"
    customer = books.customer()
    payment = {"CustomerRef": {"value": customer}, "TotalAmt": 5, "PaymentMethodRef": {"value": card["Id"]}}
    assert code(books.post("payment", payment)) == "610"

"""The query language: filters, escapes, order and paging, and the text of its refusals."""

import pytest

from tests.simulator.books import Books, Json, code, fault, sale


@pytest.fixture
def people(books: Books) -> Books:
    for name in ("Amy's Bird Sanctuary", "C:\\temp".replace(":", ""), "50% off & more", "zoë", "Bill"):
        books.customer(name, PrimaryEmailAddr={"Address": f"{len(name)}@Example.com"})
        books.clock.advance(1)
    return books


def names(books: Books, rest: str) -> list[str]:
    return [row["DisplayName"] for row in books.find("Customer", rest)]


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        (r"where DisplayName = 'Amy\'s Bird Sanctuary'", ["Amy's Bird Sanctuary"]),
        (r"where DisplayName = 'C\\temp'", ["C\\temp"]),
        ("where DisplayName = '50% off & more'", ["50% off & more"]),
        ("where displayname = 'ZOË'", ["zoë"]),
        ("where DisplayName in ('Bill', 'zoë', 'nobody')", ["Bill", "zoë"]),
        ("where DisplayName like '%i%' and DisplayName like 'B%'", ["Bill"]),
        ("where DisplayName like '%off%'", ["50% off & more"]),
        ("where Id in ('1', '5', '99')", ["Amy's Bird Sanctuary", "Bill"]),
        ("where Id = '5'", ["Bill"]),
        ("where PrimaryEmailAddr = '4@example.COM'", ["Bill"]),
        ("where Active = true and Balance < 1 and Id = '5'", ["Bill"]),
        ("where Active = false", []),
        ("where CompanyName = ''  and Id = '5'", ["Bill"]),
        ("where MetaData.CreateTime > '2026-04-09T09:00:03-07:00'", ["Bill"]),
        ("where MetaData.CreateTime >= '2026-04-09T16:00:04Z'", ["Bill"]),
        ("where MetaData.LastUpdatedTime <= '2026-04-08'", []),
        ("orderby Id desc maxresults 2", ["Bill", "zoë"]),
        ("ORDER BY MetaData.CreateTime ASC MAXRESULTS 2 STARTPOSITION 4", ["zoë", "Bill"]),
        ("startposition 6", []),
    ],
)
def test_conditions_find_what_they_say(people: Books, rest: str, expected: list[str]) -> None:
    assert names(people, rest) == expected


def test_names_come_in_their_order_and_transactions_newest_first(people: Books) -> None:
    assert names(people, "") == ["50% off & more", "Amy's Bird Sanctuary", "Bill", "C\\temp", "zoë"]
    item = people.item()
    first = people.invoice("1", sale(item, "1"))["Id"]
    second = people.invoice("5", sale(item, "1"))["Id"]
    people.payment("1", "1", (first, "1"))
    rows = people.query("select * from Invoice")
    assert [row["Id"] for row in rows["Invoice"]] == [first, second]
    assert (rows["startPosition"], rows["maxResults"], rows["totalCount"]) == (1, 2, 2)


def test_transactions_are_found_by_number_customer_date_and_balance(people: Books) -> None:
    item = people.item()
    people.invoice("1", sale(item, "10"), DocNumber="1001", TxnDate="2026-01-31")
    people.invoice("5", sale(item, "20"), DocNumber="1002", TxnDate="2026-02-28", DueDate="2026-03-01")
    found = [
        [row["DocNumber"] for row in people.find("Invoice", f"where {rest}")]
        for rest in (
            "DocNumber in ('1001', '1009')",
            "CustomerRef = '5'",
            "CustomerRef in ('1','5') and TxnDate < '2026-02-01'",
            "Balance > '15'",
            "DueDate = '2026-03-01'",
            "SalesTermRef = '3'",
        )
    ]
    assert found == [["1001"], ["1002"], ["1001"], ["1002"], ["1002"], []]
    people.payment("1", "5", PaymentRefNum="77", TxnDate="2026-02-02")
    rows = people.query("select * from Payment where PaymentRefNum = '77' and TxnDate = '2026-02-02'")
    assert ("totalCount" in rows, len(rows["Payment"])) == (False, 1)


def test_counting_ignores_paging(people: Books) -> None:
    assert people.query("select COUNT(*) from Customer maxresults 2") == {"totalCount": 5}
    assert people.query("SELECT count(*) FROM Customer WHERE Id IN ('1', '2')") == {"totalCount": 2}


def test_a_hundred_rows_are_the_usual_page() -> None:
    books = Books()
    for number in range(101):
        books.customer(f"Customer {number:03}")
    assert len(books.query("select * from Customer")["Customer"]) == 100
    assert len(books.query("select * from Customer maxresults 1000")["Customer"]) == 101
    assert books.query("select * from Customer startposition 101")["startPosition"] == 101


def test_columns_can_be_named(people: Books) -> None:
    rows = people.query("select Id, SyncToken from Customer where Id = '5'")["Customer"]
    assert rows == [{"Id": "5", "SyncToken": "0"}]


@pytest.mark.parametrize(
    ("statement", "expected", "words"),
    [
        ("select * from Custmoer", "4001", "QueryValidationError: invalid context declaration: Custmoer"),
        ("select * from null", "4000", 'Encountered " "null" "null "" at line 1, column 15.\nWas expecting:'),
        ("", "4000", "Encountered"),
        ("delete from Customer", "4000", "column 1"),
        ("select * from Customer where DisplayName = 'Amy's'", "4000", "column 50"),
        ("select * from Customer where DisplayName = 'Amy''s'", "4000", "Encountered"),
        ("select * from Customer where DisplayName = Bill", "4000", "<STRING>"),
        ("select * from Customer where DisplayName != 'A'", "4000", "Lexical error"),
        ("select * from Customer where Id = '1' or Id = '2'", "4000", '"or"'),
        ("select * from Customer where not Id = '1'", "4000", "<IDENTIFIER>"),
        ("select * from Customer where DisplayName is null", "4000", "Encountered"),
        (
            "select * from Customer where status = 'x'",
            "4001",
            "Property status not found for Entity Customer",
        ),
        ("select * from Customer where Notes = 'x'", "4001", "property 'Notes' is not queryable"),
        (
            "select * from Invoice where PrivateNote like '%ref%'",
            "4001",
            "property 'PrivateNote' is not queryable",
        ),
        (
            "select * from Payment where UnappliedAmt > '0'",
            "4001",
            "property 'UnappliedAmt' is not queryable",
        ),
        ("select * from Payment where DocNumber = '1'", "4001", "is not queryable"),
        ("select * from Customer where Id > '1'", "4001", "Id"),
        ("select * from Customer where Balance > 'much'", "4001", "invalid number"),
        ("select * from Customer where MetaData.CreateTime > 'now'", "4001", "invalid date"),
        ("select * from Customer startposition 0", "4001", "value 0 is too small. Min allowed value is 1"),
        (
            "select * from Customer maxresults 1001",
            "4001",
            "value 1001 is too large. Max allowed value is 1000",
        ),
        ("select * from Customer maxresults 1 maxresults 1", "4000", "<EOF>"),
        ("select * from Customer orderby Notes", "4001", "not queryable"),
    ],
)
def test_what_the_grammar_does_not_know_is_refused(
    people: Books, statement: str, expected: str, words: str
) -> None:
    answer = people.send(
        "POST", "query", body=statement.encode(), headers={"content-type": "application/text"}
    )
    number, detail = fault(answer)
    assert (number, words in detail) == (expected, True), detail


def test_a_statement_can_be_posted_as_text_only(people: Books) -> None:
    statement = b"select * from Customer where Id = '5'"
    posted = people.send("POST", "query", body=statement, headers={"content-type": "application/text"})
    assert posted.json()["QueryResponse"]["Customer"][0]["DisplayName"] == "Bill"
    assert people.send("POST", "query", body=statement).status == 415


def test_the_company_and_its_lists_can_be_read(books: Books) -> None:
    assert books.query("select * from Preferences")["Preferences"][0]["TaxPrefs"]["UsingSalesTax"] is True
    assert "PartnerTaxEnabled" not in books.query("select * from Preferences")["Preferences"][0]["TaxPrefs"]
    assert books.query("select count(*) from Account") == {"totalCount": 89}
    income = "select * from Account where AccountType in ('Income','Other Income') and Active = true"
    assert len(books.query(income)["Account"]) == 22
    lists: dict[str, Json] = {
        "TaxCode": ["California", "NON", "TAX", "Tucson"],
        "TaxRate": ["AZ State tax", "California", "Tucson City"],
        "Term": ["Due on receipt", "Net 10", "Net 15", "Net 30", "Net 60"],
        "PaymentMethod": ["Cash", "Check"],
    }
    for entity, expected in lists.items():
        assert [row["Name"] for row in books.find(entity)] == expected
    assert books.query("select * from CustomerType") == {}
    assert books.read("Term", "3")["DueDays"] == 30
    assert books.read("TaxCode", "TAX")["Name"] == "TAX"


def test_the_lists_cannot_be_written(books: Books) -> None:
    for entity in ("account", "taxcode", "customertype", "preferences", "companyinfo"):
        assert code(books.post(entity, {"Name": "New"})) == "500"

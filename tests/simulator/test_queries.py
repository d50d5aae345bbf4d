"""The query language: filters, escapes, order and paging, and the text of its refusals."""

import time

import pytest

from tests.simulator.books import Books, Json, code, fault, sale

STATEMENT = {"content-type": "application/text"}
NAMES = ["50% off & more", "Amy's Bird Sanctuary", "Bill", "C\\temp", "zoë"]


@pytest.fixture
def people(books: Books) -> Books:
    for name in ("Amy's Bird Sanctuary", "C:\\temp".replace(":", ""), "50% off & more", "zoë", "Bill"):
        books.customer(name, PrimaryEmailAddr={"Address": f"{len(name)}@Example.com"})
        books.clock.advance(1)
    return books


def asking(rest: str, columns: str = "*") -> str:
    return f"select {columns} from Customer {rest}"  # noqa: S608 (no SQL)


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
        ("where MetaData.CreateTime >= '2026-04-09T09:00:04'", ["Bill"]),
        ("where MetaData.CreateTime >= '2026-04-09T11:00:04+0200'", NAMES),
        ("where DISPLAYNAME LIKE '%B%I%L%' and active in (true, false)", ["Bill"]),
        ("where DisplayName like 'bil'", []),
        ("where DisplayName like 'Bil%ill'", []),
        ("where MetaData.CreateTime < '2026-04-09T09:00:01-07:00'", NAMES[1:2]),
        ("where MetaData.CreateTime <= '2026-04-09T09:00:01-07:00'", [NAMES[1], NAMES[3]]),
        ("where Balance <= 0 and Balance >= '0' and Id = '5'", ["Bill"]),
        ("where Balance < 0", []),
        ("where Balance in (0, '1') and Id = '5'", ["Bill"]),
        ("where\n\tId = '5'\r\norderby Id", ["Bill"]),
        (f"where DisplayName in ({', '.join(repr(str(n)) for n in range(200))}, 'Bill')", ["Bill"]),
        ("orderby Id desc maxresults 2", ["Bill", "zoë"]),
        ("ORDER BY MetaData.CreateTime ASC MAXRESULTS 2 STARTPOSITION 4", ["zoë", "Bill"]),
        ("startposition 6", []),
        ("maxresults 1 startposition 5", ["zoë"]),
        ("STARTPOSITION 5 MAXRESULTS 1", ["zoë"]),
        ("startposition 99999999999999999999", []),
    ],
)
def test_conditions_find_what_they_say(people: Books, rest: str, expected: list[str]) -> None:
    assert names(people, rest) == expected


def test_names_come_in_their_order_and_transactions_newest_first(people: Books) -> None:
    assert names(people, "") == NAMES
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
        ("", "4000", 'Encountered "<EOF>" at line 1, column '),
        ("delete from Customer", "4000", 'Encountered " <IDENTIFIER> "delete "" at line 1, column 1.'),
        ("select from Customer", "4000", 'Encountered " "from" "from "" at line 1, column 8.'),
        ("select * from Customer where", "4000", 'Encountered "<EOF>" at line 1, column 28.'),
        ("select * from Customer\nwhere or", "4000", '" "or" "or "" at line 2, column 7.'),
        ("select * from Customer, Vendor", "4000", 'Encountered " "," ", "" at line 1, column 23.'),
        ("select * from Customer group by Id", "4000", 'Encountered " <IDENTIFIER> "group ""'),
        ("select * from Customer where Id in ()", "4000", 'Encountered " ")" ") "" at line 1, column 37.'),
        ("select * from Customer where Id in ('1' '2')", "4000", '<STRING> "\'2\' ""'),
        ("select max(Id) from Customer", "4000", 'Encountered " "(" "( "" at line 1, column 11.'),
        ("select * from Customer where DisplayName = 'Amy's'", "4000", '" <IDENTIFIER> "s "" at line 1'),
        ("select * from Customer where DisplayName = 'Amy''s'", "4000", '<STRING> "\'s\' "" at line 1'),
        ("select * from Customer where DisplayName = Bill", "4000", "<STRING> ..."),
        ("select * from Customer where Id = 'Amy", "4000", 'column 39.  Encountered: <EOF> after : "\'Amy"'),
        (r"select * from Customer where Id = 'a\n'", "4000", 'Encountered: "n" (110), after : "\'a\\"'),
        ("select * from Customer where Id = “1”", "4000", 'Encountered: "\\u201c" (8220), after : ""'),
        ("select * from Customer where DisplayName != 'A'", "4000", 'Encountered: "!" (33), after : ""'),
        ("select * from Customer where Id = '1' or Id = '2'", "4000", 'Encountered " "or" "or "" at line'),
        ("select * from Customer where Id = '1' Id", "4000", '    "and" ...\n    "or" ...\n'),
        ("select * from Customer where not Id = '1'", "4000", "Was expecting:\n    <IDENTIFIER> ...\n    "),
        ("select * from Customer where (Id = '1')", "4000", "Was expecting:\n    <IDENTIFIER> ..."),
        ("select * from Customer where DisplayName is null", "4000", 'Encountered " <IDENTIFIER> "is ""'),
        ("select * from Customer where DisplayName = null", "4000", 'Encountered " "null" "null ""'),
        ("select Balances from Customer", "4001", "Property Balances not found for Entity Customer"),
        ("select * from Item where UnitPrice > '1'", "4001", "property 'UnitPrice' is not queryable"),
        ("select * from Customer where SyncToken = '1'", "4001", "property 'SyncToken' is not queryable"),
        ("select * from Invoice where TotalAmt > '1'", "4001", "property 'TotalAmt' is not queryable"),
        ("select * from Invoice where TxnDate > 'May'", "4001", "invalid date: May"),
        ("select * from Customer where Balance > 'NaN'", "4001", "invalid number: NaN"),
        ("select * from Customer startposition 1.5", "4000", '" <DECIMAL> "1.5 ""'),
        ("select * from Customer startposition -1", "4001", "value -1 is too small. Min allowed value is 1"),
        (asking("where" + " and".join([" Id = '1'"] * 101)), "4002", "too many conditions"),
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
    answer = people.send("POST", "query", body=statement.encode(), headers=STATEMENT)
    number, detail = fault(answer)
    assert (number, words in detail) == (expected, True), detail


def test_values_may_hold_any_characters(books: Books) -> None:
    for name in ("🦜 Parrots", "Søren\u2019s \u2013 café", "a%b", "名前", "x(y) and = 'z'"):
        books.customer(name)
        escaped = name.replace("\\", "\\\\").replace("'", "\\'")
        assert names(books, f"where DisplayName = '{escaped}'") == [name]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("select * from Customer where " + "(" * 100_000, "4000"),
        ("select * from Customer where DisplayName = '" + "x" * 1_000_000 + "'", ""),
        (asking("where DisplayName = '" + "\\'" * 500_000), "4000"),
        (asking("where DisplayName like '" + "%x" * 500_000 + "'"), ""),
        (asking(f"where Id in ({','.join(['1'] * 100_000)})"), ""),
        (asking(f"where DisplayName in ({','.join([repr('Bill')] * 200_000)})"), ""),
        (asking("", columns=",".join(["Id"] * 100_000)), ""),
        (asking(f"orderby {','.join(['Id'] * 100_000)}"), ""),
        ("select * from Customer startposition " + "9" * 1_000_000, ""),
        ("select * from Customer where Balance > " + "9" * 1_000_000, ""),
        ("\n" * 1_000_000 + "select", "4000"),
    ],
    ids=range(11),
)
def test_a_huge_statement_is_answered_at_once(people: Books, statement: str, expected: str) -> None:
    started = time.thread_time()
    answer = people.send("POST", "query", body=statement.encode(), headers=STATEMENT)
    assert time.thread_time() - started < 2
    assert (code(answer) if answer.status == 400 else "") == expected


def test_a_pattern_is_matched_in_one_walk(books: Books) -> None:
    books.customer("a" * 500)
    started = time.thread_time()
    assert names(books, f"where DisplayName like '{'%a' * 200}%b'") == []
    assert time.thread_time() - started < 1


def test_what_can_be_ordered_by_is_more_than_what_can_be_asked(books: Books) -> None:
    for name, price in (("A", 2), ("B", 3), ("C", 1)):
        books.item(name, UnitPrice=price)
    assert [row["Name"] for row in books.find("Item", "orderby UnitPrice desc, Name")] == ["B", "A", "C"]


def test_a_statement_can_be_posted_as_text_only(people: Books) -> None:
    statement = b"select * from Customer where Id = '5'"
    posted = people.send("POST", "query", body=statement, headers=STATEMENT)
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
    for entity in ("taxcode", "taxrate", "customertype"):
        assert code(books.post(entity, {"Name": "New"})) == "500"


def test_names_come_by_the_codes_of_their_letters(books: Books) -> None:
    for name in ("apple", "Pam Seitz", "PG&E", "Adams"):
        books.customer(name)
    assert [row["DisplayName"] for row in books.find("Customer")] == ["Adams", "PG&E", "Pam Seitz", "apple"]

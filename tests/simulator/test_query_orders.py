"""Which rows a query has and in which order they come, and which second a change counts to."""

from tests.simulator.books import Books, sale


def names(books: Books, rest: str) -> list[str]:
    return [row["DisplayName"] for row in books.find("Customer", rest)]


def test_transactions_of_one_customer_come_newest_first_too(books: Books) -> None:
    customer, item = books.customer(), books.item()
    made = [books.invoice(customer, sale(item, "1"), DocNumber=number)["Id"] for number in ("7", "8")]
    for rest in (
        f"CustomerRef = '{customer}'",
        "DocNumber in ('7', '8')",
        f"Id in ('{made[0]}', '{made[1]}')",
    ):
        assert [row["Id"] for row in books.find("Invoice", f"where {rest}")] == made[::-1]


def test_changes_are_asked_for_by_the_second_that_is_shown(books: Books) -> None:
    books.clock.advance(0.5)
    late = books.write("Customer", {"DisplayName": "Late"})
    assert late["MetaData"]["LastUpdatedTime"] == "2026-04-09T09:00:00-07:00"
    found = [
        names(books, f"where MetaData.LastUpdatedTime {sign} '2026-04-09T09:00:00-07:00'")
        for sign in (">", ">=")
    ]
    assert found == [[], ["Late"]]


def test_what_has_no_value_comes_first_and_in_the_other_order_last(books: Books) -> None:
    for name, company in (("Amy", "Beta"), ("Bill", "Alpha"), ("Cid", ""), ("Dora", "")):
        books.customer(name, CompanyName=company)
    assert names(books, "orderby CompanyName, DisplayName") == ["Cid", "Dora", "Bill", "Amy"]
    assert names(books, "orderby CompanyName desc, Id desc") == ["Amy", "Bill", "Dora", "Cid"]


def test_names_are_counted_as_they_are_listed_without_inactive_ones(books: Books) -> None:
    books.customer("Amy")
    books.update("Customer", books.write("Customer", {"DisplayName": "Bill"}), Active=False)
    every = "select count(*) from Customer"
    counted = [books.query(every), books.query(f"{every} where Active in (true, false)")]
    assert counted == [{"totalCount": 1}, {"totalCount": 2}]


def test_numbers_are_compared_without_regard_to_case_and_may_be_none(books: Books) -> None:
    preferences = books.company.preferences()
    preferences["SalesFormsPrefs"] = {**preferences["SalesFormsPrefs"], "CustomTxnNumbers": True}
    customer, item = books.customer(), books.item()
    numbered = books.invoice(customer, sale(item, "1"), DocNumber="A-7")["Id"]
    without = books.invoice(customer, sale(item, "1"))["Id"]
    found = [
        [row["Id"] for row in books.find("Invoice", f"where DocNumber {rest}")]
        for rest in ("= 'A-7'", "= 'a-7'", "= ''", "in ('', 'A-7')")
    ]
    assert found == [[numbered], [numbered], [without], [without, numbered]]

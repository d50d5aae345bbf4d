"""Exchange rates by day, and the currencies that a company uses beside its own."""

from decimal import Decimal

import pytest

from tests.simulator.books import Books, Json, code, sale

EUR = {"SourceCurrencyCode": "EUR", "AsOfDate": "2026-04-01", "Rate": Decimal("1.08")}


@pytest.fixture
def books() -> Books:
    return Books("multicurrency")


def rate(books: Books, query: str) -> Json:
    answer = books.send("GET", "exchangerate", query=query)
    assert answer.status == 200, answer.body.decode()
    return answer.json()["ExchangeRate"]


def test_a_rate_is_one_until_somebody_says_more(books: Books) -> None:
    assert rate(books, "sourcecurrencycode=EUR") == {
        "SyncToken": "0",
        "domain": "QBO",
        "AsOfDate": "2026-04-09",
        "SourceCurrencyCode": "EUR",
        "Rate": 1,
        "TargetCurrencyCode": "USD",
    }


def test_a_rate_holds_from_its_day_until_the_next(books: Books) -> None:
    books.write("ExchangeRate", EUR)
    books.write("ExchangeRate", {**EUR, "AsOfDate": "2026-04-05", "Rate": Decimal("1.1")})
    days = ("2026-03-31", "2026-04-01", "2026-04-04", "2026-04-05", "2026-05-01")
    rates = [rate(books, f"sourcecurrencycode=eur&asofdate={on}")["Rate"] for on in days]
    assert rates == [1, Decimal("1.08"), Decimal("1.08"), Decimal("1.1"), Decimal("1.1")]


def test_a_rate_is_changed_by_its_day_and_a_stale_token_is_refused(books: Books) -> None:
    held = books.write("ExchangeRate", EUR)
    assert (held["SyncToken"], "Id" in held) == ("0", False)
    changed = books.write("ExchangeRate", {**held, "Rate": Decimal("1.2")})
    assert (changed["SyncToken"], changed["Rate"]) == ("1", Decimal("1.2"))
    assert books.write("ExchangeRate", changed)["SyncToken"] == "1"
    assert code(books.post("exchangerate", {**held, "Rate": 2})) == "5010"
    assert books.write("ExchangeRate", {**EUR, "Rate": 2})["SyncToken"] == "2"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"AsOfDate": "2026-04-01", "Rate": 1}, "2020"),
        ({"SourceCurrencyCode": "EUR", "AsOfDate": "2026-04-01"}, "2020"),
        ({"SourceCurrencyCode": "EUR", "Rate": 1}, "2020"),
        ({**EUR, "SourceCurrencyCode": "XTS"}, "2220"),
        ({**EUR, "SourceCurrencyCode": "USD"}, "2220"),
        ({**EUR, "SourceCurrencyCode": "EURO"}, "2050"),
        ({**EUR, "TargetCurrencyCode": "GBP"}, "2220"),
        ({**EUR, "Rate": -1}, "2240"),
        ({**EUR, "AsOfDate": "1/4/2026"}, "2060"),
        ({**EUR, "Colour": "blue"}, "2010"),
    ],
)
def test_what_breaks_a_rule_is_refused_and_sets_no_rate(books: Books, body: Json, expected: str) -> None:
    assert code(books.post("exchangerate", body)) == expected
    assert books.find("ExchangeRate") == []


def test_a_query_asks_for_currencies_on_a_day(books: Books) -> None:
    books.write("ExchangeRate", EUR)
    rows = books.find(
        "ExchangeRate", "where sourcecurrencycode in ('EUR', 'GBP') and asofdate = '2026-04-02'"
    )
    assert {row["SourceCurrencyCode"]: row["Rate"] for row in rows} == {"EUR": Decimal("1.08"), "GBP": 1}
    assert {row["AsOfDate"] for row in rows} == {"2026-04-02"}
    assert [row["AsOfDate"] for row in books.find("ExchangeRate")] == ["2026-04-01"]


def test_a_form_without_a_rate_takes_that_of_its_day(books: Books) -> None:
    books.write("ExchangeRate", EUR)
    customer = books.customer("Buyer", CurrencyRef={"value": "EUR"})
    body = {"CurrencyRef": {"value": "EUR"}, "TxnDate": "2026-04-03"}
    invoice = books.invoice(customer, sale(books.item(), "100"), **body)
    assert (invoice["ExchangeRate"], invoice["HomeTotalAmt"]) == (Decimal("1.08"), Decimal(108))
    before = books.invoice(customer, sale(books.item("Advice"), "100"), **{**body, "TxnDate": "2026-03-03"})
    assert before["ExchangeRate"] == 1


def test_a_currency_is_added_to_the_list_once_and_can_be_retired(books: Books) -> None:
    added = books.write("CompanyCurrency", {"Code": "mxn"})
    assert (added["Code"], added["Name"], added["Active"]) == ("MXN", "Mexican Peso", True)
    assert code(books.post("companycurrency", {"Code": "MXN"})) == "6240"
    assert code(books.post("companycurrency", {"Code": "USD"})) == "6240"
    assert code(books.post("companycurrency", {"Code": "M1"})) == "2220"
    assert code(books.post("companycurrency", {})) == "2020"
    assert len(books.find("CompanyCurrency")) == 4
    books.update("CompanyCurrency", added, Active=False)
    assert len(books.find("CompanyCurrency")) == 3
    body = {"DisplayName": "Buyer", "CurrencyRef": {"value": "MXN"}}
    assert code(books.post("customer", body)) == "2220"


def test_without_multicurrency_there_are_no_rates_and_no_currencies() -> None:
    books = Books()
    assert code(books.post("exchangerate", EUR)) == "5030"
    assert code(books.post("companycurrency", {"Code": "EUR"})) == "5030"
    assert code(books.send("GET", "exchangerate", query="sourcecurrencycode=EUR")) == "5030"
    assert books.find("ExchangeRate", "where asofdate = '2026-04-02'") == []

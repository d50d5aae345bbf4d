"""Objects put into a company as QuickBooks shows them behave there as where they were made."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from simulator.__main__ import main
from simulator.entities import KINDS
from simulator.profiles import PROFILES
from tests.simulator.books import Books, Json, control, done, key, payment_body, sale
from tests.simulator.every_property import Everything

TAXED = {"TxnTaxCodeRef": {"value": "2"}}
PLACE = {"Line1": "1 High St.", "City": "Bayshore", "CountrySubDivisionCode": "CA", "PostalCode": "94326"}


@pytest.fixture
def lived_in(books: Books) -> Books:
    """Give books with sub-customers, taxed and paid invoices, voids, and inactive names."""
    amy = books.customer("Amy", BillAddr=PLACE, PrimaryEmailAddr={"Address": "amy@example.com"})
    garden = books.customer("Garden", Job=True, ParentRef={"value": amy}, BillWithParent=True)
    gone = books.customer("Gone")
    books.update("Customer", books.read("Customer", gone), Active=False)
    work = books.item("Work", UnitPrice=Decimal("12.5"))
    first = books.invoice(amy, sale(work, "100", code="TAX"), TxnTaxDetail=TAXED, DocNumber="7")
    second = books.invoice(garden, sale(work, "50"), sale(work, "25"), PrivateNote="Two")
    third = books.invoice(garden, sale(work, "10"))
    books.later(60)
    books.payment(amy, "120", (first["Id"], "100"), (second["Id"], "5"))
    books.write("Invoice", key(third), operation="void")
    sell(books, amy, work)
    return books


def sell(books: Books, amy: str, item: str) -> None:
    """Spend a credit, bring a receipt to the bank, and make an invoice of an estimate."""
    form = {"CustomerRef": {"value": amy}, "Line": [sale(item, "30")]}
    memo = books.write("CreditMemo", form)["Id"]
    estimate = {"TxnId": books.write("Estimate", form)["Id"], "TxnType": "Estimate"}
    last = books.write("Invoice", {**form, "LinkedTxn": [estimate], "PrivateNote": "Last"})["Id"]
    links = [{"TxnId": memo, "TxnType": "CreditMemo"}, {"TxnId": last, "TxnType": "Invoice"}]
    lines = [{"Amount": 20, "LinkedTxn": [link]} for link in links]
    books.write(
        "Payment", {"CustomerRef": {"value": amy}, "TotalAmt": 0, "Line": lines, "PaymentRefNum": "C"}
    )
    receipt = {"TxnId": books.write("SalesReceipt", form)["Id"], "TxnType": "SalesReceipt"}
    line = {"Amount": 30, "LinkedTxn": [receipt]}
    books.write("Deposit", {"DepositToAccountRef": {"value": "35"}, "Line": [line]})


def moved(books: Books) -> Books:
    """Give other books into which all that these show was put."""
    other = Books(books.company.profile)
    other.later(books.clock.now_s() - other.clock.now_s())
    shown = done(books, "GET", "state")
    assert done(other, "POST", "objects", {"objects": shown})["count"] > 90
    return other


def state(books: Books) -> Json:
    return {
        kind: {row.get("Id", str(row)): row for row in rows}
        for kind, rows in done(books, "GET", "state").items()
        if rows
    }  # fmt: skip


def one(books: Books, entity: str, rest: str) -> Json:
    return books.find(entity, rest)[0]


def customer(books: Books, name: str) -> Json:
    return one(books, "Customer", f"where DisplayName = '{name}' and Active in (true, false)")


def invoice(books: Books, note: str = "Two") -> Json:
    return next(row for row in books.find("Invoice") if row.get("PrivateNote", "") == note)


def applied(books: Books) -> Json:
    return next(row for row in books.find("Payment") if row["TotalAmt"])


def sparse(held: Json, **changes: Json) -> Json:
    return {**key(held), "sparse": True, **changes}


def work(books: Books, amount: str = "1", **more: Json) -> Json:
    return sale(one(books, "Item", "")["Id"], amount, **more)


def of(books: Books, name: str, **more: Json) -> Json:
    return {"CustomerRef": {"value": customer(books, name)["Id"]}, **more}


def test_one_of_everything_can_be_put_in_and_sent_back_as_it_is(books: Books) -> None:
    Everything(books)
    other = moved(books)
    before = state(books)
    assert state(other) == before
    for kind in KINDS.values():
        for row in before.get(kind.name, {}).values() if kind.build else ():
            for body in (row, sparse(row)):
                ours, theirs = (there.post(kind.name.lower(), body) for there in (other, books))
                assert (ours.status, ours.json()) == (theirs.status, theirs.json())
    assert state(other) == state(books) == before


def test_an_older_object_comes_before_a_newer_one_whenever_it_was_put_in(lived_in: Books) -> None:
    ids = [row["Id"] for row in lived_in.find("Invoice")]
    times = {"CreateTime": "2020-01-05T08:00:00-08:00", "LastUpdatedTime": "2020-01-05T08:00:00-08:00"}
    old = {**invoice(lived_in), "Id": "9000", "MetaData": times, "LinkedTxn": []}
    done(lived_in, "POST", "objects", {"entity": "Invoice", "object": old})
    assert [row["Id"] for row in lived_in.find("Invoice")] == [*ids, "9000"]


@pytest.mark.parametrize("profile", PROFILES)
def test_a_company_of_any_profile_can_be_put_in(profile: str) -> None:
    books = Books(profile)
    assert state(moved(books)) == state(books)


def test_what_is_owed_in_another_currency_is_owed_there_too() -> None:
    books = Books("multicurrency")
    rate = {"SourceCurrencyCode": "EUR", "AsOfDate": "2026-04-01", "Rate": Decimal("1.1")}
    books.post("exchangerate", rate)
    customer_id = books.customer("Amy", CurrencyRef={"value": "EUR"})
    foreign = {"CurrencyRef": {"value": "EUR"}, "ExchangeRate": Decimal("1.25")}
    bill = books.invoice(customer_id, sale(books.item(), "100"), **foreign)
    books.payment(customer_id, "50", (bill["Id"], "40"), **foreign)
    other = moved(books)
    for there in (books, other):
        there.update("Invoice", there.read("Invoice", bill["Id"]), PrivateNote="Memo", ExchangeRate=2)
    assert state(other) == state(books)
    assert done(other, "GET", "totals") == done(books, "GET", "totals")


VOID, DELETE = {"operation": "void"}, {"operation": "delete"}
UPDATE_VOID = {"operation": "update", "include": "void"}
Act = tuple[str, Callable[[Books], Json], dict[str, str]]
ACTS: dict[str, Act] = {
    "a customer is renamed": ("customer", lambda it: sparse(customer(it, "Amy"), DisplayName="Amelia"), {}),
    "a full update clears": ("customer", lambda it: {**key(customer(it, "Amy")), "DisplayName": "Amy"}, {}),
    "nothing is changed": ("customer", lambda it: sparse(customer(it, "Amy"), DisplayName="Amy"), {}),
    "an inactive name comes back": (
        "customer", lambda it: sparse(customer(it, "Gone (deleted)"), Active=True, DisplayName="Gone"), {},
    ),
    "a taken name": ("customer", lambda _: {"DisplayName": "garden"}, {}),
    "a new name": ("customer", lambda _: {"DisplayName": "New", "BillAddr": PLACE}, {}),
    "who owes is made inactive": ("customer", lambda it: sparse(customer(it, "Garden"), Active=False), {}),
    "a taken name of an item": (
        "item", lambda _: {"Name": "Work", "Type": "Service", "IncomeAccountRef": {"value": "1"}}, {},
    ),
    "an item is renamed": ("item", lambda it: sparse(one(it, "Item", ""), Name="Labour"), {}),
    "a new invoice": ("invoice", lambda it: of(it, "Amy", Line=[work(it)], DocNumber="AUTO_GENERATE"), {}),
    "a taken number": ("invoice", lambda it: of(it, "Amy", Line=[work(it)], DocNumber="7"), {}),
    "a line more": ("invoice", lambda it: sparse(invoice(it), Line=[*invoice(it)["Line"], work(it)]), {}),
    "another amount has another tax": (
        "invoice", lambda it: sparse(invoice(it, ""), Line=[work(it, "200", code="TAX")]), {},
    ),
    "a memo leaves the tax": ("invoice", lambda it: sparse(invoice(it, ""), PrivateNote="Memo"), {}),
    "a void frees payments": ("invoice", lambda it: key(invoice(it)), VOID),
    "a second void": ("invoice", lambda it: key(invoice(it, "Voided")), VOID),
    "a paid invoice is deleted": ("invoice", lambda it: key(invoice(it)), DELETE),
    "an invoice of an estimate is voided": ("invoice", lambda it: key(invoice(it, "Last")), VOID),
    "an estimate with an invoice is deleted": ("estimate", lambda it: key(one(it, "Estimate", "")), DELETE),
    "a credit memo that is spent is voided": (
        "creditmemo", lambda it: sparse(one(it, "CreditMemo", "")), UPDATE_VOID,
    ),
    "a credit is given back": (
        "payment", lambda it: key(one(it, "Payment", "where PaymentRefNum = 'C'")), DELETE,
    ),
    "what is deposited stays as it is": (
        "salesreceipt", lambda it: sparse(one(it, "SalesReceipt", "")), UPDATE_VOID,
    ),
    "a deposit is deleted": ("deposit", lambda it: key(one(it, "Deposit", "")), DELETE),
    "a payment is voided": ("payment", lambda it: sparse(applied(it)), UPDATE_VOID),
    "a payment is deleted": ("payment", lambda it: key(applied(it)), DELETE),
    "a payment is applied anew": (
        "payment",
        lambda it: {
            **sparse(applied(it)),
            **payment_body(customer(it, "Amy")["Id"], "120", (invoice(it)["Id"], "70")),
        },
        {},
    ),
    "a new payment": (
        "payment", lambda it: payment_body(customer(it, "Amy")["Id"], "3", (invoice(it, "")["Id"], "8")), {},
    ),
}  # fmt: skip


def test_what_was_put_in_is_shown_as_it_was(lived_in: Books) -> None:
    other = moved(lived_in)
    assert state(other) == state(lived_in)
    assert other.query("select count(*) from Customer") == {"totalCount": 2}
    for entity in ("Customer", "Invoice"):
        assert other.find(entity) == lived_in.find(entity)
    assert done(other, "GET", "totals") == done(lived_in, "GET", "totals")


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_it_then_goes_on_as_where_it_was_made(lived_in: Books, act: Act) -> None:
    path, body, parameters = act
    other = moved(lived_in)
    ours, theirs = (books.post(path, body(books), **parameters) for books in (other, lived_in))
    assert (ours.status, ours.json()) == (theirs.status, theirs.json())
    assert state(other) == state(lived_in)
    assert done(other, "GET", "totals") == done(lived_in, "GET", "totals")


OF_NOBODY = {"Id": "9", "CustomerRef": {"value": "77"}}


@pytest.mark.parametrize(
    ("entity", "shown", "reason"),
    [
        ("Customer", {"Id": "9"}, "lacks what QuickBooks shows: DisplayName, FullyQualifiedName"),
        ("Nothing", {"Id": "9"}, "Nothing is no entity"),
        (
            "Item",
            {"Id": "9", "Name": "A", "FullyQualifiedName": "A", "Type": "Service", "Taxable": {}},
            "2230",
        ),
        ("Estimate", {**OF_NOBODY, "Line": [], "TxnDate": "2026-01-05", "TotalAmt": 0}, "who is not here"),
    ],
)
def test_what_cannot_have_been_shown_is_refused(books: Books, entity: str, shown: Json, reason: str) -> None:
    before = state(books)
    answer = control(books, "POST", "objects", {"objects": {entity: [shown]}})
    assert answer.status == 400
    assert reason in answer.json()["error"]
    assert state(books) == before


def test_a_wrong_shape_is_refused_or_breaks_no_answer(books: Books) -> None:
    Everything(books)
    choose = random.Random(5)
    shown = [(kind, rows[-1]) for kind, rows in done(books, "GET", "state").items() if rows]
    for kind, row in choose.choices(shown, k=400):
        spoilt = {**row, choose.choice(list(row)): choose.choice((None, 5, "", {}, [5], [{}], {"value": 5}))}
        given = {"objects": {kind: [spoilt]}}
        before = len(done(books, "GET", "state", query=f"entity={kind}")[kind])
        status = control(books, "POST", "objects", given).status
        assert status in (200, 400)
        if status == 200 and KINDS[kind.lower()].build is not None:
            books.post(kind.lower(), {**key(row), "sparse": True, "PrivateNote": "Memo"})
        assert books.query(f"select * from {kind}")  # noqa: S608 (no SQL)
        assert done(books, "POST", "objects", {"objects": {kind: [row]}}) == {"count": 1}
        assert len(done(books, "GET", "state", query=f"entity={kind}")[kind]) == before


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ('{"Customer": [{"Id": "7"}]}', "lacks what QuickBooks shows"),
        ('{"Customer": [7]}', "7 is no object"),
        ("[]", "lists by their entity"),
        ("{", "cannot be put in"),
    ],
)
def test_a_file_that_cannot_be_put_in_ends_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, reason: str
) -> None:
    path = tmp_path / "objects.json"
    path.write_text(written)
    monkeypatch.setattr("sys.argv", ["simulator", "--objects", str(path)])
    with pytest.raises(SystemExit, match=reason):
        main()


def test_what_quickbooks_adds_to_an_object_outlives_an_update(books: Books) -> None:
    place = {"Id": "5", **PLACE, "Lat": "37.4", "Long": "-122.4"}
    shown = {
        "Id": "77", "DisplayName": "Amy", "FullyQualifiedName": "Amy", "Balance": 5, "BalanceWithJobs": 5,
        "BillWithParent": False, "V4IDPseudonym": "002099", "BillAddr": place, "SyncToken": "3",
    }  # fmt: skip
    done(books, "POST", "objects", {"entity": "Customer", "object": shown})
    after = books.update("Customer", shown, Notes="Prefers mornings")
    assert (after["V4IDPseudonym"], after["BillAddr"], after["SyncToken"]) == ("002099", place, "4")
    assert books.update("Customer", after, BillAddr={**PLACE, "City": "Tucson"})["BillAddr"] == {
        "Id": "5", **PLACE, "City": "Tucson",
    }  # fmt: skip
    assert done(books, "GET", "totals")["receivable"] == 5


def test_a_time_that_is_yet_to_come_does_not_go_back(books: Books) -> None:
    held = books.write("Customer", {"DisplayName": "Amy"})
    later = "2027-01-01T00:00:00-08:00"
    held["MetaData"]["LastUpdatedTime"] = later
    done(books, "POST", "objects", {"objects": {"Customer": [held]}})
    assert books.update("Customer", held, Notes="seen")["MetaData"]["LastUpdatedTime"] == later

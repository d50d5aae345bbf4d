"""References to objects of lists show what these are called now, and stay when they become inactive."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.state.saved import load, saved
from tests.simulator.books import Books, Json, code, done, key, sale


def shown(books: Books, invoice: str) -> tuple[str, str, str]:
    """Return what an invoice calls its customer, its item and the item's account."""
    form = books.read("Invoice", invoice)
    detail = form["Line"][0]["SalesItemLineDetail"]
    return form["CustomerRef"]["name"], detail["ItemRef"]["name"], detail["ItemAccountRef"]["name"]


def rename(books: Books, entity: str, record_id: str, **names: Json) -> None:
    books.update(entity, books.read(entity, record_id), **names)


@pytest.fixture
def sold(books: Books) -> tuple[str, str, str]:
    """Return a customer, an item, and an invoice."""
    customer, item = books.customer("Amy"), books.item("Work")
    return customer, item, str(books.invoice(customer, sale(item, "10"))["Id"])


def test_a_form_shows_the_names_of_today_and_has_not_changed(
    books: Books, sold: tuple[str, str, str]
) -> None:
    customer, item, invoice = sold
    before = books.read("Invoice", invoice)
    books.later(60)
    rename(books, "Customer", customer, DisplayName="Amelia")
    rename(books, "Item", item, Name="Labour")
    rename(books, "Account", "1", Name="Labour income")
    assert shown(books, invoice) == ("Amelia", "Labour", "Labour income")
    after = books.read("Invoice", invoice)
    assert (after["SyncToken"], after["MetaData"]) == (before["SyncToken"], before["MetaData"])
    assert books.find("Invoice") == [after]


@pytest.mark.parametrize("sparse", [True, False])
def test_a_form_sent_again_after_its_customer_was_renamed_does_not_count(
    books: Books, sold: tuple[str, str, str], sparse: bool
) -> None:
    customer, item, invoice = sold
    before = books.read("Invoice", invoice)
    rename(books, "Customer", customer, DisplayName="Amelia")
    rename(books, "Item", item, Name="Labour")
    books.later(60)
    after = books.write("Invoice", {**before, "sparse": sparse})
    assert (after["SyncToken"], after["MetaData"]) == (before["SyncToken"], before["MetaData"])
    assert shown(books, invoice)[:2] == ("Amelia", "Labour")


def test_a_customer_is_called_by_its_parents_and_its_end(books: Books, sold: tuple[str, str, str]) -> None:
    customer, item, invoice = sold
    parent = books.customer("Group")
    rename(books, "Customer", customer, Job=True, ParentRef={"value": parent})
    assert shown(books, invoice)[0] == "Group:Amy"
    rename(books, "Customer", parent, DisplayName="Holding")
    assert shown(books, invoice)[0] == "Holding:Amy"
    rename(books, "Item", item, Active=False)
    assert shown(books, invoice)[1] == "Work (deleted)"


def merged(books: Books, customer: str) -> None:
    other = books.customer("Merged")
    done(books, "POST", "merge", {"entity": "Customer", "winner": other, "loser": customer})
    rename(books, "Customer", other, DisplayName="Amelia")


def saved_and_loaded(books: Books, customer: str) -> None:
    load(books.simulator, saved(books.simulator))
    rename(books, "Customer", customer, DisplayName="Amelia")


def put_in(books: Books, customer: str) -> None:
    rows = {"Customer": [{**books.read("Customer", customer), "DisplayName": "Amelia"}]}
    rows["Customer"][0]["FullyQualifiedName"] = "Amelia"
    done(books, "POST", "objects", {"objects": {**rows, "Invoice": books.find("Invoice")}})


@pytest.mark.parametrize("way", [merged, saved_and_loaded, put_in])
def test_names_follow_after_a_merge_a_loaded_state_and_what_was_put_in(
    books: Books, sold: tuple[str, str, str], way: Callable[[Books, str], None]
) -> None:
    customer, _, invoice = sold
    way(books, customer)
    form = books.read("Invoice", invoice)
    assert form["CustomerRef"]["name"] == "Amelia"
    rename(books, "Customer", form["CustomerRef"]["value"], DisplayName="Emily")
    again = books.write("Invoice", {**form, "sparse": True})
    assert again["CustomerRef"]["name"] == "Emily"
    assert key(again) == key(form)


def test_what_became_inactive_stays_where_it_is_and_comes_to_nothing_new(books: Books) -> None:
    made = {
        "Account": {"Name": "Till", "AccountType": "Bank"},
        "Term": {"Name": "At once", "DueDays": 0},
        "PaymentMethod": {"Name": "Shells"},
    }
    account, term, method = ({"value": books.write(kind, body)["Id"]} for kind, body in made.items())
    customer = books.customer("Amy", SalesTermRef=term, PaymentMethodRef=method)
    line = sale(books.item(), "10")
    invoice = books.invoice(customer, line, SalesTermRef=term)
    paid = {"DepositToAccountRef": account, "PaymentMethodRef": method}
    payment = books.payment(customer, "0", **paid)
    for kind, ref in zip(made, (account, term, method), strict=True):
        books.update(kind, books.read(kind, ref["value"]), Active=False)
    for kind, held in (("Customer", books.read("Customer", customer)), ("Invoice", invoice)):
        note = "Notes" if kind == "Customer" else "PrivateNote"
        assert books.write(kind, books.read(kind, held["Id"]))["SyncToken"] == held["SyncToken"]
        assert books.update(kind, books.read(kind, held["Id"]), **{note: "seen"})[note] == "seen"
    assert books.update("Payment", payment, PrivateNote="seen")["DepositToAccountRef"] == account
    form = {"CustomerRef": {"value": customer}, "Line": [line], "TotalAmt": 5}
    assert code(books.post("invoice", {**form, "SalesTermRef": term})) == "610"
    assert [code(books.post("payment", {**form, "Line": [], name: paid[name]})) for name in paid] == [
        "610"
    ] * 2

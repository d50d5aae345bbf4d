"""Forms that are changed: their lines, their numbers, and what has become of the customer since."""

from __future__ import annotations

from tests.simulator.books import Books, code, key, sale


def test_a_line_that_is_sent_twice_is_one_and_a_new_one(books: Books, customer: str, item: str) -> None:
    held = books.invoice(customer, sale(item, "10"))
    line = held["Line"][0]
    changed = books.update("Invoice", held, Line=[line, line])
    assert [line.get("Id") for line in changed["Line"]] == ["1", "2", None]
    assert changed["TotalAmt"] == 20


def test_the_form_of_a_customer_that_became_inactive_can_still_change(
    books: Books, customer: str, item: str
) -> None:
    held = books.invoice(customer, sale(item, "10"))
    books.write("Invoice", key(held), operation="void")
    books.update("Customer", books.read("Customer", customer), Active=False)
    changed = books.update("Invoice", books.read("Invoice", held["Id"]), PrivateNote="x")
    assert (changed["PrivateNote"], changed["CustomerRef"]["name"]) == ("x", "Amy (deleted)")
    body = {"CustomerRef": {"value": customer}, "Line": [sale(item, "10")]}
    assert code(books.post("invoice", body)) == "610"


def test_a_voided_form_with_a_tax_of_its_own_stays_empty_when_it_changes(
    books: Books, customer: str, item: str
) -> None:
    line = {
        "Amount": 5,
        "DetailType": "TaxLineDetail",
        "TaxLineDetail": {"TaxRateRef": {"value": "1"}},
    }
    held = books.invoice(
        customer, sale(item, "10", code="TAX"), TxnTaxDetail={"TotalTax": 5, "TaxLine": [line]}
    )
    assert held["TotalAmt"] == 15
    voided = books.write("Invoice", key(held), operation="void")
    noted = books.update("Invoice", voided, PrivateNote="x")
    assert (noted["TotalAmt"], noted["Balance"], noted["TxnTaxDetail"]) == (0, 0, {"TotalTax": 0})


def test_a_form_without_terms_takes_none_that_its_customer_gets_later(
    books: Books, customer: str, item: str
) -> None:
    held = books.invoice(customer, sale(item, "10"))
    books.update("Customer", books.read("Customer", customer), SalesTermRef={"value": "1"})
    noted = books.update("Invoice", held, PrivateNote="x")
    assert ("SalesTermRef" in noted, noted["DueDate"]) == (False, held["DueDate"])


def test_a_voided_form_that_gets_new_lines_is_a_form_like_any_other(
    books: Books, customer: str, item: str
) -> None:
    held = books.invoice(customer, sale(item, "10"))
    voided = books.write("Invoice", key(held), operation="void")
    back = books.update("Invoice", voided, Line=[sale(item, "7")])
    assert books.payment(customer, "3", (held["Id"], "3"))["UnappliedAmt"] == 0
    back = books.write("Invoice", key(books.read("Invoice", back["Id"])), operation="void")
    assert (back["TotalAmt"], books.read("Customer", customer)["Balance"]) == (0, -3)


def test_a_voided_payment_that_gets_an_amount_is_a_payment_like_any_other(
    books: Books, customer: str
) -> None:
    held = books.payment(customer, "5")
    for amount in (5, 6):
        voided = books.write("Payment", {**key(held), "sparse": True}, operation="update", include="void")
        assert voided["TotalAmt"] == 0
        held = books.update("Payment", voided, TotalAmt=amount)
    assert books.read("Customer", customer)["Balance"] == -6


def test_quickbooks_counts_past_the_numbers_that_clients_gave(books: Books, customer: str, item: str) -> None:
    line = sale(item, "1")
    given = [books.invoice(customer, line, DocNumber=number)["DocNumber"] for number in ("A-7", "1002")]
    assert given == ["A-7", "1002"]
    books.company.preferences()["SalesFormsPrefs"]["CustomTxnNumbers"] = False
    assert [books.invoice(customer, line)["DocNumber"] for _ in range(3)] == ["1001", "1003", "1004"]

"""Merges by the user: the loser is gone, and all that it had is the winner's."""

import pytest

from simulator import FIRST_REALM
from tests.simulator.books import Books, Json, code, control, payment_body, sale


def merge(books: Books, entity: str, winner: str, loser: str) -> Json:
    """Return what the control API answers: the winner, or a refusal."""
    answer = control(books, "POST", "merge", {"entity": entity, "winner": winner, "loser": loser})
    return answer.json().get(entity, answer.json())


def test_the_loser_is_gone_and_its_name_is_free(books: Books) -> None:
    winner, loser = books.customer("Amy"), books.customer("Amie")
    assert merge(books, "Customer", winner, loser)["Id"] == winner
    assert code(books.send("GET", f"customer/{loser}")) == "610"
    assert [row["Id"] for row in books.find("Customer", "where Active in (true, false)")] == [winner]
    books.customer("Amie")


def test_transactions_and_what_is_owed_move_to_the_winner(books: Books) -> None:
    winner, loser = books.customer("Amy"), books.customer("Amie")
    invoice = books.invoice(loser, sale(books.item(), "25"))
    payment = books.payment(loser, "10", (invoice["Id"], "10"))
    invoice = books.read("Invoice", invoice["Id"])
    merge(books, "Customer", winner, loser)
    assert books.read("Customer", winner)["Balance"] == 15
    for entity, held in (("Invoice", invoice), ("Payment", payment)):
        moved = books.read(entity, held["Id"])
        assert moved["CustomerRef"] == {"value": winner, "name": "Amy"}
        assert moved == {**held, "CustomerRef": moved["CustomerRef"]}
        assert [row["Id"] for row in books.find(entity, f"where CustomerRef = '{winner}'")] == [held["Id"]]
    body = payment_body(winner, "15", (invoice["Id"], "15"))
    books.write("Payment", body)
    assert books.read("Customer", winner)["Balance"] == 0


def test_sub_customers_and_their_balances_move_along(books: Books) -> None:
    above = books.customer("Above")
    winner, loser = books.customer("Amy"), books.customer("Amie", Job=True, ParentRef={"value": above})
    below = books.customer("Below", Job=True, ParentRef={"value": loser})
    books.invoice(below, sale(books.item(), "7"))
    merge(books, "Customer", winner, loser)
    child = books.read("Customer", below)
    assert (child["FullyQualifiedName"], child["Level"]) == ("Amy:Below", 1)
    assert child["ParentRef"] == {"value": winner}
    balances = [books.read("Customer", each)["BalanceWithJobs"] for each in (above, winner, below)]
    assert balances == [0, 7, 7]
    books.invoice(below, sale(books.item("More"), "3"))
    assert books.read("Customer", winner)["BalanceWithJobs"] == 10


def test_a_sub_customer_can_be_taken_in_by_its_parent_not_the_other_way_round(books: Books) -> None:
    parent = books.customer("Parent")
    child = books.customer("Child", Job=True, ParentRef={"value": parent})
    books.invoice(child, sale(books.item(), "5"))
    assert "900" in merge(books, "Customer", child, parent)["error"]
    winner = merge(books, "Customer", parent, child)
    assert (winner["Balance"], winner["BalanceWithJobs"]) == (5, 5)


def test_change_data_capture_shows_the_loser_as_deleted_and_the_winner_as_changed(books: Books) -> None:
    winner, loser = books.customer("Amy"), books.customer("Amie")
    books.clock.advance(60)
    merge(books, "Customer", winner, loser)
    query = "entities=Customer&changedSince=2026-04-09T09:00:30-07:00"
    (changes,) = books.send("GET", "cdc", query=query).json()["CDCResponse"][0]["QueryResponse"]
    assert [(row["Id"], row.get("status")) for row in changes["Customer"]] == [
        (winner, None),
        (loser, "Deleted"),
    ]


def test_what_is_told_of_a_merge_names_the_loser(books: Books) -> None:
    winner, loser = books.customer("Amy"), books.customer("Amie")
    told: list[tuple[str, str, str | None]] = []
    books.company.listener = lambda record, operation, *, at_s, deleted_id: told.append(
        (operation, record.id, deleted_id)
    )
    merge(books, "Customer", winner, loser)
    assert told == [("Moved", winner, None), ("Merge", winner, loser)]


def test_items_and_accounts_keep_being_sold_under_the_winner(books: Books) -> None:
    winner, loser = books.item("Work"), books.item("Labour")
    invoice = books.invoice(books.customer(), sale(loser, "5"))
    merge(books, "Item", winner, loser)
    line = books.read("Invoice", invoice["Id"])["Line"][0]["SalesItemLineDetail"]
    assert line["ItemRef"] == {"value": winner, "name": "Work"}
    other = books.write("Account", {"Name": "Fees", "AccountSubType": "ServiceFeeIncome"})["Id"]
    merge(books, "Account", other, "1")
    assert books.read("Item", winner)["IncomeAccountRef"] == {"value": other, "name": "Fees"}
    books.update("Item", books.read("Item", winner), Description="Hours")


def test_a_bank_account_takes_in_the_balance_of_another(books: Books) -> None:
    customer = books.customer()
    one = books.write("Account", {"Name": "One", "AccountSubType": "Checking"})["Id"]
    books.payment(customer, "40", DepositToAccountRef={"value": one})
    books.payment(customer, "2", DepositToAccountRef={"value": "35"})
    merge(books, "Account", "35", one)
    held = books.read("Account", "35")
    assert (held["CurrentBalance"], held["CurrentBalanceWithSubAccounts"]) == (42, 42)
    payments = books.find("Payment")
    assert {payment["DepositToAccountRef"]["value"] for payment in payments} == {"35"}


@pytest.mark.parametrize("entity", ["Vendor", "Employee"])
def test_vendors_and_employees_merge_too(books: Books, entity: str) -> None:
    winner, loser = (books.write(entity, {"DisplayName": name})["Id"] for name in ("A", "B"))
    merge(books, entity, winner, loser)
    assert [row["Id"] for row in books.find(entity)] == [winner]


def test_terms_and_payment_methods_are_replaced_wherever_they_are_the_default(books: Books) -> None:
    customer = books.customer(SalesTermRef={"value": "3"}, PaymentMethodRef={"value": "1"})
    merge(books, "Term", "2", "3")
    merge(books, "PaymentMethod", "2", "1")
    held = books.read("Customer", customer)
    assert (held["SalesTermRef"]["value"], held["PaymentMethodRef"]["value"]) == ("2", "2")
    preferences = books.send("GET", "preferences").json()["Preferences"]
    assert preferences["SalesFormsPrefs"]["DefaultTerms"] == {"value": "2"}


@pytest.mark.parametrize(
    ("entity", "winner", "loser", "reason"),
    [
        ("Account", "1", "1", "900"),
        ("Account", "1", "999", "2500"),
        ("Account", "1", "82", "differ in AccountSubType"),
        ("Account", "47", "46", "900"),
        ("Invoice", "1", "2", "merge of Invoice is not supported"),
    ],
)
def test_what_does_not_go_together_is_refused(
    books: Books, entity: str, winner: str, loser: str, reason: str
) -> None:
    before = books.query("select count(*) from Account")
    assert reason in merge(books, entity, winner, loser)["error"]
    assert books.query("select count(*) from Account") == before


def test_what_would_have_a_taken_name_or_a_sixth_level_does_not_move(books: Books) -> None:
    garden, yard = (
        books.write("Item", {"Name": name, "Type": "Category"})["Id"] for name in ("Garden", "Yard")
    )
    for place in (garden, yard):
        books.item("Tree", SubItem=True, ParentRef={"value": place})
    assert "6240" in merge(books, "Item", garden, yard)["error"]
    assert len(books.find("Item")) == 4
    chain = [books.customer("L0")]
    for level in range(1, 5):
        chain.append(books.customer(f"L{level}", Job=True, ParentRef={"value": chain[-1]}))
    other = books.customer("Other", Job=True, ParentRef={"value": books.customer("Top")})
    assert "6180" in merge(books, "Customer", other, chain[0])["error"]
    assert merge(books, "Customer", other, chain[1])["FullyQualifiedName"] == "Top:Other"


def test_the_realm_is_one_that_is_there(books: Books) -> None:
    given = {"realm": "7", "entity": "Customer", "winner": "1", "loser": "2"}
    answer = control(books, "POST", "merge", given)
    assert (answer.status, FIRST_REALM in answer.json()["error"]) == (400, True)

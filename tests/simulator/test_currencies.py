"""Many currencies: a customer keeps its own, forms are in it, and the receivable account is at home."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from simulator.entities import KINDS
from simulator.put_in.as_shown import keep_all
from tests.simulator.books import Books, Json, fault, key, payment_body, sale

ZERO = Decimal(0)


@pytest.fixture
def books() -> Books:
    return Books("multicurrency")


@pytest.fixture
def item(books: Books) -> str:
    return books.item("Gardening")


def ref(code: str) -> Json:
    return {"value": code}


def in_euro(rate: str = "1.10") -> Json:
    return {"CurrencyRef": ref("EUR"), "ExchangeRate": Decimal(rate)}


def euro_customer(books: Books, name: str = "Jules") -> str:
    return books.customer(name, CurrencyRef=ref("EUR"))


def receivable(books: Books) -> Json:
    account = books.find("Account", "where AccountType = 'Accounts Receivable'")[0]
    assert account["CurrentBalance"] == books.company.receivable
    return account["CurrentBalance"]


def test_a_customer_has_the_currency_that_it_was_made_with(books: Books) -> None:
    jules = books.read("Customer", euro_customer(books))
    assert jules["CurrencyRef"] == {"value": "EUR", "name": "Euro"}
    assert books.read("Customer", books.customer("Amy"))["CurrencyRef"]["value"] == "USD"
    assert books.update("Customer", jules, CurrencyRef=ref("GBP"))["CurrencyRef"]["value"] == "EUR"
    full = {**key(books.read("Customer", jules["Id"])), "DisplayName": "Jules Verne"}
    assert books.write("Customer", full)["CurrencyRef"]["value"] == "EUR"


@pytest.mark.parametrize(
    ("profile", "code"), [("us", "EUR"), ("multicurrency", "JPY"), ("multicurrency", "X")]
)
def test_a_currency_that_the_company_does_not_use_is_refused(profile: str, code: str) -> None:
    answer = Books(profile).post("customer", {"DisplayName": "Kei", "CurrencyRef": ref(code)})
    assert fault(answer) == ("2220", f"Invalid Currency Type : {code}")


def test_a_sub_customer_has_its_parents_currency(books: Books) -> None:
    sub = {"Job": True, "ParentRef": {"value": euro_customer(books)}}
    child = books.write("Customer", {"DisplayName": "Garden", **sub})
    assert child["CurrencyRef"]["value"] == "EUR"
    other = {"DisplayName": "Yard", **sub, "CurrencyRef": ref("GBP")}
    assert fault(books.post("customer", other))[0] == "6000"


def test_a_form_must_name_the_currency_of_its_customer(books: Books, item: str) -> None:
    customer = euro_customer(books)
    body = {"CustomerRef": {"value": customer}, "Line": [sale(item, "1")]}
    assert fault(books.post("invoice", body)) == (
        "2020",
        "Required parameter CurrencyRef is missing in the request",
    )
    assert fault(books.post("payment", payment_body(customer, "1")))[0] == "2020"
    wrong = "Business Validation Error: The currency of the transaction is invalid for customer Jules."
    for entity, given in (("invoice", body), ("payment", payment_body(customer, "1"))):
        assert fault(books.post(entity, {**given, "CurrencyRef": ref("USD")})) == ("6000", wrong)


def test_what_a_form_is_worth_at_home_is_shown_beside_it(books: Books, item: str) -> None:
    invoice = books.invoice(euro_customer(books), sale(item, "33.33"), **in_euro("1.0875"))
    # 33.33 x 1.0875 = 36.246375
    assert (invoice["TotalAmt"], invoice["HomeTotalAmt"]) == (Decimal("33.33"), Decimal("36.25"))
    assert (invoice["Balance"], invoice["HomeBalance"]) == (Decimal("33.33"), Decimal("36.25"))
    assert (invoice["ExchangeRate"], invoice["CurrencyRef"]["value"]) == (Decimal("1.0875"), "EUR")
    at_home = books.invoice(books.customer("Amy"), sale(item, "5"), CurrencyRef=ref("USD"), ExchangeRate=2)
    assert (at_home["ExchangeRate"], at_home["HomeTotalAmt"], at_home["HomeBalance"]) == (1, 5, 5)


def test_a_company_of_one_currency_shows_no_rates(item: str) -> None:
    books = Books()
    invoice = books.invoice(books.customer(), sale(books.item(), "5"), ExchangeRate=2)
    assert not {"ExchangeRate", "HomeTotalAmt", "HomeBalance"} & set(invoice)
    assert item


def test_without_a_rate_anywhere_the_rate_is_one(books: Books, item: str) -> None:
    invoice = books.invoice(euro_customer(books), sale(item, "100"), CurrencyRef=ref("EUR"))
    assert (invoice["ExchangeRate"], invoice["HomeTotalAmt"]) == (1, 100)


def test_the_rate_is_that_of_the_day_in_the_table_unless_the_form_says_another(
    books: Books, item: str
) -> None:
    for day, rate in (("2026-04-01", "1.05"), ("2026-04-08", "1.15")):
        body = {"SourceCurrencyCode": "EUR", "AsOfDate": day, "Rate": Decimal(rate)}
        books.write("ExchangeRate", body)
    customer = euro_customer(books)
    rates = [
        books.invoice(customer, sale(item, "1"), CurrencyRef=ref("EUR"), TxnDate=day, **more)["ExchangeRate"]
        for day, more in (
            ("2026-04-01", {}),
            ("2026-04-09", {}),
            ("2026-04-09", {"ExchangeRate": Decimal("1.2")}),
        )
    ]
    assert rates == [Decimal("1.05"), Decimal("1.15"), Decimal("1.2")]


def test_the_rate_of_a_form_stays_when_the_table_changes(books: Books, item: str) -> None:
    invoice = books.invoice(euro_customer(books), sale(item, "1"), CurrencyRef=ref("EUR"))
    today = {"SourceCurrencyCode": "EUR", "AsOfDate": invoice["TxnDate"], "Rate": Decimal("1.5")}
    books.write("ExchangeRate", today)
    noted = books.update("Invoice", invoice, PrivateNote="x")
    assert (invoice["ExchangeRate"], noted["ExchangeRate"]) == (1, 1)


def test_customers_owe_in_their_currency_and_the_account_is_at_home(books: Books, item: str) -> None:
    jules, amy = euro_customer(books), books.customer("Amy")
    invoice = books.invoice(jules, sale(item, "100"), **in_euro("1.10"))
    books.invoice(amy, sale(item, "50"), CurrencyRef=ref("USD"))
    assert books.read("Customer", jules)["Balance"] == 100
    assert receivable(books) == 160
    payment = books.payment(jules, "70", (invoice["Id"], "40"), **in_euro("1.20"))
    assert (payment["UnappliedAmt"], payment["ExchangeRate"]) == (30, Decimal("1.20"))
    # 60 open at 1.10, less 30 unapplied at 1.20, and what Amy owes.
    assert (receivable(books), books.read("Customer", jules)["Balance"]) == (66 - 36 + 50, 30)
    held = books.read("Invoice", invoice["Id"])
    assert (held["Balance"], held["HomeBalance"], held["HomeTotalAmt"]) == (60, 66, 110)
    books.payment(jules, "60", (invoice["Id"], "60"), **in_euro("1.30"))
    held = books.read("Invoice", invoice["Id"])
    assert (held["Balance"], held["HomeBalance"]) == (0, 0)
    assert receivable(books) == 50 - 36


def test_a_credit_that_pays_an_invoice_by_itself_leaves_nothing_in_the_account(
    books: Books, item: str
) -> None:
    books.company.preferences()["SalesFormsPrefs"]["AutoApplyCredit"] = True
    of_jules = {"CustomerRef": {"value": euro_customer(books)}, "Line": [sale(item, "100")]}
    memo = books.write("CreditMemo", {**of_jules, **in_euro("1.10")})
    assert (memo["HomeTotalAmt"], memo["HomeBalance"], receivable(books)) == (110, 110, -110)
    invoice = books.write("Invoice", {**of_jules, **in_euro("1.20")})
    assert (invoice["Balance"], invoice["HomeBalance"], receivable(books)) == (0, 0, 0)
    assert books.read("CreditMemo", memo["Id"])["HomeBalance"] == 0
    assert books.find("Payment")[0]["ExchangeRate"] == Decimal("1.20")


def test_what_is_put_in_as_it_is_shown_is_worth_what_its_rate_says(books: Books, item: str) -> None:
    customer = euro_customer(books)
    books.invoice(customer, sale(item, "100"), **in_euro("1.10"))
    shown = {kind: books.find(kind) for kind in ("Item", "Customer", "Invoice")}
    other = Books("multicurrency")
    keep_all(other.company, KINDS, shown, now_s=other.clock.now_s())
    assert receivable(other) == 110
    invoice_id = shown["Invoice"][0]["Id"]
    other.payment(customer, "100", (invoice_id, "100"), **in_euro("1.30"))
    assert (other.read("Invoice", invoice_id)["HomeBalance"], receivable(other)) == (0, 0)
    assert other.read("Customer", customer)["Balance"] == 0


def test_a_new_rate_is_a_new_worth(books: Books, item: str) -> None:
    invoice = books.invoice(euro_customer(books), sale(item, "100"), **in_euro("1.10"))
    changed = books.update("Invoice", invoice, ExchangeRate=Decimal("1.25"))
    assert (changed["HomeTotalAmt"], receivable(books)) == (125, 125)
    books.write("Invoice", key(changed), operation="void")
    voided = books.read("Invoice", invoice["Id"])
    assert (voided["HomeTotalAmt"], voided["HomeBalance"], receivable(books)) == (0, 0, 0)


def balance(books: Books, name: str) -> Json:
    return books.find("Account", f"where Name = '{name}'")[0]["CurrentBalance"]


def test_a_deposit_takes_out_what_came_in_and_brings_what_it_is_worth_now(books: Books) -> None:
    checking = books.find("Account", "where Name = 'Checking'")[0]["Id"]
    jules, amy = euro_customer(books), books.customer("Amy")
    euros = books.payment(jules, "100", **in_euro("1.10"))
    dollars = books.payment(amy, "50", CurrencyRef=ref("USD"))
    assert balance(books, "Undeposited Funds") == 160
    lines = [
        {"Amount": one["TotalAmt"], "LinkedTxn": [{"TxnId": one["Id"], "TxnType": "Payment"}]}
        for one in (euros, dollars)
    ]
    mixed = {"DepositToAccountRef": {"value": checking}, "Line": lines}
    code, detail = fault(books.post("deposit", mixed))
    assert (code, "You can only use one foreign currency per transaction" in detail) == ("6000", True)
    deposit = books.write("Deposit", {**mixed, "Line": lines[:1], "ExchangeRate": Decimal("1.30")})
    assert (deposit["CurrencyRef"]["value"], deposit["HomeTotalAmt"]) == ("EUR", 130)
    assert (balance(books, "Undeposited Funds"), balance(books, "Checking")) == (50, 130)
    books.write("Deposit", key(deposit), operation="delete")
    assert (balance(books, "Undeposited Funds"), balance(books, "Checking")) == (160, 0)


def test_hundreds_of_steps_leave_the_account_at_what_is_open(books: Books, item: str) -> None:
    chance = random.Random(9)
    customers = {"EUR": euro_customer(books), "GBP": books.customer("Ann", CurrencyRef=ref("GBP"))}
    for number in range(250):
        code = chance.choice(["EUR", "GBP"])
        amount = str(Decimal(chance.randrange(1, 50_000)) / 100)
        money: Json = {
            "CurrencyRef": ref(code),
            "ExchangeRate": Decimal(chance.randrange(9_000, 15_000)) / 10_000,
        }
        books.post(
            "invoice", {"CustomerRef": {"value": customers[code]}, "Line": [sale(item, amount)], **money}
        )
        invoice, payment = (pick(books, kind, chance) for kind in ("Invoice", "Payment"))
        part = min(Decimal(amount), Decimal(invoice["Balance"]))
        of_other = chance.random() < 0.1
        payer = customers[code] if of_other else invoice["CustomerRef"]["value"]
        currency = ref(code) if of_other else ref(invoice["CurrencyRef"]["value"])
        books.post(
            "payment",
            payment_body(payer, amount, (invoice["Id"], str(part)), **{**money, "CurrencyRef": currency}),
        )
        match number % 5:
            case 0:
                books.post("invoice", key(invoice), operation="void")
            case 1 if payment:
                books.post("payment", key(payment), operation="delete")
            case 2:
                books.post("invoice", {**key(invoice), "sparse": True, "ExchangeRate": Decimal("1.5")})
            case 3 if payment:
                books.post("payment", {**key(payment), "sparse": True, "Line": []})
            case _:
                pass
        account_agrees(books)


def pick(books: Books, kind: str, chance: random.Random) -> Json:
    rows = list(books.company.objects.get(kind, {}).values())
    return dict(chance.choice(rows).wire) if rows else {}


def account_agrees(books: Books) -> None:
    """Check that the account is what is open at home, and each customer what is open in its currency."""
    invoices, payments = (
        [record.wire for record in books.company.objects.get(kind, {}).values()]
        for kind in ("Invoice", "Payment")
    )
    unapplied = sum((cents(wire["UnappliedAmt"] * wire["ExchangeRate"]) for wire in payments), ZERO)
    assert books.company.receivable == sum((wire["HomeBalance"] for wire in invoices), ZERO) - unapplied
    for customer in books.company.objects["Customer"].values():
        owed = sum((wire["Balance"] for wire in invoices if is_of(wire, customer.id)), ZERO)
        paid = sum((wire["UnappliedAmt"] for wire in payments if is_of(wire, customer.id)), ZERO)
        assert customer.wire["Balance"] == owed - paid


def is_of(wire: Json, customer_id: str) -> bool:
    return bool(wire["CustomerRef"]["value"] == customer_id)


def cents(amount: Decimal) -> Decimal:
    """Round half up, here by hand: away from nothing, since these are not negative."""
    return Decimal(int(amount * 100 + Decimal("0.5"))) / 100

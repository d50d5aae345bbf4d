"""Money neither appears nor disappears, whatever is done in whatever order; tokens only grow."""

import random
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulator.books import Books, Json, key, payment_body, sale

ZERO = Decimal(0)
CENTS = st.integers(0, 50_000).map(lambda cents: Decimal(cents) / 100)
KINDS_OF_STEP = ("invoice", "pay", "relink", "change", "void", "void payment", "delete", "delete payment")
STEP = st.tuples(
    st.sampled_from(KINDS_OF_STEP),
    st.integers(0, 5),
    CENTS,
    st.booleans(),
)


def totals_agree(books: Books) -> None:
    objects = books.company.objects
    invoices = [record.wire for record in objects.get("Invoice", {}).values()]
    payments = [record.wire for record in objects.get("Payment", {}).values()]
    customers = [record.wire for record in objects["Customer"].values()]
    open_amount = sum((Decimal(wire["Balance"]) for wire in invoices), ZERO)
    unapplied = sum((Decimal(wire["UnappliedAmt"]) for wire in payments), ZERO)
    billed = sum((Decimal(wire["TotalAmt"]) for wire in invoices), ZERO)
    paid = sum((Decimal(wire["TotalAmt"]) for wire in payments), ZERO)
    owed = sum((Decimal(wire["Balance"]) for wire in customers), ZERO)
    assert billed - paid == open_amount - unapplied == owed == books.company.receivable
    assert books.read("Account", "84")["CurrentBalance"] == owed
    top = [wire for wire in customers if "ParentRef" not in wire]
    assert sum((Decimal(wire["BalanceWithJobs"]) for wire in top), ZERO) == owed
    assert all(Decimal(wire["Balance"]) >= 0 for wire in invoices)
    assert all(Decimal(wire["UnappliedAmt"]) >= 0 for wire in payments)


class Story:
    """A company that lives through random steps; what is refused is part of it."""

    def __init__(self) -> None:
        self.books = Books()
        parent = self.books.customer("Parent")
        child = self.books.customer("Child", Job=True, ParentRef={"value": parent}, BillWithParent=True)
        self.customers = [parent, child, self.books.customer("Other")]
        self.item = self.books.item()

    def pick(self, kind: str, number: int) -> Json:
        rows = list(self.books.company.objects.get(kind, {}).values())
        return dict(rows[number % len(rows)].wire) if rows else None

    def step(self, what: str, number: int, amount: Decimal, *, taxed: bool) -> None:
        customer = self.customers[number % len(self.customers)]
        invoice, payment = self.pick("Invoice", number), self.pick("Payment", number)
        line = sale(self.item, str(amount), code="TAX" if taxed else "NON")
        tax = {"TxnTaxDetail": {"TxnTaxCodeRef": {"value": "3"}}}
        match what:
            case "invoice":
                self.books.post("invoice", {"CustomerRef": {"value": customer}, "Line": [line], **tax})
            case "pay":
                applied = [(invoice["Id"], str(min(amount, invoice["Balance"])))] if invoice and taxed else []
                self.books.post("payment", payment_body(customer, str(amount), *applied))
            case "relink" if payment and invoice:
                lines = payment_body(customer, "0", (invoice["Id"], str(amount)))["Line"]
                self.books.post("payment", {**key(payment), "sparse": True, "Line": lines})
            case "change" if invoice:
                self.books.post("invoice", {**key(invoice), "sparse": True, "Line": [line]})
            case "void" if invoice:
                self.books.post("invoice", key(invoice), operation="void")
            case "void payment" if payment:
                body = {**key(payment), "sparse": True}
                self.books.post("payment", body, operation="update", include="void")
            case "delete" if invoice:
                self.books.post("invoice", key(invoice), operation="delete")
            case "delete payment" if payment:
                self.books.post("payment", key(payment), operation="delete")
            case _:
                pass

    def tokens(self) -> dict[tuple[str, str], int]:
        return {
            (kind, record_id): int(record.wire["SyncToken"])
            for kind, records in self.books.company.objects.items()
            for record_id, record in records.items()
        }


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(STEP, max_size=40))
def test_invoices_less_payments_are_what_is_owed_after_any_steps(
    steps: list[tuple[str, int, Decimal, bool]],
) -> None:
    story = Story()
    for what, number, amount, taxed in steps:
        before = story.tokens()
        story.step(what, number, amount, taxed=taxed)
        totals_agree(story.books)
        after = story.tokens()
        assert all(after.get(name, count) >= count for name, count in before.items())


def test_a_thousand_steps_leave_every_cent_in_its_place() -> None:
    story, chance = Story(), random.Random(4)
    for number in range(1000):
        what = chance.choice((*KINDS_OF_STEP, "invoice", "invoice", "pay", "pay"))
        story.step(
            what, chance.randrange(50), Decimal(chance.randrange(50_000)) / 100, taxed=chance.random() < 0.5
        )
        if number % 20 == 0:
            totals_agree(story.books)
    totals_agree(story.books)
    assert len(story.books.company.objects["Invoice"]) > 20


def test_a_replayed_write_changes_nothing() -> None:
    books = Books()
    customer, item = books.customer(), books.item()
    body = {"CustomerRef": {"value": customer}, "Line": [sale(item, "10")]}
    first = books.write("Invoice", body, requestid="1")
    books.payment(customer, "4", (first["Id"], "4"))
    before = {
        kind: {one: dict(r.wire) for one, r in rows.items()} for kind, rows in books.company.objects.items()
    }
    books.write("Invoice", body, requestid="1")
    after = {
        kind: {one: dict(r.wire) for one, r in rows.items()} for kind, rows in books.company.objects.items()
    }
    assert after == before
    totals_agree(books)

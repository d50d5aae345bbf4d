"""Money neither appears nor disappears, whatever is done in whatever order; SyncTokens only grow."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.simulator.audit import KINDS, audit
from tests.simulator.books import Books, payment_body, sale
from tests.simulator.trading import TRANSACTIONS, Trading


def live(trading: Trading, *, steps: int, every: int) -> None:
    """Take steps; audit the books, and look at every SyncToken, after some of them."""
    for number in range(1, steps + 1):
        trading.step()
        if number % every == 0:
            rows = audit(trading.books)
            for kind in KINDS:
                for row in rows[kind]:
                    name, token = (kind, row["Id"]), int(row["SyncToken"])
                    assert token >= trading.tokens.get(name, 0), row
                    trading.tokens[name] = token


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_thousand_steps_leave_every_cent_in_its_place(seed: int) -> None:
    trading = Trading(Random(seed), apply_credits=seed == 3)
    live(trading, steps=1000, every=50)
    assert trading.accepted > 400
    assert trading.refused > 100
    assert all(len(trading.ids[kind]) > 2 for kind in TRANSACTIONS)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chance=st.randoms(use_true_random=False), apply_credits=st.booleans())
def test_every_cent_is_in_its_place_after_each_step(chance: Random, apply_credits: bool) -> None:
    live(Trading(chance, apply_credits=apply_credits), steps=20, every=1)


def test_a_batch_sent_again_applies_nothing_twice(books: Books) -> None:
    customer, item = books.customer(), books.item()
    invoice = books.invoice(customer, sale(item, "100"))["Id"]
    items = [
        {"bId": "1", "operation": "create", "Payment": payment_body(customer, "30", (invoice, "30"))},
        {
            "bId": "2",
            "operation": "create",
            "CreditMemo": {"CustomerRef": {"value": customer}, "Line": [sale(item, "9")]},
        },
        {"bId": "3", "operation": "create", "SalesReceipt": {"Line": [sale(item, "5")]}},
    ]
    first = books.batch(*items, requestid="again")
    before = audit(books)
    assert books.batch(*items, requestid="again") == first
    assert audit(books) == before
    assert (len(before["Payment"]), before["Customer"][0]["Balance"]) == (1, 61)

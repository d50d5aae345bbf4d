"""Requests that meet others which are not answered yet: re-sends, and writes of names at the same time."""

from __future__ import annotations

from typing import Literal

import pytest

from simulator.ordered_faults.orders import FaultOrder
from tests.simulator.books import Books, code, payment_body

Resend = Literal["carried_out", "refused", "twice"]


@pytest.mark.parametrize(
    ("how", "statuses", "payments"),
    [("carried_out", [200, 200], 1), ("refused", [200, 400], 1), ("twice", [200, 200], 2)],
)
def test_a_re_send_while_the_first_is_not_answered(how: Resend, statuses: list[int], payments: int) -> None:
    books = Books(call_latency_s=5.0, resend_of_running=how)
    body = payment_body(books.customer(), "10")
    seen = []
    for _ in range(2):
        seen.append(books.post("payment", body, requestid="r"))
        books.clock.advance(4.9)
    assert [answer.status for answer in seen] == statuses
    if how == "refused":
        assert code(seen[1]) == "600"
    books.clock.advance(5)
    assert books.post("payment", body, requestid="r").body == seen[0].body
    assert len(books.find("Payment")) == payments


def test_other_content_is_refused_with_600_however_late_it_comes() -> None:
    books = Books(call_latency_s=5.0, resend_of_running="refused")
    customer = books.customer()
    books.post("payment", payment_body(customer, "10"), requestid="r")
    for _ in range(2):
        assert code(books.post("payment", payment_body(customer, "11"), requestid="r")) == "600"
        books.clock.advance(5)


def test_a_re_send_and_the_late_first_request_may_both_be_carried_out() -> None:
    books = Books(resend_of_running="twice")
    body = payment_body(books.customer(), "10")
    books.simulator.orders.open.append(FaultOrder("reset_later", entity="payment", later_s=60))
    for _ in range(2):
        books.post("payment", body, requestid="r")
    books.clock.advance(60)
    assert len(books.find("Payment")) == 2


@pytest.mark.parametrize(
    ("hold_for", "name", "payments"), [("everything", 200, 1), ("transactions", 400, 1), ("nothing", 400, 2)]
)
def test_request_ids_may_not_be_honoured(hold_for: str, name: int, payments: int) -> None:
    books = Books(requestids_hold_for=hold_for)
    payment = {"bId": "1", "operation": "create", "Payment": payment_body(books.customer("payer"), "10")}
    for _ in range(2):
        again = books.post("customer", {"DisplayName": "A"}, requestid="a")
        books.batch(payment, requestid="b")
    assert again.status == name
    assert len(books.find("Payment")) == payments


def test_two_names_at_once_are_refused_when_that_is_set() -> None:
    books = Books(call_latency_s=2.0, one_name_at_a_time=True)
    assert books.post("customer", {"DisplayName": "A"}).status == 200
    refused = books.post("vendor", {"DisplayName": "B"})
    assert code(refused) == "6000"
    assert "one name at a time. Please try again." in refused.body.decode()
    assert books.item("Work")
    assert books.find("Customer")
    books.clock.advance(2)
    assert books.post("vendor", {"DisplayName": "B"}).status == 200

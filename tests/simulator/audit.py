"""What the money of a company must add up to, computed only from what its API shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from tests.simulator.books import Books

Json = Any
Rows = dict[str, list[Json]]
ZERO = Decimal(0)
MOST = 1000
LISTS = ("Customer", "Account")
KINDS = ("Invoice", "Payment", "CreditMemo", "SalesReceipt", "RefundReceipt", "Estimate", "Deposit", *LISTS)
SIGNS = {"Invoice": 1, "CreditMemo": -1}


def shown(books: Books) -> Rows:
    """Return all objects, by queries."""
    return {kind: list(_pages(books, kind)) for kind in KINDS}


def _pages(books: Books, kind: str) -> Iterable[Json]:
    active = "where Active in (true, false) " if kind in LISTS else ""
    if kind == "Account":
        active += "and AccountType in ('Accounts Receivable', 'Bank', 'Other Current Asset') "
    start = 1
    rows = [None] * MOST
    while len(rows) == MOST:
        rows = books.find(kind, f"{active}orderby Id startposition {start} maxresults {MOST}")
        yield from rows
        start += MOST


def total(rows: Iterable[Json], name: str = "TotalAmt") -> Decimal:
    return sum((Decimal(row[name]) for row in rows), ZERO)


def audit(books: Books) -> Rows:
    """Assert that no cent is missing or too much; return what was looked at."""
    rows = shown(books)
    _receivable_is_what_is_open(rows)
    _both_sides_of_a_link_agree(rows)
    _accounts_hold_what_was_received(rows)
    _deposits_and_what_is_on_them_agree(rows)
    _estimates_are_closed_by_their_invoices(rows)
    return rows


def _receivable_is_what_is_open(rows: Rows) -> None:
    open_amount = total(rows["Invoice"], "Balance")
    unapplied = total(rows["Payment"], "UnappliedAmt")
    credit = total(rows["CreditMemo"], "Balance")
    receivable = [row for row in rows["Account"] if row["AccountType"] == "Accounts Receivable"]
    owed = total(rows["Customer"], "Balance")
    assert open_amount - unapplied - credit == owed == total(receivable, "CurrentBalance")
    assert total(rows["Invoice"]) - total(rows["Payment"]) - total(rows["CreditMemo"]) == owed
    top = [row for row in rows["Customer"] if "ParentRef" not in row]
    assert total(top, "BalanceWithJobs") == owed
    by_customer: dict[str, Decimal] = defaultdict(Decimal)
    for kind, name, sign in (
        ("Invoice", "Balance", 1),
        ("CreditMemo", "Balance", -1),
        ("Payment", "UnappliedAmt", -1),
    ):
        for row in rows[kind]:
            assert 0 <= row[name] <= row["TotalAmt"], row
            by_customer[row["CustomerRef"]["value"]] += sign * Decimal(row[name])
    assert all(row["Balance"] == by_customer[row["Id"]] for row in rows["Customer"])


def _both_sides_of_a_link_agree(rows: Rows) -> None:
    applied: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    for payment in rows["Payment"]:
        unapplied = Decimal(payment["TotalAmt"])
        for line in payment["Line"]:
            link = line["LinkedTxn"][0]
            unapplied -= SIGNS[link["TxnType"]] * line["Amount"]
            applied[link["TxnType"], link["TxnId"]][payment["Id"]] = line["Amount"]
        assert payment["UnappliedAmt"] == unapplied
    for kind in SIGNS:
        for form in rows[kind]:
            held = applied.pop((kind, form["Id"]), {})
            assert form["TotalAmt"] - form["Balance"] == sum(held.values(), ZERO)
            if kind == "Invoice":
                links = [link["TxnId"] for link in form["LinkedTxn"] if link["TxnType"] == "Payment"]
                assert sorted(links) == sorted(held)
            else:
                assert form["RemainingCredit"] == form["Balance"]
    assert not applied


def _accounts_hold_what_was_received(rows: Rows) -> None:
    held: dict[str, Decimal] = defaultdict(Decimal)
    for kind, sign in (("Payment", 1), ("SalesReceipt", 1), ("RefundReceipt", -1), ("Deposit", 1)):
        for row in rows[kind]:
            held[row["DepositToAccountRef"]["value"]] += sign * Decimal(row["TotalAmt"])
    undeposited = next(row["Id"] for row in rows["Account"] if row["AccountSubType"] == "UndepositedFunds")
    for deposit in rows["Deposit"]:
        assert total(deposit["Line"], "Amount") == deposit["TotalAmt"]
        held[undeposited] -= total((line for line in deposit["Line"] if "LinkedTxn" in line), "Amount")
    money = [row for row in rows["Account"] if row["AccountType"] in ("Bank", "Other Current Asset")]
    assert {row["Id"]: row["CurrentBalance"] for row in money} == {
        row["Id"]: held[row["Id"]] for row in money
    }


def _deposits_and_what_is_on_them_agree(rows: Rows) -> None:
    there = {
        (link["TxnType"], link["TxnId"]): (deposit["Id"], line["Amount"])
        for deposit in rows["Deposit"]
        for line in deposit["Line"]
        for link in line.get("LinkedTxn", [])
    }
    for kind in ("Payment", "SalesReceipt"):
        for row in rows[kind]:
            on = there.pop((kind, row["Id"]), None)
            assert ([on[0]] if on else []) == [link["TxnId"] for link in row.get("LinkedTxn", [])]
            assert on is None or on[1] == row["TotalAmt"]
    assert not there


def _estimates_are_closed_by_their_invoices(rows: Rows) -> None:
    closing = {
        link["TxnId"]: invoice["Id"]
        for invoice in rows["Invoice"]
        for link in invoice["LinkedTxn"]
        if link["TxnType"] == "Estimate"
    }
    for estimate in rows["Estimate"]:
        closed = [closing.pop(estimate["Id"])] if estimate["Id"] in closing else []
        assert closed == [link["TxnId"] for link in estimate.get("LinkedTxn", [])]
        assert (estimate["TxnStatus"] == "Closed") == bool(closed)
    assert not closing

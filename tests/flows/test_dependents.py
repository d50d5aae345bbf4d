"""What depends on a record that leaves the books is told, and goes on once it is back."""

from __future__ import annotations

import pytest

from quickbooks_sync.flows import show
from quickbooks_sync.model import Phase
from quickbooks_sync.state.work import Work
from tests.fakes.world import World
from tests.flows.examples import (
    SMALL_BOOKS,
    all_settled,
    blamed,
    contact,
    figures,
    invoice,
    payment,
    product,
    sent,
    small_books,
    writes,
)
from tests.flows.leaving import codes, held, link_of, take_back

MANY = range(11, 23)


@pytest.fixture
def synced(world: World) -> World:
    small_books(world)
    world.push("contacts", contact(3))
    world.push("products", product(3))
    world.settle_down()
    assert all_settled(world)
    return world


def test_a_payment_of_a_voided_invoice_is_told_and_its_money_is_free(synced: World) -> None:
    take_back(synced, "invoices", "i1", "void", 2)
    synced.settle_down()
    told = synced.record("payments", "y1")
    problem = told.problems[0]
    assert (told.phase, problem.code) == (Phase.REJECTED, "reference_removed")
    assert (problem.field, problem.value) == ("applications[0].invoice_id", "i1")
    shown = show.record(synced.ports, synced.company(), told, seen=Work(), language="sv")
    assert shown["problems"][0]["about"] == {"entity": "invoices", "id": "i1"}
    there = held(synced, "payments", link_of(synced, "payments", "y1").id)
    assert there is not None
    assert (there["UnappliedAmt"], there["Line"]) == (108, [])
    assert synced.record("invoices", "i1").phase is Phase.SETTLED


def test_a_payment_is_applied_again_to_another_invoice_after_a_void(synced: World) -> None:
    take_back(synced, "invoices", "i1", "void", 2)
    synced.push("invoices", invoice(5))
    synced.settle_down()
    synced.push("payments", payment(1, version=2, applications=[{"invoice_id": "i5", "amount": 108}]))
    synced.settle_down()
    assert all_settled(synced)
    there = held(synced, "payments", link_of(synced, "payments", "y1").id)
    assert there is not None
    assert there["UnappliedAmt"] == 0
    assert [line["LinkedTxn"][0]["TxnId"] for line in there["Line"]] == [link_of(synced, "invoices", "i5").id]


def test_a_voided_invoice_that_comes_back_gets_its_payment_back(synced: World) -> None:
    take_back(synced, "invoices", "i1", "void", 2)
    synced.settle_down()
    synced.push("invoices", invoice(1, version=3))
    synced.settle_down()
    assert all_settled(synced)
    assert figures(synced)["receivable"] == SMALL_BOOKS["receivable"]
    there = held(synced, "invoices", link_of(synced, "invoices", "i1").id)
    assert there is not None
    assert there["Balance"] == 0


def test_a_payment_is_voided_applied_anew_and_deleted(synced: World) -> None:
    take_back(synced, "payments", "y1", "void", 2)
    synced.settle_down()
    assert figures(synced)["receivable"] == 216
    synced.push("payments", payment(1, version=3))
    synced.settle_down()
    assert figures(synced)["receivable"] == 108
    take_back(synced, "payments", "y1", "delete", 4)
    synced.settle_down()
    assert (figures(synced)["receivable"], synced.objects("Payment")) == (216, [])
    assert all_settled(synced)


def test_an_invoice_and_its_payment_that_are_voided_together_tell_nobody(synced: World) -> None:
    take_back(synced, "invoices", "i1", "void", 2)
    take_back(synced, "payments", "y1", "void", 2)
    synced.settle_down()
    assert all_settled(synced)
    assert not blamed(synced)
    assert figures(synced)["receivable"] == 108


def test_the_payments_of_many_voided_invoices_are_all_told_after_few_reads(synced: World) -> None:
    synced.push("invoices", *(invoice(number) for number in MANY))
    applied = [[{"invoice_id": f"i{number}", "amount": 108}] for number in MANY]
    synced.push("payments", *(payment(n, applications=each) for n, each in zip(MANY, applied, strict=True)))
    synced.settle_down()
    before = len(sent(synced))
    for number in MANY:
        take_back(synced, "invoices", f"i{number}", "void", 2)
    synced.settle_down()
    assert all(codes(synced, "payments", f"y{number}") == ["reference_removed"] for number in MANY)
    done = [path for _, path in sent(synced)[before:]]
    # The payments have raised the invoices' SyncTokens: those are read, and the voids planned anew.
    assert done == ["query", "batch", "query", "query", "batch"]


def test_a_payment_pushed_for_an_invoice_that_was_taken_back_is_refused_until_it_is_back(
    synced: World,
) -> None:
    take_back(synced, "invoices", "i2", "void", 2)
    synced.push("payments", payment(2, contact_id="c2", applications=[{"invoice_id": "i2", "amount": 108}]))
    synced.settle_down()
    assert codes(synced, "payments", "y2") == ["reference_removed"]
    assert len(synced.objects("Payment")) == 1
    synced.push("invoices", invoice(2, version=3, contact_id="c2"))
    synced.settle_down()
    assert all_settled(synced)
    assert len(synced.objects("Payment")) == 2


@pytest.mark.parametrize("entity", ["contacts", "products"])
def test_what_is_pending_for_a_contact_or_product_goes_in_before_it_is_deactivated(
    synced: World, entity: str
) -> None:
    other = {"contacts": {"contact_id": "c3"}, "products": {}}[entity]
    free = invoice(6, **other, tax_total=0, tax_percent=0, total=0, lines=_lines(amount=0))
    take_back(synced, entity, {"contacts": "c3", "products": "p3"}[entity], "deactivate", 2)
    synced.push("invoices", free)
    synced.settle_down()
    assert all_settled(synced)
    assert len(synced.objects("Invoice")) == 3


def test_an_invoice_for_an_inactive_contact_is_told_and_follows_once_that_is_back(synced: World) -> None:
    take_back(synced, "contacts", "c3", "deactivate", 2)
    synced.settle_down()
    before = len(writes(synced))
    synced.push("invoices", invoice(6, contact_id="c3"))
    synced.settle_down()
    assert codes(synced, "invoices", "i6") == ["reference_removed"]
    assert len(writes(synced)) == before
    synced.push("contacts", contact(3, version=3))
    synced.settle_down()
    assert all_settled(synced)
    assert writes(synced)[before:] == ["customer", "invoice"]


def test_an_unchanged_invoice_of_an_inactive_product_is_no_error(synced: World) -> None:
    take_back(synced, "products", "p1", "deactivate", 2)
    synced.push("invoices", invoice(1, version=2))
    synced.settle_down()
    synced.push("invoices", invoice(1, version=3))
    synced.settle_down()
    assert all_settled(synced)
    assert not blamed(synced)


def test_a_contact_whose_name_was_taken_meanwhile_comes_back_once_it_has_another(synced: World) -> None:
    take_back(synced, "contacts", "c3", "deactivate", 2)
    synced.settle_down()
    synced.push("contacts", contact(7, display_name="Garden 3"))
    synced.settle_down()
    synced.push("contacts", contact(3, version=3))
    synced.push("invoices", invoice(6, contact_id="c3"))
    synced.settle_down()
    assert codes(synced, "contacts", "c3") == ["display_name_taken"]
    waiting = synced.record("invoices", "i6")
    assert waiting.phase is Phase.WAITING
    shown = show.record(synced.ports, synced.company(), waiting, seen=Work(), language="en")
    assert (shown["status"], shown["problems"][0]["code"]) == ("error", "reference_has_problem")
    synced.push("contacts", contact(3, version=4, display_name="Garden 3b"))
    synced.settle_down()
    assert all_settled(synced)


def test_a_contact_with_a_balance_stays_until_it_is_paid_and_is_deactivated_by_the_next_sync(
    synced: World,
) -> None:
    take_back(synced, "contacts", "c2", "deactivate", 2)
    synced.settle_down()
    told = synced.record("contacts", "c2")
    assert (told.phase, told.problems[0].code, told.problems[0].fault_code) == (
        Phase.REJECTED,
        "still_in_use",
        "6220",
    )
    synced.push("payments", payment(2, contact_id="c2", applications=[{"invoice_id": "i2", "amount": 108}]))
    synced.settle_down()
    assert synced.record("payments", "y2").phase is Phase.SETTLED
    synced.sync()
    synced.settle_down()
    assert all_settled(synced)
    there = held(synced, "contacts", link_of(synced, "contacts", "c2").id)
    assert there is not None
    assert there["Active"] is False


def test_a_payment_that_clears_a_balance_goes_in_before_its_contact_goes(synced: World) -> None:
    take_back(synced, "contacts", "c2", "deactivate", 2)
    synced.push("payments", payment(2, contact_id="c2", applications=[{"invoice_id": "i2", "amount": 108}]))
    synced.settle_down()
    assert all_settled(synced)
    assert not blamed(synced)


def _lines(*, amount: int) -> list[dict[str, object]]:
    return [{"product_id": "p3", "quantity": 1, "unit_price": amount, "amount": amount, "taxable": False}]

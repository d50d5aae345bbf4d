"""Errors that nobody foresaw are counted and set apart in the end; answers that say nothing are unknown."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from quickbooks_sync.books import BooksReply, BooksRequest
from quickbooks_sync.flows import connect
from quickbooks_sync.flows.drain import drain
from quickbooks_sync.flows.sweep import sweep
from quickbooks_sync.model import CompanyId, Phase
from quickbooks_sync.state import companies, work
from tests.fakes.world import World
from tests.flows.examples import contact

ACME = CompanyId("acme")


def test_a_company_whose_work_always_fails_is_parked_after_six_workers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> BooksReply:
        raise KeyError("nobody foresaw this")

    monkeypatch.setattr(world.quickbooks, "send", fails)
    world.push("contacts", contact())
    for _ in range(10):
        world.clock.sleep(300)
        sweep(world.ports)
        with suppress(KeyError):
            drain(world.ports, ACME, "contacts")
    assert work.read(world.store, ACME).parked.startswith("6 workers in a row")
    world.push("contacts", contact(2))
    world.work()
    assert work.read(world.store, ACME).due_at is None, "the sweep would send a message every minute"


def test_a_busy_table_parks_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.push("contacts", contact())
    for _ in range(10):
        world.clock.sleep(300)
        world.store.busy_next(3)
        world.work()
    world.store.busy_next(0)
    world.settle_down()
    assert not work.read(world.store, ACME).parked
    assert world.record("contacts", "c1").phase is Phase.SETTLED


def test_an_answer_without_the_object_is_an_unknown_outcome(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = world.quickbooks.send

    def says_nothing(request: BooksRequest, token: str) -> BooksReply:
        reply = send(request, token)
        return (
            BooksReply(200, b'{"time": "2026-04-09T09:00:00-07:00"}')
            if request.path == "/customer"
            else reply
        )

    monkeypatch.setattr(world.quickbooks, "send", says_nothing)
    world.push("contacts", contact())
    world.work()
    assert work.read(world.store, ACME).gate_reason == "outcome_unknown"
    monkeypatch.setattr(world.quickbooks, "send", send)
    world.settle_down()
    assert world.record("contacts", "c1").phase is Phase.SETTLED
    assert len(world.objects("Customer")) == 1


def test_pseudo_tax_codes_are_no_choice(world: World) -> None:
    books = companies.find_books(world.store, ACME)
    assert books is not None
    assert {"TAX", "NON"} <= {code.id for code in books.tax_codes}
    assert [each["name"] for each in connect.choices(books)["tax_code"]] == ["California", "Tucson"]

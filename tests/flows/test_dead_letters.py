"""What is stuck is listed with reason, age and company, whether its message is still there or not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from quickbooks_sync.errors import BadCursor, BadMessage, StoreBusy
from quickbooks_sync.flows import dead_letters, ending, failing, places
from quickbooks_sync.flows.failing import Delivery
from quickbooks_sync.flows.overview import companies_in
from quickbooks_sync.flows.places import Wanted
from quickbooks_sync.model import CompanyId
from quickbooks_sync.state import keys, work
from tests.fakes.world import World
from tests.flows.examples import contact, invoice, product

ACME = CompanyId("acme")
COLON = "name_with_colon"
MESSAGE = '{"company": "acme"}'


def listed(world: World, wanted: Wanted = Wanted(), *, language: str = "en") -> list[dict[str, Any]]:  # noqa: B008 - frozen
    """List all of it, page after page."""
    shown: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        page = dead_letters.listing(world.ports, wanted, cursor=cursor, language=language)
        shown += page["dead_letters"]
        cursor = page["cursor"]
        if cursor is None:
            return shown


def delivery(world: World, body: str = MESSAGE, *, message: str = "m1", received: int = 6) -> Delivery:
    return Delivery(message, "contacts", body, world.clock.now(), received)


def fail(world: World, body: str, error: Exception | None, *, message: str = "m1", received: int = 6) -> None:
    """Let a message fail for the last time; without an error its process dies."""
    last = failing.last_try(world.ports, delivery(world, body, message=message, received=received))
    assert last is not None
    if error is not None:
        failing.failed(world.ports, last, error)


def test_nothing_is_stuck_when_all_is_well(world: World) -> None:
    world.push("contacts", contact())
    world.settle_down()
    assert listed(world) == listed(world, Wanted(ACME)) == []


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyError("Amy's secret"), "message_failed", "KeyError"),
        (StoreBusy("throttled"), "outside_busy", "store_busy"),
        (None, "worker_died", "without a word"),
    ],
)
def test_a_message_that_failed_for_good_says_why(
    world: World, error: Exception | None, code: str, said: str
) -> None:
    fail(world, MESSAGE, error)
    world.clock.sleep(3600)
    (letter,) = listed(world)
    assert (letter["kind"], letter["company"], letter["entity"]) == ("message", "acme", "contacts")
    assert (letter["code"], letter["age_s"], letter["attempts"]) == (code, 3600, 6)
    assert said in letter["cause"]
    assert "secret" not in str(world.store.items())
    assert letter["remedy"]


def test_messages_of_one_company_and_entity_are_one_entry_as_old_as_the_first(world: World) -> None:
    for number in range(3):
        fail(world, MESSAGE, KeyError(), message=f"m{number}")
        world.clock.sleep(600)
    (letter,) = listed(world)
    assert (letter["age_s"], letter["attempts"], letter["messages"]) == (1800, 18, 3)


def test_poison_is_kept_by_its_number_and_never_by_what_it_holds(world: World) -> None:
    fail(world, "4711 Xyzzy", BadMessage("not JSON"))
    fail(world, '{"company": "nobody"}', BadMessage("no company"))
    assert {letter["company"] for letter in listed(world)} == {None, "nobody"}
    assert {letter["code"] for letter in listed(world)} == {"message_without_company"}
    assert "Xyzzy" not in str(world.store.items())


def test_the_last_two_tries_of_one_message_count_as_one(world: World) -> None:
    fail(world, MESSAGE, KeyError(), message="other")
    fail(world, MESSAGE, KeyError(), received=5)
    fail(world, MESSAGE, KeyError(), received=6)
    (letter,) = listed(world)
    assert (letter["attempts"], letter["messages"]) == (12, 2)


def test_a_message_whose_last_receive_is_lost_has_said_why_before(world: World) -> None:
    fail(world, MESSAGE, KeyError(), received=5)
    (letter,) = listed(world)
    assert (letter["code"], letter["attempts"]) == ("message_failed", 5)


def test_before_the_last_tries_nothing_is_written_and_a_message_that_passes_is_forgotten(
    world: World,
) -> None:
    before = world.store.items()
    assert failing.last_try(world.ports, delivery(world, received=4)) is None
    assert world.store.items() == before
    fail(world, MESSAGE, KeyError(), received=5)
    last = failing.last_try(world.ports, delivery(world))
    assert last is not None
    failing.passed(world.ports, last)
    assert world.store.items() == before


def test_one_that_passes_leaves_what_was_known_of_others(world: World) -> None:
    fail(world, MESSAGE, KeyError(), message="other")
    known = listed(world)
    fail(world, MESSAGE, KeyError(), received=5)
    last = failing.last_try(world.ports, delivery(world))
    assert last is not None
    failing.passed(world.ports, last)
    (left,) = listed(world)
    assert {**left, "code": "", "cause": "", "remedy": ""} == {
        **known[0],
        "code": "",
        "cause": "",
        "remedy": "",
    }


def test_a_letter_of_which_nothing_is_known_is_listed_and_stays_where_it_is(world: World) -> None:
    world.queues.bury("contacts", MESSAGE)
    world.clock.sleep(60)
    for _ in range(2):
        (letter,) = listed(world)
        assert (letter["code"], letter["company"], letter["age_s"]) == ("failed_silently", "acme", 60)
    assert listed(world, Wanted(CompanyId("acme"), "invoices")) == []
    page = dead_letters.listing(world.ports, Wanted(), cursor=None, language="en")
    assert page["in_queues"]["contacts"] == 1


def test_a_parked_company_is_listed_with_why_and_since_when(world: World) -> None:
    world.clock.sleep(1)
    work.park(world.store, ACME, reason="6 workers in a row died at it", at=world.clock.now())
    world.clock.sleep(7200)
    (company,) = listed(world)
    assert (company["kind"], company["company"], company["code"]) == ("company", "acme", "parked")
    assert "6 workers in a row died at it" in company["cause"]
    assert company["age_s"] == 7200
    assert listed(world, Wanted(ACME)) == [company]
    assert listed(world, Wanted(before=world.clock.now() - timedelta(hours=3))) == []
    work.go_on(world.store, ACME)
    assert listed(world) == []


def test_a_closed_gate_is_listed_since_it_was_closed_first(world: World) -> None:
    for _ in range(3):
        work.close_gate(world.store, ACME, reason="outcome_unknown", at=world.clock.now(), wait_s=150)
        world.clock.sleep(200)
    (company,) = listed(world)
    assert (company["kind"], company["code"], company["age_s"]) == ("company", "outcome_unknown", 600)
    work.open_gate(world.store, ACME)
    assert listed(world) == []


def test_a_disconnected_company_is_listed_only_while_it_has_work(world: World) -> None:
    ending.disconnect(world.ports, ACME, environment="sandbox")
    ended_at = world.clock.now()
    assert listed(world) == []
    world.clock.sleep(3600)
    world.push("contacts", contact())
    (company,) = listed(world)
    assert (company["code"], company["who"], company["age_s"]) == ("signed_out", "admin", 3600)
    (shown,) = companies_in(world.ports, "disconnected", cursor=None)["companies"]
    assert (shown["id"], shown["connection"], shown["since"]) == (
        "acme",
        "disconnected",
        keys.stamp(ended_at),
    )
    assert listed(world, Wanted(before=ended_at - timedelta(seconds=1))) == []


def test_a_company_whose_owner_has_to_choose_between_books_is_listed_while_it_has_work(world: World) -> None:
    world.simulator.add_realm("4620816365000000002")
    world.connect(realm="4620816365000000002")
    assert listed(world) == []
    world.push("contacts", contact())
    (company,) = listed(world)
    assert (company["code"], company["who"], company["age_s"]) == ("other_books", "admin", 0)
    assert listed(world, Wanted(ACME)) == [company]
    (shown,) = companies_in(world.ports, "other_books", cursor=None)["companies"]
    assert (shown["id"], shown["since"]) == ("acme", company["since"])


def test_records_with_problems_are_listed_for_a_company_or_a_problem(world: World) -> None:
    world.register("other")
    world.push("contacts", contact(1, display_name="A: 1"), contact(2))
    world.push("products", product())
    world.push("invoices", invoice(1, total=109))
    world.settle_down()
    assert listed(world) == []
    of_company = listed(world, Wanted(ACME))
    assert {(each["entity"], each["id"]) for each in of_company} >= {("contacts", "c1"), ("invoices", "i1")}
    (of_problem,) = listed(world, Wanted(problem=COLON))
    assert (of_problem["kind"], of_problem["company"], of_problem["id"]) == ("record", "acme", "c1")
    assert "colon" in of_problem["cause"]
    assert listed(world, Wanted(CompanyId("other"), problem=COLON)) == []
    assert "kolon" in listed(world, Wanted(problem=COLON), language="sv")[0]["cause"]


def test_long_lists_come_page_by_page_without_a_gap_or_a_repetition(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "PAGE", 7)
    monkeypatch.setattr(dead_letters, "PAGE", 7)
    for company in ("b1", "b2", "b3"):
        world.register(company)
        fail(world, f'{{"company": "{company}"}}', KeyError())
    world.push("contacts", *(contact(number, display_name=f"A: {number}") for number in range(30)))
    world.settle_down()
    records = listed(world, Wanted(problem=COLON))
    assert sorted(each["id"] for each in records) == sorted(f"c{number}" for number in range(30))
    assert [each["company"] for each in listed(world)] == ["b1", "b2", "b3"]


@pytest.mark.parametrize("cursor", ["x", '["nowhere"]', '["messages",{}]'])
def test_a_place_that_no_list_gave_is_refused(world: World, cursor: str) -> None:
    with pytest.raises(BadCursor):
        dead_letters.listing(world.ports, Wanted(), cursor=cursor, language="en")


def test_companies_are_listed_by_what_stops_them(world: World) -> None:
    world.register("parked-1")
    world.register("stopped-1")
    now = world.clock.now()
    work.park(world.store, CompanyId("parked-1"), reason="books never read", at=now)
    work.close_gate(world.store, CompanyId("stopped-1"), reason="timeout", at=now, wait_s=60)
    by_state = {
        state: {each["id"] for each in companies_in(world.ports, state, cursor=None)["companies"]}
        for state in ("", "parked", "stopped", "disconnected")
    }
    assert by_state == {
        "": {"acme", "parked-1", "stopped-1"},
        "parked": {"parked-1"},
        "stopped": {"stopped-1"},
        "disconnected": set(),
    }

"""Who may do what, what a user sees of a record, and how a run is counted."""

from datetime import UTC, datetime, timedelta

import pytest

from quickbooks_sync.core.roles import Act, Caller, Role
from quickbooks_sync.core.status import booking_number, status
from quickbooks_sync.core.tally import tally
from quickbooks_sync.model import (
    Company,
    CompanyId,
    Connection,
    Link,
    Outcome,
    Phase,
    Realm,
    Record,
    RecordKey,
    Run,
    RunId,
    Selections,
    Status,
)

NOW = datetime(2026, 4, 9, tzinfo=UTC)
ACME = CompanyId("acme")
NEW = Company(ACME, "US", "USD", "America/Los_Angeles")
READY = Company(
    ACME,
    "US",
    "USD",
    "America/Los_Angeles",
    connection=Connection.CONNECTED,
    selections=Selections("1", "2", "3", "4"),
)
LINK = Link(Realm("1"), "Invoice", "130", "0")


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        (Role.HOST, {Act.REGISTER, Act.PUSH, Act.READ}),
        (Role.OWNER, {Act.READ, Act.CONNECT, Act.CHOOSE, Act.SYNC}),
        (Role.ADMIN, {Act.READ, Act.CONNECT, Act.CHOOSE, Act.SYNC}),
        (Role.MEMBER, {Act.READ}),
        (Role.SUPPORT, {Act.READ, Act.REPLAY}),
    ],
)
def test_a_role_may_do_its_acts_and_no_other(role: Role, acts: set[Act]) -> None:
    assert {act for act in Act if Caller("u", role).may(act)} == acts


def test_only_host_and_support_see_other_companies() -> None:
    sees = {role: Caller("u", role, CompanyId("other")).sees(ACME) for role in Role}
    assert [role for role, seen in sees.items() if seen] == [Role.HOST, Role.SUPPORT]
    assert Caller("u", Role.OWNER, ACME).sees(ACME)


def record(phase: Phase, link: Link | None = None) -> Record:
    key = RecordKey("invoices", "i1")
    return Record(ACME, key, 1, {}, 1, phase, NOW, link=link, booking_number="1001")


@pytest.mark.parametrize(
    ("phase", "link", "company", "shown"),
    [
        (Phase.PENDING, None, NEW, Status.NOT_SYNCED),
        (Phase.PENDING, None, READY, Status.SYNCING),
        (Phase.PENDING, LINK, NEW, Status.SYNCING),
        (Phase.WAITING, None, READY, Status.SYNCING),
        (Phase.SETTLED, LINK, READY, Status.SYNCED),
        (Phase.SETTLED, None, READY, Status.NOT_SYNCED),
        (Phase.DIFFERS, LINK, READY, Status.ERROR),
        (Phase.REJECTED, None, READY, Status.ERROR),
        (Phase.HELD, None, READY, Status.SKIPPED),
    ],
)
def test_status_follows_from_phase_link_and_company(
    phase: Phase, link: Link | None, company: Company, shown: Status
) -> None:
    assert status(record(phase, link), company) is shown


def test_who_waits_on_a_problem_shows_an_error() -> None:
    assert status(record(Phase.WAITING), READY, blocked=True) is Status.ERROR


def test_the_booking_number_is_there_exactly_while_the_record_is_in_the_books() -> None:
    assert booking_number(record(Phase.PENDING, LINK)) == "1001"
    assert booking_number(record(Phase.REJECTED)) == ""


def test_a_record_counts_once_by_its_last_outcome() -> None:
    run = Run(RunId("r"), ACME, "manual", "u", NOW, ("contacts", "invoices"))
    contact, invoice = RecordKey("contacts", "c1"), RecordKey("invoices", "i1")
    later = NOW + timedelta(seconds=5)
    newest_first = [
        Outcome(later, invoice, "waiting"),
        Outcome(later, invoice, "synced"),
        Outcome(NOW, invoice, "error"),
        Outcome(NOW, contact, "error"),
        Outcome(NOW, RecordKey("payments", "y1"), "synced"),
    ]
    assert tally(run, newest_first) == {
        "contacts": {"synced": 0, "error": 1, "waiting": 0},
        "invoices": {"synced": 1, "error": 0, "waiting": 0},
    }

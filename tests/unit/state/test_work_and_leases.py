"""Marks, due, gate and leases in the table: who must look, by when, and who alone may write."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quickbooks_sync.errors import ConditionFailed, LeaseLost
from quickbooks_sync.model import CompanyId
from quickbooks_sync.ports import Key, Put
from quickbooks_sync.state import keys, leases, work
from quickbooks_sync.state.leases import Lease
from quickbooks_sync.state.work import Work
from tests.fakes.clock import VirtualClock
from tests.fakes.store import MemoryStore

ACME = CompanyId("acme")


class Table:
    """The table in memory and its clock."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.store = MemoryStore(self.clock)

    def take(self, holder: str) -> Lease | None:
        return leases.take(self.store, leases.writer(ACME), holder, at=self.clock.now(), lease_s=150)

    def taken(self, holder: str) -> Lease:
        lease = self.take(holder)
        assert lease is not None
        return lease

    def renew(self, lease: Lease, *, alive: bool = False) -> None:
        leases.renew(self.store, lease, at=self.clock.now(), lease_s=150, alive=alive)

    def mark(self, *, due: bool = True) -> Work:
        return work.mark(self.store, ACME, at=self.clock.now(), due=due)

    def due(self) -> list[CompanyId]:
        return work.due_companies(self.store, keys.shard("DUE", ACME), by=self.clock.now())


@pytest.fixture
def table() -> Table:
    return Table()


def test_a_company_of_which_nothing_was_written_has_no_work(table: Table) -> None:
    assert work.read(table.store, ACME) == Work()


def test_a_mark_counts_and_makes_the_company_due_now(table: Table) -> None:
    table.mark()
    table.clock.sleep(5)
    seen = table.mark()
    assert (seen.marks, seen.marked_at, seen.due_at) == (2, table.clock.now(), table.clock.now())
    assert work.read(table.store, ACME) == seen
    assert table.due() == [ACME]


def test_a_mark_that_nobody_must_look_at_leaves_due_as_it_was(table: Table) -> None:
    assert table.mark(due=False).due_at is None
    due_at = table.mark().due_at
    table.clock.sleep(5)
    assert table.mark(due=False).due_at == due_at


def test_due_that_lies_ahead_is_not_due_yet(table: Table) -> None:
    seen = table.mark()
    work.look_again(table.store, ACME, seen, at=table.clock.now() + timedelta(seconds=60))
    assert table.due() == []
    table.clock.sleep(60)
    assert table.due() == [ACME]


@pytest.mark.parametrize("marked_between", [False, True])
def test_due_is_moved_or_cleared_only_while_nobody_marked(table: Table, *, marked_between: bool) -> None:
    seen = table.mark()
    if marked_between:
        table.mark()
    work.look_again(table.store, ACME, seen, at=table.clock.now() + timedelta(hours=1))
    assert (table.due() == [ACME]) == marked_between
    work.rest(table.store, ACME, seen)
    assert (work.read(table.store, ACME).due_at is None) != marked_between


def test_a_closed_gate_says_why_until_when_and_that_somebody_looks_then(table: Table) -> None:
    table.mark()
    work.close_gate(table.store, ACME, reason="no answer", at=table.clock.now(), wait_s=150)
    seen = work.read(table.store, ACME)
    until = table.clock.now() + timedelta(seconds=150)
    assert (seen.gate_reason, seen.gate_until, seen.due_at) == ("no answer", until, until)
    work.open_gate(table.store, ACME)
    opened = work.read(table.store, ACME)
    assert (opened.gate_reason, opened.gate_until, opened.due_at) == ("", None, until)


def test_a_parked_company_is_not_due_until_somebody_marks_it(table: Table) -> None:
    table.mark()
    work.park(table.store, ACME, reason="died", at=table.clock.now())
    assert (work.read(table.store, ACME).parked, table.due()) == ("died", [])
    work.go_on(table.store, ACME)
    assert work.read(table.store, ACME).parked == ""
    table.mark()
    assert table.due() == [ACME]


def test_a_lease_has_one_holder(table: Table) -> None:
    table.taken("one")
    assert table.take("two") is None


def test_a_released_lease_is_free_and_gives_the_next_holder_what_was_sent(table: Table) -> None:
    sends = ((keys.stamp(table.clock.now()), True),)
    leases.release(table.store, table.taken("one"), sends=sends)
    second = table.taken("two")
    assert (second.fence, second.deaths, second.sends) == (2, 1, sends)


def test_a_lease_runs_out_unless_it_is_renewed(table: Table) -> None:
    lease = table.taken("one")
    table.clock.sleep(140)
    table.renew(lease)
    table.clock.sleep(140)
    assert table.take("two") is None
    table.clock.sleep(11)
    assert table.taken("two").fence == 2


def test_every_holder_that_never_gave_the_lease_back_counts_as_a_death(table: Table) -> None:
    for deaths in (1, 2, 3):
        assert table.taken(f"holder {deaths}").deaths == deaths
        table.clock.sleep(151)
    lease = table.taken("lives")
    table.renew(lease, alive=True)
    table.clock.sleep(151)
    assert table.taken("next").deaths == 1


def test_who_lost_the_lease_can_neither_renew_nor_release_nor_write_under_it(table: Table) -> None:
    lost = table.taken("one")
    table.clock.sleep(151)
    held = table.taken("two")
    with pytest.raises(LeaseLost):
        table.renew(lost)
    with pytest.raises(LeaseLost):
        leases.release(table.store, lost, sends=())
    put = Put(Key("COMPANY#acme", "CALL#1"), {"realm": "1"})
    with pytest.raises(ConditionFailed) as refused:
        table.store.transact([put, lost.check()])
    assert refused.value.positions == (1,)
    table.store.transact([put, held.check()])


def test_the_same_holder_that_takes_twice_has_a_higher_fence(table: Table) -> None:
    """Its first answer may have been lost: the lease that it knows of is the later one."""
    first, second = table.taken("one"), table.taken("one")
    assert second.fence == first.fence + 1
    with pytest.raises(LeaseLost):
        table.renew(first)
    table.renew(second)

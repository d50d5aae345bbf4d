"""One holder's turn at a company's books: what it knows, what it may still do, and when it must stop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from quickbooks_sync.books import Books
from quickbooks_sync.core.pacing import Pacing, Sent
from quickbooks_sync.errors import LeaseLost
from quickbooks_sync.model import Call, Company, CompanyId, Member, Problem, RecordKey
from quickbooks_sync.ports import Ports, Store, TokenSet
from quickbooks_sync.settings import Limits, Times
from quickbooks_sync.state import keys, leases, work
from quickbooks_sync.state.leases import Lease


@dataclass(frozen=True, slots=True)
class Question:
    """A refusal whose cause only the books can tell."""

    call: Call
    member: Member
    """Numbered as its record is now: the refusal itself is settled, and the record is pending."""
    problem: Problem
    """What it is when the books show nothing better."""


class Turn:
    """The one writer of a company's books for at most a slice of time."""

    def __init__(self, ports: Ports, company: Company, books: Books, lease: Lease) -> None:
        """Begin a turn under a lease that was just taken."""
        self.ports = ports
        self.company = company
        self.books = books
        self.lease = lease
        self.alone = False
        """Whether every write goes by itself: holders died."""
        self.apart: set[RecordKey] = set(lease.apart)
        """Records that go by themselves: a batch that they were in was refused whole, for one of them."""
        self.awaited: set[RecordKey] = set()
        """Records on which somebody began to wait during this turn."""
        self.questions: dict[RecordKey, Question] = {}
        """Refusals whose cause has to be looked up in the books."""
        self.looked_up: set[RecordKey] = set()
        """Records of which a refusal was looked up in this turn: once is enough."""
        self.open_to_all: frozenset[str] = frozenset()
        """The entities of which everything pending is wanted now, not only what somebody asked for."""
        self.stopped = ""
        """Why nothing new may be sent; "" while it may."""
        self.gated_since: datetime | None = None
        """Since when the gate is closed: until one call has been answered, calls go one by one."""
        self.pacing = Pacing(self.limits, tuple(Sent(keys.unstamp(at), batch) for at, batch in lease.sends))
        self.tokens: TokenSet | None = None
        self._began_s = ports.clock.monotonic_s()
        self._held_s = self._began_s

    @property
    def id(self) -> CompanyId:
        """The company whose books these are."""
        return self.company.id

    @property
    def store(self) -> Store:
        """The table."""
        return self.ports.store

    @property
    def limits(self) -> Limits:
        """The engine's sizes."""
        return self.ports.limits

    @property
    def times(self) -> Times:
        """The engine's times."""
        return self.ports.times

    @property
    def in_flight(self) -> int:
        """How many calls may be under way at once."""
        return 1 if self.gated_since else self.limits.in_flight

    def open_gate(self) -> None:
        """Send as usual again: a call has been answered, or nothing is open."""
        if self.gated_since and not self.stopped:
            self.gated_since = None
            work.open_gate(self.store, self.id)

    def now(self) -> datetime:
        """Tell the time."""
        return self.ports.clock.now()

    def may_start(self) -> bool:
        """Tell whether new work may begin: the slice is not over and nothing stopped the turn."""
        return not self.stopped and self.lasts(0)

    def lasts(self, seconds: float) -> bool:
        """Tell whether the slice goes on for longer than some seconds."""
        return self.ports.clock.monotonic_s() + seconds - self._began_s < self.times.slice_s

    def stop(self, reason: str) -> None:
        """Let nothing new be sent; what is under way is still settled."""
        self.stopped = self.stopped or reason

    def hold(self, *, alive: bool = False) -> bool:
        """Make sure that the lease outlives a sending that begins now; False when it is lost."""
        now_s = self.ports.clock.monotonic_s()
        left_s = self.times.lease_s - (now_s - self._held_s)
        if left_s >= self.times.send_needs_s and not alive:
            return True
        try:
            leases.renew(self.store, self.lease, at=self.now(), lease_s=self.times.lease_s, alive=alive)
        except LeaseLost:
            self.stop(LeaseLost.code)
            return False
        self._held_s = now_s
        return True

    def release(self, *, died: bool) -> None:
        """Give the lease back with the log of what was sent; `died`: of an error that we do not know."""
        sends = tuple((keys.stamp(each.at), each.is_batch) for each in self.pacing.log(self.now()))
        try:
            leases.release(self.store, self.lease, sends=sends, apart=tuple(sorted(self.apart)), died=died)
        except LeaseLost:
            self.stop(LeaseLost.code)

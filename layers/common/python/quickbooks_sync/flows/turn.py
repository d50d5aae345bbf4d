"""One holder's turn at a company's books: what it knows, what it may still do, and when it must stop."""

from __future__ import annotations

from datetime import datetime

from quickbooks_sync.books import Books
from quickbooks_sync.core.pacing import Pacing, Sent
from quickbooks_sync.errors import LeaseLost
from quickbooks_sync.model import Company, CompanyId, RecordKey
from quickbooks_sync.ports import Ports, Store, TokenSet
from quickbooks_sync.settings import Limits, Times
from quickbooks_sync.state import keys, leases
from quickbooks_sync.state.leases import Lease


class Turn:
    """The one writer of a company's books for at most a slice of time."""

    def __init__(self, ports: Ports, company: Company, books: Books, lease: Lease) -> None:
        """Begin a turn under a lease that was just taken."""
        self.ports = ports
        self.company = company
        self.books = books
        self.lease = lease
        self.alone = False
        """Whether every write goes by itself: a batch was refused whole, or holders died."""
        self.awaited: set[RecordKey] = set()
        """Records on which somebody began to wait during this turn."""
        self.stale: set[RecordKey] = set()
        """Linked records whose SyncToken QuickBooks did not take: to be read again."""
        self.read_again: set[RecordKey] = set()
        """Records that were read again in this turn: once is enough."""
        self.open_to_all: frozenset[str] = frozenset()
        """The entities of which everything pending is wanted now, not only what somebody asked for."""
        self.stopped = ""
        """Why nothing new may be sent; "" while it may."""
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
            leases.release(self.store, self.lease, sends=sends, died=died)
        except LeaseLost:
            self.stop(LeaseLost.code)

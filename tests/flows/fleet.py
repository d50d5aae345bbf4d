"""Several workers, a sweep and a host at once on one deployment, as in Lambda, in an order from a seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from quickbooks_sync.books import BooksReply, BooksRequest
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.errors import Retry, SyncError
from quickbooks_sync.flows.drain import drain
from quickbooks_sync.flows.pointers import company_of
from simulator import Settings
from tests.fakes.interleaving import InterleavedSending, Interleaver
from tests.fakes.world import MESSAGE_S, SWEEP_S, World

IDLE_S = 1.0


@dataclass(frozen=True, slots=True)
class Sent:
    """One write: who sent it, to which books, from when until when."""

    worker: str
    realm: str
    began_s: float
    ended_s: float


class Fleet:
    """A world in which so many workers take messages."""

    def __init__(
        self, seed: int, workers: int, *, index_lag_s: float = 0.0, settings: Settings | None = None
    ) -> None:
        self.interleaver = Interleaver(seed)
        self.random = self.interleaver.random
        self.world = World(clock=self.interleaver.clock, index_lag_s=index_lag_s, simulator_settings=settings)
        self.workers = [f"worker {number}" for number in range(1, workers + 1)]
        self.sent: list[Sent] = []
        self.twice = 0.0
        """How many of the messages are delivered again, later."""
        self._busy = 0
        self._hosts = 0

    def start(self) -> None:
        """Switch at every port call, and let the workers and the sweep begin."""
        world, switch = self.world, self.interleaver.switch
        world.store.before = lambda operation, keys: switch(f"{operation} {keys[0].sk if keys else ''}")
        world.queues.before = lambda operation, entity: switch(f"queue {operation}")
        world.tokens.before = lambda operation, company: switch(f"tokens {operation}")
        world.ports = replace(
            world.ports,
            quickbooks=InterleavedQuickBooks(self),
            sending=partial(InterleavedSending, self.interleaver),
        )
        for name in self.workers:
            self.interleaver.start(name, self._work)
        self.interleaver.start("sweep", self._sweep)

    def host(self, act: Callable[[], None]) -> None:
        """Let a host do something beside the workers."""

        def acting() -> None:
            act()
            self._hosts -= 1

        self._hosts += 1
        self.interleaver.start("host", acting)

    def run(self) -> None:
        """Run until nobody has to look any more."""
        self.interleaver.run()

    def overlaps(self) -> list[tuple[Sent, Sent]]:
        """List the writes that two workers had under way at once in the same books."""
        return [
            (one, other)
            for one in self.sent
            for other in self.sent
            if one.worker < other.worker
            and one.realm == other.realm
            and one.began_s < other.ended_s
            and other.began_s < one.ended_s
        ]

    def _over(self) -> bool:
        waiting = any(self.world.queues.waiting(entity) for entity in ENTITIES)
        return not (self._hosts or self._busy or waiting or self.world._due())  # noqa: SLF001 - a test's own

    def _work(self) -> None:
        while not self._over():
            if not self._take_one():
                self.interleaver.clock.sleep(IDLE_S * (1 + self.random.random()))

    def _take_one(self) -> bool:
        queues = self.world.queues
        for entity in self.random.sample(list(ENTITIES), len(ENTITIES)):
            for letter in queues.receive(entity):
                self._busy += 1
                self.interleaver.clock.sleep(MESSAGE_S)
                if self.random.random() < self.twice:
                    queues.send(entity, letter.body, delay_s=self.random.randint(0, 300))
                try:
                    drain(self.world.ports, company_of(letter.body), entity)
                    queues.done(entity, letter)
                except Retry:
                    queues.done(entity, letter)
                except SyncError:
                    pass
                finally:
                    self._busy -= 1
                return True
        return False

    def _sweep(self) -> None:
        while not self._over():
            self.interleaver.clock.sleep(SWEEP_S)
            try:
                self.world.sweep()
            except Retry:
                continue


class InterleavedQuickBooks:
    """The QuickBooks port: others run between the check and the socket, and before the answer is read."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._real = fleet.world.quickbooks

    def send(self, request: BooksRequest, access_token: str) -> BooksReply:
        switch, clock = self._fleet.interleaver.switch, self._fleet.interleaver.clock
        switch("socket")
        began_s = clock.monotonic_s()
        reply = self._real.send(request, access_token)
        switch("answer")
        task = self._fleet.interleaver.current
        if request.path != "/query" and request.method == "POST" and task is not None:
            worker = task.name.partition("/")[0]
            self._fleet.sent.append(Sent(worker, request.realm, began_s, clock.monotonic_s()))
        return reply

"""A worker that is killed at a port call: from then on nothing of it reaches the outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from quickbooks_sync.books import BooksReply, BooksRequest
from quickbooks_sync.ports import Key, Ports
from tests.fakes.clock import VirtualSending
from tests.fakes.world import World


class Killed(BaseException):
    """The process is gone; no `except Exception` keeps it."""


class DyingQuickBooks:
    """The QuickBooks port of a worker that may be gone before it sends, or before it reads the answer."""

    def __init__(self, world: World, gone: Callable[[str], None]) -> None:
        self._world, self._gone = world, gone

    def send(self, request: BooksRequest, access_token: str) -> BooksReply:
        self._gone("send")
        reply = self._world.quickbooks.send(request, access_token)
        self._gone("sent")
        return reply


class Fate:
    """Kills the worker at its nth port call; each is counted before it and after it was done."""

    def __init__(self, at: int) -> None:
        self.count = 0
        self.trace: list[str] = []
        self._at = at

    def step(self, what: str) -> None:
        self.count += 1
        self.trace.append(what)
        if self.count >= self._at:
            raise Killed(what)


@contextmanager
def mortal(world: World, at: int) -> Iterator[Fate]:
    """Let the worker die at its nth port call; outside of this a new worker has the ports."""
    fate = Fate(at)
    ports = world.ports

    def before(operation: str, keys: Sequence[Key]) -> None:
        fate.step(f"{operation} {' '.join(key.sk for key in keys)}")

    def after(operation: str, keys: Sequence[Key]) -> None:
        if operation in ("apply", "transact"):
            fate.step(f"{operation} done")

    tokens = world.tokens
    world.store.before, world.store.after = before, after
    world.queues.before = lambda operation, entity: fate.step(f"queue {operation} {entity}")
    tokens.before = lambda operation, company: fate.step(f"tokens {operation}")
    tokens.after = lambda operation, company: fate.step(f"tokens {operation} done")
    world.ports = mortal_ports(world, ports, fate)
    try:
        yield fate
    finally:
        world.ports = ports
        world.store.before = world.store.after = lambda operation, keys: None
        world.queues.before = lambda operation, entity: None
        tokens.before = tokens.after = lambda operation, company: None


def mortal_ports(world: World, ports: Ports, fate: Fate) -> Ports:
    """Give the worker a QuickBooks that it can die at."""
    return replace(
        ports, quickbooks=DyingQuickBooks(world, fate.step), sending=lambda: VirtualSending(world.clock)
    )


def deaths(
    prepare: Callable[[World], object], act: Callable[[World], object], *, first: int = 1, every: int = 1
) -> Iterator[tuple[str, World]]:
    """Give a world after each death at a port call of an act, and where that was; in the last nobody dies."""
    at, died = first, True
    while died:
        world = World()
        world.ready()
        prepare(world)
        died = False
        with mortal(world, at) as fate:
            try:
                act(world)
            except Killed:
                died = True
        yield f"{at}: {fate.trace[:at][-1]}", world  # Who dies still gives back what it holds, in vain.
        at += every

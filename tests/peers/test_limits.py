"""Defects of others in keeping QuickBooks' limits: here it never says 429, and little is wasted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quickbooks_sync.flows.drain import drain
from quickbooks_sync.model import CompanyId
from quickbooks_sync.settings import Limits
from simulator import Settings
from simulator.wire import Request
from tests.fakes.world import World
from tests.flows.examples import all_settled, contact, product
from tests.peers.books import throttled

ACME = CompanyId("acme")
A_MINUTE = 40
"""Batches that Intuit lets through in a minute."""


@pytest.fixture
def world() -> World:
    """Give books that answer at once: only the limiter is in the way. Batches are small, to be many."""
    made = World(simulator_settings=Settings(call_latency_s=0.1))
    made.ready()
    made.ports = replace(made.ports, limits=Limits(batch=11))
    return made


def batch_times_s(world: World) -> list[float]:
    return [at_s for at_s, request, _ in world.simulator.journal if request.path.endswith("/batch")]


def most_in_a_minute(times_s: list[float]) -> int:
    return max(sum(start_s <= each_s < start_s + 60 for each_s in times_s) for start_s in times_s)


def push(world: World, entity: str, *, batches: int) -> None:
    made = {"contacts": contact, "products": product}[entity]
    for first in range(0, 11 * batches, 11):
        world.push(entity, *(made(number) for number in range(first, first + 11)))


def test_the_limiter_is_not_one_per_process(world: World) -> None:
    """Elsewhere every worker counts for itself, so that two of them send twice what is allowed.

    Here one works at a time, and whoever follows within the minute (the function of the next entity) knows
    what was sent before.
    """
    push(world, "contacts", batches=30)
    push(world, "products", batches=30)
    workers: list[str] = []

    def another_worker(request: Request, *_: object) -> None:
        if request.path.endswith("/batch"):
            workers.append(request.path)
            drain(world.ports, ACME, "contacts")

    world.simulator.listeners.append(another_worker)
    world.settle_down()
    assert len(workers) == len(batch_times_s(world)) >= 60
    assert throttled(world) == 0
    assert most_in_a_minute(batch_times_s(world)) <= A_MINUTE
    assert all_settled(world)


def test_the_limiter_counts_calls_and_not_records(world: World) -> None:
    """Elsewhere a batch of thirty counts as thirty, so that a backlog takes hours; or each as a mere call.

    Measured over two whole windows: at least 95 % of the batches that are allowed, and never one too many.
    """
    push(world, "contacts", batches=90)
    world.settle_down()
    times_s = batch_times_s(world)
    within_two = [each_s for each_s in times_s if each_s < times_s[0] + 120]
    assert len(within_two) >= 0.95 * 2 * A_MINUTE
    assert most_in_a_minute(times_s) <= A_MINUTE
    assert throttled(world) == 0
    assert all_settled(world)

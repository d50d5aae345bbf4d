"""Versions, answers and leases cross each other: the newest is in the books once, and no answer is wasted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import permutations

import pytest

from quickbooks_sync.model import CompanyId, Phase
from quickbooks_sync.state import leases
from simulator import Settings
from simulator.ordered_faults.kinds import FaultKind
from simulator.ordered_faults.orders import FaultOrder
from simulator.wire import Request
from tests.fakes.world import World
from tests.flows.examples import (
    OBJECTS,
    Content,
    all_settled,
    blamed,
    contact,
    invoice,
    open_calls,
    payment,
    product,
    small_books,
    writes,
)

ACME = CompanyId("acme")
MAKE: dict[str, Callable[..., Content]] = {
    "contacts": contact,
    "products": product,
    "invoices": invoice,
    "payments": payment,
}
NEWER: dict[str, tuple[str, str]] = {
    "contacts": ("company_name", "CompanyName"),
    "products": ("description", "Description"),
    "invoices": ("message", "CustomerMemo"),
    "payments": ("reference", "PaymentRefNum"),
}

every_entity = pytest.mark.parametrize("entity", MAKE)


def _newer(entity: str, version: int) -> Content:
    return MAKE[entity](1, version=version, **{NEWER[entity][0]: f"v{version}"})


def _newest_in_the_books(world: World, entity: str, version: int) -> bool:
    """Tell whether record 1 is there once, as of a version."""
    link = world.record(entity, _newer(entity, 1)["id"]).link
    assert link is not None
    rows = [row for row in world.objects(OBJECTS[entity]) if row["Id"] == link.id]
    value = rows[0].get(NEWER[entity][1])
    assert (value["value"] if isinstance(value, dict) else value) == f"v{version}"
    return len(rows) == 1 and all_settled(world) and not open_calls(world) and not blamed(world)


def _push_up_to(world: World, entity: str) -> None:
    for former in list(MAKE)[: list(MAKE).index(entity)]:
        world.push(former, MAKE[former](1))
    world.settle_down()


def _at_request(world: World, path: str, act: Callable[[], object]) -> list[str]:
    """Do something once, while the first request to a path is under way; tell whether it was done."""
    done: list[str] = []

    def look(request: Request, *_: object) -> None:
        if request.path.endswith(path) and not done:
            done.append(path)
            act()

    world.simulator.listeners.append(look)
    return done


@every_entity
@pytest.mark.parametrize("many", [1, 12])
def test_a_newer_version_that_comes_while_the_older_is_under_way_ends_in_the_books(
    world: World, entity: str, many: int
) -> None:
    _push_up_to(world, entity)
    path = "/batch" if many > 10 else f"/{OBJECTS[entity].lower()}"
    done = _at_request(world, path, lambda: world.push(entity, _newer(entity, 2)))
    more: Content = {"applications": []} if entity == "payments" else {}
    world.push(entity, MAKE[entity](1), *(MAKE[entity](100 + n, **more) for n in range(1, many)))
    world.settle_down()
    assert done
    assert _newest_in_the_books(world, entity, 2)


@every_entity
def test_a_newer_version_that_comes_while_an_update_is_under_way_follows_it(
    world: World, entity: str
) -> None:
    small_books(world)
    world.settle_down()
    done = _at_request(world, f"/{OBJECTS[entity].lower()}", lambda: world.push(entity, _newer(entity, 3)))
    world.push(entity, _newer(entity, 2))
    world.settle_down()
    assert done
    assert _newest_in_the_books(world, entity, 3)


@every_entity
@pytest.mark.parametrize("kind", ["reset_before", "reset_after"])
def test_a_newer_version_that_comes_while_the_outcome_of_the_older_is_unknown_follows_it(
    world: World, entity: str, kind: FaultKind
) -> None:
    _push_up_to(world, entity)
    world.simulator.orders.open.append(FaultOrder(kind, entity=OBJECTS[entity].lower()))
    world.push(entity, MAKE[entity](1))
    world.work()
    assert open_calls(world)
    world.push(entity, _newer(entity, 2))
    world.work()
    world.push(entity, _newer(entity, 3))
    world.settle_down()
    assert _newest_in_the_books(world, entity, 3)


@every_entity
def test_versions_in_any_order_end_with_the_newest(entity: str) -> None:
    for order in permutations((1, 2, 3)):
        world = World()
        world.ready()
        _push_up_to(world, entity)
        for version in order:
            world.push(entity, _newer(entity, version))
            world.push(entity, _newer(entity, version))
            world.work()
        world.settle_down()
        assert _newest_in_the_books(world, entity, 3), order


def test_answers_that_come_after_the_lease_was_lost_are_settled_and_nothing_new_is_sent() -> None:
    world = World(simulator_settings=Settings(call_latency_s=1))
    world.ready()
    held: list[leases.Lease] = []

    def another_takes_over() -> None:
        later = world.clock.now() + timedelta(seconds=200)
        lease = leases.take(world.store, leases.writer(ACME), "another", at=later, lease_s=150)
        assert lease is not None
        held.append(lease)

    def at_the_fourth(request: Request, *_: object) -> None:
        if len(writes(world)) == 4 and not held:
            another_takes_over()

    world.simulator.listeners.append(at_the_fourth)
    world.push("contacts", *(contact(n) for n in range(1, 11)))
    world.work()
    assert len(writes(world)) == 4
    phases = list(world.phases().values())
    assert (phases.count(Phase.SETTLED), phases.count(Phase.PENDING)) == (4, 6)
    assert open_calls(world) == []
    leases.release(world.store, held[0], sends=())
    world.settle_down()
    assert len(writes(world)) == 10
    assert len(world.objects("Customer")) == 10
    assert all_settled(world)


def test_the_run_of_a_worker_that_lost_its_lease_is_ended_by_the_next_one() -> None:
    world = World(simulator_settings=Settings(call_latency_s=1))
    world.ready(sync_on_push=False)
    held: list[leases.Lease] = []

    def another_takes_over() -> None:
        later = world.clock.now() + timedelta(seconds=200)
        lease = leases.take(world.store, leases.writer(ACME), "another", at=later, lease_s=150)
        assert lease is not None
        held.append(lease)
        world.clock.sleep(40)  # This answer takes long enough for the lease to be renewed, in vain.

    _at_request(world, "/payment", another_takes_over)
    small_books(world)
    run = world.sync()
    assert run.ended_at is None
    leases.release(world.store, held[0], sends=())
    world.settle_down()
    assert all_settled(world)
    assert not [row for row in world.store.items() if row["sk"].startswith("GOING#")]

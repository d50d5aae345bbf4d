"""A process that dies by SIGKILL, at each point and for each entity: nothing twice, nothing lost."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
import requests

from local.samples import ENTITIES
from tests.functions.deadly import Deadly, figures, is_synced, rests, wait_patiently
from tests.functions.killing import (
    MANY,
    POINTS,
    Kill,
    books,
    die_once_in_each_entity,
    invoice,
    live_through,
    sizes_at,
)
from tests.functions.tenant import Tenant

KILLED = -9
SIDE_BY_SIDE = 5
Kills = Mapping[str, Mapping[str, Kill]]
Figures = Mapping[str, list[tuple[str, ...]]]


@pytest.fixture(scope="module")
def tenants(deadly: Deadly) -> Mapping[str, Tenant]:
    return {point: deadly.tenant() for point in POINTS}


@pytest.fixture(scope="module")
def kills(deadly: Deadly, tenants: Mapping[str, Tenant]) -> Kills:
    """Let a company for each point, all side by side, lose a process in each of its four entities."""
    with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        deaths = threads.map(lambda point: die_once_in_each_entity(deadly, tenants[point], point), POINTS)
        return dict(zip(POINTS, deaths, strict=True))


@pytest.fixture(scope="module")
def unharmed(deadly: Deadly, kills: Kills) -> Mapping[tuple[int, ...], Figures]:
    """Give what the same records come to in companies that nobody kills."""
    shapes = sorted({sizes_at(point) for point in POINTS})
    with ThreadPoolExecutor(len(shapes)) as threads:
        held = threads.map(lambda sizes: live_through(deadly.tenant(), sizes), shapes)
        return dict(zip(shapes, held, strict=True))


@pytest.mark.parametrize("entity", ENTITIES)
@pytest.mark.parametrize("point", POINTS)
def test_a_killed_process_leaves_no_trace_in_the_books(
    kills: Kills,
    tenants: Mapping[str, Tenant],
    unharmed: Mapping[tuple[int, ...], Figures],
    *,
    point: str,
    entity: str,
) -> None:
    kill = kills[point][entity]
    print(f"{point}, {entity}: {kill.calls_sent} calls had been sent, all well {kill.recovered_s} s later")  # noqa: T201
    assert (kill.exit.function, kill.exit.exit_code) == (f"sync_{entity}", KILLED)
    assert kill.statuses == {"synced"}
    assert figures(tenants[point], entity) == unharmed[sizes_at(point)][entity]


@pytest.mark.parametrize("point", POINTS)
def test_a_company_at_which_four_processes_were_killed_rests_with_nothing_open(
    kills: Kills, tenants: Mapping[str, Tenant], point: str
) -> None:
    assert set(kills[point]) == set(ENTITIES)
    assert rests(tenants[point])


def in_the_books_once(deadly: Deadly, tenant: Tenant) -> None:
    """Kill a batch of invoices before its answer, push one more, and look whether each is there once.

    The number warning of QuickBooks is off, so that nothing but the journal is between us and doubles.
    """
    url = f"{tenant.stack.simulator.control_url}/switches"
    switches = {"realm": tenant.books.realm, "duplicate_number_warning": False}
    requests.post(url, json=switches, timeout=10).raise_for_status()
    records = books((1, 1, MANY, 1))
    for entity in ("contacts", "products"):
        tenant.push(entity, *records[entity])
        wait_patiently(partial(is_synced, tenant, entity))
    name = deadly.arm("sent", "invoices", tenant.id)
    tenant.push("invoices", *records["invoices"])
    assert deadly.exit_of(deadly.killed(name)).exit_code == KILLED
    one_more = invoice(MANY, contact=0, product=0)
    tenant.push("invoices", one_more)
    wait_patiently(partial(is_synced, tenant, "invoices"))
    pushed = sorted(each["number"] for each in (*records["invoices"], one_more))
    assert sorted(number for number, *_ in figures(tenant, "invoices")) == pushed


def test_a_batch_whose_sender_died_is_in_the_books_once_whatever_is_pushed_meanwhile(
    deadly: Deadly,
) -> None:
    in_the_books_once(deadly, deadly.tenant())


def test_without_the_journal_the_same_batch_is_there_twice(deadly: Deadly) -> None:
    tenant = deadly.tenant()
    deadly.write(f"without_journal/{tenant.id}")
    with pytest.raises(AssertionError, match="3000"):
        in_the_books_once(deadly, tenant)

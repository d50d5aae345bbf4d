"""Every write of a real quarter of books goes wrong once: the same figures, nothing twice, nobody blamed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from local.samples import sample_books
from quickbooks_sync.settings import Limits
from simulator import Settings
from simulator.controls.api import totals
from simulator.ordered_faults.kinds import FaultKind
from simulator.ordered_faults.orders import FaultOrder
from tests.fakes.faults import UNTOLD
from tests.fakes.world import World
from tests.flows.examples import OBJECTS, all_settled, blamed, open_calls, writes
from tests.flows.leaving import is_gone, link_of, take_back

FIGURES = {
    "invoices": Decimal("10134.14"),
    "tax": Decimal("447.84"),
    "payments": Decimal("4752.62"),
    "receivable": Decimal("5381.52"),
}
CHANGED = {
    "contacts": {"company_name": "Second Version"},
    "products": {"description": "Second Version"},
    "invoices": {"message": "Second Version"},
    "payments": {"reference": "V2"},
}
SECOND: dict[str, tuple[str, Any]] = {
    "Customer": ("CompanyName", "Second Version"),
    "Item": ("Description", "Second Version"),
    "Invoice": ("CustomerMemo", {"value": "Second Version"}),
    "Payment": ("PaymentRefNum", "V2"),
}
REMOVALS = {
    "payments": "delete",
    "invoices": "void",
    "products": "deactivate",
    "contacts": "deactivate",
}
MOST_S = 60 * 86_400
"""Where each write of a quarter is unknown for hours, nine at a time."""
LATE_S = (10, 300, 3600, 4 * 3600 - 60)
SIZES = {"singles": Limits(singles_up_to=300), "batches": Limits(singles_up_to=0), "as shipped": Limits()}

every_size = pytest.mark.parametrize("size", SIZES)


class Books:
    """A company whose every write meets a fault of a kind, the first time that it is sent."""

    def __init__(self, size: str, kind: FaultKind, *, settings: Settings | None = None, **given: Any) -> None:
        self.world = World(simulator_settings=settings)
        self.world.ports = replace(self.world.ports, limits=SIZES[size])
        self.world.ready()
        self.before = self.held()
        self.order = FaultOrder(kind, once_each=True, until_s=1e12, **given)
        self.world.simulator.orders.open.append(self.order)
        self.sent: set[str] = set()
        self.world.simulator.listeners.append(lambda request, *_: self.sent.add(request.requestid))

    def sync(self, version: int) -> None:
        """Push the quarter at a version, and let everything come to rest, also what lands late."""
        for entity, records in sample_books().items():
            more = CHANGED[entity] if version > 1 else {}
            self.world.push(entity, *({**record, **more, "version": version} for record in records))
        for _ in range(2):
            self.world.settle_down(most_s=MOST_S)
            self.world.clock.sleep(5 * 3600)
            self.world.sweep()

    def take_back(self) -> None:
        """Delete every payment, void every invoice, deactivate everything else."""
        for entity, removal in REMOVALS.items():
            for record in sample_books()[entity]:
                take_back(self.world, entity, record["id"], removal, 2)
        for _ in range(2):
            self.world.settle_down(most_s=MOST_S)
            self.world.clock.sleep(5 * 3600)
            self.world.sweep()

    def held(self) -> Counter[str]:
        """Count the objects of each entity."""
        return Counter({name: len(self.world.objects(name)) for name in OBJECTS.values()})

    def hit(self) -> tuple[int, int]:
        """Tell how many writes were hit, and how many there were."""
        return len(self.order.seen), len(self.sent - {""})

    def check(self, version: int) -> None:
        """See that the books hold the quarter once, to the cent, and that nobody was blamed for anything."""
        money = totals(self.world.simulator.realms[self.world.realm].company)
        assert {name: money[name] for name in FIGURES} == FIGURES
        wanted = Counter({OBJECTS[entity]: len(records) for entity, records in sample_books().items()})
        assert self.held() - self.before == wanted
        if version > 1:
            for name, (field, value) in SECOND.items():
                ours = [row for row in self.world.objects(name) if row.get(field) == value]
                assert len(ours) == wanted[name], name
        assert not blamed(self.world)
        assert all_settled(self.world)
        assert not open_calls(self.world)
        assert len(self.world.simulator.late) == 0


@every_size
@pytest.mark.parametrize("kind", ["reset_after", "time_out_after", "status_after"])
def test_every_writes_answer_is_lost_once(size: str, kind: FaultKind) -> None:
    books = Books(size, kind)
    for version in (1, 2):
        books.sync(version)
        books.check(version)
    dropped, written = books.hit()
    print(f"{size}, {kind}: {dropped} answers dropped of {written} writes")  # noqa: T201 - pytest -s shows it
    assert dropped == written > 2 * len(OBJECTS)


@every_size
@pytest.mark.parametrize("kind", ["reset_before", "status_before"])
def test_every_write_is_lost_before_it_arrives_once(size: str, kind: FaultKind) -> None:
    books = Books(size, kind)
    for version in (1, 2):
        books.sync(version)
        books.check(version)


@pytest.mark.parametrize("size", ["singles", "batches"])
@pytest.mark.parametrize("resend", ["carried_out", "refused"])
@pytest.mark.parametrize("late_s", LATE_S)
def test_writes_land_late(size: str, resend: Any, *, late_s: float) -> None:
    settings = Settings(resend_of_running=resend)
    books = Books(size, "time_out_later", later_s=late_s, settings=settings)
    for version in (1, 2):
        books.sync(version)
        books.check(version)
    hit, written = books.hit()
    assert hit == written > 2 * len(OBJECTS)


@pytest.mark.parametrize("items", [0, 7, "every other", range(1, 30)], ids=str)
@pytest.mark.parametrize("kind", ["reset_after", "status_after", "answer_lacks"])
def test_every_batch_is_done_by_half(kind: FaultKind, items: Any) -> None:
    books = Books("batches", kind, entity="batch", items=items)
    for version in (1, 2):
        books.sync(version)
        books.check(version)
    assert len(books.order.seen) >= len(OBJECTS)


@pytest.mark.parametrize("seed", range(6))
def test_batches_are_done_by_another_random_half_in_another_way(seed: int) -> None:
    random = Random(seed)
    books = Books("batches", "answer_shuffled", entity="batch")
    books.order.every = 10**9
    kinds = [kind for kind in UNTOLD if not kind.endswith("_before")]
    for version in (1, 2):
        for _ in range(len(OBJECTS)):
            places = random.sample(range(30), random.randint(0, 29))
            order = FaultOrder(random.choice(kinds), "batch", items=places, later_s=random.choice(LATE_S))
            books.world.simulator.orders.open.insert(0, order)
        books.sync(version)
        books.check(version)
    assert len(books.world.simulator.orders.open) == 1
    assert len(writes(books.world)) > 2 * len(OBJECTS)


@every_size
@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("reset_after", {}),
        ("status_before", {}),
        ("time_out_later", {"later_s": 300}),
        ("status_later", {"later_s": LATE_S[-1]}),
        ("reset_after", {"entity": "batch", "items": "every other"}),
    ],
    ids=["lost after", "lost before", "five minutes late", "four hours late", "half"],
)
def test_every_removal_goes_wrong_once(size: str, kind: FaultKind, given: Any) -> None:
    books = Books(size, kind, **given)
    world = books.world
    orders, world.simulator.orders.open = world.simulator.orders.open, []
    books.sync(1)
    links = [
        (entity, link_of(world, entity, record["id"]).id)
        for entity in REMOVALS
        for record in sample_books()[entity]
    ]
    world.simulator.orders.open = orders
    books.take_back()
    assert books.order.seen or size == "singles"
    assert not [each for each in links if not is_gone(world, *each)]
    money = totals(world.simulator.realms[world.realm].company)
    assert (money["receivable"], money["payments"], money["invoices"]) == (0, 0, 0)
    assert not world.objects("Payment")
    assert not blamed(world)
    assert all_settled(world)
    assert not open_calls(world)

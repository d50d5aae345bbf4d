"""Everything at once, from a seed: deaths, broken answers, busy tables, a late index, pushes in any order."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from random import Random

import pytest

from quickbooks_sync.errors import QueueBusy, StoreBusy, SyncError
from quickbooks_sync.flows import running
from quickbooks_sync.model import Connection
from simulator import Settings
from simulator.ordered_faults.orders import FaultOrder
from tests.fakes.faults import UNTOLD
from tests.fakes.world import World
from tests.flows.dying import Killed, mortal
from tests.flows.examples import (
    OBJECTS,
    Content,
    all_settled,
    contact,
    invoice,
    open_calls,
    payment,
    product,
)

FIELDS = {
    "contacts": ("company_name", "CompanyName"),
    "products": ("description", "Description"),
    "invoices": ("message", "CustomerMemo"),
    "payments": ("reference", "PaymentRefNum"),
}
LATE_S = (10, 200, 4000, 14_000)
WAITS_S = (1, 30, 61, 160, 1000, 4000, 30_000)


class Storm:
    """One world with a host that pushes, and whatever a seed does to it."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.by_hand = self.random.random() < 0.3
        # Where nothing is synced but in a run, a run may end before an index that is very late.
        lag_s = self.random.choice([0, 2] if self.by_hand else [0, 0, 2, 30])
        settings = Settings(
            call_latency_s=self.random.choice([0, 0.2, 3]),
            resend_of_running=self.random.choice(["carried_out", "refused"]),
        )
        self.world = World(index_lag_s=lag_s, simulator_settings=settings)
        self.world.ready(sync_on_push=not self.by_hand)
        self.pushed: dict[tuple[str, str], Content] = {}
        self.left = _records()
        if self.random.random() < 0.5:
            self.random.shuffle(self.left)

    def push(self) -> None:
        """Push some new records, or newer versions when there are none; again when the table is busy."""
        for _ in range(self.random.randint(1, 12)):
            entity, content = self.left.pop(0) if self.left else self._newer()
            self.pushed[entity, content["id"]] = content
            while True:
                with suppress(StoreBusy):
                    self.world.push(entity, content)
                    break

    def _newer(self) -> tuple[str, Content]:
        entity, record_id = self.random.choice(sorted(self.pushed))
        former = self.pushed[entity, record_id]
        version = former["version"] + 1
        return entity, {**former, "version": version, FIELDS[entity][0]: f"v{version}"}

    def ask(self) -> None:
        """Press sync."""
        with suppress(StoreBusy, QueueBusy):
            running.ask(self.world.ports, self.world.company(), asked_by="owner-1")

    def break_answers(self) -> None:
        """Let the wire break soon."""
        where = self.random.choice(["", "customer", "item", "invoice", "payment", "batch", "query"])
        status = self.random.choice([429, 401, 500, 503])
        nth, times = self.random.randint(1, 4), self.random.choice([1, 1, 2, 5])
        order = FaultOrder(self.random.choice(UNTOLD), where, nth=nth, times=times, status=status)
        order.later_s = self.random.choice(LATE_S)
        order.items = self.random.choice([None, 1, "every other", self.random.sample(range(20), 7)])
        self.world.simulator.orders.open.append(order)

    def outage(self) -> None:
        """Let all of Intuit be away for a while, now and then after it has done what it was asked."""
        now_s = self.world.clock.now().timestamp()
        ends_s = now_s + self.random.choice(WAITS_S)
        for kind, every in ((self.random.choice(UNTOLD), 2), ("status_before", 1)):
            order = FaultOrder(kind, every=every, from_s=now_s, until_s=ends_s, later_s=10)
            self.world.simulator.orders.open.append(order)

    def die(self) -> None:
        """Let a worker die somewhere."""
        with mortal(self.world, self.random.randint(1, 150)), suppress(Killed):
            self.world.work()

    def work_on_a_busy_table(self) -> None:
        """Let one table call in twenty fail, before or after it was done."""

        def busy(*_: object) -> None:
            if self.random.random() < 0.05:
                raise StoreBusy("on order")

        self.world.store.before = self.world.store.after = busy
        with suppress(SyncError):
            self.world.work()
        self.push()
        self.world.store.before = self.world.store.after = _calm

    def wait(self) -> None:
        """Let time pass, and the sweep come."""
        self.world.clock.sleep(self.random.choice(WAITS_S))
        self.world.sweep()

    def run(self) -> None:
        """Do all of it for a while, then let everything come to rest."""
        authority = self.world.simulator.authority
        acts: list[Callable[[], object]] = [self.push, self.break_answers, self.die, self.wait, self.ask]
        acts += [self.work_on_a_busy_table, authority.expire_access_tokens, self.world.work, self.push]
        acts += [self.break_answers, self.outage]
        for _ in range(self.random.randint(5, 25)):
            self.random.choice(acts)()
        while self.left:
            self.push()
        for _ in range(3):
            if self.by_hand:
                self.ask()
            self.world.settle_down(most_s=20 * 86_400)
            self.world.clock.sleep(max(LATE_S))  # What is late lands: also after everything is settled.


def _calm(*_: object) -> None:
    """Let the operation be."""


def _records() -> list[tuple[str, Content]]:
    numbers = range(1, 20)
    return [
        *(("contacts", contact(n, **({"parent_id": f"c{n - 3}"} if n in (6, 10) else {}))) for n in numbers),
        ("products", product(1)),
        *(("invoices", invoice(n, contact_id=f"c{n}")) for n in numbers),
        *(("payments", payment(n, contact_id=f"c{n}", applications=_whole(n))) for n in numbers if n < 8),
    ]


def _whole(number: int) -> list[Content]:
    return [{"invoice_id": f"i{number}", "amount": 108}]


@pytest.mark.parametrize("seed", range(40))
def test_after_any_storm_every_record_is_in_the_books_once_and_as_the_host_has_it(seed: int) -> None:
    storm = Storm(seed)
    storm.run()
    world = storm.world
    assert world.company().connection is Connection.CONNECTED
    assert all_settled(world)
    assert not open_calls(world)
    for entity, (field, name) in FIELDS.items():
        rows = {row["Id"]: row for row in world.objects(OBJECTS[entity])}
        ours = [content for (kind, _), content in storm.pushed.items() if kind == entity]
        links = [world.record(entity, content["id"]).link for content in ours]
        assert len({link.id for link in links if link}) == len(ours)
        assert len([row for row in rows.values() if "Mowing" in row.get("Name", "Mowing")]) == len(ours)
        for content, link in zip(ours, links, strict=True):
            value = rows[link.id if link else ""].get(name, "")
            assert (value["value"] if isinstance(value, dict) else value) == content.get(field, "")

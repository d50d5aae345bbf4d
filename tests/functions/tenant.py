"""One company of a running stack, with books of its own: what its host, its people and QuickBooks see."""

import random
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Self

import requests

from local import onboarding
from local.callers import Caller
from local.identity import Role
from local.quickbooks import QuickBooks
from local.samples import ENTITIES
from local.stack import Stack
from tests.planted import WATCH

Row = Mapping[str, Any]
REGISTRATION = {"country": "US", "home_currency": "USD", "time_zone": "America/Los_Angeles"}
CONTACT = {"id": "c1", "version": 1, "display_name": "Harbor Lights Cafe", "phone": "(650) 555-0142"}
PRODUCT: Row = {
    "id": "p1",
    "version": 1,
    "name": "Gardening",
    "kind": "service",
    "unit_price": 25,
    "taxable": True,
}
INVOICE: Row = {
    "id": "i1",
    "version": 1,
    "number": "2001",
    "contact_id": "c1",
    "issue_date": "2026-04-08",
    "currency": "USD",
    "tax_percent": 8,
    "tax_total": 8,
    "total": 108,
    "status": "booked",
    "lines": [{"product_id": "p1", "quantity": 4, "unit_price": 25, "amount": 100, "taxable": True}],
}
PAYMENT = {
    "id": "y1",
    "version": 1,
    "contact_id": "c1",
    "date": "2026-04-09",
    "currency": "USD",
    "amount": 108,
    "applications": [{"invoice_id": "i1", "amount": 108}],
}


def wait_until(is_true: Callable[[], bool], *, within_s: float = 60, look_every_s: float = 0.2) -> None:
    deadline_s = time.monotonic() + within_s
    while not is_true():
        assert time.monotonic() < deadline_s, f"it did not become true within {within_s} s"
        time.sleep(look_every_s)


class Tenant:
    def __init__(self, stack: Stack, company: str = "") -> None:
        self.stack = stack
        self.id = company or f"company-{uuid.uuid4().hex[:8]}"
        self.path = f"/v1/companies/{self.id}"
        self.host = self.caller("host")
        self.owner = self.caller("owner")
        self.books = QuickBooks(stack.simulator.control_url, str(random.randrange(10**18, 10**19)))

    def caller(self, role: Role) -> Caller:
        company = None if role in ("host", "support") else self.id
        return Caller(self.stack.api_url, self.stack.token(role, company, sub=f"{role}-of-{self.id}"))

    def register(self, **settings: object) -> Self:
        self.host.put(self.path, REGISTRATION)
        if settings:
            self.owner.put(f"{self.path}/settings", settings)
        return self

    def connect(self, selections: Mapping[str, str] = onboarding.SELECTIONS) -> Self:
        control_url = self.stack.simulator.control_url
        requests.post(
            f"{control_url}/realms", json={"realm": self.books.realm}, timeout=10
        ).raise_for_status()
        onboarding.connect(self.owner, self.id, self.books.realm)
        onboarding.select(self.owner, self.id, selections)
        return self

    def push(self, entity: str, *records: Row) -> list[dict[str, Any]]:
        WATCH.plant(*records)
        pushed: list[dict[str, Any]] = self.host.post(
            f"{self.path}/records/{entity}", {"records": list(records)}
        )["results"]
        return pushed

    def record(self, entity: str, record_id: str) -> dict[str, Any]:
        shown: dict[str, Any] = self.owner.get(f"{self.path}/records/{entity}/{record_id}")
        return shown

    def sync(self, what: str = "") -> dict[str, Any]:
        """Press sync, wait until the run has ended, and return it."""
        run: dict[str, Any] = self.owner.post(f"{self.path}/sync{what}")

        def has_ended() -> bool:
            run.update(self.owner.get(f"{self.path}/runs/{run['id']}"))
            return bool(run["state"] == "ended")

        wait_until(has_ended)
        return run

    def wait_until_still(self) -> None:
        """Wait until no message is on its way and no function works."""

        def is_still() -> bool:
            depths = self.stack.queue_depths()
            queues = [depth for name, depth in depths.items() if name.endswith(ENTITIES)]
            return not any(each.waiting or each.in_flight for each in queues) and not (
                self.stack.functions_running
            )

        wait_until(is_still)

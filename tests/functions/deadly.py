"""A stack in fast time whose function processes die on order, and what tests ask about it."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from local.functions import Exit
from local.stack import Stack
from tests.functions.tenant import Tenant, wait_until

TIME_SCALE = 100
CALL_LATENCY_S = 5
"""Of QuickBooks' clock."""
FAIL_POINTS = Path(__file__).with_name("fail_points")
KINDS: Mapping[str, str] = {
    "contacts": "Customer",
    "products": "Item",
    "invoices": "Invoice",
    "payments": "Payment",
}
SHOWN: Mapping[str, Sequence[str]] = {
    "Customer": ("DisplayName", "Balance"),
    "Item": ("Name", "UnitPrice"),
    "Invoice": ("DocNumber", "TotalAmt", "Balance"),
    "Payment": ("TxnDate", "TotalAmt", "UnappliedAmt"),
}
"""What an object is told by, apart from its Id."""


def wait_patiently(is_true: Callable[[], bool]) -> None:
    """Wait for what takes several processes, without taking their time by looking."""
    wait_until(is_true, within_s=180, look_every_s=1)


class Deadly:
    """Orders deaths, and tells of them."""

    def __init__(self, stack: Stack, home: Path) -> None:
        self.stack = stack
        self.home = home

    def tenant(self, **settings: object) -> Tenant:
        """Register and connect a company; as a rule it syncs whatever is pushed."""
        tenant = Tenant(self.stack).register(**settings)
        self.write(f"realms/{tenant.books.realm}", tenant.id)
        return tenant.connect()

    def write(self, name: str, text: str = "") -> Path:
        path = self.home / name
        path.write_text(text, encoding="utf-8")
        return path

    def arm(self, point: str, entity: str, company: str) -> str:
        """Order a death, and return its name."""
        return self.write(f"armed/{point}.sync_{entity}.{company}").name

    def killed(self, name: str) -> int:
        """Wait for a death that was ordered, and return the number of the process."""
        found: list[Path] = []

        def has_happened() -> bool:
            found[:] = (self.home / "claimed").glob(f"{name}.*")
            return bool(found)

        wait_patiently(has_happened)
        return int(found[0].suffix.removeprefix("."))

    def exit_of(self, pid: int) -> Exit:
        """Wait until the local Lambda has noticed a death, and return what it says of it."""
        wait_patiently(lambda: any(each.pid == pid for each in self.stack.exits))
        return next(each for each in self.stack.exits if each.pid == pid)

    def witnessed(self, company: str) -> list[dict[str, Any]]:
        """Return what processes wrote down about a company, in order of time."""
        lines = (self.home / "witness.jsonl").read_text(encoding="utf-8").splitlines()
        return sorted(
            (line for line in map(json.loads, lines) if line["company"] == company),
            key=lambda line: float(line["at_s"]),
        )


@contextmanager
def deadly_stack(home: Path) -> Iterator[Deadly]:
    """Start everything in fast time."""
    for name in ("armed", "claimed", "realms", "without_journal"):
        (home / name).mkdir()
    with Stack(
        call_latency_s=CALL_LATENCY_S,
        time_scale=TIME_SCALE,
        schedules=True,
        variables={"FAIL_POINTS_DIR": str(home)},
        python_path=[FAIL_POINTS],
    ) as stack:
        yield Deadly(stack, home)


def rows(tenant: Tenant, prefix: str) -> list[dict[str, Any]]:
    """Return a company's items in the table whose sort key begins so, as DynamoDB shows them."""
    pages = (
        tenant.stack.client("dynamodb")
        .get_paginator("query")
        .paginate(
            TableName=tenant.stack.outputs["TableName"],
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues={":pk": {"S": f"COMPANY#{tenant.id}"}, ":sk": {"S": prefix}},
            ConsistentRead=True,
        )
    )
    return [item for page in pages for item in page["Items"]]


def phases(tenant: Tenant, entity: str) -> set[str]:
    """Return the phases of an entity's records."""
    return {item["phase_sk"]["S"].partition("#")[0] for item in rows(tenant, f"RECORD#{entity}#")}


def is_synced(tenant: Tenant, entity: str) -> bool:
    """Tell whether all of an entity is settled and no call is open."""
    return phases(tenant, entity) == {"settled"} and not rows(tenant, "CALL#")


def rests(tenant: Tenant) -> bool:
    """Tell whether nobody has to look at a company any more."""
    (work,) = rows(tenant, "WORK")
    return "due_sk" not in work and not rows(tenant, "CALL#")


def figures(tenant: Tenant, entity: str) -> list[tuple[str, ...]]:
    """Return what the books hold of an entity, in an order that does not depend on Ids."""
    kind = KINDS[entity]
    return sorted(
        tuple(str(each.get(name, "")) for name in SHOWN[kind]) for each in tenant.books.objects(kind)
    )


def since_s(started_s: float) -> float:
    return round(time.monotonic() - started_s, 1)

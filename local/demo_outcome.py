"""What the demo found: records, money on both sides, calls and problems; and what is not as it should be."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from local.callers import Caller
from local.quickbooks import Calls, Money
from local.samples import Records


class Name(NamedTuple):
    """Which record: `Name("contacts", "contact-1")`."""

    entity: str
    id: str

    def __str__(self) -> str:
        """Write it as the API's paths do."""
        return f"{self.entity}/{self.id}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that the report shows."""

    samples: frozenset[Name]
    broken: frozenset[Name]
    statuses: Mapping[Name, str]
    problems: Sequence[Mapping[str, Any]]
    """As the API lists them; each names the `entity` and `id` of its record."""
    host: Money
    books: Money
    connecting: Calls
    first_sync: Calls
    second_sync: Calls

    def counts(self) -> dict[str, Counter[str]]:
        """Count per entity what is synced, what is in error, and what still waits."""
        counts: dict[str, Counter[str]] = {}
        for name, status in self.statuses.items():
            shown = status if status in ("synced", "error") else "waiting"
            counts.setdefault(name.entity, Counter())[shown] += 1
        return counts

    def differences(self) -> list[str]:
        """Name whatever is not as it should be."""
        synced = {name for name, status in self.statuses.items() if status == "synced"}
        failed = {name for name, status in self.statuses.items() if status == "error"}
        explained = {Name(problem["entity"], problem["id"]) for problem in self.problems}
        return [
            *(
                f"{figure}: {ours} at the host, {theirs} in QuickBooks"
                for figure, ours, theirs in zip(Money._fields, self.host, self.books, strict=True)
                if ours != theirs
            ),
            *_named("not synced", self.samples - synced),
            *_named("in error without being broken", failed - self.broken),
            *_named("broken and not in error", self.broken - failed),
            *_named("in error without a problem that says why", failed - explained),
            *([f"the second sync wrote {self.second_sync.writing} times"] * bool(self.second_sync.writing)),
        ]


def names(records: Records) -> frozenset[Name]:
    """Name records."""
    return frozenset(Name(entity, record["id"]) for entity, each in records.items() for record in each)


def statuses(caller: Caller, company: str, entities: Sequence[str]) -> dict[Name, str]:
    """Read the status of all records of a company."""
    found: dict[Name, str] = {}
    for entity in entities:
        cursor = ""
        while cursor is not None:
            page = caller.get(f"/v1/companies/{company}/records/{entity}?cursor={cursor}")
            found |= {Name(entity, record["id"]): record["status"] for record in page["records"]}
            cursor = page["cursor"]
    return found


def problems(caller: Caller, company: str) -> list[dict[str, Any]]:
    """Read all problems of a company, one by one."""
    groups = caller.get(f"/v1/companies/{company}/problems")["problems"]
    return [problem for group in groups for problem in group["records"]]


def _named(what: str, wrong: frozenset[Name] | set[Name]) -> list[str]:
    return [f"{what}: {', '.join(sorted(map(str, wrong)))}"] if wrong else []

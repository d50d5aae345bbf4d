"""What an entity file declares (`Kind`), and the proposed state that it builds an object from (`Draft`)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from simulator.books.company import Company, Record, plain
from simulator.books.schema import Check
from simulator.faults import Refused, name_taken, not_found
from simulator.wire import Wire

FilterType = Literal["id", "text", "number", "boolean", "date", "moment", "reference", "email"]
DELETED_SUFFIX = " (deleted)"


@dataclass(slots=True)
class Draft:
    """A create or an update before it is carried out: `given` is every writable value after it."""

    company: Company
    kind: "Kind"
    given: Wire
    before: Record | None
    include: frozenset[str]
    now_s: float
    # Set by an update of a transaction: the id that the next new line gets.
    next_line: int = 1
    # Set by `build` of a payment: what it applies to each invoice.
    links: dict[str, Decimal] = field(default_factory=dict)

    def refer(self, kind: str, name: str, *, prefix: str) -> Record | None:
        """Return what a reference points to, None when it is not given; refuse what is not there.

        What became inactive stays where it is: only what points to it anew is refused.
        """
        given = self.given.get(name)
        if given is None:
            return None
        record = self.company.find(kind, given["value"])
        if record is not None and self.before is not None and self.before.given.get(name) == given:
            return record
        return point(self.company, kind, given["value"], prefix=prefix)

    def free(self, namespace: str, name: str) -> bool:
        """Tell whether nobody else has a name."""
        holder = self.company.names.get((namespace, plain(name)))
        return holder is None or (self.before is not None and holder == (self.kind.name, self.before.id))

    def claim(self, namespace: str, name: str) -> None:
        """Refuse a name that somebody else has."""
        if not self.free(namespace, name):
            raise name_taken(self.company.settings.taken_name_detail)

    def retired(self, namespace: str, name: str) -> str:
        """Return the name under which an inactive object frees its plain one."""
        bare = name.removesuffix(DELETED_SUFFIX)
        number, suffixed = 1, bare + DELETED_SUFFIX
        while not self.free(namespace, suffixed):
            number += 1
            suffixed = f"{bare} (deleted {number})"
        return suffixed


class Condition(NamedTuple):
    """One condition of a query: property, operator, and one literal (several for IN)."""

    name: str
    operator: str
    literals: tuple[str | Decimal | bool, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One entity: its properties, how it is built, what else moves with it, and what a query may ask."""

    name: str
    family: str
    fields: Mapping[str, Check]
    filters: Mapping[str, FilterType]
    # No `build`: read and query only. `build` may change nothing but the draft; `settle` moves indexes and
    # balances after the object is kept, with its record and the wire form that it had before.
    build: Callable[[Draft], Wire] | None = None
    settle: Callable[[Draft, Record, Wire | None], None] | None = None
    # Instead of both: the whole write of what has no id, from the values given.
    write: Callable[[Company, Wire, float], Wire] | None = None
    # What a query of it looks through, given its conditions, when that is more than what is kept.
    rows: Callable[[Company, tuple[Condition, ...]], Iterable[Record]] | None = None
    # Transactions only.
    delete: Callable[[Company, Record, float], None] | None = None
    void: Callable[[Company, Record, float], None] | None = None
    void_operation: Literal["void", "update"] = "void"
    # Values that stay when an update, full as it may be, leaves them out.
    fixed: tuple[str, ...] = ()
    # Whether an update may name only what it changes.
    sparse: bool = True
    # What a query may order by beside its filters.
    sortable: Mapping[str, FilterType] = field(default_factory=dict)
    is_list: bool = False
    total_count: bool = False
    in_change_data: bool = True
    # Whether the answer to its create says when it was last changed; a read always does.
    changed_when_new: bool = True


def point(company: Company, kind: str, record_id: str, *, prefix: str) -> Record:
    """Return an active object; refuse an id that never was (2500) or is inactive (610)."""
    record = company.find(kind, record_id)
    if record is None:
        raise Refused("2500", f"Invalid Reference Id : {prefix} element id {record_id} not found", element="")
    if not record.active:
        raise not_found()
    return record


def rename(company: Company, record: Record, *, namespace: str, old: str | None, new: str) -> None:
    """Move an object's name in the index of names."""
    if old is not None:
        company.names.pop((namespace, plain(old)), None)
    company.names[namespace, plain(new)] = (record.kind, record.id)
    company.order_changed(record.kind)


def copied(given: Wire, *names: str) -> dict[str, Any]:
    """Return those of the given values that are shown as they are."""
    return {name: given[name] for name in names if name in given}

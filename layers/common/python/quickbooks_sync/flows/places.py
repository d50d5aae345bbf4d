"""Going through the records with problems of one company or of all, a page at a time, from where one was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from quickbooks_sync.core.catalogue import CATALOGUE
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.errors import BadCursor, Invalid, NotFound
from quickbooks_sync.model import CompanyId, Phase
from quickbooks_sync.ports import Ports
from quickbooks_sync.state import codec, companies, stuck
from quickbooks_sync.state.stuck import Since

PAGE = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of what is stuck: all, or of a company, an entity, a problem, an age, or all of these."""

    company: CompanyId | None = None
    entity: str | None = None
    problem: str | None = None
    before: datetime | None = None
    """Only what is stuck since then or longer."""

    @property
    def entities(self) -> tuple[str, ...]:
        """The entities that are wanted, in order."""
        return (self.entity,) if self.entity else tuple(ENTITIES)


class Cursor(NamedTuple):
    """Where a list goes on: in which part of it, and there."""

    part: str
    place: tuple[str | None, ...] = ()

    def text(self) -> str:
        """Write it for the caller."""
        return codec.dumps([self.part, *self.place]).decode()


class Place(NamedTuple):
    """One of the lists of records: of a company, an entity and a phase, and where in it one is."""

    company: CompanyId
    entity: str
    phase: str
    at: str | None
    following: str | None
    """Where the companies go on."""


class Found(NamedTuple):
    """A page of records with problems, and where the next one begins; `after` None: there is none."""

    company: CompanyId
    records: list[Since]
    after: Place | None


def check(ports: Ports, wanted: Wanted) -> None:
    """See that there is what is wanted. Raises Invalid naming the field, NotFound for an unknown company."""
    for field, value, known in (("entity", wanted.entity, ENTITIES), ("problem", wanted.problem, CATALOGUE)):
        if value is not None and value not in known:
            message = f"is one of {', '.join(known)}" if field == "entity" else "is not the code of a problem"
            raise Invalid(f"{field} {message}", [{"field": field, "value": value[:PAGE], "message": message}])
    if wanted.company is not None and companies.find(ports.store, wanted.company) is None:
        raise NotFound(f"no company {wanted.company!r}")


def cursor_of(text: str | None, parts: Sequence[str]) -> Cursor:
    """Read where a list goes on; at its first part when it begins. Raises BadCursor."""
    if text is None:
        return Cursor(parts[0])
    try:
        part, *place = codec.loads(text)
    except (ValueError, TypeError, RecursionError):
        raise BadCursor(text) from None
    if part not in parts or not all(each is None or isinstance(each, str) for each in place):
        raise BadCursor(text)
    return Cursor(part, tuple(place))


def records(ports: Ports, wanted: Wanted, phases: Sequence[Phase], start: Cursor) -> Iterator[Found]:
    """Give page after page of records in phases with problems, of the company that is wanted or of all."""
    lists = [(entity, str(phase)) for entity in wanted.entities for phase in phases]
    place = _place(start, lists) if start.place else _first(ports, wanted, lists, at=None)
    while place is not None:
        page, at = stuck.with_problems(
            ports.store,
            place.company,
            place.entity,
            Phase(place.phase),
            limit=PAGE,
            before=wanted.before,
            cursor=place.at,
        )
        after = _after(ports, wanted, lists, place=place, at=at)
        yield Found(place.company, page, after)
        place = after


def _after(
    ports: Ports, wanted: Wanted, lists: Sequence[tuple[str, str]], *, place: Place, at: str | None
) -> Place | None:
    if at is not None:
        return place._replace(at=at)
    number = lists.index((place.entity, place.phase)) + 1
    if number < len(lists):
        entity, phase = lists[number]
        return place._replace(entity=entity, phase=phase, at=None)
    if wanted.company or place.following is None:
        return None
    return _first(ports, wanted, lists, at=place.following)


def _first(ports: Ports, wanted: Wanted, lists: Sequence[tuple[str, str]], *, at: str | None) -> Place | None:
    """Begin with the company that is wanted, or the next one of all."""
    if wanted.company:
        return Place(wanted.company, *lists[0], at=None, following=None)
    found, following = companies.listed(ports.store, None, limit=1, cursor=at)
    return Place(found[0], *lists[0], at=None, following=following) if found else None


def _place(start: Cursor, lists: Sequence[tuple[str, str]]) -> Place:
    if len(start.place) != len(Place._fields) or start.place[1:3] not in lists:
        raise BadCursor(start.text())
    company, entity, phase, at, following = start.place
    return Place(CompanyId(company or ""), entity or "", phase or "", at, following)

"""The books as they were a while ago: what a query finds while the index behind it is late.

That QuickBooks' queries can be behind its writes is no published fact, but nobody promises the opposite. What
changed in that while is kept in its former versions, everything else is taken as it is: a write costs one
copy of what it touched, a late query looks besides its own rows at what changed lately.
"""

from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass

from simulator.books.company import Company, Record
from simulator.settings import DAY_S

LONGEST_S = DAY_S
"""How far back the books can be seen."""

_Versions = deque[tuple[float, Record | None]]


class Past:
    """The former versions of one company's objects, kept while they are wanted."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._versions: dict[tuple[str, str], _Versions] = {}

    def keep(self, *, wanted: bool) -> None:
        """Begin or end keeping: it begins with one version of everything that is there."""
        company = self._company
        if not wanted:
            company.touched = None
            self._versions.clear()
        elif company.touched is None:
            company.touched = []
            for records in company.objects.values():
                for record in records.values():
                    self._add(record, record.changed_s)

    def settle(self, now_s: float) -> None:
        """Keep what a request has touched as it is now."""
        touched = self._company.touched
        if touched:
            for record in {(record.kind, record.id): record for record in touched}.values():
                self._add(record, now_s)
            touched.clear()

    def seen_from(self, then_s: float, *, about: str = "") -> "View":
        """Return the view of the moment `then_s`; of one entity only when `about` names it."""
        return View(self._company, self._versions, then_s, about)

    def _add(self, record: Record, now_s: float) -> None:
        there = self._company.find(record.kind, record.id) is not None
        versions = self._versions.setdefault((record.kind, record.id), deque())
        while len(versions) > 1 and versions[1][0] <= now_s - LONGEST_S:
            versions.popleft()
        versions.append((now_s, _frozen(record) if there else None))


def _frozen(record: Record) -> Record:
    version = copy(record)
    version.wire = dict(record.wire)
    return version


@dataclass(frozen=True, slots=True)
class View:
    """A company as it was at one moment."""

    _company: Company
    _versions: dict[tuple[str, str], _Versions]
    then_s: float
    about: str = ""

    def find(self, kind: str, record_id: str) -> Record | None:
        """Return an object as it was."""
        now = self._company.find(kind, record_id)
        if self.about not in ("", kind) or (now is not None and now.changed_s <= self.then_s):
            return now
        for at_s, version in reversed(self._versions.get((kind, record_id), ())):
            if at_s <= self.then_s:
                return version
        # Changed before versions were kept: how it was is not known.
        return now if now is not None and now.created_s <= self.then_s else None

    def rows(self, kind: str, candidates: Iterable[Record]) -> Iterator[Record]:
        """Return the candidates of a query as they were, and all else that has changed since, in no order."""
        if self.about not in ("", kind):
            yield from candidates
            return
        yield from (record for record in candidates if record.changed_s <= self.then_s)
        for record_id in self._changed_since(kind):
            record = self.find(kind, record_id)
            if record is not None:
                yield record

    def newest_first(self, kind: str) -> Iterator[Record]:
        """Walk a kind from its latest change back, as it was."""
        rows = self.rows(kind, self._company.newest_first(kind))
        return iter(sorted(rows, key=lambda record: record.sequence, reverse=True))

    def gone(self, kind: str, deleted_s: float) -> bool:
        """Tell whether a deletion was seen already."""
        return deleted_s <= self.then_s or self.about not in ("", kind)

    def _changed_since(self, kind: str) -> Iterator[str]:
        for record in self._company.newest_first(kind):
            if record.changed_s <= self.then_s:
                break
            yield record.id
        deleted = self._company.deleted.get(kind, OrderedDict[str, float]())
        for record_id, deleted_s in reversed(deleted.items()):
            if deleted_s <= self.then_s:
                break
            yield record_id

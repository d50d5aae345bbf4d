"""An index of the in-memory table, which shows a write only some seconds later."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque

from quickbooks_sync.ports import Item, Key

Row = tuple[str, ...]
"""What a partition is sorted by: (sort key,) in the table; (index's sort key, pk, sk) in an index."""


class LateIndex:
    """Items that have both of the index's attributes, by them."""

    def __init__(self, kind: str) -> None:
        self.pk_name = f"{kind}_pk"
        self.sk_name = f"{kind}_sk"
        self._partitions: dict[str, list[Row]] = {}
        self._where: dict[Key, tuple[str, Row]] = {}
        self._written: dict[Key, tuple[str, Row] | None] = {}
        self._late: deque[tuple[float, Key, tuple[str, Row] | None]] = deque()

    def write(self, key: Key, item: Item | None, *, visible_at_s: float) -> None:
        """Note what a write means for the index; None is a deleted item."""
        place = None
        if item is not None and self.pk_name in item and self.sk_name in item:
            place = (item[self.pk_name], (item[self.sk_name], *key))
        if place == self._written.get(key):
            return
        self._written[key] = place
        # Nothing becomes visible before what was written earlier.
        last_s = self._late[-1][0] if self._late else visible_at_s
        self._late.append((max(last_s, visible_at_s), key, place))

    def rows(self, pk: str, *, now_s: float) -> list[Row]:
        """Return a partition as it is visible now, in order."""
        while self._late and self._late[0][0] <= now_s:
            _, key, place = self._late.popleft()
            self._show(key, place)
        return self._partitions.get(pk, [])

    def item(self, pk: str, row: Row) -> Item:
        """Return what the index gives of an item: its keys and the index's own two."""
        return {self.pk_name: pk, self.sk_name: row[0], "pk": row[1], "sk": row[2]}

    def _show(self, key: Key, place: tuple[str, Row] | None) -> None:
        former = self._where.pop(key, None)
        if former is not None:
            rows = self._partitions[former[0]]
            del rows[bisect_left(rows, former[1])]
        if place is not None:
            self._where[key] = place
            insort(self._partitions.setdefault(place[0], []), place[1])

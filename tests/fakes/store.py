"""The table in memory, with what DynamoDB does and moto does not: late indexes, conflicts, limits."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal

from quickbooks_sync.errors import BadCursor, ConditionFailed, Defect, StoreBusy
from quickbooks_sync.ports import Check, Clock, Delete, Item, Key, Page, Put, Update, Write
from tests.fakes.items import accepted, copied_item, holds, updated
from tests.fakes.late_index import LateIndex, Row

Index = Literal["", "by_phase", "by_due"]
PAGE_BYTES = 1_000_000
TRANSACTION_WRITES = 100
LAST = "\U0010ffff"


class MemoryStore:
    """The Store port. `used` counts operations by name and items by `read` and `written`.

    `before` is called with the operation and its keys and may raise instead of it; `after` may raise although
    it was done, as when an answer is lost.
    """

    def __init__(self, clock: Clock, *, index_lag_s: float = 0.0) -> None:
        self.index_lag_s = index_lag_s
        self.used: Counter[str] = Counter()
        self.before: Callable[[str, Sequence[Key]], None] = _pass
        self.after: Callable[[str, Sequence[Key]], None] = _pass
        self._clock = clock
        self._busy = 0
        self._items: dict[Key, Item] = {}
        self._sizes: dict[Key, int] = {}
        self._partitions: dict[str, list[Row]] = {}
        self._indexes = {"by_phase": LateIndex("phase"), "by_due": LateIndex("due")}

    def busy_next(self, times: int) -> None:
        """Make the next operations raise StoreBusy with nothing done: throttled, or in conflict."""
        self._busy = times

    def items(self) -> list[Item]:
        """Return a copy of everything, by key; uncounted, for assertions."""
        return [copied_item(self._items[key]) for key in sorted(self._items)]

    def get(self, key: Key) -> Item | None:
        self._begin("get", [key])
        item = self._items.get(key)
        self._end("get", [key], read=1)
        return copied_item(item) if item is not None else None

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Item]:
        wanted = list(dict.fromkeys(keys))
        self._begin("get_many", wanted)
        found = {key: copied_item(self._items[key]) for key in wanted if key in self._items}
        self._end("get_many", wanted, read=len(wanted))
        return found

    def query(
        self,
        pk: str,
        *,
        prefix: str = "",
        index: Index = "",
        up_to: str = "",
        limit: int = 1000,
        newest_first: bool = False,
        cursor: str | None = None,
    ) -> Page:
        self._begin("query", [])
        rows, low, high = self._range(pk, index, prefix=prefix, up_to=up_to)
        if cursor is not None:
            ended_at = _row(cursor, index)
            low, high = (
                (low, min(high, bisect_left(rows, ended_at)))
                if newest_first
                else (max(low, bisect_right(rows, ended_at)), high)
            )
        order = range(high - 1, low - 1, -1) if newest_first else range(low, high)
        page = self._page(pk, index, rows=[rows[at] for at in order[:limit]], limit=limit)
        self._end("query", [], read=len(page.items))
        return page

    def count(self, pk: str, *, prefix: str = "", index: Index = "") -> int:
        self._begin("count", [])
        _, low, high = self._range(pk, index, prefix=prefix, up_to="")
        self._end("count", [], read=high - low)
        return high - low

    def apply(self, write: Put | Update | Delete) -> Item | None:
        self._begin("apply", [write.key])
        self._do([write])
        result = copied_item(self._items[write.key]) if isinstance(write, Update) else None
        self._end("apply", [write.key], written=1)  # Others may write now: the result is from before.
        return result

    def transact(self, writes: Sequence[Write]) -> None:
        keys = [write.key for write in writes]
        if len(writes) > TRANSACTION_WRITES or len(set(keys)) < len(keys):
            raise Defect(f"{len(writes)} writes: at most {TRANSACTION_WRITES}, to different items")
        if not writes:
            return
        self._begin("transact", keys)
        self._do(writes)
        self._end("transact", keys, written=len(writes))

    def _do(self, writes: Sequence[Write]) -> None:
        results = [self._result(write) for write in writes]
        failed = [
            position
            for position, write in enumerate(writes)
            if not holds(write.condition, self._items.get(write.key, {}))
        ]
        if failed:
            raise ConditionFailed(failed)
        sizes = [accepted(write.key, result or {}) for write, result in zip(writes, results, strict=True)]
        for write, result, size in zip(writes, results, sizes, strict=True):
            if not isinstance(write, Check):
                self._keep(write.key, result, size)

    def _result(self, write: Write) -> Item | None:
        match write:
            case Put(key=key, item=item):
                return {**copied_item(item), **key._asdict()}
            case Update(key=key):
                return updated(write, self._items.get(key, {}))
            case Delete() | Check():
                return None

    def _keep(self, key: Key, item: Item | None, size: int) -> None:
        rows = self._partitions.setdefault(key.pk, [])
        if key in self._items and item is None:
            del rows[bisect_left(rows, (key.sk,))], self._items[key], self._sizes[key]
        elif item is not None:
            if key not in self._items:
                insort(rows, (key.sk,))
            self._items[key], self._sizes[key] = item, size
        for index in self._indexes.values():
            index.write(key, item, visible_at_s=self._clock.monotonic_s() + self.index_lag_s)

    def _range(self, pk: str, index: Index, *, prefix: str, up_to: str) -> tuple[list[Row], int, int]:
        if prefix and up_to:
            raise Defect(f"query of {pk}: a prefix or an upper end, not both")
        if index:
            rows = self._indexes[index].rows(pk, now_s=self._clock.monotonic_s())
        else:
            rows = self._partitions.get(pk, [])
        low = bisect_left(rows, (prefix,)) if prefix else 0
        high = len(rows)
        if prefix:
            high = bisect_left(rows, (prefix + LAST,))
        elif up_to:
            high = bisect_right(rows, (up_to, LAST))
        return rows, low, high

    def _page(self, pk: str, index: Index, *, rows: list[Row], limit: int) -> Page:
        items: list[Item] = []
        size = 0
        for row in rows:
            key = Key(pk, row[0])
            items.append(self._indexes[index].item(pk, row) if index else copied_item(self._items[key]))
            size += 0 if index else self._sizes[key]
            if size > PAGE_BYTES or len(items) == limit:
                # As DynamoDB does, also when nothing follows: the next page is empty then.
                return Page(items, json.dumps(row))
        return Page(items, None)

    def _begin(self, operation: str, keys: Sequence[Key]) -> None:
        self.used[operation] += 1
        self.before(operation, keys)
        if self._busy:
            self._busy -= 1
            raise StoreBusy("throttled on order")

    def _end(self, operation: str, keys: Sequence[Key], *, read: int = 0, written: int = 0) -> None:
        self.used["read"] += read
        self.used["written"] += written
        self.after(operation, keys)


def _pass(operation: str, keys: Sequence[Key]) -> None:
    """Let the operation be."""


def _row(cursor: str, index: Index) -> Row:
    try:
        row = tuple(json.loads(cursor))
    except (ValueError, TypeError, RecursionError):
        raise BadCursor(cursor) from None
    if len(row) != (3 if index else 1) or not all(isinstance(value, str) for value in row):
        raise BadCursor(cursor)
    return row

"""What the table in memory shows of DynamoDB that moto does not: late indexes, types, limits, busy times."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from quickbooks_sync.errors import ConditionFailed, Defect, StoreBusy
from quickbooks_sync.ports import Condition, Key, Put, Test, Update
from tests.fakes.clock import VirtualClock
from tests.fakes.store import MemoryStore

A = Key("COMPANY#a", "WORK")
DUE = {"due_pk": "DUE#1", "due_sk": "2026-01-01"}


def test_an_index_shows_a_write_late_and_the_table_at_once() -> None:
    clock = VirtualClock()
    store = MemoryStore(clock, index_lag_s=10)
    store.apply(Update(A, set=DUE))
    assert store.get(A) is not None
    clock.sleep(9)
    assert store.query("DUE#1", index="by_due").items == []
    assert store.count("DUE#1", index="by_due") == 0
    clock.sleep(1)
    assert store.count("DUE#1", index="by_due") == 1
    store.apply(Update(A, set={"due_sk": "2026-01-02"}))
    assert [item["due_sk"] for item in store.query("DUE#1", index="by_due").items] == ["2026-01-01"]
    clock.sleep(10)
    assert [item["due_sk"] for item in store.query("DUE#1", index="by_due").items] == ["2026-01-02"]


def test_a_late_index_keeps_the_order_of_writes_when_its_lag_shrinks() -> None:
    clock = VirtualClock()
    store = MemoryStore(clock, index_lag_s=10)
    store.apply(Update(A, set=DUE))
    store.index_lag_s = 0
    store.apply(Update(A, remove=tuple(DUE)))
    clock.sleep(10)
    assert store.query("DUE#1", index="by_due").items == []


@pytest.mark.parametrize("condition", [((Test("yes", "=", 1),),), ((Test("n", "<", "6"),),)])
def test_values_of_two_types_are_neither_equal_nor_in_order(condition: Condition) -> None:
    store = MemoryStore(VirtualClock())
    store.apply(Put(A, {"yes": True, "n": 5}))
    with pytest.raises(ConditionFailed):
        store.apply(Update(A, condition=condition))


@pytest.mark.parametrize(
    ("key", "item"),
    [
        (Key("COMPANY#a", "x" * 1025), {}),
        (Key("x" * 2049, "WORK"), {}),
        (Key("COMPANY#a", ""), {}),
        (A, {"due_pk": "DUE#1", "due_sk": 5}),
        (A, {"due_pk": "DUE#1", "due_sk": "x" * 1025}),
    ],
)
def test_a_key_that_dynamodb_would_refuse_is_refused(key: Key, item: dict[str, object]) -> None:
    store = MemoryStore(VirtualClock())
    with pytest.raises(Defect):
        store.apply(Put(key, item))
    assert store.items() == []


def test_a_busy_store_does_nothing_as_often_as_ordered() -> None:
    store = MemoryStore(VirtualClock())
    store.busy_next(2)
    for _ in range(2):
        with pytest.raises(StoreBusy):
            store.apply(Put(A, {}))
    assert store.items() == []
    store.apply(Put(A, {}))
    assert store.items() == [{"pk": A.pk, "sk": A.sk}]


def test_a_failure_can_be_put_before_or_after_what_is_done() -> None:
    store = MemoryStore(VirtualClock())

    def fail(operation: str, keys: Sequence[Key]) -> None:
        raise StoreBusy(f"{operation} {keys[0].sk}")

    store.before = fail
    with pytest.raises(StoreBusy, match="transact WORK"):
        store.transact([Put(A, {})])
    assert store.items() == []
    store.before, store.after = lambda *_: None, fail
    with pytest.raises(StoreBusy):
        store.transact([Put(A, {})])
    assert len(store.items()) == 1


def test_what_is_used_is_counted() -> None:
    store = MemoryStore(VirtualClock())
    store.transact([Put(A, {}), Put(Key("COMPANY#a", "COMPANY"), {})])
    store.get(A)
    store.query("COMPANY#a")
    store.get_many([A])
    counts = {"transact": 1, "written": 2, "get": 1, "query": 1, "get_many": 1, "read": 4}
    assert dict(store.used) == counts

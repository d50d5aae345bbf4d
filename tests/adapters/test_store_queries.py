"""How the table and its indexes are read in order and page by page, in memory and in DynamoDB alike."""

from __future__ import annotations

import pytest

from quickbooks_sync.errors import BadCursor, Defect
from quickbooks_sync.ports import Delete, Item, Key, Put, Store, Update

A = Key("COMPANY#a", "RECORD#invoices#1")
D = Key("COMPANY#b", "RECORD#invoices#1")


def keys_of(items: list[Item]) -> list[str]:
    return [item["sk"] for item in items]


def fill(store: Store, *sort_keys: str) -> None:
    store.transact([Put(Key("COMPANY#a", sort_key), {"n": 1}) for sort_key in sort_keys])
    store.apply(Put(Key("COMPANY#b", "RECORD#1"), {}))


def test_a_partition_is_read_in_the_order_of_its_sort_keys(store: Store) -> None:
    fill(store, "RECORD#2", "WORK", "RECORD#10", "CALL#z", "RECORD#é", "RECORD#1")
    page = store.query("COMPANY#a")
    assert keys_of(page.items) == ["CALL#z", "RECORD#1", "RECORD#10", "RECORD#2", "RECORD#é", "WORK"]
    assert page.items[0] == {"pk": "COMPANY#a", "sk": "CALL#z", "n": 1}
    assert page.cursor is None
    newest = store.query("COMPANY#a", newest_first=True)
    assert keys_of(newest.items) == keys_of(page.items)[::-1]
    assert store.query("COMPANY#none").items == []


def test_a_prefix_or_an_upper_end_narrows_a_query(store: Store) -> None:
    fill(store, "OUT#1", "OUT#2", "OUT#20", "OUT#3", "OUZ", "OU")
    assert keys_of(store.query("COMPANY#a", prefix="OUT#").items) == ["OUT#1", "OUT#2", "OUT#20", "OUT#3"]
    assert keys_of(store.query("COMPANY#a", prefix="OUT#2", newest_first=True).items) == ["OUT#20", "OUT#2"]
    assert keys_of(store.query("COMPANY#a", up_to="OUT#2").items) == ["OU", "OUT#1", "OUT#2"]
    assert store.count("COMPANY#a", prefix="OUT#") == 4
    assert store.count("COMPANY#a", prefix="none") == 0
    with pytest.raises(Defect):
        store.query("COMPANY#a", prefix="OUT#", up_to="OUT#2")


@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_follow_each_other_without_gap_or_repetition(store: Store, *, newest_first: bool) -> None:
    fill(store, *(f"RECORD#{number:02}" for number in range(23)), "WORK", "CALL")
    seen: list[str] = []
    cursor = None
    for _ in range(9):
        page = store.query("COMPANY#a", prefix="RECORD#", limit=5, newest_first=newest_first, cursor=cursor)
        assert len(page.items) <= 5
        seen += keys_of(page.items)
        cursor = page.cursor
        if cursor is None:
            break
    expected = [f"RECORD#{number:02}" for number in range(23)]
    assert seen == (expected[::-1] if newest_first else expected)
    assert cursor is None


def test_a_cursor_goes_on_although_its_item_was_deleted(store: Store) -> None:
    fill(store, "1", "2", "3", "4")
    page = store.query("COMPANY#a", limit=2)
    store.apply(Delete(Key("COMPANY#a", "2")))
    assert keys_of(store.query("COMPANY#a", cursor=page.cursor).items) == ["3", "4"]


def phase(number: int, sort_key: str) -> Put:
    attributes = {"phase_pk": "COMPANY#a#invoices", "phase_sk": sort_key, "content": b"x"}
    return Put(Key("COMPANY#a", f"RECORD#invoices#{number}"), attributes)


def test_an_index_gives_keys_in_its_own_order_and_only_of_items_that_have_them(store: Store) -> None:
    store.transact([phase(1, "pending#3"), phase(2, "pending#1"), phase(3, "settled#2"), Put(D, {"n": 1})])
    store.apply(Update(Key("COMPANY#a", "WORK"), set={"due_pk": "DUE#1", "due_sk": "2026-01-02"}))
    page = store.query("COMPANY#a#invoices", index="by_phase", prefix="pending#")
    second = {"pk": "COMPANY#a", "sk": "RECORD#invoices#2"}
    assert page.items[0] == {**second, "phase_pk": "COMPANY#a#invoices", "phase_sk": "pending#1"}
    assert [item["phase_sk"] for item in page.items] == ["pending#1", "pending#3"]
    assert store.count("COMPANY#a#invoices", index="by_phase") == 3
    assert store.count("COMPANY#a#invoices", index="by_phase", prefix="settled#") == 1
    due = store.query("DUE#1", index="by_due", up_to="2026-01-02").items
    assert due == [{"pk": "COMPANY#a", "sk": "WORK", "due_pk": "DUE#1", "due_sk": "2026-01-02"}]
    assert store.query("DUE#1", index="by_due", up_to="2026-01-01").items == []


def test_an_item_moves_in_an_index_and_leaves_it(store: Store) -> None:
    store.apply(phase(1, "pending#1"))
    store.apply(Update(A, set={"phase_sk": "settled#1"}))
    assert [item["phase_sk"] for item in store.query("COMPANY#a#invoices", index="by_phase").items] == [
        "settled#1"
    ]
    store.apply(Update(A, remove=("phase_pk", "phase_sk")))
    assert store.query("COMPANY#a#invoices", index="by_phase").items == []
    store.apply(phase(1, "pending#1"))
    store.apply(Delete(A))
    assert store.query("COMPANY#a#invoices", index="by_phase").items == []


@pytest.mark.parametrize("newest_first", [False, True])
def test_an_index_is_paged_also_through_equal_sort_keys(store: Store, *, newest_first: bool) -> None:
    store.transact([phase(number, f"pending#{number // 4}") for number in range(10)])
    seen: list[Item] = []
    cursor = None
    for _ in range(6):
        page = store.query(
            "COMPANY#a#invoices", index="by_phase", limit=3, newest_first=newest_first, cursor=cursor
        )
        seen += page.items
        cursor = page.cursor
        if cursor is None:
            break
    assert cursor is None
    assert len(set(keys_of(seen))) == len(seen) == 10
    order = [item["phase_sk"] for item in seen]
    assert order == sorted(order, reverse=newest_first)


def test_a_page_ends_after_a_megabyte_and_goes_on(store: Store) -> None:
    for number in range(4):
        store.apply(Put(Key("COMPANY#a", str(number)), {"content": b"x" * 390_000}))
    first = store.query("COMPANY#a")
    assert first.cursor is not None
    assert len(first.items) < 4
    rest = store.query("COMPANY#a", cursor=first.cursor)
    assert keys_of(first.items) + keys_of(rest.items) == ["0", "1", "2", "3"]
    assert store.count("COMPANY#a") == 4


@pytest.mark.parametrize(
    "cursor", ["", "x", "7", "{}", "[]", '["a"]', "[1, 2, 3]", '["a", "b", "c", "d"]', "[" * 9_999]
)
def test_a_cursor_that_no_query_gave_is_refused(store: Store, cursor: str) -> None:
    with pytest.raises(BadCursor):
        store.query("COMPANY#a#invoices", index="by_phase", cursor=cursor)

"""What the table promises, in memory and in DynamoDB alike."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum

import pytest

from quickbooks_sync.errors import ConditionFailed, Defect
from quickbooks_sync.ports import Check, Condition, Delete, Item, Key, Put, Store, Test, Update, Write

A = Key("COMPANY#a", "RECORD#invoices#1")
B = Key("COMPANY#a", "RECORD#invoices#2")
C = Key("COMPANY#a", "RECORD#invoices#3")
D = Key("COMPANY#b", "RECORD#invoices#1")


class Colour(StrEnum):
    RED = "red"


def kept(key: Key, **attributes: object) -> Item:
    return {"pk": key.pk, "sk": key.sk, **attributes}


def test_an_item_comes_back_as_it_was_put_with_its_key(store: Store) -> None:
    item: Item = {
        "text": "Nikkilä 🌿",
        "empty": "",
        "number": -12_345_678_901_234_567_890,
        "yes": True,
        "zero": 0,
        "no": False,
        "bytes": b"\x00\xff",
        "none": None,
        "list": [1, "two", b"3", [], {}],
        "map": {"name": "value", "deep": {"list": [None, False]}},
        "empty list": [],
        "empty map": {},
    }
    store.apply(Put(A, item))
    found = store.get(A)
    assert found == kept(A, **item)
    assert found is not None
    assert type(found["zero"]) is int
    assert found["no"] is False


def test_an_enumerated_value_is_kept_as_its_text(store: Store) -> None:
    store.apply(Put(A, {"colour": Colour.RED}))
    found = store.get(A)
    assert found is not None
    assert type(found["colour"]) is str
    assert found["colour"] == "red"


def test_what_is_not_there_is_none(store: Store) -> None:
    assert store.get(A) is None


def test_a_later_change_of_what_was_put_or_read_changes_nothing(store: Store) -> None:
    item: Item = {"list": [1]}
    store.apply(Put(A, item))
    item["list"].append(2)
    found = store.get(A)
    assert found is not None
    found["list"].append(3)
    assert store.get(A) == kept(A, list=[1])


def test_a_put_replaces_the_whole_item(store: Store) -> None:
    store.apply(Put(A, {"old": 1}))
    store.apply(Put(A, {"new": 2}))
    assert store.get(A) == kept(A, new=2)


@pytest.mark.parametrize("value", [1.5, Decimal("1.5"), (1, 2), {1, 2}, datetime(2026, 1, 1, tzinfo=UTC)])
def test_a_value_that_the_table_does_not_keep_is_refused_by_its_name(store: Store, value: object) -> None:
    with pytest.raises(TypeError, match=r"amount\.deep\[1\]"):
        store.apply(Put(A, {"amount": {"deep": [0, value]}}))
    with pytest.raises(TypeError, match="amount"):
        store.apply(Update(A, set={"amount": value}))
    assert store.get(A) is None


def test_an_item_over_400_kb_is_refused(store: Store) -> None:
    store.apply(Put(A, {"content": b"x" * 400_000}))
    with pytest.raises(Defect):
        store.apply(Put(B, {"content": b"x" * 410_000}))
    assert store.get(B) is None


def test_an_empty_index_key_is_refused(store: Store) -> None:
    with pytest.raises(Defect):
        store.apply(Put(A, {"phase_pk": "COMPANY#a#invoices", "phase_sk": ""}))


def test_many_items_are_read_at_once_without_the_absent_ones(store: Store) -> None:
    keys = [Key("COMPANY#a", f"RECORD#invoices#{number}") for number in range(250)]
    for start in range(0, 200, 100):
        store.transact([Put(key, {"n": key.sk}) for key in keys[start : start + 100]])
    found = store.get_many([*keys, *keys[:10]])
    assert set(found) == set(keys[:200])
    assert all(item == kept(key, n=key.sk) for key, item in found.items())
    assert store.get_many([]) == {}


def test_an_update_makes_an_item_and_returns_what_it_is_then(store: Store) -> None:
    assert store.apply(Update(A, set={"name": "a"}, add={"marks": 1})) == kept(A, name="a", marks=1)
    updated = store.apply(Update(A, set={"size": 3}, add={"marks": 2}, remove=("name", "unknown")))
    assert updated == kept(A, size=3, marks=3) == store.get(A)


def test_a_counter_goes_down_as_well(store: Store) -> None:
    assert store.apply(Update(A, add={"n": -2})) == kept(A, n=-2)


def test_reserved_words_are_names_like_others(store: Store) -> None:
    store.apply(Update(A, set={"name": "x", "status": "y", "size": 1, "#": 2, "a.b": 3}, add={"count": 1}))
    condition = ((Test("status", "=", "y"), Test("a.b", "=", 3)),)
    updated = store.apply(Update(A, remove=("size", "#"), condition=condition))
    assert updated == {**kept(A, name="x", status="y", count=1), "a.b": 3}


def test_an_attribute_is_named_once_in_an_update(store: Store) -> None:
    with pytest.raises(Defect):
        store.apply(Update(A, set={"n": 1}, remove=("n",)))
    with pytest.raises(Defect):
        store.apply(Update(A, set={"pk": "other"}))


def test_a_delete_removes_an_item_and_does_not_mind_when_there_is_none(store: Store) -> None:
    store.apply(Put(A, {"n": 1}))
    assert store.apply(Delete(A)) is None
    assert store.apply(Delete(A)) is None
    assert store.get(A) is None


ITEM: Item = {"n": 5, "text": "b", "yes": True, "nothing": None}
HOLDS: list[Condition] = [
    (),
    ((Test("n", "=", 5),),),
    ((Test("n", "<>", 4),),),
    ((Test("n", "<>", "5"),),),
    ((Test("n", "<", 6),),),
    ((Test("n", "<=", 5),),),
    ((Test("n", "present"),),),
    ((Test("nothing", "present"),),),
    ((Test("gone", "absent"),),),
    ((Test("text", "=", "b"),),),
    ((Test("text", "<", "c"),),),
    ((Test("text", "<=", "b"),),),
    ((Test("yes", "=", value=True),),),
    ((Test("yes", "<>", value=False),),),
    ((Test("n", "=", 5), Test("n", "<", 9), Test("n", "<>", 8)),),
    ((Test("n", "=", 1),), (Test("gone", "absent"), Test("text", "=", "b"))),
    ((Test("n", "=", 1), Test("text", "=", "b")), (Test("n", "=", 5),)),
]
FAILS: list[Condition] = [
    ((Test("n", "=", 4),),),
    ((Test("n", "=", "5"),),),
    ((Test("n", "<>", 5),),),
    ((Test("gone", "<>", 5),),),
    ((Test("gone", "=", 5),),),
    ((Test("gone", "<", 5),),),
    ((Test("gone", "<=", 5),),),
    ((Test("gone", "present"),),),
    ((Test("n", "<", 5),),),
    ((Test("n", "<=", 4),),),
    ((Test("n", "absent"),),),
    ((Test("nothing", "absent"),),),
    ((Test("text", "<", "b"),),),
    ((Test("n", "=", 5), Test("text", "=", "c")),),
    ((Test("n", "=", 1),), (Test("n", "=", 5), Test("gone", "present"))),
]


@pytest.mark.parametrize("condition", HOLDS, ids=str)
def test_a_write_is_done_when_its_condition_holds(store: Store, condition: Condition) -> None:
    store.apply(Put(A, ITEM))
    assert store.apply(Update(A, set={"done": 1}, condition=condition)) == kept(A, **ITEM, done=1)
    store.apply(Put(A, ITEM, condition=condition))
    store.apply(Delete(A, condition=condition))
    assert store.get(A) is None


@pytest.mark.parametrize("condition", FAILS, ids=str)
def test_a_write_is_not_done_when_its_condition_fails(store: Store, condition: Condition) -> None:
    store.apply(Put(A, ITEM))
    writes = (Update(A, set={"done": 1}, condition=condition), Put(A, {}, condition), Delete(A, condition))
    for write in writes:
        with pytest.raises(ConditionFailed) as raised:
            store.apply(write)
        assert raised.value.positions == (0,)
    with pytest.raises(ConditionFailed):
        store.transact([Check(A, condition)])
    assert store.get(A) == kept(A, **ITEM)


def test_a_condition_on_an_absent_item_finds_all_attributes_absent(store: Store) -> None:
    with pytest.raises(ConditionFailed):
        store.apply(Update(A, set={"n": 1}, condition=((Test("n", "<>", 2),),)))
    with pytest.raises(ConditionFailed):
        store.apply(Delete(A, condition=((Test("n", "present"),),)))
    store.apply(Put(A, {"n": 1}, condition=((Test("pk", "absent"),),)))
    with pytest.raises(ConditionFailed):
        store.apply(Put(A, {"n": 2}, condition=((Test("pk", "absent"),),)))
    assert store.get(A) == kept(A, n=1)


def test_a_transaction_does_all_its_writes(store: Store) -> None:
    store.apply(Put(B, {"n": 1}))
    store.apply(Put(C, {"n": 1}))
    store.transact(
        [
            Put(A, {"n": 1}, condition=((Test("n", "absent"),),)),
            Update(B, add={"n": 1}, condition=((Test("n", "=", 1),),)),
            Delete(C),
            Check(D, ((Test("n", "absent"),),)),
        ]
    )
    assert store.get_many([A, B, C, D]) == {A: kept(A, n=1), B: kept(B, n=2)}


def test_a_transaction_does_none_of_its_writes_when_some_conditions_fail_and_names_them(store: Store) -> None:
    store.apply(Put(B, {"n": 1}))
    writes: list[Write] = [
        Put(A, {"n": 1}),
        Update(B, add={"n": 1}, condition=((Test("n", "=", 9),),)),
        Update(C, set={"n": 1}),
        Check(D, ((Test("n", "present"),),)),
    ]
    with pytest.raises(ConditionFailed) as raised:
        store.transact(writes)
    assert raised.value.positions == (1, 3)
    assert store.get_many([A, B, C, D]) == {B: kept(B, n=1)}


def test_a_transaction_without_writes_does_nothing(store: Store) -> None:
    store.transact([])


def test_a_transaction_takes_a_hundred_writes_to_different_items(store: Store) -> None:
    keys = [Key("COMPANY#a", f"{number:03}") for number in range(101)]
    with pytest.raises(Defect):
        store.transact([Put(key, {}) for key in keys])
    with pytest.raises(Defect):
        store.transact([Put(A, {}), Update(A, set={"n": 1})])
    assert store.query("COMPANY#a").items == []
    store.transact([Put(key, {}) for key in keys[:100]])
    assert store.count("COMPANY#a") == 100

"""How writes are put into calls, and what the calls are called."""

from __future__ import annotations

import simplejson
from hypothesis import given
from hypothesis import strategies as st

from quickbooks_sync.core.identity import batch_id, request_id
from quickbooks_sync.core.packing import pack, sent_bodies
from quickbooks_sync.core.plan import Write
from quickbooks_sync.model import Call, Operation, Realm
from quickbooks_sync.settings import Limits
from tests.unit.core.cases import ACME, REALM, member, write


def packed(writes: list[Write], *, alone: bool = False) -> list[Call]:
    return pack(writes, company=ACME, realm=REALM, limits=Limits(), alone=alone)


def writes(count: int, size: int = 0) -> list[Write]:
    return [
        write(n, payload={"DisplayName": f"Garden {n}", "Notes": "x" * size}) for n in range(1, count + 1)
    ]


def sizes(calls: list[Call]) -> list[int]:
    return [len(call.members) for call in calls]


def test_up_to_ten_writes_are_single_calls_to_the_entitys_own_address() -> None:
    calls = packed(writes(10))
    assert sizes(calls) == [1] * 10
    assert {call.path for call in calls} == {"/customer"}
    assert simplejson.loads(calls[3].body) == {"DisplayName": "Garden 4", "Notes": ""}


def test_eleven_writes_are_one_batch() -> None:
    (call,) = packed(writes(11))
    assert (call.path, call.is_batch, len(call.members)) == ("/batch", True, 11)


def test_a_batch_holds_thirty_and_the_rest_is_a_short_one() -> None:
    assert sizes(packed(writes(30))) == [30]
    assert sizes(packed(writes(31))) == [30, 1]
    assert sizes(packed(writes(300))) == [30] * 10


def test_alone_every_write_is_a_call_of_its_own() -> None:
    assert sizes(packed(writes(31), alone=True)) == [1] * 31


def test_the_members_of_a_batch_that_was_refused_whole_go_by_themselves_and_the_others_in_batches() -> None:
    apart = {each.member.key for each in writes(2)}
    calls = pack(writes(40), company=ACME, realm=REALM, limits=Limits(), apart=apart)
    assert sizes(calls) == [1, 1, 30, 8]
    assert {call.members[0].key for call in calls[:2]} == apart


def test_what_a_call_sent_for_each_member_is_read_back() -> None:
    batch, single = packed(writes(11))[0], packed(writes(1))[0]
    assert sent_bodies(batch)["11"] == {"DisplayName": "Garden 11", "Notes": ""}
    assert sent_bodies(single) == {"": {"DisplayName": "Garden 1", "Notes": ""}}


def test_nothing_to_write_is_no_call() -> None:
    assert packed([]) == []


def test_a_batch_ends_before_its_bodies_exceed_two_hundred_kilobytes() -> None:
    assert sizes(packed(writes(30, size=19_900))) == [10, 10, 10]
    assert sizes(packed(writes(12, size=150_000))) == [1] * 12


def test_a_write_that_is_too_large_for_any_batch_still_goes() -> None:
    calls = packed([*writes(11), write(12, payload={"DisplayName": "x" * 250_000})])
    assert sizes(calls) == [11, 1]


def test_the_items_of_a_batch_name_operation_object_and_a_short_b_id_of_their_own() -> None:
    update = member(40, operation=Operation.UPDATE, object_id="7", sync_token="2")
    (call,) = packed([*writes(29), Write(update, {"Id": "7", "sparse": True})])
    items = simplejson.loads(call.body)["BatchItemRequest"]
    assert [item["bId"] for item in items] == [each.b_id for each in call.members]
    assert len({item["bId"] for item in items}) == 30
    assert all(0 < len(item["bId"]) <= 10 for item in items)
    assert items[0] == {
        "bId": "1",
        "operation": "create",
        "Customer": {"DisplayName": "Garden 1", "Notes": ""},
    }
    assert items[29] == {"bId": "30", "operation": "update", "Customer": {"Id": "7", "sparse": True}}


def test_request_ids_are_short_enough_for_intuit() -> None:
    for call in [*packed(writes(11)), *packed(writes(3))]:
        assert len(call.id) == 32
        assert call.id.isalnum()


def test_planning_the_same_again_gives_the_same_request_ids_and_bytes() -> None:
    assert packed(writes(45)) == packed(writes(45))
    assert packed(writes(3)) == packed(writes(3))


def test_a_settled_call_another_record_company_or_realm_give_another_request_id() -> None:
    one = request_id(ACME, REALM, member(1).key, 0)
    others = {
        request_id(ACME, REALM, member(1).key, 1),
        request_id(ACME, REALM, member(2).key, 0),
        request_id(ACME, Realm("9131"), member(1).key, 0),
        request_id(type(ACME)("other"), REALM, member(1).key, 0),
        request_id(ACME, REALM, member(1).key._replace(entity="products"), 0),
    }
    assert len(others) == 5
    assert one not in others


def test_a_batch_is_named_by_its_members_in_their_order() -> None:
    assert len({batch_id(["a", "b"]), batch_id(["b", "a"]), batch_id(["a"]), batch_id(["ab"])}) == 4


@given(st.lists(st.integers(0, 60_000), max_size=80))
def test_every_write_is_in_exactly_one_call_in_its_order(lengths: list[int]) -> None:
    wanted = [write(n, payload={"Notes": "x" * length}) for n, length in enumerate(lengths)]
    calls = packed(wanted)
    assert [each.key for call in calls for each in call.members] == [each.member.key for each in wanted]
    assert all(len(call.members) <= 30 for call in calls)
    assert all(len(call.body) <= 200_000 + 30 * 80 for call in calls)

"""Where to look for what a call should have made, and whether what is there is ours."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from quickbooks_sync.core.identity import marker
from quickbooks_sync.core.locating import Foreign, Found, NotThere, by_ids, holds, judge, looks, name_looks
from quickbooks_sync.model import CompanyId, Member, Operation, Payload, RecordKey

ACME = CompanyId("acme")
FIRST = datetime.fromisoformat("2026-04-09T09:00:00-07:00")
BEFORE, AFTER = "2026-04-09T08:00:00-07:00", "2026-04-09T09:00:02-07:00"


def member(name: str, payload: Payload, *, object_id: str = "", sync_token: str = "") -> Member:
    operation = Operation.UPDATE if object_id else Operation.CREATE
    key = RecordKey("records", str(payload))
    return Member(key, operation, 1, 0, name, payload, object_id=object_id, sync_token=sync_token)


def there(payload: Payload, created: str = AFTER, **more: Any) -> Payload:
    return {"Id": "7", "SyncToken": "0", "MetaData": {"CreateTime": created}, **payload, **more}


def test_names_are_looked_up_together_also_deleted_ones_and_quoted() -> None:
    (look,) = looks(
        [member("Customer", {"DisplayName": "O'Hara"}), member("Customer", {"DisplayName": "a\\b"})]
    )
    assert look.statement == (
        "select * from Customer where DisplayName IN ('O\\'Hara', 'a\\\\b', 'O\\'Hara (deleted)', "
        "'a\\\\b (deleted)') AND Active IN (true, false)"
    )
    assert len(look.members) == 2


def test_invoices_are_looked_up_by_number_and_without_one_by_customer_and_date() -> None:
    dated = {"CustomerRef": {"value": "5"}, "TxnDate": "2026-04-01"}
    found = looks(
        [
            member("Invoice", {"DocNumber": "1", **dated}),
            member("Invoice", {"DocNumber": "2", **dated}),
            member("Payment", dated),
            member("Invoice", {"DocNumber": "3"}, object_id="9"),
        ]
    )
    assert [look.statement for look in found] == [
        "select * from Invoice where DocNumber IN ('1', '2')",
        "select * from Payment where CustomerRef = '5' AND TxnDate = '2026-04-01'",
        "select * from Invoice where Id IN ('9')",
    ]


def test_a_marked_object_is_ours_and_of_several_the_oldest() -> None:
    sent = member("Invoice", {"DocNumber": "1"})
    mark = f"Voided - paid\n{marker(ACME, sent.key)}"
    old, new = there({"PrivateNote": mark}, BEFORE), there({"PrivateNote": mark}, AFTER)
    assert judge(ACME, sent, [new, old], sent={}, first_try=FIRST) == Found(old)
    assert judge(ACME, sent, [there({"PrivateNote": "ref other"})], sent={}, first_try=FIRST) == NotThere()


def test_a_name_is_ours_only_with_our_content_and_made_since_we_tried() -> None:
    payload = {"DisplayName": "Acme", "PrimaryEmailAddr": {"Address": "a@b.se"}}
    sent = member("Customer", payload)
    assert judge(ACME, sent, [there(payload)], sent={}, first_try=FIRST) == Found(there(payload))
    stranger = there({**payload, "PrimaryEmailAddr": {"Address": "x@y.se"}})
    assert judge(ACME, sent, [stranger], sent={}, first_try=FIRST) == Foreign(stranger)
    elder = there(payload, BEFORE)
    assert judge(ACME, sent, [elder], sent={}, first_try=FIRST) == Foreign(elder)
    assert judge(ACME, sent, [], sent={}, first_try=FIRST) == NotThere()


def test_names_are_compared_as_quickbooks_does_and_a_deleted_holder_counts() -> None:
    sent = member("Item", {"Name": "Sod"})
    deleted = there({"Name": "SOD (deleted)", "Active": False})
    assert judge(ACME, sent, [deleted], sent={}, first_try=FIRST) == Found(deleted)


@pytest.mark.parametrize(
    ("token", "content", "verdict"), [("3", "old", NotThere), ("4", "new", Found), ("4", "other", Foreign)]
)
def test_an_update_is_judged_by_token_and_content(token: str, content: str, verdict: type) -> None:
    sent = member("Customer", {"DisplayName": "new"}, object_id="7", sync_token="3")
    found = there({"DisplayName": content, "SyncToken": token})
    assert isinstance(judge(ACME, sent, [found], sent={}, first_try=FIRST), verdict)


def test_what_quickbooks_adds_does_not_matter_but_what_we_sent_must_be_there() -> None:
    sent = {"Line": [{"Amount": Decimal("8.00"), "ItemRef": {"value": "3"}}], "Active": True}
    shown = {
        "Line": [{"Id": "1", "Amount": 8, "ItemRef": {"value": "3", "name": "Sod"}}, {"Amount": 8}],
        "Active": True,
        "Balance": 8,
    }
    assert holds(shown, sent)
    assert not holds({**shown, "Line": []}, sent)
    assert not holds({**shown, "Active": 1}, {"Active": False})


def written(operation: Operation, payload: Payload) -> Member:
    key = RecordKey("records", "r1")
    name = "Invoice" if operation in (Operation.VOID, Operation.DELETE) else "Customer"
    return Member(key, operation, 1, 0, name, payload, object_id="7", sync_token="3")


def verdict(member: Member, found: Payload | None, sent: Payload | None = None) -> type:
    objects = [] if found is None else [{"Id": "7", "SyncToken": "4", **found}]
    return type(judge(ACME, member, objects, sent=sent or {}, first_try=FIRST))


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ({"PrivateNote": "Voided - ref abc", "TotalAmt": 0}, Found),
        ({"PrivateNote": "Voided - ref abc", "TotalAmt": 0, "SyncToken": "3"}, NotThere),
        ({"PrivateNote": "ref abc", "TotalAmt": 108, "SyncToken": "3"}, NotThere),
        ({"PrivateNote": "ref abc", "TotalAmt": 108}, Foreign),
        ({"PrivateNote": "Voided by hand", "TotalAmt": 40}, Foreign),
        (None, NotThere),
    ],
)
def test_a_void_is_done_once_note_and_total_say_so(shown: Payload | None, expected: type) -> None:
    assert verdict(written(Operation.VOID, {}), shown) is expected


@pytest.mark.parametrize(
    ("shown", "expected"), [(None, Found), ({"SyncToken": "3"}, NotThere), ({"SyncToken": "4"}, Foreign)]
)
def test_a_delete_is_done_once_nothing_is_there(shown: Payload | None, expected: type) -> None:
    assert verdict(written(Operation.DELETE, {}), shown) is expected


@pytest.mark.parametrize(
    ("active", "shown", "expected"),
    [
        (False, {"DisplayName": "Acme (deleted)", "Active": False}, Found),
        (False, {"DisplayName": "Acme (deleted 2)", "Active": False}, Found),
        (False, {"DisplayName": "Acme", "Active": True}, Foreign),
        (False, {"DisplayName": "Other (deleted)", "Active": False}, Foreign),
        (True, {"DisplayName": "Acme", "Active": True}, Found),
        (True, {"DisplayName": "Acme"}, Found),
        (True, {"DisplayName": "Acme (deleted)", "Active": False}, Foreign),
    ],
)
def test_an_entry_of_a_list_is_compared_by_its_own_name_and_by_being_active(
    active: bool, shown: Payload, expected: type
) -> None:
    wanted = {"DisplayName": "Acme"} | ({} if active else {"Active": False})
    assert verdict(written(Operation.UPDATE, wanted), shown) is expected


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"PrimaryPhone": {"FreeFormNumber": ""}}, {"PrimaryPhone": {"FreeFormNumber": "1"}}),
        ({"BillAddr": {"City": "", "Line1": "x"}}, {"BillAddr": {"City": "Lund", "Line1": "x"}}),
        ({"DueDate": None}, {"DueDate": "2026-05-01"}),
        ({"Line": []}, {"Line": [{"Amount": 1}]}),
    ],
)
def test_an_update_that_only_cleared_is_done_only_if_nothing_of_it_is_left(
    sent: Payload, kept: Payload
) -> None:
    """Somebody edited the object meanwhile: its token moved, and it holds all that stayed as it was."""
    member = written(Operation.UPDATE, {"DisplayName": "Acme"})
    assert verdict(member, {"DisplayName": "Acme", **kept}, sent) is Foreign
    assert verdict(member, {"DisplayName": "Acme"}, sent) is Found


def test_a_list_is_asked_for_inactive_entries_and_long_lists_are_parted() -> None:
    (items,) = by_ids("Item", ["1", "2"])
    assert items == "select * from Item where Id IN ('1', '2') AND Active IN (true, false)"
    (documents,) = by_ids("Invoice", ["1"])
    assert documents == "select * from Invoice where Id IN ('1')"
    assert len(by_ids("Item", [str(number) for number in range(101)])) == 2
    vendors = name_looks(
        [member("Customer", {"DisplayName": f"n{number}"}) for number in range(51)], "Vendor"
    )
    assert [len(look.members) for look in vendors] == [50, 1]
    assert vendors[1].statement == (
        "select * from Vendor where DisplayName IN ('n50', 'n50 (deleted)') AND Active IN (true, false)"
    )

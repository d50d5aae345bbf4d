"""Faults on order: batches done by half, requests that land late, outages, throttling."""

from __future__ import annotations

import pytest
import simplejson

from simulator import FIRST_REALM, Request
from simulator.ordered_faults.kinds import FaultKind
from simulator.ordered_faults.orders import FaultOrder, Items
from tests.simulator.books import Books, Json, sale


def order(books: Books, kind: FaultKind, **given: Json) -> None:
    books.simulator.orders.open.append(FaultOrder(kind, **given))


def items(*names: str) -> Json:
    rows = [
        {"bId": str(place), "operation": "create", "Customer": {"DisplayName": name}}
        for place, name in enumerate(names)
    ]
    return {"BatchItemRequest": rows}


def names(books: Books) -> list[str]:
    return sorted(row["DisplayName"] for row in books.find("Customer"))


@pytest.mark.parametrize("kind", ["reset_after", "status_after", "time_out_after"])
@pytest.mark.parametrize(
    ("which", "made"),
    [(None, "ABCDE"), (2, "AB"), (0, ""), (9, "ABCDE"), ("every other", "ACE"), ([1, 4], "BE"), ([7], "")],
)
def test_of_a_batch_only_some_items_are_carried_out(
    books: Books, *, kind: FaultKind, which: Items | None, made: str
) -> None:
    order(books, kind, entity="batch", items=which)
    body = items(*"ABCDE")
    assert books.post("batch", body, requestid="r").status != 200
    assert names(books) == list(made)
    again = books.post("batch", body, requestid="r").json()["BatchItemResponse"]
    assert [row["Customer"]["DisplayName"] for row in again] == list("ABCDE")
    assert names(books) == list("ABCDE")


def test_an_answer_lacks_items_that_were_carried_out_or_has_them_in_another_order(books: Books) -> None:
    order(books, "answer_lacks", entity="batch", items=[0, 2])
    order(books, "answer_shuffled", entity="batch")
    first, second = (books.batch(*items(*three)["BatchItemRequest"]) for three in ("ABC", "DEF"))
    assert [row["bId"] for row in first] == ["1"]
    assert [row["bId"] for row in second] == ["2", "1", "0"]
    assert names(books) == list("ABCDEF")


@pytest.mark.parametrize("kind", ["reset_later", "status_later", "time_out_later"])
def test_a_request_whose_connection_broke_is_carried_out_later(books: Books, kind: FaultKind) -> None:
    order(books, kind, entity="customer", later_s=4 * 3600)
    assert books.post("customer", {"DisplayName": "A"}, requestid="r").status != 200
    books.later(4 * 3600 - 1)
    assert names(books) == []
    books.later(600)
    (there,) = books.find("Customer")
    assert there["MetaData"]["CreateTime"] == "2026-04-09T13:00:00-07:00"
    assert books.post("customer", {"DisplayName": "A"}, requestid="r").json()["Customer"]["Id"] == there["Id"]


def test_of_a_batch_some_items_are_carried_out_later(books: Books) -> None:
    order(books, "reset_later", entity="batch", items=[1], later_s=10)
    books.post("batch", items(*"ABC"), requestid="r")
    assert names(books) == []
    books.clock.advance(10)
    assert names(books) == ["B"]


def test_a_re_send_before_the_late_request_makes_one_object(books: Books) -> None:
    order(books, "time_out_later", entity="customer", later_s=60)
    books.post("customer", {"DisplayName": "A"}, requestid="r")
    made = books.post("customer", {"DisplayName": "A"}, requestid="r").json()["Customer"]
    books.clock.advance(61)
    assert [row["Id"] for row in books.find("Customer")] == [made["Id"]]


def test_without_a_request_id_the_late_request_makes_a_second_object(books: Books) -> None:
    order(books, "reset_later", entity="invoice", later_s=60)
    body = {"CustomerRef": {"value": books.customer()}, "Line": [sale(books.item(), "1")]}
    books.post("invoice", body)
    books.post("invoice", body)
    books.clock.advance(61)
    assert len(books.find("Invoice")) == 2


def test_a_re_send_while_the_first_request_still_runs_may_be_refused() -> None:
    books = Books(resend_of_running="refused")
    order(books, "reset_later", entity="customer", later_s=60)
    for _ in range(2):
        answer = books.post("customer", {"DisplayName": "A"}, requestid="r")
    assert answer.json()["Fault"]["Error"][0]["code"] == "600"
    books.clock.advance(60)
    assert books.post("customer", {"DisplayName": "A"}, requestid="r").status == 200
    assert names(books) == ["A"]


def test_what_was_late_and_is_refused_by_then_changes_nothing(books: Books) -> None:
    customer = books.write("Customer", {"DisplayName": "A"})
    order(books, "reset_later", entity="customer", operation="update", later_s=60)
    late = {"Id": customer["Id"], "SyncToken": "0", "sparse": True, "CompanyName": "late"}
    books.post("customer", late)
    books.update("Customer", customer, CompanyName="first")
    books.clock.advance(60)
    assert [row["CompanyName"] for row in books.find("Customer")] == ["first"]


def test_an_outage_hits_whatever_comes_in_its_window_and_nothing_else(books: Books) -> None:
    books.simulator.add_realm("123")
    began_s = books.clock.now_s() + 100
    kinds: list[tuple[FaultKind, int]] = [("time_out_before", 3), ("reset_before", 2), ("status_before", 1)]
    for kind, every in kinds:
        order(books, kind, every=every, from_s=began_s, until_s=began_s + 1000, realm=FIRST_REALM)
    assert books.send("GET", "preferences").status == 200
    books.clock.advance(100)
    seen = [books.send("GET", "preferences") for _ in range(7)]
    assert {"reset" if each.cut else each.status for each in seen} == {504, "reset", 503}
    token = books.authority.access_token(books.authority.connect("123"))
    headers = {"authorization": f"Bearer {token}"}
    other = Request("GET", "/v3/company/123/preferences", "", headers)
    assert books.simulator.answer(other).status == 200
    books.clock.advance(1000)
    assert books.send("GET", "preferences").status == 200
    assert books.simulator.orders.open == []


def test_every_request_id_is_hit_once(books: Books) -> None:
    order(books, "reset_after", once_each=True, until_s=books.clock.now_s() + 60)
    for name, requestid, hit in (("A", "1", True), ("B", "2", True), ("A", "1", False), ("C", "", False)):
        parameters = {"requestid": requestid} if requestid else {}
        assert books.post("customer", {"DisplayName": name}, **parameters).cut == hit
    assert books.simulator.orders.open[0].seen == ["1", "2"]
    assert names(books) == list("ABC")


@pytest.mark.parametrize("retry_after_s", [None, 30])
def test_quickbooks_throttles_for_a_while_with_and_without_retry_after(
    books: Books, retry_after_s: int | None
) -> None:
    until_s = books.clock.now_s() + 60
    order(books, "status_before", status=429, until_s=until_s, retry_after_s=retry_after_s)
    for _ in range(3):
        answer = books.send("GET", "preferences")
        assert answer.status == 429
        assert answer.json()["Fault"]["Error"][0]["code"] == "3001"
        assert answer.headers.get("Retry-After") == (retry_after_s and str(retry_after_s))
    books.clock.advance(60)
    assert books.send("GET", "preferences").status == 200


def test_only_an_order_that_names_it_hits_the_authorization_server(books: Books) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    request = Request("POST", "/oauth2/v1/tokens/bearer", "", form, b"grant_type=none")
    order(books, "status_before")
    assert books.simulator.answer(request).status == 401
    order(books, "status_before", entity="oauth", operation="bearer", status=500)
    assert books.simulator.answer(request).status == 500
    assert books.simulator.answer(request).status == 401
    assert simplejson.loads(books.simulator.answer(request).body)["error"] == "invalid_client"


@pytest.mark.parametrize(
    ("operation", "body", "parameters"),
    [
        ("create", {"SyncToken": 0, "DisplayName": "A"}, {}),
        ("create", {"Id": "", "Line": [{"Id": "1"}]}, {}),
        ("update", {"Line": ["x" * 300], "Id": "1"}, {}),
        ("update", {"SyncToken": "0"}, {"operation": "update"}),
        ("void", {"Id": "1", "SyncToken": "0"}, {"operation": "update", "include": "void"}),
        ("void", {}, {"operation": "void"}),
        ("delete", {}, {"operation": "delete"}),
    ],
)
def test_a_write_is_known_by_what_it_does(
    books: Books, operation: str, body: Json, parameters: dict[str, str]
) -> None:
    for other in ("create", "update", "delete", "void", "send", "write"):
        kind: FaultKind = "reset_before" if other == operation else "status_before"
        order(books, kind, entity="payment", operation=other, times=None)
    assert books.post("payment", body, **parameters).cut


def test_an_unknown_operation_is_none_of_those_that_are_counted(books: Books) -> None:
    order(books, "reset_before", operation="write")
    assert books.post("payment", {}, operation="send").cut

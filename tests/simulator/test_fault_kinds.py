"""Every kind of fault that can be ordered: what it answers, and what it leaves in the books."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
import simplejson

from simulator import Answer
from simulator.__main__ import order_faults
from simulator.options import arguments
from simulator.ordered_faults.kinds import FAULTS, ORDER, FaultKind
from simulator.ordered_faults.orders import FaultOrder
from simulator.ordered_faults.reading import read_order
from tests.simulator.books import Books, Json

BODY = {"DisplayName": "A"}


def order(books: Books, kind: str, **given: Json) -> None:
    books.simulator.orders.open.append(read_order({"kind": kind, **given}))


def create(books: Books, name: str = "A", **parameters: str) -> Answer:
    return books.post("customer", {"DisplayName": name}, **parameters)


def made(books: Books) -> int:
    return int(books.query("select count(*) from Customer")["totalCount"])


def error(answer: Answer, word: str = "Fault") -> Json:
    fault = answer.json()[word]
    return fault["Error"][0] if word == "Fault" else fault["error"][0]


NEVER = (
    "refused", "reset_before", "status_before", "time_out_before", "fault", "system_failure",
    "one_name_at_a_time", "tax_not_calculated", "not_found", "wrong_cluster",
)  # fmt: skip
LATER = ("reset_later", "status_later", "time_out_later")


@pytest.mark.parametrize("kind", [kind for kind in FAULTS if kind not in ("any", "items_throttled", "lag")])
def test_each_has_its_request_carried_out_at_once_or_later_or_never(books: Books, kind: FaultKind) -> None:
    order(books, kind, later_s=5, **({"code": "6190"} if kind == "fault" else {}))
    create(books)
    assert made(books) == (kind not in (*NEVER, *LATER))
    books.clock.advance(5)
    assert made(books) == (kind not in NEVER)


def test_a_refused_connection_says_so(books: Books) -> None:
    order(books, "refused", closed_s=2)
    answer = create(books)
    assert (answer.cut, answer.refused, answer.closed_s) == (True, True, 2.0)


def test_bodies_come_broken(books: Books) -> None:
    for kind in ("body_truncated", "body_empty", "body_html", "body_xml", "reset_within"):
        order(books, kind)
    truncated, empty, page, xml, within = (create(books, name) for name in "ABCDE")
    with pytest.raises(simplejson.JSONDecodeError):
        truncated.json()
    assert (truncated.status, empty.status, empty.body) == (200, 200, b"")
    assert (page.status, page.headers["Content-Type"]) == (200, "text/html;charset=utf-8")
    assert (xml.status, xml.headers["Content-Type"]) == (200, "application/xml;charset=utf-8")
    assert b"<DisplayName>D</DisplayName>" in xml.body
    assert (within.cut, len(within.body)) == (True, int(within.headers["Content-Length"]) // 2)
    assert made(books) == 5


@pytest.mark.parametrize(
    ("given", "status", "content_type"),
    [
        ({}, 503, "text/html;charset=utf-8"),
        ({"status": 401}, 401, "text/html;charset=utf-8"),
        ({"status": 502, "form": "xml"}, 502, "application/xml;charset=utf-8"),
        ({"status": 500, "form": "empty"}, 500, None),
        ({"status": 200, "form": "html"}, 200, "text/html;charset=utf-8"),
        ({"status": 429, "form": "html"}, 429, "text/html;charset=utf-8"),
    ],
)
def test_a_status_comes_in_any_form(books: Books, given: Json, status: int, content_type: str | None) -> None:
    order(books, "status_before", **given)
    answer = create(books)
    assert (answer.status, answer.headers.get("Content-Type"), made(books)) == (status, content_type, 0)


@pytest.mark.parametrize(
    ("status", "number", "word"),
    [(401, "3200", "fault"), (403, "3100", "fault"), (429, "3001", "fault"), (429, "3001", "Fault")],
)
def test_the_gateway_refuses_in_its_own_words(books: Books, status: int, number: str, word: str) -> None:
    order(books, "status_after", status=status, form=word, retry_after_s=7)
    answer = create(books)
    assert (answer.status, answer.headers["Retry-After"]) == (status, "7")
    problem = error(answer, word)
    assert problem["code"] == number
    assert f"statusCode={status}" in problem["message" if word == "fault" else "Message"]
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)


def test_a_throttle_on_order_names_the_time_that_is_set_unless_it_says_another() -> None:
    books = Books(retry_after_s=30)
    order(books, "status_before", status=429)
    order(books, "status_before", status=429, retry_after_s=7)
    assert [create(books).headers["Retry-After"] for _ in range(2)] == ["30", "7"]


@pytest.mark.parametrize(
    ("given", "status", "number", "detail"),
    [
        ({"kind": "system_failure"}, 500, "10000", "System Failure"),
        ({"kind": "one_name_at_a_time"}, 400, "6000", "You can only add or edit one name at a time."),
        ({"kind": "tax_not_calculated"}, 400, "6000", "error while calculating tax"),
        ({"kind": "not_found"}, 400, "610", "Object Not Found : "),
        ({"kind": "wrong_cluster"}, 401, "130", "-11017"),
        (
            {"kind": "fault", "code": "6190", "detail": "Subscription ended"},
            400,
            "6190",
            "Subscription ended",
        ),
        ({"kind": "fault", "code": "10000", "status": 400}, 400, "10000", "An application error"),
    ],
)
def test_quickbooks_own_faults_come_on_order(
    books: Books, given: Json, status: int, number: str, detail: str
) -> None:
    order(books, **given)
    answer = create(books, requestid="r")
    assert (answer.status, error(answer)["code"]) == (status, number)
    assert detail in error(answer)["Detail"]
    assert create(books, requestid="r").status == 200


def test_single_items_of_a_batch_are_throttled_inside_a_200(books: Books) -> None:
    items = [
        {"bId": str(place), "operation": "create", "Customer": {"DisplayName": name}}
        for place, name in enumerate("ABCD")
    ]
    order(books, "items_throttled", entity="batch", items=[1, 3])
    order(books, "items_throttled", entity="batch")
    first, second = (books.batch(*items, requestid="r") for _ in range(2))
    assert [("Fault" in row, row["bId"]) for row in first] == [
        (False, "0"), (True, "1"), (False, "2"), (True, "3"),
    ]  # fmt: skip
    assert {row["Fault"]["Error"][0]["code"] for row in second} == {"3001"}
    assert made(books) == 2
    assert not any("Fault" in row for row in books.batch(*items, requestid="r"))


def test_change_data_capture_gives_updated_objects_as_deleted(books: Books) -> None:
    ids = [books.customer(name) for name in "ABC"]
    order(books, "changes_as_deleted", items=[0, 2])
    query = "entities=Customer,Item&changedSince=2026-04-09"
    seen, after = (books.send("GET", "cdc", query=query).json()["CDCResponse"][0] for _ in range(2))
    rows = next(part["Customer"] for part in seen["QueryResponse"] if "Customer" in part)
    assert [row.get("status") for row in rows] == ["Deleted", None, "Deleted"]
    assert set(rows[0]) == {"domain", "status", "Id", "MetaData"}
    assert [row["Id"] for row in after["QueryResponse"][0]["Customer"]] == ids
    assert books.read("Customer", ids[0])["Active"]


def hits(seed: int, **given: Json) -> list[int]:
    books = Books(seed=seed)
    order(books, "status_before", times=None, **given)
    return [n for n in range(400) if create(books, f"C{n}").status == 503]


def test_a_part_of_all_requests_is_hit_as_the_seed_wants_it() -> None:
    first = hits(1, probability=0.1)
    assert 20 < len(first) < 60
    assert hits(1, probability=0.1) == first != hits(2, probability=0.1)
    assert hits(1) == list(range(400))


def test_any_kind_may_come_the_same_for_the_same_seed() -> None:
    def seen(seed: int) -> list[tuple[int, bytes, bool]]:
        books = Books(seed=seed)
        order(books, "any", times=None, probability=0.5)
        answers = [create(books, f"C{n}", requestid=str(n)) for n in range(150)]
        books.simulator.orders.open.clear()
        books.clock.advance(120)
        for number in range(150):
            assert create(books, f"C{number}", requestid=str(number)).status == 200
        assert made(books) == 150
        return [(answer.status, answer.body, answer.cut) for answer in answers]

    first = seen(1)
    assert seen(1) == first != seen(2)
    assert len({(status, cut) for status, _, cut in first}) >= 6


def test_a_rule_may_name_a_request_id(books: Books) -> None:
    order(books, "reset_before", requestid="b")
    assert [create(books, name, requestid=name).cut for name in ("a", "b", "b")] == [False, True, False]


def test_all_that_an_order_may_say_is_told() -> None:
    assert {*ORDER, "seen"} == {each.name for each in fields(FaultOrder)}
    assert "one_name_at_a_time" in arguments().format_help()
    assert "closed_s" in arguments().format_help()


def test_faults_can_be_ordered_by_a_file(books: Books, tmp_path: Path) -> None:
    path = tmp_path / "faults.json"
    path.write_text('[{"kind": "reset_before", "probability": 0.5, "times": null}]')
    order_faults(books.simulator, path)
    assert len({create(books, f"C{n}").cut for n in range(20)}) == 2


@pytest.mark.parametrize("text", ["", "{}", '[{"kind": "earthquake"}]', "[1]"])
def test_a_file_of_faults_without_sense_ends_the_command(books: Books, tmp_path: Path, text: str) -> None:
    (tmp_path / "faults.json").write_text(text)
    with pytest.raises(SystemExit, match="cannot be ordered"):
        order_faults(books.simulator, tmp_path / "faults.json")
    assert books.simulator.orders.open == []


@pytest.mark.parametrize(
    "kind", ["lag", "answer_lacks", "answer_shuffled", "items_throttled", "changes_as_deleted"]
)
def test_what_is_about_reading_or_about_batches_is_not_used_up_by_a_write(
    books: Books, kind: FaultKind
) -> None:
    order(books, kind)
    create(books)
    assert [left.kind for left in books.simulator.orders.open] == [kind]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "kind is missing"),
        ({"kind": "earthquake"}, "kind is 'earthquake', but must be one of refused, reset_before"),
        ({"kind": "reset_before", "ntth": 2}, "ntth is nothing that an order has: kind, entity"),
        ({"kind": "reset_before", "seen": []}, "seen is nothing"),
        ({"kind": "reset_before", "nth": "2"}, "nth is '2', but must be a whole number from 1"),
        ({"kind": "reset_before", "nth": True}, "nth is True"),
        ({"kind": "reset_before", "times": 0}, "times is 0"),
        ({"kind": "reset_before", "entity": "Customer"}, "entity is 'Customer', but must be in lower case"),
        ({"kind": "reset_before", "entity": "invoices"}, "entity is 'invoices', but must be in lower case"),
        ({"kind": "reset_before", "operation": "insert"}, "operation is 'insert', but must be one of create"),
        ({"kind": "reset_before", "probability": 0}, "probability is 0"),
        ({"kind": "reset_before", "probability": 1.5}, "probability is 1.5"),
        ({"kind": "status_before", "status": 99}, "status is 99"),
        ({"kind": "status_before", "form": "json"}, "form is 'json', but must be one of"),
        ({"kind": "reset_later", "later_s": -1}, "later_s is -1"),
        ({"kind": "reset_before", "from_s": 5, "until_s": 5}, "until_s is 5, but must be after from_s"),
        ({"kind": "answer_lacks", "items": [-1]}, "items is [-1]"),
        ({"kind": "answer_lacks", "items": "some"}, "items is 'some'"),
        ({"kind": "lag", "later_s": 90_000}, "later_s is 90000, but lag is at most 86400"),
        ({"kind": "fault"}, "code is missing"),
        ({"kind": "fault", "code": "9"}, "code is '9'"),
        ({"kind": ["refused"]}, "kind is ['refused']"),
        ("reset_before", "'reset_before' is no order"),
    ],
)
def test_an_order_without_sense_is_refused_by_name_and_value(given: Json, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        read_order(given)

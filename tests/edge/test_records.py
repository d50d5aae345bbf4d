"""Pushing: ids, versions, and many at once."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest
import simplejson

from tests.edge.examples import CONTACT, INVOICE, PRODUCT, RECORDS
from tests.edge.service import Service, person

V1 = "/v1/companies/{company}"
RECORD = f"{V1}/records/{{entity}}/{{id}}"
GOOD_IDS = ["1", "contact-1", "a.b_c~d", "acme:7", "who@where", "a+b=c", "A" * 100]
BAD_IDS = [
    "",
    "-1",
    ".",
    "..",
    "a#b",
    "a/b",
    "a b",
    "a%2Fb",
    "a?b",
    "a&b",
    "é",
    "名",
    "a\n",
    "a\x00",
    "A" * 101,
    "x" * 9_999,
]


@pytest.mark.parametrize("record_id", GOOD_IDS)
def test_an_id_that_the_schema_allows_is_pushed_and_found_by_its_path(ready: Service, record_id: str) -> None:
    assert ready.push("contacts", record_id, CONTACT).value["result"] == "stored"
    parts = {"entity": "contacts", "id": record_id}
    assert ready.call(f"GET {RECORD}", parts=parts).value["id"] == record_id
    assert ready.call(f"POST {V1}/sync/{{entity}}/{{id}}", parts=parts, claims=person()).status == 202


@pytest.mark.parametrize("record_id", BAD_IDS, ids=lambda record_id: repr(record_id[:20]))
def test_an_id_that_the_schema_forbids_is_refused_in_path_and_body_alike(
    ready: Service, record_id: str
) -> None:
    in_path = ready.push("contacts", record_id, CONTACT)
    in_body = ready.push_many("contacts", {"records": [{**CONTACT, "id": record_id}]})
    assert (in_path.status, in_path.fields()) == (422, ["id"])
    assert [each["result"] for each in in_body.value["results"]] == ["invalid"]
    parts = {"entity": "contacts", "id": record_id}
    for route, claims in ((f"GET {RECORD}", person()), (f"POST {V1}/sync/{{entity}}/{{id}}", person())):
        answer = ready.call(route, parts=parts, claims=claims)
        assert (answer.status, answer.value["code"]) == (404, "not_found")
        assert len(answer.body) < 1000
    assert ready.stored() == set()


def test_a_body_may_repeat_the_id_of_its_path_but_not_name_another(service: Service) -> None:
    assert service.push("contacts", "contact-1", {**CONTACT, "id": "contact-1"}).status == 200
    answer = service.push("contacts", "contact-1", {**CONTACT, "id": "contact-2", "version": 2})
    assert (answer.status, answer.fields()) == (422, ["id"])
    assert answer.value["faults"][0]["value"] == "contact-2"


@pytest.mark.parametrize("entity", ["estimates", "Contacts", "contact", "contacts#x", "", "x" * 5000])
@pytest.mark.parametrize(
    "route",
    [f"PUT {RECORD}", f"GET {RECORD}", f"GET {V1}/records/{{entity}}", f"POST {V1}/records/{{entity}}"],
)
def test_an_unknown_entity_is_not_found(service: Service, route: str, entity: str) -> None:
    answer = service.call(route, parts={"entity": entity, "id": "1"}, body={**CONTACT, "records": []})
    assert (answer.status, answer.value["code"]) == (404, "not_found")
    assert "contacts, products, invoices, payments" in answer.value["message"]


@pytest.mark.parametrize("route", [f"GET {RECORD}", f"POST {V1}/sync/{{entity}}/{{id}}"])
def test_a_record_that_was_never_pushed_is_not_found(ready: Service, route: str) -> None:
    answer = ready.call(route, parts={"entity": "contacts", "id": "nobody"}, claims=person())
    assert (answer.status, answer.value["message"]) == (404, "no record 'nobody' among contacts")


@pytest.mark.parametrize("run", ["none", "a#b", "", "x" * 9_999, "é"])
def test_a_run_that_there_is_not_is_not_found(service: Service, run: str) -> None:
    answer = service.call(f"GET {V1}/runs/{{run}}", parts={"run": run})
    assert (answer.status, answer.value) == (404, {"code": "not_found", "message": "no such run"})


def test_versions_decide_what_a_push_does(service: Service) -> None:
    def pushed(version: int, **changed: object) -> tuple[int, Any]:
        answer = service.push("contacts", "contact-1", {**CONTACT, "version": version, **changed})
        return answer.status, answer.value.get("result") or answer.value["code"]

    assert pushed(2) == (200, "stored")
    assert pushed(2) == (200, "unchanged")
    assert pushed(2, email="other@example.test") == (409, "conflict")
    assert pushed(1, email="other@example.test") == (200, "older")
    assert pushed(3, email="other@example.test") == (200, "stored")
    assert service.world.record("contacts", "contact-1").version == 3


@pytest.mark.parametrize(
    ("field", "written", "same"),
    [
        ("unit_price", "25.00", True),
        ("unit_price", '"25"', True),
        ("unit_price", "25.01", False),
        ("description", "null", True),
        ("description", '""', True),
        ("description", '"Weekly"', False),
        ("name", '" Gardening "', True),
    ],
)
def test_content_is_equal_when_it_says_the_same_however_it_is_written(
    service: Service, field: str, written: str, *, same: bool
) -> None:
    service.push("products", "product-1", PRODUCT)
    others = {name: simplejson.dumps(value) for name, value in PRODUCT.items()} | {field: written}
    body = ", ".join(f'"{name}": {value}' for name, value in others.items())
    again = service.push("products", "product-1", f"{{{body}}}")
    assert again.status == (200 if same else 409)


def test_five_hundred_records_are_taken_at_once_with_a_result_for_each(service: Service) -> None:
    records = [{**CONTACT, "id": f"contact-{number}"} for number in range(500)]
    answer = service.push_many("contacts", {"records": records})
    results = answer.value["results"]
    assert answer.status == 200
    assert [each["id"] for each in results] == [each["id"] for each in records]
    assert {each["result"] for each in results} == {"stored"}
    assert len(service.stored()) == 500


@pytest.mark.parametrize("count", [0, 501])
def test_none_and_more_than_five_hundred_are_refused_whole(service: Service, count: int) -> None:
    records = [{**CONTACT, "id": f"contact-{number}"} for number in range(count)]
    answer = service.push_many("contacts", {"records": records})
    assert (answer.status, answer.fields()) == (422, ["records"])
    assert service.stored() == set()


@pytest.mark.parametrize("body", [{}, {"records": None}, {"records": {}}, {"records": [CONTACT], "more": 1}])
def test_many_records_come_in_a_list_called_records(service: Service, body: object) -> None:
    answer = service.push_many("contacts", body)
    assert (answer.status, answer.fields()) == (422, ["more" if "more" in str(body) else "records"])
    assert service.stored() == set()


@pytest.mark.parametrize(
    ("bad", "fields"),
    [
        ({**CONTACT, "id": "bad", "version": "one"}, ["version"]),
        ({**CONTACT}, ["id"]),
        ({}, ["id", "version"]),
        (7, [""]),
        (None, [""]),
        ([], [""]),
        ({**CONTACT, "id": {"a": 1}}, ["id"]),
    ],
)
def test_a_bad_record_among_many_stops_no_other(service: Service, bad: object, fields: list[str]) -> None:
    good = [{**CONTACT, "id": "contact-1"}, {**CONTACT, "id": "contact-2"}]
    answer = service.push_many("contacts", {"records": [good[0], bad, good[1]]})
    results = answer.value["results"]
    assert [each["result"] for each in results] == ["stored", "invalid", "stored"]
    assert [fault["field"] for fault in results[1]["faults"]] == fields
    assert service.stored() == {"RECORD#contacts#contact-1", "RECORD#contacts#contact-2"}


def test_the_same_record_twice_in_one_push_is_taken_in_order(service: Service) -> None:
    first, other = {**CONTACT, "id": "contact-1"}, {**CONTACT, "id": "contact-1", "email": "b@example.test"}
    records = [first, first, other, {**other, "version": 2}]
    answer = service.push_many("contacts", {"records": records})
    assert [each["result"] for each in answer.value["results"]] == [
        "stored",
        "unchanged",
        "conflict",
        "stored",
    ]


def test_a_record_of_more_than_100_kb_compressed_is_refused(service: Service) -> None:
    noise = [random.Random(number).randbytes(2_000).hex() for number in range(100)]
    lines = [{**INVOICE["lines"][0], "description": each} for each in noise]
    answer = service.push("invoices", "invoice-1", {**INVOICE, "lines": lines})
    assert (answer.status, answer.fields()) == (422, [""])
    assert "at most 100000" in answer.value["message"]
    assert service.stored() == set()


@pytest.mark.parametrize("entity", RECORDS)
def test_a_push_is_taken_before_there_is_a_connection(service: Service, entity: str) -> None:
    assert service.push(entity, f"{entity[:-1]}-1", RECORDS[entity]).status == 200


def test_amounts_are_exact(service: Service) -> None:
    body = '{"version": 1, "name": "Nut", "kind": "goods", "unit_price": 0.1234567, "taxable": false}'
    service.push("products", "product-1", body)
    assert service.world.record("products", "product-1").content["unit_price"] == Decimal("0.1234567")


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        ("contact-1/deactivate", {"version": 2}, 200, "stored"),
        ("contact-1/deactivate", {"version": 1}, 409, "version 1 of contacts/contact-1"),
        ("contact-1/void", {"version": 2}, 404, "contacts have deactivate, not 'void'"),
        ("contact-9/deactivate", {"version": 2}, 404, "no record 'contact-9' among contacts"),
        ("contact-1/deactivate", {"version": "two"}, 422, "version"),
        ("contact-1/deactivate", {"version": 2, "why": "gone"}, 422, "why"),
    ],
)
def test_a_record_is_taken_back_by_a_version(
    ready: Service, path: str, body: dict[str, object], status: int, said: str
) -> None:
    ready.push("contacts", "contact-1", CONTACT)
    record_id, removal = path.split("/")
    parts = {"entity": "contacts", "id": record_id, "removal": removal}
    answer = ready.call(f"POST {RECORD}/{{removal}}", parts=parts, body=body)
    assert (answer.status, said in answer.body) == (status, True), answer.body

"""Bodies that are none: refused with field and value named, nothing stored, and never an error of ours."""

from __future__ import annotations

import base64
import time
from typing import Any

import pytest

from tests.edge.examples import CONTACT
from tests.edge.service import HOST, SUPPORT, Service, person

V1 = "/v1/companies/{company}"
WITH_BODY = {
    f"PUT {V1}": HOST,
    f"PUT {V1}/settings": person(),
    f"PUT {V1}/selections": person(),
    f"POST {V1}/records/{{entity}}": HOST,
    f"PUT {V1}/records/{{entity}}/{{id}}": HOST,
    "POST /v1/support/dead-letters/replay": SUPPORT,
}
NO_OBJECTS = [
    "",
    " ",
    "not json",
    "{",
    '{"version": 1,}',
    "{'version': 1}",
    "null",
    "true",
    "7",
    '"text"',
    "[]",
    '[{"version": 1}]',
    '{"version": 1} {"version": 2}',
    '{"version": NaN}',
    '{"version": Infinity}',
    '{"version": 1e99999999999999999999}',
    '{"version": ' + "9" * 5000 + "}",
    "[" * 100_000,
    '{"a":' * 100_000,
    "version=1&display_name=Amy",
    "<contact/>",
    "\x00",
    "\ufeff7",
]


@pytest.mark.parametrize("body", NO_OBJECTS, ids=lambda body: repr(body[:30]))
@pytest.mark.parametrize("route", WITH_BODY)
def test_a_body_that_is_no_json_object_is_refused_and_shown(service: Service, route: str, body: str) -> None:
    before = service.world.store.items()
    parts = {"entity": "contacts", "id": "contact-1"}
    answer = service.call(route, parts=parts, claims=WITH_BODY[route], body=body)
    (fault,) = answer.value["faults"]
    assert (answer.status, fault["field"], fault["value"]) == (422, "", body[:100])
    assert fault["message"].startswith("the body is not a JSON object: ")
    assert service.world.store.items() == before


def test_a_request_without_a_body_is_refused(service: Service) -> None:
    answer = service.call(f"PUT {V1}", parts={"company": "new"})
    assert answer.status == 422


@pytest.mark.parametrize("name", ["version", "email", "anything"])
def test_a_field_that_stands_there_twice_is_named(service: Service, name: str) -> None:
    answer = service.push("contacts", "contact-1", f'{{"{name}": "first", "{name}": "second"}}')
    fault = {"field": name, "value": "second", "message": "stands there twice"}
    assert (answer.status, answer.value["faults"]) == (422, [fault])
    nested = '{"version": 1, "lines": [{"amount": 1, "amount": 2}]}'
    assert service.push("invoices", "invoice-1", nested).fields() == ["amount"]
    assert service.stored() == set()


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "text/plain", "application/x-www-form-urlencoded", ""]
)
def test_json_is_read_whatever_its_content_type_says(service: Service, content_type: str) -> None:
    answer = service.push("contacts", "contact-1", CONTACT, headers={"content-type": content_type})
    assert (answer.status, service.has("contacts", "contact-1")) == (200, True)


def test_a_body_that_api_gateway_has_encoded_is_decoded(service: Service) -> None:
    body = base64.b64encode('{"version": 1, "display_name": "Åsa"}'.encode()).decode()
    answer = service.push("contacts", "contact-1", body, isBase64Encoded=True)
    assert (answer.status, service.has("contacts", "contact-1")) == (200, True)


@pytest.mark.parametrize(
    "body", [base64.b64encode(b'{"version": 1, "display_name": "\xff"}').decode(), "no base64!", "abc"]
)
def test_bytes_that_are_no_text_are_refused(service: Service, body: str) -> None:
    answer = service.push("contacts", "contact-1", body, isBase64Encoded=True)
    assert (answer.status, answer.fields()) == (422, [""])
    assert service.stored() == set()


def deep(levels: int) -> Any:
    value: Any = None
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("value", [True, 1.5, [1], {"a": 1}, deep(200)], ids=lambda value: repr(value)[:9])
@pytest.mark.parametrize("field", ["version", "id", "display_name", "parent_id", "unknown", "company"])
def test_a_wrong_type_is_named_and_never_stored(service: Service, field: str, value: object) -> None:
    answer = service.push("contacts", "contact-1", {**CONTACT, field: value})
    assert (answer.status, answer.fields()) == (422, [field])
    assert service.stored() == set()


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("1e400", "1E+400"),
        ("-1e400", "-1E+400"),
        ("1e-400", "1E-400"),
        ("0.001", "0.001"),
        ("100000000000", "100000000000"),
        ('"1,000.00"', "1,000.00"),
        ('"1e3"', "1e3"),
        ('"NaN"', "NaN"),
        ('"Infinity"', "Infinity"),
        ("true", "true"),
        ("null", "null"),
        ('""', ""),
        ("[]", ""),
        ('"' + "1" * 200 + '"', "1" * 100),
        ("1" * 200, "1" * 100),
    ],
)
def test_an_amount_that_is_none_is_named_and_shown_as_it_was_written(
    service: Service, amount: str, shown: str
) -> None:
    body = (
        '{"version": 1, "contact_id": "c", "date": "2026-04-06", "currency": "USD", "amount": 1,'
        f' "applications": [{{"invoice_id": "i", "amount": 1}}, {{"invoice_id": "i", "amount": {amount}}}]}}'
    )
    answer = service.push("payments", "payment-1", body)
    (fault,) = answer.value["faults"]
    assert (answer.status, fault["field"], fault["value"]) == (422, "applications[1].amount", shown)
    assert service.stored() == set()


def test_every_faulty_field_is_named_as_the_host_wrote_it(service: Service) -> None:
    line = {"quantity": "x", "unit_price": 1, "amount": 1.005, "taxable": "yes", "colour": "red"}
    body = {"version": 0, "issue_date": "2026-02-30", "lines": [line, 7], "status": "sent", "total": None}
    answer = service.push("invoices", "invoice-1", body)
    assert set(answer.fields()) == {
        "version",
        "contact_id",
        "issue_date",
        "currency",
        "tax_total",
        "total",
        "status",
        "lines[0].quantity",
        "lines[0].amount",
        "lines[0].taxable",
        "lines[0].colour",
        "lines[1]",
    }
    assert all(fault["message"] for fault in answer.value["faults"])


def test_a_long_value_or_field_is_shortened_in_the_answer(service: Service) -> None:
    answer = service.push("contacts", "contact-1", {**CONTACT, "email": "e" * 20_000, "f" * 20_000: 1})
    assert (answer.status, len(answer.body) < 1000) == (422, True)
    assert sorted(answer.fields()) == ["email", "f" * 100]


def test_a_body_with_more_faults_than_anybody_reads_is_answered_shortly(service: Service) -> None:
    answer = service.push("contacts", "contact-1", {f"field-{number}": 1 for number in range(20_000)})
    assert (answer.status, len(answer.value["faults"])) == (422, 100)


@pytest.mark.parametrize("text", ["\ud800", "\x00", "a\x07b", "\ufffe"])
@pytest.mark.parametrize("field", ["display_name", "id", "unknown"])
def test_text_that_cannot_be_kept_is_refused(service: Service, field: str, text: str) -> None:
    answer = service.push("contacts", "contact-1", {**CONTACT, field: text})
    assert (answer.status, answer.fields()) == (422, [field])
    answer = service.push("contacts", "contact-1", {**CONTACT, text: "x"})
    assert answer.status == 422
    assert service.stored() == set()


def test_ten_megabytes_are_refused_within_seconds(service: Service) -> None:
    began_s = time.monotonic()
    for body in (
        {**CONTACT, "display_name": "x" * 10_000_000},
        {**CONTACT, "street": ["x"] * 2_000_000},
        {"records": [7] * 3_000_000},
    ):
        assert service.push("contacts", "contact-1", body).status == 422
    assert service.push_many("contacts", {"records": ["x" * 100] * 90_000}).status == 422
    assert time.monotonic() - began_s < 60
    assert service.stored() == set()


@pytest.mark.parametrize(
    ("route", "body", "fields"),
    [
        (f"PUT {V1}", {}, ["country", "home_currency", "time_zone"]),
        (
            f"PUT {V1}",
            {
                "country": "us",
                "home_currency": "dollar",
                "time_zone": "Mars/Olympus",
                "plan": "p" * 65,
                "language": "fr",
                "style": 1,
                "realm": "1",
            },
            ["country", "home_currency", "time_zone", "plan", "language", "style", "realm"],
        ),
        (f"PUT {V1}/settings", {"nightly": "yes", "night_hour": 24}, ["nightly", "night_hour"]),
        (
            f"PUT {V1}/settings",
            {"sync_on_push": 1, "connection": "connected"},
            ["sync_on_push", "connection"],
        ),
        (f"PUT {V1}/settings", {"night_hour": 2.5}, ["night_hour"]),
        ("POST /v1/support/dead-letters/replay", {}, ["reason"]),
        ("POST /v1/support/dead-letters/replay", {"reason": ""}, ["reason"]),
        ("POST /v1/support/dead-letters/replay", {"reason": " "}, ["reason"]),
        (
            "POST /v1/support/dead-letters/replay",
            {"reason": "x" * 501, "company": "a#b", "entity": 1},
            ["company", "entity", "reason"],
        ),
        ("POST /v1/support/dead-letters/replay", {"reason": "x", "entity": "estimates"}, ["entity"]),
    ],
)
def test_every_faulty_field_of_the_other_bodies_is_named_too(
    service: Service, route: str, body: dict[str, object], fields: list[str]
) -> None:
    before = service.world.store.items()
    answer = service.call(route, claims=WITH_BODY[route], body=body)
    assert (answer.status, answer.fields()) == (422, fields)
    assert service.world.store.items() == before


@pytest.mark.parametrize("zone", ["../../etc/passwd", "/etc/localtime", "America", "", "x" * 5000, "UTC\x00"])
def test_a_time_zone_is_not_looked_for_outside_the_zones(service: Service, zone: str) -> None:
    body = {"country": "US", "home_currency": "USD", "time_zone": zone}
    answer = service.call(f"PUT {V1}", body=body)
    assert (answer.status, answer.fields()) == (422, ["time_zone"])

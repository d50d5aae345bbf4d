"""docs/api.md says what the service does: its examples are played in order, its tables compared."""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import pytest
import simplejson
from pydantic import BaseModel

from quickbooks_sync.core.roles import Role
from quickbooks_sync.edge.routes import ROUTES
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.entities.invoices import InvoiceLine
from quickbooks_sync.entities.payments import Application
from quickbooks_sync.errors import SHOWN
from quickbooks_sync.flows.push import MOST_AT_ONCE, MOST_FAULTS
from quickbooks_sync.flows.show import MOST_PROBLEMS, PAGE
from quickbooks_sync.model import Phase, Status
from tests.edge.service import HOST, ROOT, SUPPORT, Service, person
from tests.edge.test_access import CALLBACK, MAY
from tests.edge.test_errors import STATUSES

DOCUMENT = (ROOT / "docs/api.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(
    r"^`(?P<method>[A-Z]+) (?P<url>/\S+)` as (?P<role>\w+)\n"
    r"(?:\n```json\n(?P<body>.+?)\n```\n)?"
    r"(?:\n`(?P<status>\d+)`\n\n```json\n(?P<answer>.+?)\n```\n)?",
    re.MULTILINE | re.DOTALL,
)
PUSH = "PUT /v1/companies/{company}/records/{entity}/{id}"
VARYING = {
    "authorize_url",
    "started_at",
    "ended_at",
    "since",
    "synced_at",
    "at",
    "age_s",
    "number",
    "changed_at",
}
"""Only that they are there, and of the same type, is compared."""


class Example(NamedTuple):
    """One request of the document, with its answer where the document shows it."""

    route: str
    parts: dict[str, str]
    query: dict[str, str]
    role: str
    body: str | None
    status: int
    answer: Any


def route_of(method: str, path: str) -> tuple[str, dict[str, str]]:
    for route in ROUTES:
        its_method, _, its_path = route.partition(" ")
        found = re.fullmatch(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(its_path)), path)
        if found and its_method == method:
            return route, found.groupdict()
    raise AssertionError(f"no route for {method} {path}")


def examples() -> list[Example]:
    """Read the examples in the document's order."""
    made = []
    for found in EXAMPLE.finditer(DOCUMENT):
        url = urlsplit(found["url"])
        route, parts = route_of(found["method"], url.path)
        answer = simplejson.loads(found["answer"], use_decimal=True) if found["answer"] else None
        status = int(found["status"] or 200)
        made.append(
            Example(route, parts, dict(parse_qsl(url.query)), found["role"], found["body"], status, answer)
        )
    return made


def table(first: str) -> list[list[str]]:
    """Read the rows of the table whose head begins with a cell."""
    _, _, below = DOCUMENT.partition(f"\n| {first} ")
    assert below, f"no table that begins with {first}"
    rows = below.partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def alike(shown: object, real: object, name: str = "") -> bool:
    """Tell whether an answer is as shown; a list may show some of its elements only."""
    if isinstance(shown, dict) and isinstance(real, dict):
        return shown.keys() == real.keys() and all(alike(shown[key], real[key], key) for key in shown)
    if isinstance(shown, list) and isinstance(real, list):
        return bool(shown) >= bool(real) and all(any(alike(each, other) for other in real) for each in shown)
    return type(shown) is type(real) if name in VARYING else shown == real


def test_every_route_is_documented_with_who_may_call_it() -> None:
    names = {"all": frozenset(Role), "Intuit": frozenset()}
    documented = {
        route.strip("`"): names.get(who) if who in names else frozenset(map(Role, who.split(", ")))
        for route, who, _ in table("route")
    }
    assert documented == {**MAY, CALLBACK: frozenset()}
    assert documented.keys() == ROUTES.keys()


def test_every_block_of_json_can_be_read() -> None:
    blocks = re.findall(r"```json\n(.+?)```", DOCUMENT, re.DOTALL)
    assert all(isinstance(simplejson.loads(block), dict) for block in blocks)
    assert len(blocks) == sum(bool(each.body) + bool(each.answer) for each in examples())


@pytest.mark.parametrize("entity", ENTITIES)
def test_a_push_of_each_entity_is_shown_and_valid(entity: str) -> None:
    pushes = [each for each in examples() if (each.route, each.status) == (PUSH, 200)]
    (push,) = [each for each in pushes if each.parts["entity"] == entity]
    assert push.body is not None
    content = simplejson.loads(push.body, use_decimal=True)
    assert ENTITIES[entity].schema.model_validate({**content, "id": push.parts["id"]})


def test_the_examples_are_answered_as_shown_when_they_are_played_in_order(service: Service) -> None:
    for _ in range(2):
        service.world.queues.bury("contacts", '{"company": "acme"}')
    runs: dict[str, str] = {}
    for each in examples():
        claims = {"host": HOST, "support": SUPPORT}.get(each.role) or person(each.role)
        parts = {name: runs.get(part, part) for name, part in each.parts.items()}
        body = {} if each.body is None else {"body": each.body}
        answer = service.call(
            each.route, parts=parts, claims=claims, queryStringParameters=each.query, **body
        )
        assert answer.status == each.status, (each.route, answer.body)
        if each.route.endswith("/connection"):
            service.world.connect()
        if each.status == 202:
            runs[each.answer["id"]] = answer.value["id"]
            service.work()
        if each.answer is not None:
            shown = simplejson.loads(simplejson.dumps(each.answer, use_decimal=True), use_decimal=True)
            if shown.get("id") in runs:
                shown["id"] = runs[shown["id"]]
            assert alike(shown, answer.value), (each.route, answer.body)
    assert len(runs) == 1


def test_every_error_is_documented_with_its_status() -> None:
    documented = {
        (int(status), code) for codes, status, _ in table("code") for code in re.findall(r"\w+", codes)
    }
    assert documented == set(STATUSES.values())


def test_the_limits_are_those_of_the_code(service: Service) -> None:
    limits = [int(most.replace(",", "")) for _, most in table("what")]
    record_bytes = service.world.ports.limits.record_bytes
    assert limits == [MOST_AT_ONCE, record_bytes, PAGE, MOST_PROBLEMS, MOST_FAULTS, SHOWN]


def test_every_status_and_phase_is_explained() -> None:
    assert {status.strip("`") for status, _ in table("`status`")} == set(Status)
    assert all(f"`{phase}`" in DOCUMENT for phase in Phase)


def test_the_fields_that_a_record_has_to_have_are_those_of_the_schemas() -> None:
    schemas: dict[str, type[BaseModel]] = {name: rules.schema for name, rules in ENTITIES.items()}
    parts: dict[str, type[BaseModel]] = {"lines": InvoiceLine, "applications": Application}
    required = {
        name: {field for field, info in schema.model_fields.items() if info.is_required()}
        for name, schema in {**schemas, **parts}.items()
    }
    documented = {f"{name.split()[-1]}s": set(re.findall(r"\w+", fields)) for name, fields in table("record")}
    assert documented == required


def test_the_tables_are_aligned() -> None:
    tables = re.findall(r"(?:^\|.*\|\n)+", DOCUMENT, re.MULTILINE)
    assert len(tables) >= 6
    assert [rows for rows in tables if len({len(row) for row in rows.splitlines()}) > 1] == []

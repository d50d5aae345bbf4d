"""What is logged and counted: one line per outcome, ids only; metrics once per event."""

from __future__ import annotations

import ast
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from quickbooks_sync.edge import process
from quickbooks_sync.edge.telemetry import DIMENSIONS
from quickbooks_sync.errors import Defect
from quickbooks_sync.model import CompanyId
from tests.edge.examples import CONTACT, INVOICE, PAYMENT, PRODUCT
from tests.edge.service import ROOT, SUPPORT, Service, person
from tests.planted import AMOUNT, WORD

PACKAGE = ROOT / "layers/common/python/quickbooks_sync"
RECORD = {"company", "entity", "record", "call", "operation", "result", "problem", "intuit_tid"}
FIELDS = RECORD | {"reason", "run", "kind", "message_id", "started", "sent", "by"}
TAKEN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "level", "timestamp", "service"}


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def metrics_of(written: list[dict[str, Any]]) -> list[tuple[str, float, dict[str, str]]]:
    found = []
    for line in written:
        for each in line.get("_aws", {}).get("CloudWatchMetrics", []):
            (metric,), (dimensions,) = each["Metrics"], each["Dimensions"]
            found.append((metric["Name"], line[metric["Name"]][0], {name: line[name] for name in dimensions}))
    return found


def test_an_outcome_is_one_line_with_its_ids(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    process.telemetry().outcome(
        "record", company="acme", entity="contacts", record="contact-1", result="synced"
    )
    (line,) = lines(capsys)
    assert line.pop("timestamp")
    assert line == {
        "level": "INFO",
        "message": "record",
        "service": "quickbooks-sync",
        "company": "acme",
        "entity": "contacts",
        "record": "contact-1",
        "result": "synced",
    }


def test_outcomes_are_counted_by_entity_and_result_and_written_once(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    telemetry = process.telemetry()
    for record in ("1", "2", "3"):
        result = "error" if record == "3" else "synced"
        telemetry.outcome("record", company=f"c{record}", entity="contacts", record=record, result=result)
    telemetry.flush()
    telemetry.flush()
    always = {"entity": "contacts", "service": "quickbooks-sync"}
    assert metrics_of(lines(capsys)) == [
        ("record", 2, {**always, "result": "synced"}),
        ("record", 1, {**always, "result": "error"}),
    ]


@pytest.mark.parametrize("entity", ["contacts", "invoices"])
def test_each_event_writes_its_metrics_at_its_end(
    ready: Service, capsys: pytest.CaptureFixture[str], entity: str
) -> None:
    ready.push("contacts", "contact-1", CONTACT)
    capsys.readouterr()
    ready.drain(entity, '{"company": "acme"}')
    written = lines(capsys)
    kinds = ["_aws" in line for line in written]
    assert kinds == sorted(kinds)
    assert all(dimensions.keys() <= {"entity", "result", "service"} for *_, dimensions in metrics_of(written))
    counted = {name: count for name, count, _ in metrics_of(written)}
    assert counted.get("record") == (1 if entity == "contacts" else None)


def test_a_defect_says_where_it_happened_but_not_what_it_holds(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        dict[str, str]()["Amy"]
    except KeyError as error:
        process.telemetry().defect("plan", error, company="acme", record="contact-1")
    (line,) = lines(capsys)
    assert (line["level"], line["error"], line["record"]) == ("ERROR", "KeyError", "contact-1")
    assert line["frames"][-1].endswith("test_a_defect_says_where_it_happened_but_not_what_it_holds")
    assert "Amy" not in json.dumps(line)


def test_the_alarms_hear_of_defects_and_of_parked_companies(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    process.telemetry().defect("plan", KeyError())
    process.telemetry().defect("api", KeyError())
    process.telemetry().outcome("company", company="acme", result="parked", reason="6 workers died")
    process.telemetry().flush()
    always = {"service": "quickbooks-sync"}
    assert metrics_of(lines(capsys)) == [
        ("defect", 2, always),
        ("company", 1, {**always, "result": "parked"}),
    ]


def test_a_defect_of_our_own_says_what_to_correct(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    process.telemetry().defect("api", Defect("Correct the environment: TABLE_NAME"))
    assert lines(capsys)[0]["reason"] == "Correct the environment: TABLE_NAME"


def log_calls() -> list[tuple[Path, ast.Call]]:
    """Find every place that writes into the log."""
    return [
        (path, node)
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"outcome", "defect", "failure"}
    ]


def test_no_id_has_a_name_that_logging_has_taken() -> None:
    calls = log_calls()
    taken = [(str(path), word.arg) for path, call in calls for word in call.keywords if word.arg in TAKEN]
    assert len(calls) > 20
    assert taken == []


def test_a_line_has_no_field_but_those_of_the_list() -> None:
    """A new field is thought about here: it holds an id, a code or a count, and is no dimension."""
    named = {word.arg for _, call in log_calls() for word in call.keywords if word.arg}
    assert named <= FIELDS
    assert named >= RECORD
    assert DIMENSIONS == ("entity", "result")


def play(service: Service) -> None:
    """Go through what happens to records, with the planted word in every text and its own amount."""
    texts = ("company_name", "given_name", "family_name", "phone", "street", "city", "region", "country")
    contact = {**CONTACT, "email": f"{WORD}@example.test", **dict.fromkeys(texts, WORD)}
    line = {
        **INVOICE["lines"][0],
        "quantity": 1,
        "unit_price": AMOUNT,
        "amount": AMOUNT,
        "description": WORD,
    }
    invoice = {
        **INVOICE,
        "tax_percent": 0,
        "tax_total": 0,
        "total": AMOUNT,
        "message": WORD,
        "memo": WORD,
    }
    payment = {**PAYMENT, "amount": AMOUNT, "memo": WORD, "reference": WORD, "method": WORD}
    service.push("contacts", "contact-1", {**contact, "display_name": WORD})
    service.push("contacts", "contact-2", {**contact, "display_name": f"{WORD}:", "email": WORD})
    service.push("contacts", "contact-3", {**contact, "display_name": WORD})
    service.push("contacts", "contact-4", {**contact, WORD: WORD})
    service.push("contacts", "contact-5", f'{{"{WORD}": {WORD}')
    service.push("products", "product-1", {**PRODUCT, "name": WORD, "description": WORD})
    service.push("invoices", "invoice-1", {**invoice, "number": WORD, "lines": [line]})
    service.push("payments", "payment-1", {**payment, "applications": []})
    service.push_many(
        "invoices", {"records": [{**invoice, "id": "invoice-2", "number": WORD, "lines": [line]}]}
    )
    for _ in range(5):
        service.work()
        service.world.clock.sleep(60)
        service.sweep()
    service.call("GET /v1/companies/{company}/problems", claims=person())
    service.call("POST /v1/support/dead-letters/replay", claims=SUPPORT, body={"reason": WORD})
    service.drain("contacts", f'{{"company": "{WORD} Ltd"}}', WORD)


def test_no_name_amount_or_token_is_ever_logged(ready: Service, capsys: pytest.CaptureFixture[str]) -> None:
    play(ready)
    service = ready
    tokens = service.world.ports.tokens.get(CompanyId("acme"))
    assert tokens is not None
    settings = service.world.simulator.settings
    said = capsys.readouterr()
    written = said.out + said.err
    assert written.count("\n") > 15
    assert service.world.phases()["contacts#contact-1"] == "settled"
    assert {"rejected"} <= set(service.world.phases().values())
    secrets = (tokens.access_token, tokens.refresh_token, settings.client_secret)
    for secret in (WORD, str(AMOUNT), *secrets):
        assert secret not in written

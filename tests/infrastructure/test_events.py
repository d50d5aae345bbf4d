"""The sample events are what their triggers send, and fit the template."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from local.template import transform

ROOT = Path(__file__).parents[2]
RESOURCES = transform(ROOT / "template.yaml")["Resources"]


def sample(function: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((ROOT / "events" / f"{function}.json").read_text())
    return event


@pytest.mark.parametrize("entity", ["contacts", "products", "invoices", "payments"])
def test_a_message_comes_from_the_entity_s_queue_and_says_only_which_company(entity: str) -> None:
    (record,) = sample(f"sync_{entity}")["Records"]
    assert record["eventSourceARN"].endswith(f"-{entity}")
    assert json.loads(record["body"]).keys() == {"company"}
    assert record["md5OfBody"] == hashlib.md5(record["body"].encode(), usedforsecurity=False).hexdigest()


@pytest.mark.parametrize(
    ("function", "schedule"), [("nightly_sync", "NightlySyncFunctionNight"), ("sweep", "SweepFunctionMinute")]
)
def test_a_scheduled_event_has_the_shape_that_the_schedule_sends(function: str, schedule: str) -> None:
    sent = json.loads(RESOURCES[schedule]["Properties"]["Target"]["Input"])
    assert sample(function).keys() == sent.keys()


def test_the_request_is_one_that_the_api_routes() -> None:
    event = sample("api")
    method, path = event["routeKey"].split(" ")
    assert method.lower() in RESOURCES["HttpApi"]["Properties"]["Body"]["paths"][path]
    assert path.format(**event["pathParameters"]) == event["rawPath"]
    assert {"sub", "company_id", "role"} <= event["requestContext"]["authorizer"]["jwt"]["claims"].keys()


def test_a_replay_says_what_and_why() -> None:
    assert sample("replay_dead_letters").keys() == {"entity", "company", "reason"}

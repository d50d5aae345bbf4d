"""The sample events are what the handlers take."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.functions.tenant import CONTACT, Tenant

EVENTS = Path(__file__).parents[2] / "events"


def sample(function: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / f"{function}.json").read_text())
    return event


@pytest.fixture
def landscaping(company: Tenant) -> Tenant:
    """Give the company of which the sample events speak."""
    return Tenant(company.stack, "landscaping").register()


@pytest.mark.parametrize(
    ("function", "answer"),
    [
        *((f"sync_{entity}", {"batchItemFailures": []}) for entity in ("contacts", "products")),
        *((f"sync_{entity}", {"batchItemFailures": []}) for entity in ("invoices", "payments")),
        ("nightly_sync", {"started": 0}),
    ],
)
def test_a_sample_event_is_taken(landscaping: Tenant, function: str, answer: dict[str, Any]) -> None:
    assert landscaping.stack.invoke(function, sample(function)) == answer


def test_the_sample_request_stores_a_record(landscaping: Tenant) -> None:
    answer = landscaping.stack.invoke("api", sample("api"))
    assert (answer["statusCode"], json.loads(answer["body"])["id"]) == (200, "contact-1")
    assert landscaping.record("contacts", "contact-1")["version"] == 1


def test_the_sample_sweep_sends_the_companies_that_are_due(landscaping: Tenant) -> None:
    landscaping.push("contacts", CONTACT)
    assert landscaping.stack.invoke("sweep", sample("sweep")).keys() == {"sent"}


def test_the_sample_replay_says_what_was_sent(landscaping: Tenant) -> None:
    done = landscaping.stack.invoke("replay_dead_letters", sample("replay_dead_letters"))
    assert done["sent"] == dict.fromkeys(("contacts", "products", "invoices", "payments"), 0)


def test_a_malformed_message_fails_alone(landscaping: Tenant) -> None:
    event = sample("sync_contacts")
    (good,) = event["Records"]
    bad = [
        {**good, "messageId": f"bad-{place}", "body": body}
        for place, body in enumerate(("{", "[]", '{"company": 7}', '{"company": "nobody-of-that-name"}'))
    ]
    answer = landscaping.stack.invoke("sync_contacts", {"Records": [bad[0], good, *bad[1:]]})
    assert answer["batchItemFailures"] == [{"itemIdentifier": f"bad-{place}"} for place in range(4)]

"""The service as its callers meet it: Lambda's handlers on a World, called with the events that AWS sends."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import simplejson

from quickbooks_sync import wiring
from quickbooks_sync.edge import http, process, queue, schedule, support
from quickbooks_sync.edge.telemetry import Telemetry
from quickbooks_sync.entities import ENTITIES
from tests.fakes.world import World
from tests.planted import WATCH

ROOT = Path(__file__).parents[2]
API_EVENT: Mapping[str, Any] = json.loads((ROOT / "events/api.json").read_text())
CONTEXT: Any = SimpleNamespace(function_name="quickbooks-sync-dev-replay", aws_request_id="c6af9ac6")
AFTER_CONNECT_URL = "https://host.example.test/quickbooks"
ENVIRONMENT = {
    "TABLE_NAME": "table",
    "APP_SECRET_ID": "quickbooks-sync-dev/app",
    "TOKEN_SECRET_PREFIX": "quickbooks-sync-dev/tokens/",
    "PUBLIC_URL": "https://api.example.test",
    "AFTER_CONNECT_URL": AFTER_CONNECT_URL,
    "POWERTOOLS_SERVICE_NAME": "quickbooks-sync",
    "POWERTOOLS_METRICS_NAMESPACE": "QuickBooksSync",
    "LOG_LEVEL": "INFO",
}
HOST = {"sub": "host-server", "role": "host"}
SUPPORT = {"sub": "support-1", "role": "support"}
UNSET: Any = object()


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the API."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def value(self) -> Any:
        return simplejson.loads(self.body, use_decimal=True)

    def fields(self) -> list[str]:
        """Name the faulty fields, in order."""
        return [fault["field"] for fault in self.value["faults"]]


def person(role: str = "owner", company: str = "acme") -> dict[str, str]:
    """Give the claims of one of a company's people."""
    return {"sub": f"{role}-1", "role": role, "company_id": company}


class WatchedTelemetry(Telemetry):
    """The real log; what it writes is looked through as well."""

    def __init__(self) -> None:
        super().__init__()
        watching = _Watching()
        watching.setFormatter(self._logger.registered_formatter)
        self._logger.addHandler(watching)

    def flush(self) -> None:
        with contextlib.redirect_stdout(io.StringIO()) as metrics:
            super().flush()
        WATCH.line(metrics.getvalue())
        print(metrics.getvalue(), end="")  # noqa: T201 - as metrics are written


class _Watching(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        WATCH.line(self.format(record))


class Service:
    """The handlers, with a World outside; everything that Lambda reads from its environment is set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world = World()
        for name, value in ENVIRONMENT.items():
            monkeypatch.setenv(name, value)
        for kept in (process.ports, process.settings, process.telemetry):
            kept.cache_clear()
        logging.Logger.manager.loggerDict.pop("quickbooks-sync", None)  # It kept another test's stdout.
        monkeypatch.setattr(process, "Telemetry", WatchedTelemetry)
        monkeypatch.setattr(wiring, "ports", lambda _, log: replace(self.world.ports, log=log))

    def call(
        self,
        route: str,
        *,
        parts: Mapping[str, str] | None = None,
        claims: Mapping[str, str] | None = HOST,
        body: object = UNSET,
        **event: Any,
    ) -> Answer:
        """Call a route, such as `GET /v1/companies/{company}`; `company` is acme unless it is given."""
        given = {"company": "acme", **(parts or {})}
        names = re.findall(r"{(\w+)}", route)
        built = copy.deepcopy(dict(API_EVENT)) | {
            "routeKey": route,
            "rawPath": route.partition(" ")[2].format(**given),
            "pathParameters": {name: given[name] for name in names},
        }
        del built["body"]
        if body is not UNSET:
            built["body"] = body if isinstance(body, str) else simplejson.dumps(body, use_decimal=True)
        context = built["requestContext"]
        context["http"] |= {"method": route.partition(" ")[0], "path": built["rawPath"]}
        if claims is None:
            del context["authorizer"]
        else:
            context["authorizer"]["jwt"]["claims"] = {"iss": "https://login.example.com/", **claims}
        built["headers"] |= event.pop("headers", {})
        answered = http.handler(built | event, CONTEXT)
        return Answer(answered["statusCode"], answered["headers"], answered.get("body", ""))

    def push(
        self,
        entity: str,
        record_id: str,
        body: object,
        *,
        company: str = "acme",
        **event: Any,
    ) -> Answer:
        """Push one record."""
        if isinstance(body, dict):
            WATCH.plant(body)
        route = "PUT /v1/companies/{company}/records/{entity}/{id}"
        parts = {"company": company, "entity": entity, "id": record_id}
        return self.call(route, parts=parts, body=body, **event)

    def push_many(self, entity: str, body: object, **event: Any) -> Answer:
        """Push many records."""
        if isinstance(body, dict):
            WATCH.plant(body)
        route = "POST /v1/companies/{company}/records/{entity}"
        return self.call(route, parts={"entity": entity}, body=body, **event)

    def drain(
        self, entity: str, *bodies: str, received: int = 1, sent_at: datetime | None = None
    ) -> list[str]:
        """Hand messages to an entity's function as SQS does, and tell the ids of those that failed."""
        event = json.loads((ROOT / f"events/sync_{entity}.json").read_text())
        sent_ms = int((sent_at or self.world.clock.now()).timestamp() * 1000)
        attributes = {"ApproximateReceiveCount": str(received), "SentTimestamp": str(sent_ms)}
        records = [
            event["Records"][0] | {"messageId": f"m{n}", "body": body, "attributes": attributes}
            for n, body in enumerate(bodies)
        ]
        answered = queue.drain_handler(entity)({"Records": records}, CONTEXT)
        return [each["itemIdentifier"] for each in answered["batchItemFailures"]]

    def work(self) -> None:
        """Let the four functions work until no message is in sight."""
        busy = True
        while busy:
            busy = False
            for entity in ENTITIES:
                for letter in self.world.queues.receive(entity):
                    busy = True
                    received, sent_at = letter.receive_count, letter.sent_at
                    if not self.drain(entity, letter.body, received=received, sent_at=sent_at):
                        self.world.queues.done(entity, letter)

    def night(self, scheduled_time: str) -> dict[str, int]:
        return schedule.nightly_handler({"scheduled_time": scheduled_time}, CONTEXT)

    def sweep(self) -> dict[str, int]:
        return schedule.sweep_handler({"scheduled_time": "2026-11-24T03:45:00Z"}, CONTEXT)

    def replay(self, event: dict[str, Any]) -> dict[str, Any]:
        return support.replay_handler(event, CONTEXT)

    def stored(self) -> set[str]:
        """Name the records that are stored, of any company."""
        return {row["sk"] for row in self.world.store.items() if row["sk"].startswith("RECORD#")}

    def has(self, entity: str, record_id: str) -> bool:
        """Tell whether acme has a record."""
        return f"RECORD#{entity}#{record_id}" in self.stored()

"""The night and the sweep, by the events that EventBridge Scheduler sends."""

from __future__ import annotations

import json
from typing import Any

import pytest

from quickbooks_sync.edge import schedule
from quickbooks_sync.errors import Defect, Invalid, StoreBusy
from tests.edge.examples import CONTACT
from tests.edge.service import CONTEXT, ROOT, Service, person
from tests.fakes.store import MemoryStore

SETTINGS = "PUT /v1/companies/{company}/settings"


def tomorrow(service: Service, form: str) -> str:
    service.world.clock.sleep(86_400)
    return service.world.clock.now().strftime(form)


@pytest.mark.parametrize(
    "form",
    ["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S+00:00", "%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%S.000Z"],
)
def test_the_night_is_read_from_the_planned_time(ready: Service, form: str) -> None:
    body = {"sync_on_push": False, "nightly": True}
    assert ready.call(SETTINGS, claims=person(), body=body).status == 200
    ready.push("contacts", "contact-1", CONTACT)
    assert ready.night(ready.world.clock.now().strftime(form)) == {"started": 0}
    planned = tomorrow(ready, form)
    assert ready.night(planned) == {"started": 1}
    assert ready.night(planned) == {"started": 0}
    ready.work()
    assert ready.world.record("contacts", "contact-1").phase == "settled"


@pytest.mark.parametrize("function", ["sweep", "nightly_sync"])
def test_the_sample_events_are_taken(service: Service, function: str) -> None:
    event = json.loads((ROOT / f"events/{function}.json").read_text())
    handler = {"sweep": schedule.sweep_handler, "nightly_sync": schedule.nightly_handler}[function]
    assert set(handler(event, CONTEXT).values()) == {0}


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"scheduled_time": None},
        {"scheduled_time": ""},
        {"scheduled_time": "<aws.scheduler.scheduled-time>"},
        {"scheduled_time": "2026-11-24"},
        {"scheduled_time": "2026-11-24T03:45:00"},
    ],
)
def test_a_night_without_a_time_fails_and_says_why(service: Service, event: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="scheduled_time"):
        schedule.nightly_handler(event, CONTEXT)


def test_the_sweep_sends_on_whoever_is_due(ready: Service) -> None:
    ready.push("contacts", "contact-1", CONTACT)
    ready.world.clock.sleep(120)
    assert ready.sweep()["sent"] == 1
    ready.work()
    assert ready.world.record("contacts", "contact-1").phase == "settled"


@pytest.mark.parametrize("name", ["sweep", "nightly"])
def test_a_scheduled_function_fails_without_the_text_of_an_unexpected_error(
    service: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("Amy")

    monkeypatch.setattr(MemoryStore, "query", broken)
    handler = {"sweep": schedule.sweep_handler, "nightly": schedule.nightly_handler}[name]
    with pytest.raises(Defect, match=f"{name} failed") as failed:
        handler({"scheduled_time": "2026-11-24T03:45:00Z"}, CONTEXT)
    assert failed.value.__cause__ is None
    assert failed.value.__suppress_context__
    logged = capsys.readouterr().out
    assert '"error":"KeyError"' in logged
    assert "Amy" not in logged


def test_a_busy_table_fails_the_sweep_as_busy(service: Service) -> None:
    service.world.store.busy_next(1)
    with pytest.raises(StoreBusy):
        service.sweep()

"""Our errors as HTTP's statuses, and all other errors as one that says nothing."""

from __future__ import annotations

import pytest

from quickbooks_sync import errors
from quickbooks_sync.flows import show
from tests.edge.service import Answer, Service

STATUSES = {
    errors.Refused("m"): (400, "refused"),
    errors.Forbidden("m"): (403, "forbidden"),
    errors.NotFound("m"): (404, "not_found"),
    errors.Conflict("m"): (409, "conflict"),
    errors.NotReady("m", missing=("connection",)): (409, "not_ready"),
    errors.Disconnected("m"): (409, "disconnected"),
    errors.Invalid("m", [{"field": "f", "value": "v", "message": "m"}]): (422, "invalid"),
    errors.BadCursor("x"): (422, "invalid"),
    errors.Retry("m"): (503, "retry"),
    errors.StoreBusy("m"): (503, "store_busy"),
    errors.QueueBusy("m"): (503, "queue_busy"),
    errors.SecretsBusy("m"): (503, "secrets_busy"),
    errors.IntuitBusy("m"): (503, "intuit_busy"),
    errors.ConditionFailed(): (500, "internal"),
    errors.LeaseLost("m"): (500, "internal"),
    errors.BadMessage("m"): (500, "internal"),
    errors.Defect("m"): (500, "internal"),
    ValueError("m"): (500, "internal"),
    KeyError("m"): (500, "internal"),
}


def answer_to(service: Service, monkeypatch: pytest.MonkeyPatch, error: Exception) -> Answer:
    def raising(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(show, "problems", raising)
    return service.call("GET /v1/companies/{company}/problems")


@pytest.mark.parametrize(
    ("error", "expected"), STATUSES.items(), ids=[type(error).__name__ for error in STATUSES]
)
def test_an_error_has_its_status_and_code(
    service: Service, monkeypatch: pytest.MonkeyPatch, error: Exception, expected: tuple[int, str]
) -> None:
    answer = answer_to(service, monkeypatch, error)
    assert (answer.status, answer.value["code"]) == expected


def test_every_error_of_ours_is_in_the_table() -> None:
    families = {errors.SyncError}
    while more := {sub for family in families for sub in family.__subclasses__()} - families:
        families |= more
    ours = {family for family in families - {errors.SyncError} if family.__module__ == errors.__name__}
    assert ours == {type(error) for error in STATUSES if isinstance(error, errors.SyncError)}


def test_what_is_missing_and_what_is_faulty_is_named(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = answer_to(service, monkeypatch, errors.NotReady("m", missing=("tax_code", "tax_rate")))
    assert missing.value == {"code": "not_ready", "message": "m", "missing": ["tax_code", "tax_rate"]}
    fault = {"field": "email", "value": "x", "message": "wrong"}
    faulty = answer_to(service, monkeypatch, errors.Invalid("m", [fault]))
    assert faulty.value == {"code": "invalid", "message": "m", "faults": [fault]}


def test_an_error_that_is_not_ours_says_nothing_but_is_logged(
    service: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = answer_to(service, monkeypatch, ValueError("Amy owes 108.00"))
    logged = capsys.readouterr().out
    assert answer.value["message"] == "something is wrong on our side; it has been reported"
    assert "Amy" not in answer.body + logged
    assert '"error":"ValueError"' in logged
    assert "test_errors.py" in logged

"""What QuickBooks' answers mean for the call: certainly not done, done, or nobody knows."""

import json
from typing import Any

import pytest

from quickbooks_sync.books import BooksReply
from quickbooks_sync.core.faults import (
    Accepted,
    Again,
    Blocked,
    Fault,
    Refused,
    Unauthorized,
    Unknown,
    classify,
    members,
)

PAUSE_S = 60.0


def fault(code: str, message: str = "m", detail: str = "d") -> dict[str, Any]:
    error = {"Message": message, "Detail": detail, "code": code, "element": "Line"}
    return {"Fault": {"Error": [error], "type": "ValidationFault"}, "time": "2026-04-09T09:00:00-07:00"}


def gateway(code: str) -> dict[str, Any]:
    """Write a fault as the gateway does: in lower case, with empty siblings (facts 11.1)."""
    return {"fault": {"error": [{"message": "m", "detail": "d", "code": code}], "type": "X"}, "batch": None}


def meaning(status: int, body: object = None, **reply: Any) -> object:
    raw = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
    return classify(BooksReply(status, raw, **reply), throttle_pause_s=PAUSE_S)


def test_an_answer_with_json_is_accepted() -> None:
    assert meaning(200, {"Customer": {"Id": "1"}}) == Accepted({"Customer": {"Id": "1"}})


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"Customer": {"Id"', b"[]", b"\xff"])
def test_a_200_that_cannot_be_read_is_unknown(body: bytes) -> None:
    assert isinstance(meaning(200, body), Unknown)


def test_a_fault_inside_a_200_is_a_refusal() -> None:
    assert meaning(200, fault("2010")) == Refused((Fault("2010", "m", "d", "Line"),))


@pytest.mark.parametrize("status", [400, 404, 413, 415])
def test_a_4xx_is_certainly_not_done_even_when_it_comes_as_a_page(status: int) -> None:
    assert isinstance(meaning(status, b"<html>no</html>"), Refused)


def test_every_error_of_a_fault_is_kept_in_order() -> None:
    body = fault("6070")
    body["Fault"]["Error"].append({"Message": "second", "code": "2020"})
    answer = meaning(400, body)
    assert isinstance(answer, Refused)
    assert [each.code for each in answer.faults] == ["6070", "2020"]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_5xx_is_unknown(status: int) -> None:
    assert isinstance(meaning(status, b"<html>"), Unknown)


@pytest.mark.parametrize("code", [600, 1000, 1010, 1020, 10000])
def test_some_codes_are_unknown_whatever_their_status(code: int) -> None:
    assert isinstance(meaning(400, fault(str(code))), Unknown)


@pytest.mark.parametrize("code", [120, 130, 140, 150, 3100, 3201, 6190, 10200])
@pytest.mark.parametrize("status", [400, 401, 403])
def test_some_codes_block_the_whole_company(code: int, status: int) -> None:
    answer = meaning(status, gateway(f"{code:06}"))
    assert isinstance(answer, Blocked)
    assert answer.fault.number == code


@pytest.mark.parametrize("body", [fault("3001"), gateway("003001"), b"<html>slow down</html>"])
def test_429_pauses_for_what_quickbooks_says_or_a_minute(body: object) -> None:
    assert meaning(429, body) == Again("throttled", PAUSE_S)
    assert meaning(429, body, retry_after_s=7) == Again("throttled", 7.0)


def test_a_throttle_of_2016_came_as_403() -> None:
    assert meaning(403, fault("3001")) == Again("throttled", PAUSE_S)


def test_401_asks_for_a_new_token_in_either_shape() -> None:
    assert meaning(401, gateway("3200")) == Unauthorized()
    assert meaning(401, b"<html>") == Unauthorized()


def test_no_connection_is_not_done_and_no_answer_is_unknown() -> None:
    assert meaning(0, failure="refused") == Again("not reachable")
    assert isinstance(meaning(0, failure="unknown"), Unknown)


def test_a_lock_on_names_and_a_hiccup_of_the_tax_engine_pass() -> None:
    lock = "You can only add or edit one name at a time. Please try again."
    assert meaning(400, fault("6000", detail=lock)) == Again("busy")
    tax = "We're sorry, QuickBooks encountered an error while calculating tax."
    assert meaning(400, fault("6000", detail=tax)) == Again("busy")


@pytest.mark.parametrize(("code", "number"), [("003001", 3001), ("", 0), ("²", 0), ("6 000", 0)])
def test_codes_compare_as_numbers(code: str, number: int) -> None:
    assert Fault(code).number == number


def test_a_batch_is_read_by_bid_never_by_position() -> None:
    answers = members(
        {
            "BatchItemResponse": [
                {"bId": "2", **fault("5010")},
                {"bId": "1", "Customer": {"Id": "77"}},
                {"bId": "3", **fault("10000")},
                {"bId": "4", **fault("3001")},
                "odd",
            ]
        }
    )
    assert isinstance(answers["1"], Accepted)
    assert isinstance(answers["2"], Refused)
    assert isinstance(answers["3"], Unknown)
    assert answers["4"] == Again("throttled")
    assert set(answers) == {"1", "2", "3", "4"}

"""Functions as Lambda runs them: processes and environments of their own, time-outs, crashes, errors."""

import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.cloud import Cloud, FunctionFailedError
from tests.local.small_service import Eventually


def environment(cloud: Cloud) -> dict[str, Any]:
    shown: dict[str, Any] = cloud.invoke("http", {"show": "environment"})
    return shown


def record(body: str) -> dict[str, Any]:
    return {"Records": [{"body": body, "messageId": "m", "attributes": {"ApproximateReceiveCount": "1"}}]}


def test_a_function_sees_its_own_environment_and_nothing_of_ours(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME_SECRET", "ours")
    variables = environment(cloud)["variables"]
    assert "HOME_SECRET" not in variables
    assert variables["GREETING"] == "hello"
    assert variables["AWS_ENDPOINT_URL"] == cloud.aws_endpoint
    assert variables["TIME_SCALE"] == "1"
    assert variables["AWS_LAMBDA_FUNCTION_NAME"] == "small-HttpFunction"
    assert variables["PATH"] == os.environ["PATH"]


def test_a_warm_environment_is_reused_and_a_busy_one_gets_company(cloud: Cloud) -> None:
    first = environment(cloud)["pid"]
    assert environment(cloud)["pid"] == first != os.getpid()
    with ThreadPoolExecutor(4) as threads:
        pids = {shown["pid"] for shown in threads.map(lambda _: environment(cloud), range(12))}
    assert first in pids


def test_a_function_knows_how_much_time_it_has_left(cloud: Cloud) -> None:
    assert 15_000 < environment(cloud)["left_ms"] <= 20_000


@pytest.mark.parametrize(
    ("function", "event", "error_type", "message"),
    [
        ("work", record("hang h"), "Sandbox.Timedout", "Task timed out after 1.00 seconds"),
        ("work", record("crash c"), "Runtime.ExitError", "Runtime exited with error: exit status 3"),
        ("broken", {}, "Runtime.ImportModuleError", "No module named 'no_such_module'"),
        ("http", {"raise": "a reason"}, "ValueError", "a reason"),
    ],
)
def test_a_failure_is_reported_as_lambda_reports_it(
    cloud: Cloud, function: str, event: dict[str, Any], error_type: str, message: str
) -> None:
    with pytest.raises(FunctionFailedError) as caught:
        cloud.invoke(function, event)
    error = json.loads(str(caught.value).partition(": ")[2])
    assert error["errorType"] == error_type
    assert message in error["errorMessage"]


def test_after_a_time_out_the_next_event_gets_a_new_process(cloud: Cloud) -> None:
    with pytest.raises(FunctionFailedError, match="timed out"):
        cloud.invoke("work", record("hang again"))
    assert cloud.invoke("work", record("store after")) == {"batchItemFailures": []}


def test_a_process_that_is_killed_at_work_is_told_of_with_its_signal(
    cloud: Cloud, eventually: Eventually
) -> None:
    with ThreadPoolExecutor(1) as threads:
        invoked = threads.submit(cloud.invoke, "http", {"pathParameters": {"what": "slow"}})
        eventually(lambda: bool(cloud.functions.busy))
        (running,) = cloud.functions.busy
        assert running.function == "http"
        os.kill(running.pid, signal.SIGKILL)
        with pytest.raises(FunctionFailedError, match="signal: 9"):
            invoked.result()
    assert ("http", running.pid, -signal.SIGKILL) in cloud.functions.exits
    report = json.loads((cloud.log_dir / "http.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert (report["record"]["pid"], report["record"]["exitCode"]) == (running.pid, -signal.SIGKILL)


def test_what_happened_stands_in_the_log_of_the_function_as_json(cloud: Cloud) -> None:
    with pytest.raises(FunctionFailedError):
        cloud.invoke("http", {"raise": "for the log"})
    lines = [
        json.loads(line) for line in (cloud.log_dir / "http.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert any("for the log" in line.get("errorMessage", "") for line in lines)
    assert lines[-1]["type"] == "platform.report"
    assert lines[-1]["record"]["errorType"] == "ValueError"


def test_a_function_is_invoked_over_http_as_by_support(cloud: Cloud) -> None:
    client = cloud.client("lambda")
    answer = client.invoke(FunctionName="small-WorkFunction", Payload=json.dumps(record("store s")))
    assert json.loads(answer["Payload"].read()) == {"batchItemFailures": []}
    failed = client.invoke(FunctionName="small-HttpFunction", Payload=b'{"raise": "over HTTP"}')
    assert failed["FunctionError"] == "Unhandled"
    assert json.loads(failed["Payload"].read())["errorMessage"] == "over HTTP"
    with pytest.raises(ClientError, match="ResourceNotFound"):
        client.invoke(FunctionName="small-Nobody")


def test_an_event_that_is_too_large_is_refused(cloud: Cloud) -> None:
    with pytest.raises(ClientError, match="RequestTooLarge"):
        cloud.client("lambda").invoke(
            FunctionName="small-WorkFunction", Payload=b'"' + b"x" * 6_300_000 + b'"'
        )

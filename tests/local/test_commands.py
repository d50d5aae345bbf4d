"""`python -m local` as a person uses it: one shell holds the stack, another speaks to it."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from local.aws.clients import client
from local.cloud import PROJECT
from local.commands import coming_night
from local.running import running_stack


def run(*words: str, state_dir: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "local", *words, "--state-dir", str(state_dir)]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture(scope="module")
def state_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    state_dir = tmp_path_factory.mktemp("stack")
    command = [sys.executable, "-m", "local", "--port", "0", "--no-schedules", "--state-dir", str(state_dir)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("QuickBooks Sync is up")
        yield state_dir
        assert run("down", state_dir=state_dir).returncode == 0
        assert process.wait(timeout=15) == 0


def test_a_minted_token_opens_the_api(state_dir: Path) -> None:
    printed = run("token", "--role", "member", "--company", "c1", state_dir=state_dir)
    headers = {"authorization": f"Bearer {printed.stdout.strip()}"}
    url = f"{running_stack(state_dir)['api_url']}/v1/companies/c1"
    assert requests.get(url, headers=headers, timeout=40).status_code != 401
    assert requests.get(url, headers={"authorization": "Bearer x"}, timeout=40).status_code == 401


def test_the_status_names_addresses_and_queues(state_dir: Path) -> None:
    printed = run("status", state_dir=state_dir).stdout
    assert running_stack(state_dir)["api_url"] in printed
    assert "ContactsQueue         0 waiting" in printed


def test_dead_letters_are_listed_and_stay_where_they_are(state_dir: Path) -> None:
    stack = running_stack(state_dir)
    url = stack["outputs"]["ProductsDeadLettersUrl"]
    client("sqs", stack["aws_endpoint"]).send_message(QueueUrl=url, MessageBody="poison")
    for _ in range(2):
        printed = run("dead-letters", state_dir=state_dir).stdout
        assert "Products         1\n  poison\n" in printed


def test_a_function_that_nobody_knows_is_refused_with_those_that_there_are(state_dir: Path) -> None:
    refused = run("invoke", "no_such", state_dir=state_dir)
    assert refused.returncode == 1
    assert "nightly_sync" in refused.stderr


def test_an_event_that_is_not_json_is_refused(state_dir: Path) -> None:
    refused = run("invoke", "sweep", "{", state_dir=state_dir)
    assert refused.returncode == 1
    assert "The event is not JSON" in refused.stderr


def test_a_second_stack_in_the_same_place_is_refused(state_dir: Path) -> None:
    refused = run("up", "--port", "0", state_dir=state_dir)
    assert refused.returncode == 1
    assert "is up already" in refused.stderr


def test_a_port_that_is_taken_is_refused_with_what_to_do(state_dir: Path, tmp_path: Path) -> None:
    port = running_stack(state_dir)["api_url"].rsplit(":", 1)[-1]
    refused = run("up", "--port", port, state_dir=tmp_path)
    assert refused.returncode == 1
    assert f"Port {port} cannot be had" in refused.stderr


def test_without_a_stack_a_command_says_how_to_start_one(tmp_path: Path) -> None:
    refused = run("status", state_dir=tmp_path)
    assert refused.returncode == 1
    assert "make local" in refused.stderr


@pytest.mark.parametrize(("now", "night"), [("2026-01-31T02:59+00:00", 31), ("2026-01-30T03:00+00:00", 31)])
def test_the_coming_night_is_the_next_three_in_the_morning(now: str, night: int) -> None:
    assert coming_night(datetime.fromisoformat(now)) == datetime(2026, 1, night, 3, tzinfo=UTC)

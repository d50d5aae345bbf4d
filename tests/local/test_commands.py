"""`python -m local` as a person uses it: one shell holds the stack, another speaks to it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from local.__main__ import main
from local.callers import Caller
from local.cloud import PROJECT
from local.running import running_stack
from support.__main__ import main as support
from tests.planted import WATCH

Run = Callable[..., str]


@pytest.fixture(scope="module")
def state_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    state_dir = tmp_path_factory.mktemp("stack")
    command = [sys.executable, "-m", "local", "--port", "0", "--no-schedules", "--state-dir", str(state_dir)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("QuickBooks Sync is up")
        yield state_dir
        main(["down", "--state-dir", str(state_dir)])
        assert process.wait(timeout=15) == 0
        WATCH.scan(state_dir / "logs")


@pytest.fixture
def run(state_dir: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Give a way to run a command beside the stack and get what it prints."""

    def printed(*words: str) -> str:
        main([*words, "--state-dir", str(state_dir)])
        return capsys.readouterr().out

    return printed


def test_a_minted_token_opens_the_api(state_dir: Path, run: Run) -> None:
    token = run("token", "--role", "member", "--company", "c1").strip()
    url = f"{running_stack(state_dir)['api_url']}/v1/companies/c1"
    assert requests.get(url, headers={"authorization": f"Bearer {token}"}, timeout=40).status_code != 401
    assert requests.get(url, headers={"authorization": "Bearer x"}, timeout=40).status_code == 401


def test_the_status_names_addresses_and_queues(state_dir: Path, run: Run) -> None:
    printed = run("status")
    assert running_stack(state_dir)["api_url"] in printed
    assert "ContactsQueue         0 waiting" in printed


def test_a_company_is_connected_by_one_command(state_dir: Path, run: Run) -> None:
    host = Caller(running_stack(state_dir)["api_url"], run("token").strip())
    company = {"country": "US", "home_currency": "USD", "time_zone": "America/Los_Angeles"}
    with pytest.raises(SystemExit, match="404"):
        run("connect", "garden")
    host.put("/v1/companies/garden", company)
    assert "garden is connected with Craig's Design" in run("connect", "garden")
    assert host.get("/v1/companies/garden")["missing"] == []


def test_a_second_company_is_connected_with_books_of_its_own(state_dir: Path, run: Run) -> None:
    host = Caller(running_stack(state_dir)["api_url"], run("token").strip())
    for company, realm in (("forge", "771"), ("mill", "772")):
        host.put(
            f"/v1/companies/{company}",
            {"country": "US", "home_currency": "USD", "time_zone": "America/Los_Angeles"},
        )
        assert f"{company} is connected with" in run("connect", company, "--realm", realm)
    assert "forge is connected with" in run("connect", "forge", "--realm", "771")


def test_buried_messages_are_listed_by_support_s_command_line_and_stay_there(
    state_dir: Path, run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUICKBOOKS_SYNC_TOKEN", run("token", "--role", "support").strip())
    run("bury", "products", "poison")
    for _ in range(2):
        assert support(["dead-letters", "--api", running_stack(state_dir)["api_url"]]) == 0
        printed = capsys.readouterr().out
        assert "message_without_company" in printed
        assert "products 1" in printed
        assert "poison" not in printed


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["token", "--role", "owner"], "--role owner --company ID"),
        (["invoke", "no_such"], r"There is no function no_such; there are .*nightly_sync"),
        (["invoke", "sweep", "{"], "The event is not JSON"),
        (["up", "--port", "0"], "is up already"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(run: Run, words: list[str], message: str) -> None:
    with pytest.raises(SystemExit, match=message):
        run(*words)


def test_a_port_that_is_taken_is_refused_with_what_to_do(state_dir: Path, tmp_path: Path) -> None:
    port = running_stack(state_dir)["api_url"].rsplit(":", 1)[-1]
    with pytest.raises(SystemExit, match=f"Port {port} cannot be had"):
        main(["up", "--port", port, "--state-dir", str(tmp_path)])


def test_without_a_stack_a_command_says_how_to_start_one(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="make local"):
        main(["status", "--state-dir", str(tmp_path)])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["up", "--port", "65536"], "'65536' is not a number from 0 to 65535"),
        (["up", "--port", "abc"], "'abc' is not a number from 0 to 65535"),
        (["up", "--time-scale", "0.5"], "'0.5' is not from 1 to 500"),
        (["connect", "garden", "--realm", "abc"], "'abc' is no number"),
        (["up", "--time-scale", "nan"], "'nan' is not a number"),
        (["up", "--call-latency", "-1"], "'-1' is below 0"),
        (["night", "--at", "yesterday"], "'yesterday' is not a time like 2026-01-31T03:00Z"),
    ],
)
def test_a_faulty_option_is_refused_by_its_value(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(words)
    assert message in capsys.readouterr().err


def test_a_folder_that_cannot_hold_files_is_named(tmp_path: Path) -> None:
    taken = tmp_path / "a-file"
    taken.touch()
    with pytest.raises(SystemExit, match="a-file cannot be used for files"):
        main(["up", "--port", "0", "--state-dir", str(taken)])


# A run in the background hands down that SIGINT is to be ignored; who starts a demo himself has it as usual.
AS_FROM_A_TERMINAL = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def test_ctrl_c_ends_a_demo_without_a_traceback(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", AS_FROM_A_TERMINAL, "-m", "local", "demo", "--fast"],
        cwd=PROJECT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        while "Started AWS" not in process.stdout.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=30)
    assert (process.returncode, complaint) == (130, "\nStopped.\n")
    assert list(tmp_path.iterdir()) == []

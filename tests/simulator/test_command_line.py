"""What `python -m simulator` refuses before it starts, and what it says while it runs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from simulator.__main__ import main
from simulator.journal import say_each
from tests.simulator.books import Books


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            ["--env-file", "nowhere/qbo.env"],
            "--env-file: nowhere/qbo.env cannot be written, the folder nowhere",
        ),
        (["--journal", "nowhere/lines"], "--journal: nowhere/lines cannot be written"),
        (["--state", "nowhere/books.json"], "--state: nowhere/books.json cannot be written"),
        (["--state", "."], "--state: . is a folder, give a file"),
        (["--realm", "first"], "--realm: realm is 'first', but must be a number"),
        (
            ["--redirect-uri", "callback"],
            "--redirect-uri: uri is 'callback', but must be http://host:port/path",
        ),
        (["--webhook-url", "http://example.com/"], "only this machine is allowed"),
    ],
)
def test_what_could_not_go_on_ends_at_once_with_the_reason(
    given: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["simulator", *given])
    with pytest.raises(SystemExit) as ended:
        main()
    assert said in str(ended.value)
    assert list(tmp_path.iterdir()) == []


def test_each_request_is_said_in_one_line(books: Books, capsys: pytest.CaptureFixture[str]) -> None:
    say_each(books.simulator)
    books.send("GET", "customer/7")
    moment, *said = capsys.readouterr().err.split()
    assert moment.startswith("2026-")
    assert said == ["GET", f"/v3/company/{books.company.realm}/customer/7", "400"]

"""How what the API says reads for a person: on a narrow terminal, cut short, or with nothing to tell."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys

import pytest

from tests.edge.service import ROOT
from tests.support.test_command_line import serving, spoken


def problem(record: str, total: str) -> dict[str, str]:
    cause = f"The invoice total is {total}, but its lines come to 98.00."
    words = {"code": "invoice_total_wrong", "cause": cause, "remedy": "Correct it."}
    return {"entity": "invoices", "id": record, "field": "total", "value": total, **words}


def problems(*records: dict[str, str]) -> str:
    group = {"code": "invoice_total_wrong", "who": "user", "records": records}
    return json.dumps({"problems": [group], "more": False})


def test_words_about_one_record_of_several_name_it() -> None:
    with serving(lambda _: (200, problems(problem("a", "1.00"), problem("b", "2.00")))) as url:
        printed = spoken("problems", "acme", url=url).stdout
    assert "invoice_total_wrong, for example of invoices a:\n  The invoice total is 1.00" in printed
    assert "2.00" in printed.splitlines()[-1]


def test_words_that_are_the_same_for_all_name_nobody() -> None:
    with serving(lambda _: (200, problems(problem("a", "1.00"), problem("b", "1.00")))) as url:
        assert spoken("problems", "acme", url=url).stdout.startswith("invoice_total_wrong\n  The invoice")


def test_a_row_that_is_wider_than_the_terminal_is_laid_out_line_by_line() -> None:
    audit = {"at": "2026-04-09T16:00:06.000000Z", "who": "support-1", "why": "noon", "done": None}
    with serving(lambda _: (200, json.dumps({"audits": [audit], "cursor": None}))) as url:
        lines = on_a_terminal("audits", url=url, columns="60").splitlines()
        wide = on_a_terminal("audits", url=url, columns="200").splitlines()
    assert [line.split() for line in lines if line.startswith("who")] == [["who", "support-1"]]
    assert wide[0].split()[:2] == ["AT", "WHO"]


def on_a_terminal(*words: str, url: str, columns: str) -> str:
    """Run a command whose answer a person looks at."""
    ours, its = pty.openpty()
    environment = {
        "QUICKBOOKS_SYNC_API": url,
        "QUICKBOOKS_SYNC_TOKEN": "t",
        "COLUMNS": columns,
        "NO_COLOR": "1",
    }
    subprocess.run(
        [sys.executable, "-m", "support", *words],
        cwd=ROOT,
        env=environment,
        stdout=its,
        timeout=60,
        check=True,
    )
    printed = os.read(ours, 65_536).decode()
    os.close(its)
    os.close(ours)
    return printed


def test_a_replay_that_found_nothing_says_so() -> None:
    done = {"sent": {"contacts": 0}, "left": {}, "companies": 0, "records": 0, "cursor": None}
    with serving(lambda _: (200, json.dumps(done))) as url:
        printed = spoken("replay", "--company", "acme", "--reason", "trying", url=url).stdout
    assert printed.startswith("There is nothing to replay; python -m support dead-letters tells")


@pytest.mark.parametrize("words", [("--most", "0"), ("--most", "-3"), ("--language", "xx")])
def test_numbers_and_languages_that_make_no_sense_are_not_answered_with_nothing(
    words: tuple[str, ...],
) -> None:
    done = spoken("dead-letters", *words, url="http://127.0.0.1:9")
    assert (done.returncode, done.stdout) == (2, "")
    assert words[0] in done.stderr


def test_an_address_of_something_else_is_not_blamed_on_the_id() -> None:
    with serving(lambda _: (404, '{"message": "Not Found"}')) as url:
        done = spoken("company", "acme", url=url)
    assert "--api" in done.stderr
    assert "Check the company" not in done.stderr


def test_a_reader_that_stops_reading_is_no_failure() -> None:
    with serving(lambda _: (200, problems(*(problem(f"{n}", "1.00") for n in range(200))))) as url:
        environment = {"QUICKBOOKS_SYNC_API": url, "QUICKBOOKS_SYNC_TOKEN": "t"}
        ours, its = os.pipe()
        os.close(ours)
        done = subprocess.run(
            [sys.executable, "-m", "support", "problems", "acme"],
            cwd=ROOT,
            env=environment,
            stdout=its,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
        os.close(its)
    assert (done.returncode, done.stderr) == (0, b"")

"""The demo: plain where it is not on a terminal, and its exit code says whether both sides agree."""

import dataclasses
import io
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest
from rich.console import Console

from local import demo_progress
from local.cloud import PROJECT
from local.demo_outcome import Name, Outcome
from local.demo_progress import Run, StalledError, watch
from local.demo_report import report, verdict
from local.quickbooks import Calls, Money

CHANGES_CONSOLES = ("COLUMNS", "FORCE_COLOR", "TTY_COMPATIBLE")
GOOD, BROKEN = Name("contacts", "c1"), Name("invoices", "i9")
MONEY = Money(Decimal("108.00"), Decimal("8.00"), Decimal("50.00"), Decimal("58.00"))
PROBLEM = {"entity": "invoices", "id": "i9", "cause": "It has no lines.", "remedy": "Add a line."}
AS_IT_SHOULD_BE = Outcome(
    samples=frozenset({GOOD}),
    broken=frozenset({BROKEN}),
    statuses={GOOD: "synced", BROKEN: "error"},
    problems=[PROBLEM],
    host=MONEY,
    books=MONEY,
    connecting=Calls(9, 0, 9),
    first_sync=Calls(8, 8, 5),
    second_sync=Calls(0, 0, 0),
)


def console(*, terminal: bool = False) -> Console:
    return Console(file=io.StringIO(), width=80, force_terminal=terminal, highlight=False)


def printed(on: Console) -> str:
    assert isinstance(on.file, io.StringIO)
    return on.file.getvalue()


def test_the_demo_ends_well_and_says_so_in_plain_lines_of_at_most_80_columns() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "local", "demo", "--fast"],
        cwd=PROJECT,
        env={name: value for name, value in os.environ.items() if name not in CHANGES_CONSOLES},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    assert max(map(len, lines)) <= 80
    assert all(character.isprintable() for line in lines for character in line)
    words = [line.split() for line in lines]
    for entity, synced, error in (
        ("contacts", "29", "1"),
        ("products", "18", "1"),
        ("invoices", "31", "4"),
        ("payments", "15", "0"),
        ("all", "93", "6"),
    ):
        assert [entity, synced, "0", error] in words
    for figure in ("10,134.14", "447.84", "4,752.62", "5,381.52"):
        assert any(line[-3:] == [figure, figure, "equal"] for line in words)
    assert ["Second", "sync", "0", "0", "0"] in words
    assert "Both sides agree to the cent; all 93 records are synced, 6 broken ones" in done.stdout


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"books": MONEY._replace(tax=Decimal("8.01"))}, "tax: 8.00 at the host, 8.01 in QuickBooks"),
        ({"statuses": {GOOD: "syncing", BROKEN: "error"}}, "not synced: contacts/c1"),
        ({"statuses": {BROKEN: "error"}}, "not synced: contacts/c1"),
        ({"statuses": {GOOD: "synced", BROKEN: "synced"}}, "broken and not in error: invoices/i9"),
        ({"statuses": {GOOD: "error", BROKEN: "error"}}, "in error without being broken: contacts/c1"),
        ({"problems": []}, "in error without a problem that says why: invoices/i9"),
        ({"second_sync": Calls(2, 1, 1)}, "the second sync wrote 1 times"),
    ],
)
def test_whatever_is_not_as_it_should_be_is_named(changed: dict[str, Any], said: str) -> None:
    assert AS_IT_SHOULD_BE.differences() == []
    outcome = dataclasses.replace(AS_IT_SHOULD_BE, **changed)
    assert said in outcome.differences()
    on = console()
    assert not verdict(on, outcome)
    assert said in printed(on)


def test_the_report_marks_a_figure_that_differs() -> None:
    on = console()
    report(on, dataclasses.replace(AS_IT_SHOULD_BE, books=MONEY._replace(payments=Decimal("1050.00"))))
    words = [line.split() for line in printed(on).splitlines()]
    assert ["Payments", "applied", "50.00", "1,050.00", "DIFFERENT"] in words
    assert ["Receivable", "58.00", "58.00", "equal"] in words


def run_of(*states: tuple[int, int, str]) -> Run:
    """Make a run of three contacts that is seen in some states: synced, error, and whether it is going."""
    shown = iter(states)

    def show() -> Mapping[str, Any]:
        synced, error, state = next(shown)
        return {"state": state, "counts": {"contacts": {"synced": synced, "error": error, "waiting": 0}}}

    return Run(expected={"contacts": 3}, show=show, calls=lambda: Calls(1, 1, 0))


@pytest.fixture
def without_delay(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    monkeypatch.setattr(demo_progress, "_LOOK_EVERY_S", 0)
    return monkeypatch.setattr


@pytest.mark.usefixtures("without_delay")
def test_away_from_a_terminal_progress_is_a_line_for_each_change() -> None:
    on = console()
    watch(on, run_of((0, 0, "going"), (0, 0, "going"), (1, 1, "going"), (2, 1, "ended")))
    words = [line.split() for line in printed(on).splitlines()]
    assert words[0] == ["calls", "contacts"]
    assert [line[2:] for line in words[1:]] == [["1", "0/3"], ["1", "2/3"], ["1", "3/3"]]


@pytest.mark.usefixtures("without_delay")
def test_on_a_terminal_progress_is_a_table_that_changes_in_place() -> None:
    on = console(terminal=True)
    watch(on, run_of((0, 0, "going"), (2, 1, "ended")))
    text = printed(on)
    assert text.count("\x1b[1A") >= 5
    assert text.count("contacts") >= 2
    assert "calls to QuickBooks: 1, metered: 0" in text


def test_a_run_that_does_not_end_is_given_up(without_delay: Callable[..., None]) -> None:
    without_delay(demo_progress, "_GIVE_UP_AFTER_S", -1)
    with pytest.raises(StalledError, match="did not end"):
        watch(console(), run_of((0, 0, "going")))

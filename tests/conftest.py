"""Reference tests: without REFERENCE_DIR they are not run, and that is said; with it each has to run.

And after each test: nothing that was planted has been written where it must not be.
"""

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from local.stack import Stack
from tests.planted import WATCH

LOOKED_THROUGH = ("values", "lines", "messages", "files")
REFERENCE_DIR = os.environ.get("REFERENCE_DIR")


def pytest_configure() -> None:
    if REFERENCE_DIR is not None and not Path(REFERENCE_DIR).is_dir():
        raise pytest.UsageError(f"REFERENCE_DIR={REFERENCE_DIR} is no folder: correct or unset it")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if REFERENCE_DIR is None:
        reference = [item for item in items if item.get_closest_marker("reference")]
        config.hook.pytest_deselected(items=reference)
        items[:] = [item for item in items if item not in reference]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and item.get_closest_marker("reference"):
        report.outcome = "failed"
        report.longrepr = f"With REFERENCE_DIR set a reference test has to run: {report.longrepr}"
    return report


def pytest_unconfigure(config: pytest.Config) -> None:
    """Say in the very last line what was not run; the workers of xdist keep quiet."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if REFERENCE_DIR is None and reporter is not None and not hasattr(config, "workerinput"):
        reporter.write_line("Reference tests were not run: REFERENCE_DIR is not set.")


@pytest.fixture
def reference_dir() -> Path:
    """Give the folder of reference data; only tests marked `reference` ask for it."""
    assert REFERENCE_DIR is not None, "mark the test `reference`"
    return Path(REFERENCE_DIR)


Stack.at_end.append(WATCH.scan)


@pytest.fixture(autouse=True)
def _nothing_leaked() -> Iterator[None]:
    yield
    WATCH.check()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Add up what the workers of xdist looked through."""
    WATCH.counts.update(getattr(node, "workeroutput", {}).get("planted", {}))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand on what a worker looked through; a whole suite that looked through nothing has failed."""
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["planted"] = dict(WATCH.counts)
    elif _is_whole(config) and not all(WATCH.counts[what] for what in LOOKED_THROUGH):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _is_whole(config: pytest.Config) -> bool:
    chosen = config.option.keyword or config.option.markexpr or config.option.collectonly
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not chosen


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was looked through for what was planted."""
    counts = ", ".join(f"{WATCH.counts[what]} {what}" for what in LOOKED_THROUGH)
    terminalreporter.write_line(
        f"Looked for names, texts, amounts and tokens that must not be logged: {counts}."
    )

"""Reference tests: without REFERENCE_DIR they are not run, and that is said; with it each has to run."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

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

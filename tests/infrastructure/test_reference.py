"""How the suite treats tests that need reference data."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]
ROOT = Path(__file__).parents[2]

TESTS = """
import pytest

@pytest.mark.reference
def test_reads_a_recording(reference_dir):
    if not (reference_dir / "recording.json").exists():
        pytest.importorskip("no_such_module")

def test_needs_nothing():
    pass
"""
NOT_RUN = "Reference tests were not run: REFERENCE_DIR is not set."


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeconftest((ROOT / "tests/conftest.py").read_text())
    pytester.makepyfile(TESTS)
    pytester.makeini("[pytest]\nmarkers = reference: as in the project\n")
    return pytester


def run(suite: pytest.Pytester) -> pytest.RunResult:
    return suite.runpytest_subprocess("-p", "xdist", "-n", "2")


def test_without_reference_data_the_suite_says_that_they_were_not_run(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REFERENCE_DIR", raising=False)
    result = run(suite)
    assert result.ret == pytest.ExitCode.OK
    assert result.parseoutcomes() == {"passed": 1}
    assert result.outlines.count(NOT_RUN) == 1


def test_with_reference_data_they_run(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    (suite.path / "recording.json").write_text("{}")
    monkeypatch.setenv("REFERENCE_DIR", str(suite.path))
    result = run(suite)
    assert result.parseoutcomes() == {"passed": 2}
    assert NOT_RUN not in result.outlines


def test_with_reference_data_one_that_skips_fails(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFERENCE_DIR", str(suite.path))
    result = run(suite)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert result.parseoutcomes() == {"passed": 1, "failed": 1}


def test_a_reference_folder_that_does_not_exist_stops_the_suite(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFERENCE_DIR", str(suite.path / "nowhere"))
    assert suite.runpytest_subprocess().ret == pytest.ExitCode.USAGE_ERROR

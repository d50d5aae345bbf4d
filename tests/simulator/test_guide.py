"""docs/simulator.md works as it says and names what is there; simulator-facts.md has every fault, sourced."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from simulator.controls.api import ROUTES
from simulator.faults import MESSAGES
from simulator.options import arguments
from simulator.ordered_faults.kinds import FAULTS
from simulator.ordered_faults.orders import FaultOrder
from simulator.profiles import PROFILES
from simulator.settings import Settings, Switches

ROOT = Path(__file__).parents[2]
GUIDE, FACTS = (
    (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("simulator.md", "simulator-facts.md")
)
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```", re.DOTALL | re.MULTILINE)
TIME_OUT_S = 60


def script() -> str:
    """Return the page's commands in their order, as one shell would get them."""
    blocks = [
        f"python - <<'END_OF_PYTHON'\n{text}END_OF_PYTHON\n" if language == "python" else text
        for language, text in BLOCK.findall(GUIDE)
    ]
    return "set -euo pipefail\ntrap 'kill %1 2> /dev/null || true' EXIT\n" + "\n".join(blocks)


def test_the_pages_commands_work_one_after_the_other(tmp_path: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["bash", "-c", script()],  # noqa: S607 (any bash)
        cwd=tmp_path,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=TIME_OUT_S,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert '"code":"6240"' in ran.stdout
    assert ran.stdout.count('"DisplayName":"Bob"') >= 1
    assert '"path":"state/realms/' in ran.stdout
    assert (tmp_path / "books.json").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "qbo.env").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "exchanges.jsonl").read_text().count("\n") > 5


def options() -> list[str]:
    return [name for action in arguments()._actions for name in action.option_strings if name != "-h"]  # noqa: SLF001


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("route", [f"`{route.method} {route.name}`" for route in ROUTES]),
        ("kind of fault", [f"| `{kind}` |" for kind in FAULTS]),
        ("field of an order", [f"`{field.name}`" for field in fields(FaultOrder) if field.name != "seen"]),
        ("setting", [f"| `{field.name}` |" for field in fields(Settings)]),
        ("switch", [f"| `{field.name}` |" for field in fields(Switches)]),
        ("profile", [f"| `{profile}` |" for profile in PROFILES]),
    ],
)
def test_every_name_is_on_the_page(kind: str, names: list[str]) -> None:
    assert [name for name in names if name not in GUIDE] == [], kind


def test_every_option_of_the_page_is_one_and_each_is_explained_by_help() -> None:
    known = set(options())
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", GUIDE.replace("--data-urlencode", "")))
    assert named <= known
    helped = arguments().format_help()
    assert all(option in helped for option in known)


CITED = re.compile(r"`(test_\w+)\.py::(test_\w+)`")
SOURCES = ["REC", "DOC", r"DOC\*", "SDK", "MULTI", "SINGLE", "INF"]
# Of the gateway, which has no `Message` of its own for them.
GATEWAY = {"3001", "3100", "3200"}


def rows() -> list[list[str]]:
    """Return the cells of each row of what is reproduced: what, perhaps when, its sources, its tests."""
    lines = re.findall(r"^\| (.+) \|$", FACTS, re.MULTILINE)
    return [line.split(" | ") for line in lines if CITED.search(line)]


def test_every_cited_test_is_there() -> None:
    cited = CITED.findall(FACTS)
    assert len(cited) > 200
    missing = [
        f"{file}::{name}"
        for file, name in cited
        if not re.search(rf"^def {name}\(", _source(file), re.MULTILINE)
    ]
    assert missing == []


def _source(file: str) -> str:
    path = ROOT / "tests" / "simulator" / f"{file}.py"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_every_row_has_sources_and_tests() -> None:
    assert re.findall(r"^\| ([A-Z]+\S*) \| [^|]+ \|$", FACTS, re.MULTILINE) == SOURCES
    for *_, sources, tests in rows():
        assert set(sources.split(", ")) <= set(SOURCES), sources
        assert CITED.sub("", tests) == ", " * (len(CITED.findall(tests)) - 1), tests
    headed = re.findall(r"^\|.* \| source \| shown by \|\n\|[-|]+\|\n((?:\|.*\n)+)", FACTS, re.MULTILINE)
    assert sum(table.count("\n") for table in headed) == len(rows())


def test_every_fault_code_is_in_the_table() -> None:
    shown = {code for what, *_ in rows() if re.fullmatch(r"[\d, ]+", what) for code in what.split(", ")}
    assert shown == set(MESSAGES)
    assert {code for what, *_ in rows() for code in re.findall(r"with (3\d{3})\b", what)} == GATEWAY


def test_the_pages_lead_to_each_other() -> None:
    assert "](simulator-facts.md)" in GUIDE
    assert "](simulator.md)" in FACTS

"""The guarantees name a test for each of the sixteen defects, and each test is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

FOLDER = Path(__file__).parent
GUARANTEES = FOLDER.parents[1] / "docs/guarantees.md"


def test_every_defect_has_a_test_and_the_guarantees_name_it() -> None:
    named = re.findall(r"\| `(test_\w+)` \|", GUARANTEES.read_text())
    trees = [ast.parse(file.read_text()) for file in FOLDER.glob("test_*.py")]
    tests = {each.name for tree in trees for each in tree.body if isinstance(each, ast.FunctionDef)}
    assert len(set(named)) == 16
    assert set(named) <= tests

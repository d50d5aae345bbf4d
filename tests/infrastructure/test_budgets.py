"""Sizes that keep the code readable: 300 lines a file, 40 a function, 15 a handler."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = ("layers/common/python", "functions", "simulator", "local", "bench", "support")


def python_files() -> list[Path]:
    return [path for folder in SOURCES for path in (ROOT / folder).rglob("*.py")]


def line_count(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_no_file_is_longer_than_300_lines() -> None:
    assert [(str(path), line_count(path)) for path in python_files() if line_count(path) > 300] == []


def test_no_function_is_longer_than_40_lines() -> None:
    functions = [
        (f"{path}:{node.lineno}", node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert [function for function in functions if function[2] > 40] == []


def test_no_handler_is_longer_than_15_lines() -> None:
    handlers = list((ROOT / "functions").rglob("*.py"))
    assert len(handlers) >= 8
    assert [(str(path), line_count(path)) for path in handlers if line_count(path) > 15] == []

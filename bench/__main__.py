"""`python -m bench`: measure, write `results.json`, and fail when a figure is out of its bounds."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.first_sync import Size, measure

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
BOUNDS = HERE / "bounds.json"
NOISY = "wall_seconds"
"""Differs from run to run: shown, not kept."""

Figures = Mapping[str, float]
Bounds = Mapping[str, Mapping[str, float]]


def broken(figures: Figures, bounds: Bounds) -> list[str]:
    """Name the figures that are out of their bounds."""
    return [
        name
        for name, bound in bounds.items()
        if figures[name] > bound.get("at_most", figures[name])
        or figures[name] < bound.get("at_least", figures[name])
    ]


def table(title: str, figures: Figures, bounds: Bounds) -> Table:
    """Lay the figures out beside their bounds."""
    shown = Table(title=title, title_justify="left")
    shown.add_column("figure")
    shown.add_column("measured", justify="right")
    shown.add_column("bound", justify="right")
    wrong = broken(figures, bounds)
    for name, value in figures.items():
        bound = bounds.get(name, {})
        words = [f"{word.replace('_', ' ')} {limit:g}" for word, limit in bound.items()]
        style = "red" if name in wrong else "green" if bound else ""
        shown.add_row(name.replace("_", " "), f"{value:g}", ", ".join(words), style=style)
    return shown


def main() -> int:
    """Run the benchmark; 1 when a figure is out of its bounds."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tenth of the records, bounds not applied")
    small = parser.parse_args().small
    console = Console()
    size = Size(100, 10, 300, 300) if small else Size()
    console.print(f"Syncing {size.records} records of one company on a virtual clock …")
    figures = measure(size)
    bounds = {} if small else json.loads(BOUNDS.read_text())["first_sync"]
    console.print(table("First sync", figures, bounds))
    if not small:
        kept = {name: value for name, value in figures.items() if name != NOISY}
        RESULTS.write_text(json.dumps({"first_sync": kept}, indent=2) + "\n")
    wrong = broken(figures, bounds)
    if wrong:
        console.print(f"[red]Out of bounds: {', '.join(wrong)}[/red] (bench/bounds.json)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

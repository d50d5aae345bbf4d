"""`python -m bench`: measure, write `results.json`, and fail when a figure is out of its bounds."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import first_sync, simulator_http, simulator_speed

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
BOUNDS = HERE / "bounds.json"
NOISY = ("wall_seconds", "a_second", "part_of_bare", "largest_slowdown")
"""How names end of what differs from run to run: shown, not kept."""

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


def measured(*, small: bool) -> dict[str, Figures]:
    """Measure everything, by its name in the bounds."""
    size = first_sync.Size(100, 10, 300, 300) if small else first_sync.Size()
    many = simulator_speed.FEW if small else simulator_speed.MANY
    return {
        "first_sync": first_sync.measure(size),
        "simulator_in_process": simulator_speed.measure(many),
        "simulator_over_http": simulator_http.measure(),
    }


def main() -> int:
    """Run the benchmark; 1 when a figure is out of its bounds."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tenth of the records, bounds not applied")
    small = parser.parse_args().small
    console = Console()
    console.print("Syncing a company on a virtual clock; then the simulator alone …")
    everything = measured(small=small)
    all_bounds: Mapping[str, Bounds] = {} if small else json.loads(BOUNDS.read_text())
    wrong: list[str] = []
    for name, figures in everything.items():
        bounds = all_bounds.get(name, {})
        console.print(table(name.replace("_", " ").capitalize(), figures, bounds))
        wrong += broken(figures, bounds)
    if not small:
        RESULTS.write_text(
            json.dumps({name: _kept(figures) for name, figures in everything.items()}, indent=2) + "\n"
        )
    if wrong:
        console.print(f"[red]Out of bounds: {', '.join(wrong)}[/red] (bench/bounds.json)")
    return 1 if wrong else 0


def _kept(figures: Figures) -> dict[str, float]:
    return {name: value for name, value in figures.items() if not name.endswith(NOISY)}


if __name__ == "__main__":
    sys.exit(main())

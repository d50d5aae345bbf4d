"""Shows how far a run is until it has ended: a live table on a terminal, plain lines elsewhere."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rich import box
from rich.console import Console, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from local.quickbooks import Calls

_LOOK_EVERY_S = 0.5
_GIVE_UP_AFTER_S = 180
_BAR_WIDTH = 22
STYLES: Mapping[str, str] = {"synced": "green", "waiting": "yellow", "error": "red"}
"""What may become of a record, and how it is shown."""


class StalledError(Exception):
    """The run did not end."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run to be watched."""

    expected: Mapping[str, int]
    """How many records of each entity it has to do."""
    show: Callable[[], Mapping[str, Any]]
    calls: Callable[[], Calls]
    """Those that it has taken so far."""


@dataclass(frozen=True, slots=True)
class _Look:
    counts: Mapping[str, Mapping[str, int]]
    calls: Calls
    elapsed_s: float
    has_ended: bool


def watch(console: Console, run: Run) -> None:
    """Look again and again until the run has ended. Raises StalledError when it does not."""
    if console.is_terminal:
        with Live(console=console, auto_refresh=False) as live:
            for look in _looks(run):
                live.update(_table(look, run.expected), refresh=True)
    else:
        _print(console, run)


def _looks(run: Run) -> Iterator[_Look]:
    started_s = time.monotonic()
    while True:
        shown = run.show()
        counts = {
            entity: _counted(shown["counts"], entity, all_=run.expected[entity]) for entity in run.expected
        }
        look = _Look(counts, run.calls(), time.monotonic() - started_s, shown["state"] == "ended")
        yield look
        if look.has_ended:
            return
        if look.elapsed_s > _GIVE_UP_AFTER_S:
            raise StalledError(f"The run did not end within {_GIVE_UP_AFTER_S} s: {dict(shown['counts'])}")
        time.sleep(_LOOK_EVERY_S)


def _counted(counts: Mapping[str, Mapping[str, int]], entity: str, *, all_: int) -> dict[str, int]:
    """Count an entity's records; what is on its way to QuickBooks just now waits as well."""
    done = {name: counts.get(entity, {}).get(name, 0) for name in ("synced", "error")}
    return {**done, "waiting": max(all_ - sum(done.values()), 0)}


def _table(look: _Look, expected: Mapping[str, int]) -> RenderableType:
    caption = f"{look.elapsed_s:.1f} s, calls to QuickBooks: {look.calls.all}, metered: {look.calls.metered}"
    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, caption=Text(caption, style="dim"), caption_justify="left"
    )
    table.add_column("", min_width=10)
    table.add_column("", width=_BAR_WIDTH)
    for name, style in STYLES.items():
        table.add_column(name.capitalize(), justify="right", style=style, min_width=8)
    for entity, counts in look.counts.items():
        total = max(expected[entity], 1)
        bar = ProgressBar(
            total=total,
            completed=total - counts["waiting"],
            width=_BAR_WIDTH,
            style="bright_black",
            complete_style="green",
            finished_style="green",
        )
        table.add_row(entity, bar, *(str(counts[name]) for name in STYLES))
    return table


def _print(console: Console, run: Run) -> None:
    """Print a line whenever something has changed."""
    console.print(f"{'':>9}  {'calls':>5}" + "".join(f"{entity:>12}" for entity in run.expected))
    last = ""
    for look in _looks(run):
        done = (f"{all_ - look.counts[entity]['waiting']}/{all_}" for entity, all_ in run.expected.items())
        line = f"{look.calls.all:5}" + "".join(f"{each:>12}" for each in done)
        if line != last or look.has_ended:
            console.print(f"{look.elapsed_s:7.1f} s  {line}")
        last = line

"""The demo's report: records per entity, the money on both sides, calls, and problems with their remedies."""

from collections.abc import Mapping
from decimal import Decimal

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from local.demo_outcome import Name, Outcome
from local.demo_progress import STYLES
from local.quickbooks import Calls, Money

_FIGURES: Mapping[str, str] = {
    "invoices": "Invoices, with tax",
    "tax": "of which tax",
    "payments": "Payments applied",
    "receivable": "Receivable",
}


def report(console: Console, outcome: Outcome) -> None:
    """Print everything that was found."""
    for title, table in (
        ("Records", _records(outcome)),
        ("Money", _money(outcome)),
        ("Calls to QuickBooks", _calls(outcome)),
        ("Problems, each for a person to put right", _problems(outcome)),
    ):
        console.print()
        console.rule(Text(title, style="bold"), align="left", style="dim")
        console.print(table)


def verdict(console: Console, outcome: Outcome) -> bool:
    """Say whether all is as it should be, and otherwise what is not."""
    differences = outcome.differences()
    console.print()
    if not differences:
        console.print(
            Text(
                f"Both sides agree to the cent; all {len(outcome.samples)} records are synced, "
                f"{len(outcome.broken)} broken ones say why not; the second sync wrote nothing.",
                style="bold green",
            )
        )
        return True
    console.print(Text("Not as it should be:", style="bold red"))
    for difference in differences:
        console.print(Text(f"  {difference}", style="red"))
    return False


def _records(outcome: Outcome) -> Table:
    table = _table("Entity", "Synced", "Waiting", "Error")
    total = dict.fromkeys(STYLES, 0)
    for entity, counts in outcome.counts().items():
        table.add_row(entity, *(_count(counts[name], name) for name in STYLES))
        total = {name: count + counts[name] for name, count in total.items()}
    table.add_section()
    table.add_row("all", *(_count(total[name], name) for name in STYLES))
    return table


def _count(count: int, name: str) -> Text:
    return Text(str(count), style=STYLES[name] if count else "dim")


def _money(outcome: Outcome) -> Table:
    table = _table("USD", "Host", "QuickBooks", "")
    for figure, ours, theirs in zip(Money._fields, outcome.host, outcome.books, strict=True):
        mark = Text("equal", style="green") if ours == theirs else Text("DIFFERENT", style="bold red")
        table.add_row(_FIGURES[figure], _amount(ours), _amount(theirs), mark)
    return table


def _amount(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _calls(outcome: Outcome) -> Table:
    table = _table("", "Calls", "Metered", "Writing")
    rows: Mapping[str, Calls] = {
        "Connecting, reading choices": outcome.connecting,
        "First sync": outcome.first_sync,
        "Second sync": outcome.second_sync,
    }
    for name, calls in rows.items():
        table.add_row(name, str(calls.all), str(calls.metered), str(calls.writing))
    return table


def _problems(outcome: Outcome) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Record", min_width=22)
    table.add_column("What is wrong", overflow="fold")
    table.add_column("How to put it right", overflow="fold")
    order = {entity: place for place, entity in enumerate(outcome.counts())}
    for place, problem in enumerate(sorted(outcome.problems, key=lambda each: order[each["entity"]])):
        if place:
            table.add_row()
        name = Name(problem["entity"], problem["id"])
        table.add_row(
            Text(f"{name.entity}/\n{name.id}", style="red"), Text(problem["cause"]), Text(problem["remedy"])
        )
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(first, min_width=28)
    for name in others:
        table.add_column(name, justify="right", min_width=10)
    return table

"""`python -m local demo`: a quarter of sample books goes into QuickBooks, and both sides are compared."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.console import Console
from rich.text import Text

from local.callers import Caller
from local.demo_outcome import Outcome, names, problems, statuses
from local.demo_progress import Run, watch
from local.demo_report import report, verdict
from local.onboarding import SELECTIONS, connect, select
from local.quickbooks import Money, QuickBooks
from local.samples import ENTITIES, Records, broken_records, sample_books
from local.stack import Stack

COMPANY = "acme"
_PATH = f"/v1/companies/{COMPANY}"
_CALL_LATENCY_S = 0.08
_ITEM_LATENCY_S = 0.35
_WIDEST = 100


def demo(*, fast: bool) -> None:
    """Play the demo; exit code 1 when anything is not as it should be.

    `fast`: the simulated QuickBooks answers at once instead of as slowly as the real one.
    """
    console = Console(highlight=False, soft_wrap=False)
    console.width = min(console.width, _WIDEST)
    console.rule(Text("QuickBooks Sync: a quarter of a landscaping company's books", style="bold"))
    stack = Stack() if fast else Stack(call_latency_s=_CALL_LATENCY_S, item_latency_s=_ITEM_LATENCY_S)
    began = _Steps(console)
    with stack:
        began.done("Started AWS, QuickBooks and the functions on this machine")
        outcome = _Demo(stack, began).play()
        report(console, outcome)
        if not verdict(console, outcome):
            console.print(f"Logs: {stack.log_dir}", soft_wrap=True)
            raise SystemExit(1)


@dataclass(slots=True)
class _Steps:
    """Says of each step that it is done, and how long it took."""

    console: Console
    _since_s: float = field(default_factory=time.monotonic)

    def done(self, what: str) -> None:
        now_s = time.monotonic()
        self.console.print(Text(f"{now_s - self._since_s:7.1f} s  ", style="dim"), Text(what), sep="")
        self._since_s = now_s


class _Demo:
    """One company's first day."""

    def __init__(self, stack: Stack, steps: _Steps) -> None:
        self._steps = steps
        self._host = Caller(stack.api_url, stack.token("host"))
        self._owner = Caller(stack.api_url, stack.token("owner", COMPANY, sub="owner@acme"))
        self._books = QuickBooks(stack.simulator.control_url, stack.simulator.values["QBO_REALM_ID"])
        self._samples = sample_books()
        self._broken = broken_records()

    def play(self) -> Outcome:
        """Register, push, connect, choose, sync, and sync once more."""
        self._register()
        self._push()
        self._connect()
        before = self._books.calls()
        self._sync("Pressed sync", _counts(self._samples, self._broken))
        after = self._books.calls()
        books = self._books.money()
        self._sync("Pressed sync once more, which tries the broken ones again", _counts({}, self._broken))
        return Outcome(
            samples=names(self._samples),
            broken=names(self._broken),
            statuses=statuses(self._owner, COMPANY, ENTITIES),
            problems=problems(self._owner, COMPANY),
            host=Money.of(self._samples),
            books=books,
            connecting=before,
            first_sync=after.since(before),
            second_sync=self._books.calls().since(after),
        )

    def _register(self) -> None:
        company = {"country": "US", "home_currency": "USD", "time_zone": "America/Los_Angeles"}
        self._host.put(_PATH, company)
        self._steps.done(f"Registered the company {COMPANY}")

    def _push(self) -> None:
        for records in (self._samples, self._broken):
            for entity, each in records.items():
                self._host.post(f"{_PATH}/records/{entity}", {"records": each})
        self._steps.done(
            f"Pushed {len(names(self._samples))} records and {len(names(self._broken))} broken ones, "
            "before any connection"
        )

    def _connect(self) -> None:
        connect(self._owner, COMPANY, self._books.realm)
        company = self._owner.get(_PATH)
        self._steps.done(f"Connected with the books of {company['connection']['books']}")
        select(self._owner, COMPANY)
        self._steps.done("Selected:")
        for name, chosen in SELECTIONS.items():
            self._steps.console.print(f"             {name.replace('_', ' '):<16} {chosen}")

    def _sync(self, pressed: str, expected: Mapping[str, int]) -> None:
        before = self._books.calls()
        run = self._owner.post(f"{_PATH}/sync")["id"]
        self._steps.done(pressed)
        watch(
            self._steps.console,
            Run(
                expected=expected,
                show=lambda: self._owner.get(f"{_PATH}/runs/{run}"),
                calls=lambda: self._books.calls().since(before),
            ),
        )
        self._steps.done("The run has ended")


def _counts(*several: Records) -> dict[str, int]:
    """Count records per entity."""
    return {entity: sum(len(each.get(entity, ())) for each in several) for entity in ENTITIES}

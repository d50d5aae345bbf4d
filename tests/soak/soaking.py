"""Random kills while several companies are synced and changed; then calm, and every figure is compared."""

import contextlib
import random
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import requests

from local.callers import RefusedError
from local.samples import ENTITIES
from local.stack import Stack
from tests.functions.deadly import TIME_SCALE, rows
from tests.functions.tenant import Tenant
from tests.soak.host import Host
from tests.soak.killer import Killer

_LOOK_EVERY_S = 2.0
_PROGRESS_EVERY_S = 10
_STALLED_AFTER_S = 300
"""So long without any change after the last kill means that something is stuck."""


class SoakError(AssertionError):
    """Something is in the books twice, or not as it was pushed, or does not come to rest."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is soaked; the same seed gives the same records and choices, not the same moments."""

    kills: int
    records: int = 2000
    companies: int = 10
    interval_s: float = 1.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened until everything was as it should be."""

    kills: Mapping[str, int]
    """By function."""
    pushes: int
    calls: int
    resent: int
    replays: int
    """How often support had to let a parked company go on."""
    lasted_s: float


class Soak:
    """One soak on a running stack."""

    def __init__(self, stack: Stack, plan: Plan) -> None:
        self._stack = stack
        self._plan = plan
        each = plan.records // plan.companies
        self._hosts = [
            Host(Tenant(stack).register().connect(), each, random.Random(f"{plan.seed} {number}"))
            for number in range(plan.companies)
        ]
        self._killer = Killer(stack, plan.kills, interval_s=plan.interval_s, chance=random.Random(plan.seed))
        self._replays = 0
        self._began_s = time.monotonic()
        self._told_s = 0.0

    def run(self) -> Outcome:
        """Push, kill, calm down, and compare. Raises SoakError."""
        self._killer.start()
        with ThreadPoolExecutor(len(self._hosts)) as threads:
            try:
                pushing = [threads.submit(self._go_on_pushing, host) for host in self._hosts]
                while not self._killer.is_done and not any(each.done() for each in pushing):
                    self._look_after()
            finally:
                self._killer.stop()
            for each in pushing:
                each.result()
        self._wait_until_all_rests()
        self._compare()
        return Outcome(
            kills=self._killer.kills,
            pushes=sum(host.pushes for host in self._hosts),
            calls=sum(host.tenant.books.calls().all for host in self._hosts),
            resent=self._resent(),
            replays=self._replays,
            lasted_s=round(time.monotonic() - self._began_s, 1),
        )

    def _go_on_pushing(self, host: Host) -> None:
        host.push_everything()
        pause = random.Random(host.tenant.id)
        while not self._killer.is_done:
            time.sleep(pause.uniform(0.5, 4))
            host.push_newer_versions()

    def _look_after(self) -> Counter[str]:
        """Let parked companies go on, tell how far things are, and return the records by phase."""
        time.sleep(_LOOK_EVERY_S)
        phases: Counter[str] = Counter()
        for host in self._hosts:
            (work,) = rows(host.tenant, "WORK")
            if "parked" in work:
                self._replay(host.tenant)
            phases["open calls"] += len(rows(host.tenant, "CALL#"))
            phases["due"] += "due_sk" in work
            phases.update(item["phase_sk"]["S"].partition("#")[0] for item in rows(host.tenant, "RECORD#"))
        self._tell(phases)
        return phases

    def _replay(self, tenant: Tenant) -> None:
        """Do what support does about a company at which six workers in a row died."""
        asked = {"company": tenant.id, "reason": "its workers were killed"}
        with contextlib.suppress(RefusedError):  # Its process was killed: it is asked again.
            tenant.caller("support").post("/v1/support/dead-letters/replay", asked)
            self._replays += 1

    def _tell(self, phases: Mapping[str, int]) -> None:
        lasted_s = time.monotonic() - self._began_s
        if lasted_s - self._told_s < _PROGRESS_EVERY_S:
            return
        self._told_s = lasted_s
        calls = sum(host.tenant.books.calls().writing for host in self._hosts)
        shown = ", ".join(f"{name} {count}" for name, count in sorted(phases.items()))
        kills = self._killer.kills.total()
        line = f"{lasted_s:6.0f} s: kills {kills}, {shown}, writing calls {calls}"
        print(line, file=sys.stderr, flush=True)

    def _wait_until_all_rests(self) -> None:
        last, changed_s = Counter[str](), time.monotonic()
        while set(phases := +self._look_after()) != {"settled"}:
            if phases != last:
                last, changed_s = phases, time.monotonic()
            if time.monotonic() - changed_s > _STALLED_AFTER_S:
                raise SoakError(f"it does not come to rest: {dict(phases)}")

    def _compare(self) -> None:
        differing: list[str] = []
        for host in self._hosts:
            for entity in ENTITIES:
                wanted, held = host.wanted(entity), host.held(entity)
                if wanted != held:
                    differing.append(f"{host.tenant.id} {entity}: {_difference(wanted, held)}")
        if differing:
            raise SoakError("\n".join(differing))

    def _resent(self) -> int:
        """Count the calls that QuickBooks got more than once, of those that it still remembers."""
        answer = requests.get(
            f"{self._stack.simulator.control_url}/journal", params={"limit": 100_000}, timeout=120
        )
        answer.raise_for_status()
        paths = [each["path"] for each in answer.json()["exchanges"] if "requestid=" in each["path"]]
        return len(paths) - len(set(paths))


def _difference(wanted: Sequence[object], held: Sequence[object]) -> str:
    missing = Counter(wanted) - Counter(held)
    extra = Counter(held) - Counter(wanted)
    return f"not there {list(missing.elements())[:5]}, not wanted {list(extra.elements())[:5]}"


def soak(plan: Plan) -> Outcome:
    """Soak a stack of its own in fast time. Raises SoakError."""
    with Stack(call_latency_s=5, time_scale=TIME_SCALE, schedules=True) as stack:
        return Soak(stack, plan).run()

"""A whole deployment in one thread: the real flows on in-memory adapters, the simulator as QuickBooks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.errors import Retry, SyncError
from quickbooks_sync.flows import connect, push, register, running
from quickbooks_sync.flows.drain import drain
from quickbooks_sync.flows.pointers import company_of
from quickbooks_sync.flows.sweep import sweep
from quickbooks_sync.model import Company, CompanyId, Phase, Record, RecordKey, Run
from quickbooks_sync.ports import Ports
from quickbooks_sync.state import companies, keys, records, runs
from simulator import Settings as SimulatorSettings
from simulator import Simulator
from tests.fakes.clock import VirtualClock, VirtualSending
from tests.fakes.process import ListLog, SeededChance
from tests.fakes.queues import MemoryQueues
from tests.fakes.simulated import SimulatedOAuth, SimulatedQuickBooks, SimulatorClock
from tests.fakes.store import MemoryStore
from tests.fakes.tokens import MemoryTokens
from tests.planted import WATCH

REDIRECT_URL = "https://api.example.test/v1/oauth/callback"
SWEEP_S = 60
MESSAGE_S = 0.02
"""From sending a message until a function has it."""
US = {"country": "US", "home_currency": "USD", "time_zone": "America/Los_Angeles"}


class World:
    """One deployment on a virtual clock. Lambda is played by `work` and `settle_down`."""

    def __init__(
        self,
        *,
        index_lag_s: float = 0.0,
        simulator_settings: SimulatorSettings | None = None,
        clock: VirtualClock | None = None,
    ) -> None:
        self.clock = clock or VirtualClock()
        settings = replace(simulator_settings or SimulatorSettings(), redirect_uris=(REDIRECT_URL,))
        self.simulator = Simulator(clock=SimulatorClock(self.clock), settings=settings)
        self.store = MemoryStore(self.clock, index_lag_s=index_lag_s)
        self.queues = MemoryQueues(self.clock, list(ENTITIES))
        self.quickbooks = SimulatedQuickBooks(self.simulator, self.clock)
        self.oauth = SimulatedOAuth(self.simulator, self.clock)
        self.tokens = MemoryTokens()
        self.log = ListLog()
        self.ports = Ports(
            store=self.store,
            queues=self.queues,
            tokens=self.tokens,
            quickbooks=self.quickbooks,
            oauth=self.oauth,
            clock=self.clock,
            chance=SeededChance(),
            log=self.log,
            sending=partial(VirtualSending, self.clock),
        )

    @property
    def realm(self) -> str:
        """The simulator's first company."""
        return next(iter(self.simulator.realms))

    def company(self, company_id: str = "acme") -> Company:
        """Read a company."""
        found = companies.find(self.store, CompanyId(company_id))
        assert found is not None
        return found

    def register(self, company_id: str = "acme", **values: object) -> Company:
        """Register a company of the United States."""
        return register.register(self.ports, CompanyId(company_id), {**US, **values})

    def connect(self, company_id: str = "acme", realm: str = "") -> Company:
        """Go through the whole of OAuth."""
        url = connect.start(self.ports, self.company(company_id), user="owner-1", redirect_url=REDIRECT_URL)
        query = self.oauth.consent(url, realm or self.realm)
        callback = connect.Callback(query["state"], query["code"], query["realmId"])
        return connect.finish(self.ports, callback, environment="sandbox")

    def select(self, company_id: str = "acme") -> Company:
        """Make the four selections: the first choice of each but for the tax code, which is California."""
        company = self.company(company_id)
        books = connect.known_books(self.ports, company)
        offered = connect.choices(books)
        wanted = {name: options[0]["id"] for name, options in offered.items()}
        wanted["tax_code"] = next(each["id"] for each in offered["tax_code"] if each["name"] == "California")
        return connect.select(self.ports, company, books, wanted)

    def ready(self, company_id: str = "acme", **values: object) -> Company:
        """Register, connect and select."""
        self.register(company_id, **values)
        self.connect(company_id)
        return self.select(company_id)

    def push(self, entity: str, *contents: Mapping[str, Any], company_id: str = "acme") -> list[push.Pushed]:
        """Push records."""
        WATCH.plant(*contents)
        return push.push_many(self.ports, self.company(company_id), entity, [dict(each) for each in contents])

    def sync(self, entity: str = "", record_id: str = "", company_id: str = "acme") -> Run:
        """Press manual sync, let everything be done, and give the ended run."""
        run = running.ask(
            self.ports, self.company(company_id), entity=entity, record_id=record_id, asked_by="owner-1"
        )
        self.work()
        found = runs.find(self.store, run.company, run.id)
        assert found is not None
        return found

    def record(self, entity: str, record_id: str, company_id: str = "acme") -> Record:
        """Read a record."""
        found = records.find(self.store, CompanyId(company_id), RecordKey(entity, record_id))
        assert found is not None
        return found

    def phases(self, company_id: str = "acme") -> dict[str, Phase]:
        """Tell the phase of every record of a company."""
        prefix = keys.partition(CompanyId(company_id))
        rows = [row for row in self.store.items() if row["pk"] == prefix and row["sk"].startswith("RECORD#")]
        return {row["sk"].removeprefix("RECORD#"): Phase(row["phase"]) for row in rows}

    def work(self, *, step: Callable[[], None] = lambda: None) -> None:
        """Handle messages as the functions do; a failed one stays out of sight for its time."""
        busy = True
        while busy:
            busy = False
            for entity in ENTITIES:
                for letter in self.queues.receive(entity):
                    busy = True
                    self.clock.sleep(MESSAGE_S)
                    step()
                    try:
                        drain(self.ports, company_of(letter.body), entity)
                    except Retry:
                        pass  # Due stands: the sweep sends another message.
                    except SyncError:
                        continue
                    self.queues.done(entity, letter)

    def settle_down(self, *, most_s: float = 86_400) -> None:
        """Let time pass, sweeping every minute, until nobody has to look any more."""
        ends_s = self.clock.monotonic_s() + most_s
        self.work()
        while self._due() and self.clock.monotonic_s() < ends_s:
            self.clock.sleep(SWEEP_S)
            self.sweep()
            self.work()
        assert not self._due(), "somebody still has to look"

    def sweep(self) -> None:
        """Do what the schedule does every minute."""
        sweep(self.ports)

    def objects(self, name: str) -> list[dict[str, Any]]:
        """Give the books' objects of an entity, as QuickBooks shows them."""
        self.simulator.catch_up()
        found: Iterable[Any] = self.simulator.realms[self.realm].company.objects.get(name, {}).values()
        return [dict(each.wire) for each in found]

    def _due(self) -> bool:
        return any("due_sk" in row and row["sk"] == "WORK" for row in self.store.items())

"""The simulator without a network: `Simulator.answer` takes a request and returns what QuickBooks would."""

from collections import deque
from collections.abc import Callable
from functools import partial
from threading import RLock

from simulator.accounting_api import AccountingApi, read_call
from simulator.clock import Clock, SimulatedClock
from simulator.oauth.authority import Authority
from simulator.oauth.pages import OAuthPages
from simulator.ordered_faults.late import LateRequests
from simulator.ordered_faults.orders import AUTHORITY, FaultOrders
from simulator.ordered_faults.spoiling import Spoiling
from simulator.profiles import new_company
from simulator.protocol.answers import page
from simulator.protocol.realm import Realm
from simulator.settings import Settings
from simulator.timestamps import http_date
from simulator.webhooks.deliveries import Webhooks
from simulator.wire import Answer, Request

FIRST_REALM = "4620816365000000001"
# No figures are published for these two: they are usual ones.
LARGEST_BODY_BYTES = 5_000_000
LONGEST_TARGET_BYTES = 8192
Listener = Callable[[Request, Answer, float], None]


class Simulator:
    """A QuickBooks Online with one app, one authority and any number of realms.

    Thread-safe by one lock. It never sleeps: `Answer.seconds` says how long an answer takes on its clock, and
    a request counts as in flight from its arrival until then.
    """

    def __init__(
        self, profile: str = "us", *, clock: Clock | None = None, settings: Settings | None = None
    ) -> None:
        self.clock: Clock = clock or SimulatedClock()
        self.settings = settings or Settings()
        self.authority = Authority(self.settings, self.clock.now_s)
        self.pages = OAuthPages(self.settings, self.authority, self.company_names)
        self.journal: deque[tuple[float, Request, Answer]] = deque(maxlen=self.settings.journal_entries)
        self.listeners: list[Listener] = []
        self.lock = RLock()
        self.requests = 0
        self.webhooks = Webhooks(self.settings, self.lock)
        self.begin({FIRST_REALM: profile})

    def begin(self, profiles: dict[str, str]) -> None:
        """Begin anew with companies by realm and profile; connections and webhooks stay, orders do not."""
        with self.lock:
            self.realms: dict[str, Realm] = {}
            self.orders = FaultOrders(self.settings.seed)
            self.late = LateRequests()
            self.api = AccountingApi(
                self.settings, self.authority, self.realms, orders=self.orders, late=self.late
            )
            self.journal.clear()
            for realm, profile in profiles.items():
                self.add_realm(realm, profile)

    def add_realm(self, realm: str, profile: str = "us") -> Realm:
        """Open another company. Raises ValueError for a realm that is there, or a wrong one or profile."""
        if not (realm.isascii() and realm.isdigit()):
            raise ValueError(f"realm is {realm!r}, but must be a number")
        if realm in self.realms:
            raise ValueError(f"realm is {realm!r}, but that company is already there")
        with self.lock:
            company = new_company(realm, profile, settings=self.settings, now_s=self.clock.now_s())
            company.listener = partial(self.webhooks.note, realm)
            self.realms[realm] = Realm(company)
        return self.realms[realm]

    def company_names(self) -> dict[str, str]:
        """Return the names of the companies by realm."""
        return {realm: held.company.name() for realm, held in self.realms.items()}

    def answer(self, request: Request) -> Answer:
        """Answer any request, whatever its bytes."""
        with self.lock:
            if self.late:
                self.catch_up()
            now_s = self.clock.now_s()
            self.requests += 1
            tid = f"1-{int(now_s):08x}-{self.requests:024x}"
            headers = {"Date": http_date(int(now_s)), "intuit_tid": tid}
            if len(request.body) > LARGEST_BODY_BYTES:
                answer = page(413, headers)
            elif len(request.path) + len(request.query) > LONGEST_TARGET_BYTES:
                answer = page(414, headers)
            elif request.path.startswith("/v3/"):
                answer = self.api.answer(read_call(request, headers, now_s))
            elif self.pages.handles(request.path):
                answer = self._page(request, headers, now_s)
            else:
                answer = page(404, headers)
            self.journal.append((now_s, request, answer))
            for listener in self.listeners:
                listener(request, answer, now_s)
            return answer

    def catch_up(self) -> None:
        """Carry out the late requests whose time has come: whoever looks at the books calls this before."""
        with self.lock:
            while late := self.late.pop(self.clock.now_s()):
                at_s, realm, request = late
                self.api.carry_out_late(realm, request, at_s)

    def _page(self, request: Request, headers: dict[str, str], now_s: float) -> Answer:
        operation = request.path.rstrip("/").rpartition("/")[2]
        order = self.orders.next(AUTHORITY, operation, now_s=now_s)
        answer = Answer(0, {}, b"")
        if order is None or order.applied:
            answer = self.pages.answer(request)
        if order is not None:
            answer = Spoiling(order, request, self.settings, {}, now_s).spoilt(answer)
        return answer._replace(headers={**headers, **answer.headers})

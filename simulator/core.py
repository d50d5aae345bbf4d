"""The simulator without a network: `Simulator.answer` takes a request and returns what QuickBooks would."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from threading import RLock

from simulator.answers import page, turned_away, written
from simulator.clock import Clock, RunningClock, http_date, stamp_millis
from simulator.fault_orders import AUTHORITY, TOO_MANY, FaultOrder, FaultOrders, broken, narrowed
from simulator.faults import Refused, Turned
from simulator.late import LateRequests
from simulator.limits import throttled
from simulator.oauth import Authority
from simulator.oauth_pages import OAuthPages
from simulator.profiles import new_company
from simulator.realm import Outcome, Realm
from simulator.settings import Settings
from simulator.wire import Answer, Request
from simulator.writing import unsupported

FIRST_REALM = "4620816365000000001"
API = "/v3/company/"
QBO_VERSION = "1992.150"
UNMETERED = ("create", "update", "delete", "void", "write")
Listener = Callable[[Request, Answer, float], None]


class Simulator:
    """A QuickBooks Online with one app, one authority and any number of realms.

    Thread-safe by one lock. It never sleeps: `Answer.seconds` says how long an answer takes on its clock, and
    a request counts as in flight from its arrival until then.
    """

    def __init__(
        self, profile: str = "us", *, clock: Clock | None = None, settings: Settings | None = None
    ) -> None:
        self.clock: Clock = clock or RunningClock()
        self.settings = settings or Settings()
        self.realms: dict[str, Realm] = {}
        self.authority = Authority(self.settings, self.clock.now_s)
        self.companies: dict[str, str] = {}
        self.pages = OAuthPages(self.settings, self.authority, self.companies)
        self.orders = FaultOrders()
        self.late = LateRequests()
        self.journal: deque[tuple[float, Request, Answer]] = deque(maxlen=self.settings.journal_entries)
        self.listeners: list[Listener] = []
        self.lock = RLock()
        self._requests = 0
        self.add_realm(FIRST_REALM, profile)

    def add_realm(self, realm: str, profile: str = "us") -> Realm:
        """Open another company. Raises ValueError for a realm that is there, or a wrong one or profile."""
        if realm in self.realms or not (realm.isascii() and realm.isdigit()):
            raise ValueError(f"realm {realm!r} is already there, or is not a number")
        with self.lock:
            company = new_company(realm, profile, settings=self.settings, now_s=self.clock.now_s())
            self.realms[realm] = Realm(company)
            self.companies[realm] = str(company.objects["CompanyInfo"]["1"].wire["CompanyName"])
        return self.realms[realm]

    def answer(self, request: Request) -> Answer:
        """Answer any request, whatever its bytes."""
        with self.lock:
            self.catch_up()
            now_s = self.clock.now_s()
            self._requests += 1
            tid = f"1-{int(now_s):08x}-{self._requests:024x}"
            headers = {"Date": http_date(int(now_s)), "intuit_tid": tid}
            if len(request.body) > self.settings.largest_body_bytes:
                answer = page(413, headers)
            elif request.path.startswith("/v3/"):
                answer = self._api(request, headers, now_s)
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
                self._answered(request, self.realms[realm], _segments(request), headers={}, now_s=at_s)

    def _page(self, request: Request, headers: dict[str, str], now_s: float) -> Answer:
        operation = request.path.rstrip("/").rpartition("/")[2]
        order = self.orders.next(AUTHORITY, operation, now_s=now_s)
        answer = Answer(0, {}, b"")
        if order is None or order.applied:
            answer = self.pages.answer(request)
        if order is not None:
            answer = broken(order, answer, {}, time_out_s=self.settings.time_out_s)
        return replace(answer, headers={**headers, **answer.headers})

    def _api(self, request: Request, headers: dict[str, str], now_s: float) -> Answer:
        realm_id = request.path.removeprefix(API).partition("/")[0]
        segments = _segments(request)
        try:
            realm = self._admitted(request, realm_id, batch=segments == ["batch"], now_s=now_s)
        except Turned as turned:
            return self._turned(turned, request, headers, now_s)
        except Refused as refused:
            return written(
                400, {"Fault": refused.fault(), "time": stamp_millis(now_s)}, request, headers=headers
            )
        entity, operation = segments[0] if segments else "", _operation(request, segments)
        order = self.orders.next(entity, operation, realm=realm_id, requestid=request.requestid, now_s=now_s)
        if order is None:
            answer = self._answered(request, realm, segments, headers=dict(headers), now_s=now_s)
            if answer.seconds > self.settings.time_out_s:
                slow = FaultOrder("time_out_after")
                answer = broken(slow, answer, headers, time_out_s=self.settings.time_out_s)
        else:
            answer = self._spoilt(request, realm, order, headers=headers, now_s=now_s)
        realm.limits.occupy(now_s + answer.seconds, now_s=now_s)
        metered = operation not in UNMETERED
        realm.meter.count(operation, status=answer.status, metered=metered)
        return answer

    def _spoilt(
        self, request: Request, realm: Realm, order: FaultOrder, *, headers: dict[str, str], now_s: float
    ) -> Answer:
        """Carry out what an order leaves of a request, now, later or never, and spoil its answer."""
        if order.status == TOO_MANY and order.kind == "status_before":
            after = {} if order.retry_after_s is None else {"Retry-After": str(order.retry_after_s)}
            return self._turned(throttled(), request, {**headers, **after}, now_s)
        answer, rest = Answer(0, {}, b""), narrowed(order, request)
        if order.applied:
            answer = self._answered(rest, realm, _segments(request), headers=dict(headers), now_s=now_s)
        elif order.later:
            self.late.add(now_s + order.later_s, realm.company.realm, rest)
        return broken(order, answer, headers, time_out_s=self.settings.time_out_s)

    def _admitted(self, request: Request, realm_id: str, *, batch: bool, now_s: float) -> Realm:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        message = "message=AuthenticationFailed; errorCode=003200; statusCode=401"
        if scheme.lower() != "bearer":
            raise Turned(
                401, code="3200", message=message, detail="Malformed bearer token: too short or too long"
            )
        try:
            granted = self.authority.realm_of(token)
        except KeyError as reason:
            raise Turned(
                401, code="3200", message=message, detail=f"{reason.args[0]}: {token[:12]}..."
            ) from None
        if not request.path.startswith(API):
            raise unsupported(f"Could not find resource for relative : {request.path}")
        if granted != realm_id or realm_id not in self.realms:
            message = "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403"
            raise Turned(403, code="3100", message=message, detail="")
        realm = self.realms[realm_id]
        realm.limits.admit(now_s, batch=batch)
        if self.settings.resend_of_running == "refused":
            self.late.refuse_running(realm_id, request)
        return realm

    def _answered(
        self, request: Request, realm: Realm, segments: list[str], *, headers: dict[str, str], now_s: float
    ) -> Answer:
        """Carry out an admitted request; its faults become bodies."""
        seconds = self.settings.call_latency_s
        try:
            outcome = realm.carry_out(request, segments, now_s=now_s)
        except Turned as turned:
            return self._turned(turned, request, headers, now_s)
        except Refused as refused:
            body = {"Fault": refused.fault(), "time": stamp_millis(now_s)}
            status = 500 if refused.code == "10000" else 400
            return replace(written(status, body, request, headers=headers), seconds=seconds)
        seconds += outcome.items * self.settings.item_latency_s
        headers["QBO-Version"] = QBO_VERSION
        headers["Service-Time"] = f"total={int(seconds * 1000)}, db=0"
        return replace(
            self._carried_out(request, outcome, realm, headers=headers, now_s=now_s), seconds=seconds
        )

    def _carried_out(
        self, request: Request, outcome: Outcome, realm: Realm, *, headers: dict[str, str], now_s: float
    ) -> Answer:
        if outcome.replayed is not None:
            return Answer(
                200, {**headers, "Content-Type": "application/json;charset=utf-8"}, outcome.replayed
            )
        answer = written(200, {**(outcome.body or {}), "time": stamp_millis(now_s)}, request, headers=headers)
        if outcome.requestid:
            realm.memory.remember(outcome.requestid, outcome.content, answer=answer.body, now_s=now_s)
        return answer

    def _turned(self, turned: Turned, request: Request, headers: dict[str, str], now_s: float) -> Answer:
        return turned_away(turned, request, self.settings, headers=headers, now_s=now_s)


def _segments(request: Request) -> list[str]:
    """Return the path below the realm; its first part in lower case."""
    _, *segments = request.path.removeprefix(API).split("/")
    return [segment.lower() for segment in segments[:1]] + segments[1:]


def _operation(request: Request, segments: list[str]) -> str:
    if segments and segments[0] in ("query", "batch", "cdc"):
        return segments[0]
    if request.method != "POST":
        return "read"
    for pair in request.query.split("&"):
        if pair.startswith("operation="):
            return pair.removeprefix("operation=")
    return "update" if b'"Id"' in request.body[:200] or b'"SyncToken"' in request.body else "create"

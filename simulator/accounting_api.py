"""The Accounting API before the realms: who may call, how often, how long it takes, what goes wrong."""

from dataclasses import replace
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from simulator.books.past import View
from simulator.books.standing import check_there
from simulator.books.writing import OPERATIONS
from simulator.faults import Refused, TurnedAway, forbidden, unauthenticated
from simulator.limits.in_flight import NAMED
from simulator.limits.latencies import Latencies
from simulator.limits.metering import Budget
from simulator.oauth.authority import Authority
from simulator.ordered_faults.kinds import BOOKS_FAULTS
from simulator.ordered_faults.late import LateRequests
from simulator.ordered_faults.orders import FaultOrder, FaultOrders
from simulator.ordered_faults.spoiling import Spoiling, narrowed
from simulator.protocol.answers import status_of, turned_away, wants_json, written
from simulator.protocol.paths import API, no_resource, taken_apart
from simulator.protocol.realm import Outcome, Realm
from simulator.settings import Settings
from simulator.timestamps import stamp_millis
from simulator.wire import Answer, Request, Wire, read_json, write_json

QBO_VERSION = "1992.150"
SEEING = ("query", "cdc", "batch")
"""The operations that see the books through an index, which may be late."""
# The codes of refusals that come without a `time` (recorded).
UNTIMED = ("2030",)


class Call(NamedTuple):
    """A request to the API: `segments` is the path below the realm, its first part in lower case."""

    request: Request
    realm: str
    segments: list[str]
    operation: str
    headers: dict[str, str]
    now_s: float

    @property
    def entity(self) -> str:
        """The first part of the path: customer, query, batch ..."""
        return self.segments[0] if self.segments else ""


def read_call(request: Request, headers: dict[str, str], now_s: float) -> Call:
    """Return what a request asks for."""
    realm, segments = taken_apart(request.path)
    return Call(request, realm, segments, _operation(request, segments), headers, now_s)


def _operation(request: Request, segments: list[str]) -> str:
    if segments and segments[0] in ("query", "batch", "cdc"):
        return segments[0]
    if request.method != "POST":
        return "read"
    if segments[-1:] == ["send"]:
        return "send"
    named = request.options.get("operation", "")
    if named == "update" and "void" in request.options.get("include", "").split(","):
        return "void"
    if named:
        return named if named in OPERATIONS else "write"
    return "update" if _names_an_object(request.body) else "create"


def _names_an_object(body: bytes) -> bool:
    """Tell whether a write without an operation changes what is there: clients create with SyncToken 0."""
    if b'"Id"' not in body:
        return False
    try:
        given = read_json(body)
    except ValueError:
        return False
    return isinstance(given, dict) and given.get("Id") not in (None, "")


class AccountingApi:
    """Answers the calls of all realms."""

    def __init__(
        self,
        settings: Settings,
        authority: Authority,
        realms: dict[str, Realm],
        *,
        orders: FaultOrders,
        late: LateRequests,
    ) -> None:
        self._settings = settings
        self._authority = authority
        self._realms = realms
        self._orders = orders
        self._late = late
        self._latencies = Latencies(settings)
        self.budget = Budget(settings)

    def answer(self, call: Call) -> Answer:
        """Answer a call."""
        try:
            realm = self._admitted(call)
            call = self._told_apart(call, realm)
        except TurnedAway as turned:
            return self._turned(turned, call)
        except Refused as refused:
            return self._refused(refused, call)
        requestid = call.request.requestid
        order = self._orders.next(
            call.entity, call.operation, realm=call.realm, requestid=requestid, now_s=call.now_s
        )
        answer = self._answered(call, realm) if order is None else self._spoilt(call, realm, order)
        if order is None and answer.seconds > self._settings.time_out_s:
            answer = self._spoiling(FaultOrder("time_out_after"), call).spoilt(answer)
        until_s = call.now_s + answer.seconds
        realm.limits.occupy(until_s, now_s=call.now_s)
        if call.request.method == "POST":
            realm.in_flight.begin(requestid, call.entity, until_s=until_s, now_s=call.now_s)
        if realm.meter.count(call.operation, status=answer.status):
            self.budget.spend(call.now_s)
        return answer

    def carry_out_late(self, realm: str, request: Request, at_s: float) -> None:
        """Carry out a request whose connection broke before; nobody sees the answer."""
        self._answered(read_call(request, {}, at_s), self._realms[realm])

    def _admitted(self, call: Call) -> Realm:
        """Return the realm that a call may reach; raise TurnedAway or Refused for all else."""
        scheme, _, token = call.request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise unauthenticated("Malformed bearer token: too short or too long")
        try:
            granted = self._authority.realm_of(token)
        except KeyError as reason:
            raise unauthenticated(str(reason.args[0])) from None
        if not call.request.path.startswith(API):
            raise no_resource(call.request, [], entities=frozenset())
        if granted != call.realm or call.realm not in self._realms:
            raise forbidden()
        self.budget.admit(call.operation, now_s=call.now_s)
        realm = self._realms[call.realm]
        realm.limits.admit(call.now_s, operation=call.operation)
        check_there(realm.company)
        return realm

    def _told_apart(self, call: Call, realm: Realm) -> Call:
        """Return a re-send of a request that still runs as the settings have it; refuse it with 600."""
        how = self._settings.resend_of_running
        if how == "carried_out" or not (requestid := call.request.requestid):
            return call
        if not (realm.in_flight.runs(requestid, call.now_s) or self._late.holds(call.realm, requestid)):
            return call
        if how == "refused":
            raise Refused("600", "Duplicate Request ID : the first request with this id is still running")
        kept = [pair for pair in parse_qsl(call.request.query) if pair[0] != "requestid"]
        return call._replace(request=replace(call.request, query=urlencode(kept)))

    def _spoilt(self, call: Call, realm: Realm, order: FaultOrder) -> Answer:
        """Carry out what an order leaves of a request, now, later or never, and spoil its answer."""
        rest = call._replace(request=narrowed(order, call.request))
        seconds = 0.0
        if order.kind in BOOKS_FAULTS or order.kind == "fault":
            seconds = self._latencies.of(call.operation)
        answer = Answer(0, {}, b"", seconds=seconds)
        if order.applied:
            answer = self._answered(rest, realm, order)
        elif order.later:
            self._late.add(call.now_s + order.later_s, call.realm, rest.request)
        return self._spoiling(order, call).spoilt(answer)

    def _spoiling(self, order: FaultOrder, call: Call) -> Spoiling:
        return Spoiling(order, call.request, self._settings, call.headers, call.now_s)

    def _answered(self, call: Call, realm: Realm, order: FaultOrder | None = None) -> Answer:
        """Carry out an admitted call; its faults become bodies."""
        try:
            self._one_name_at_a_time(call, realm)
            seen = self._seen(call, realm, order)
            outcome = realm.carry_out(call.request, call.segments, now_s=call.now_s, seen=seen)
        except TurnedAway as turned:
            return self._turned(turned, call)
        except Refused as refused:
            return self._refused(refused, call)._replace(seconds=self._latencies.of(call.operation))
        finally:
            realm.past.settle(call.now_s)
        seconds = self._latencies.of(call.operation, items=outcome.items)
        timing = f"total={int(seconds * 1000)}, db=0"
        headers = {**call.headers, "QBO-Version": QBO_VERSION, "Service-Time": timing}
        answer = _carried_out(call, outcome, realm, headers=headers)
        return answer._replace(seconds=seconds) if seconds else answer

    def _one_name_at_a_time(self, call: Call, realm: Realm) -> None:
        """Refuse a write of a name while another is in flight. Batches are let through: that is not known."""
        if not self._settings.one_name_at_a_time or call.entity not in NAMED or call.request.method != "POST":
            return
        if call.now_s < realm.in_flight.names_until_s:
            raise Refused(*BOOKS_FAULTS["one_name_at_a_time"], element="")

    def _seen(self, call: Call, realm: Realm, order: FaultOrder | None) -> View | None:
        """Return the books as a call sees them when it sees them late."""
        usual_s = self._settings.query_lag_s
        orders = self._orders.open if order is None else [order, *self._orders.open]
        realm.past.keep(wanted=usual_s > 0 or any(each.kind in ("lag", "any") for each in orders))
        if order is not None and order.kind == "lag":
            return realm.past.seen_from(call.now_s - order.later_s, about=order.about)
        if usual_s > 0 and call.operation in SEEING:
            return realm.past.seen_from(call.now_s - usual_s)
        return None

    def _refused(self, refused: Refused, call: Call) -> Answer:
        body: Wire = {"Fault": refused.fault()}
        if refused.code not in UNTIMED:
            body["time"] = stamp_millis(call.now_s)
        status = status_of(refused.code, self._settings)
        return written(status, body, call.request, headers=call.headers)

    def _turned(self, turned: TurnedAway, call: Call) -> Answer:
        return turned_away(turned, call.request, self._settings, headers=call.headers, now_s=call.now_s)


def _carried_out(call: Call, outcome: Outcome, realm: Realm, *, headers: dict[str, str]) -> Answer:
    if outcome.pdf is not None:
        return Answer(200, {**headers, "Content-Type": "application/pdf"}, outcome.pdf)
    if outcome.replayed is not None:
        return written(200, read_json(outcome.replayed), call.request, headers=headers)
    body = outcome.body or {}
    if outcome.timed:
        body = {**body, "time": stamp_millis(call.now_s)}
    answer = written(200, body, call.request, headers=headers)
    if outcome.requestid:
        kept = answer.body if wants_json(call.request) else write_json(body)
        realm.memory.remember(outcome.requestid, outcome.content, answer=kept, now_s=call.now_s)
    return answer

"""Any bytes on any path are refused as QuickBooks does it: no traceback, no hang, and nothing has changed."""

from __future__ import annotations

import pickle
import time
from functools import cache
from urllib.parse import urlencode
from xml.etree.ElementTree import fromstring

from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulator import FIRST_REALM, Answer, Request
from simulator.controls.api import PREFIX, ROUTES, Control
from simulator.entities import KINDS
from tests.simulator.any_bodies import BODIES, JUNK, places, put, spoilt_bodies, written
from tests.simulator.books import Books, Json, sale

SLOWEST_S = 1
# What is found anew when it is needed, or says nothing of the books.
LEFT_OUT = ("_orders", "_receivable_account", "_settings", "settings", "now_s", "listener")
OPERATIONS = ["", "create", "update", "delete", "void", "merge", "\ud800"]
INCLUDES = ["", "void", "allowduplicatedocnum", "invoiceLink", "x"]


class World(Books):
    """A company in which every kind of request hits something."""

    def __init__(self) -> None:
        super().__init__("multicurrency")
        self.company.preferences()["AccountingInfoPrefs"] |= {
            "ClassTrackingPerTxn": True, "ClassTrackingPerTxnLine": True, "TrackDepartments": True,
        }  # fmt: skip
        customer, item = self.customer("Amy"), self.item()
        self.customer("Job", Job=True, ParentRef={"value": customer})
        dollars = {"CurrencyRef": {"value": "USD"}}
        invoice = self.invoice(customer, sale(item, "5"), DocNumber="X1", **dollars)
        self.payment(customer, "3", (invoice["Id"], "1"), **dollars)
        self.control = Control(self.simulator)
        self.known = self.state()

    def state(self) -> bytes:
        realms = [[vars(realm.company), vars(realm.memory)] for realm in self.simulator.realms.values()]
        held = [vars(self.authority), *(part for parts in realms for part in parts)]
        return pickle.dumps(
            [{name: value for name, value in part.items() if name not in LEFT_OUT} for part in held]
        )

    def check(self, method: str, path: str, **request: Json) -> Answer:
        """Send, and check that what is refused is refused well."""
        started = time.thread_time()
        answer = self.send(method, path, **request)
        assert time.thread_time() - started < SLOWEST_S
        check_refusal(answer)
        before, self.known = self.known, self.state()
        if answer.status != 200:
            assert self.known == before
        return answer


def check_refusal(answer: Answer) -> None:
    assert answer.headers["intuit_tid"]
    assert answer.status == 200 or 400 <= answer.status < 500, answer.body
    kind = answer.headers["Content-Type"].partition(";")[0]
    match kind:
        case "application/json":
            body = answer.json()
            faults = body.get("Fault", {}).get("Error") or body.get("fault", {}).get("error")
            assert answer.status == 200 or faults
        case "application/xml":
            (shown, *_) = [*fromstring(answer.body), None]  # noqa: S314 (the simulator's own answer)
            assert answer.status == 200 or (shown is not None and shown.tag.endswith("}Fault"))
        case "text/html":
            assert answer.status != 200
            assert b"<html" in answer.body
        case _:
            assert (answer.status, kind) == (200, "application/pdf")


@cache
def world() -> World:
    """Give one company to all examples: they are many, and it must stand them all."""
    return World()


@settings(max_examples=200, deadline=None)
@given(data=st.data(), name=st.sampled_from([*(kind.name for kind in KINDS.values()), "TaxService"]))
def test_a_write_of_any_entity_with_any_values(data: st.DataObject, name: str) -> None:
    body = data.draw(spoilt_bodies(name))
    options = {
        "operation": data.draw(st.sampled_from(OPERATIONS)),
        "include": data.draw(st.sampled_from(INCLUDES)),
        "requestid": data.draw(st.sampled_from(["", "", "", "1", "r" * 51])),
    }
    query = urlencode({key: value for key, value in options.items() if value}, errors="replace")
    path = "taxservice/taxcode" if name == "TaxService" else name.lower()
    world().check("POST", path, query=query, body=written(body))


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_batch_of_any_items(data: st.DataObject) -> None:
    names = st.sampled_from([kind.name for kind in KINDS.values()])
    items: list[Json] = []
    for number in range(data.draw(st.integers(0, 3))):
        name = data.draw(names)
        item: Json = {
            "bId": str(number),
            "operation": data.draw(st.sampled_from([*OPERATIONS[1:], "send"])),
            "optionsData": data.draw(st.sampled_from([*INCLUDES, "sendTo=a@b.cd"])),
            name: data.draw(spoilt_bodies(name)),
        }
        if data.draw(st.booleans()):
            item = put(item, data.draw(st.sampled_from(places(item))), data.draw(st.sampled_from(JUNK)))
        items.append(item)
    body, before = {"BatchItemRequest": items}, world().known
    if data.draw(st.integers(0, 9)) == 0:
        body = put(body, data.draw(st.sampled_from(places(body))), data.draw(st.sampled_from(JUNK)))
    answer = world().check(
        "POST", "batch", query=data.draw(st.sampled_from(["", "requestid=1"])), body=written(body)
    )
    if answer.status == 200:
        rows = answer.json()["BatchItemResponse"]
        assert len(rows) == len(body["BatchItemRequest"])
        assert world().known == before or not all("Fault" in row for row in rows)


WORDS = st.sampled_from([
    "select", "*", "count", "(", ")", "from", "Customer", "Invoice", "Item", "where", "and", "or", "=", "<",
    ">", "<=", "in", "like", "orderby", "order", "by", "desc", ",", "startposition", "maxresults", "Id",
    "Active", "Balance", "TxnDate", "DocNumber", "DisplayName", "MetaData.CreateTime", "SyncToken", "true",
    "null", "0", "-1", "1.5", "1001", "9" * 20, "'1'", "''", "'A%'", "'NaN'", "'2026-04-09'",
    "'9999-12-31T23:59:59+14:00'", "'", "\\", ";", "\ud800", "\x00", "😀",
])  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(words=st.lists(WORDS, max_size=12), begun=st.booleans(), posted=st.booleans())
@example(words=["where", "MetaData.CreateTime", ">", "'0001-01-01T00:00:00+14:00'"], begun=True, posted=True)
def test_a_statement_of_any_words(words: list[str], begun: bool, posted: bool) -> None:
    text = " ".join([*(["select * from Customer"] if begun else []), *words])
    if posted:
        headers = {"content-type": "application/text"}
        world().check("POST", "query", body=text.encode("utf-8", "surrogatepass"), headers=headers)
    else:
        world().check("GET", "query", query=urlencode({"query": text}, errors="replace"))


SEGMENTS = st.sampled_from(
    [*KINDS, "query", "batch", "cdc", "upload", "1", "2", "-1", "pdf", "send", "%", ""]
)
OPTIONS = st.sampled_from(
    ["query", "entities", "changedSince", "sendTo", "include", "operation", "requestid", "minorversion"]
)
VALUES = st.sampled_from(
    ["Customer", "Customer,Invoice", "2026-04-09", "a@b.cd", "void", "1", "9" * 99]
) | st.text(max_size=5)
TYPES = ["", "application/json", "application/xml", "application/pdf", "application/octet-stream", "*/*"]
HEADERS = st.dictionaries(
    st.sampled_from(["accept", "content-type", "host", "authorization", "content-length"]),
    st.sampled_from(TYPES) | st.text(max_size=6),
)


@settings(max_examples=100, deadline=None)
@given(
    method=st.sampled_from(["GET", "POST", "DELETE", "PATCH", "\x00"]),
    segments=st.lists(SEGMENTS | st.text(max_size=4), max_size=4),
    options=st.dictionaries(OPTIONS, VALUES) | st.text(max_size=12),
    headers=HEADERS,
    body=st.binary(max_size=40) | st.sampled_from([written(body) for body in BODIES.values()]),
)
def test_any_request_to_a_company(
    method: str, segments: list[str], options: Json, headers: dict[str, str], body: bytes
) -> None:
    query = options if isinstance(options, str) else urlencode(options, errors="replace")
    world().check(method, "/".join(segments), query=query, headers=headers, body=body)


PATHS = st.sampled_from([
    "/connect/oauth2", "/oauth2/v1/tokens/bearer", "/v2/oauth2/tokens/revoke", "/op/v1/jwks", "/v3/", "/v3",
    "/v3/company/", "/v3/company/x", "/.well-known/openid_configuration", "/v1/openid_connect/userinfo", "",
    "*", "/v3/company/4620816365000000001", "http://x/v3/company/4620816365000000001/query",
]) | st.text(max_size=12)  # fmt: skip
FORMS = [
    b"grant_type=refresh_token&refresh_token=x", b"grant_type=authorization_code&code=x&redirect_uri=y",
    b'{"token":"x"}', b'{"token":["x"]}', b"grant_type=\xff", b"",
]  # fmt: skip
CLIENT = "Basic c2ltdWxhdG9yLWNsaWVudDpzaW11bGF0b3Itc2VjcmV0"


@settings(max_examples=80, deadline=None)
@given(
    method=st.sampled_from(["GET", "POST", "PUT"]),
    path=PATHS,
    query=st.text(max_size=12) | st.sampled_from(["client_id=simulator-client&redirect_uri=x", "state=1"]),
    authorization=st.sampled_from(["", CLIENT, "Basic x", "Basic \xff", "Bearer x"]) | st.text(max_size=6),
    body=st.sampled_from(FORMS) | st.binary(max_size=20),
)
def test_any_request_to_the_authority_or_elsewhere(
    method: str, path: str, query: str, authorization: str, body: bytes
) -> None:
    before, started = world().state(), time.thread_time()
    kind = "application/json" if body.startswith(b"{") else "application/x-www-form-urlencoded"
    headers = {"authorization": authorization, "content-type": kind}
    answer = world().simulator.answer(Request(method, path, query, headers, body))
    assert time.thread_time() - started < SLOWEST_S
    assert answer.status in (200, 302) or 400 <= answer.status < 500
    assert world().state() == before


CONTROL = st.sampled_from([(route.method, route.name) for route in ROUTES]) | st.tuples(
    st.sampled_from(["GET", "POST", "DELETE", "\x00"]), st.text(max_size=6)
)
NAMES = [
    "realm", "entity", "object", "objects", "faults", "name", "section", "value", "advance_s", "set", "scale",
    "uri", "limit", "format", "state",
]  # fmt: skip
GIVEN = st.dictionaries(
    st.sampled_from(NAMES),
    st.sampled_from([*JUNK, FIRST_REALM, "customer", [{"kind": "reset_before"}], [{"kind": "x"}], 1e300]),
    max_size=4,
)


@settings(max_examples=100, deadline=None)
@given(route=CONTROL, body=st.binary(max_size=12) | GIVEN, query=st.text(max_size=8))
def test_any_request_to_the_control_api(route: tuple[str, str], body: Json, query: str) -> None:
    mine = controlled()
    before, started = mine.state(), time.thread_time()
    sent = body if isinstance(body, bytes) else written(body)
    answer = mine.control.answer(Request(route[0], f"{PREFIX}/{route[1]}", query, {}, sent))
    assert time.thread_time() - started < SLOWEST_S
    assert answer.status in (200, 400, 404, 405)
    if answer.status == 200 and route[0] != "GET":
        controlled.cache_clear()
        assert mine.simulator.answer(Request("GET", "/v3/")).status != 500
    elif answer.status != 200:
        assert mine.state() == before
        assert answer.json()["error"]


@cache
def controlled() -> World:
    """Give a company to all examples until one of them has changed it."""
    return World()

"""How fast the simulator answers in process, and that it does not get slower with what it holds.

Seconds are those of the processor, so that what else the machine does counts less. The calls of functions
that a request takes do not depend on it at all.
"""

from __future__ import annotations

import cProfile
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from urllib.parse import urlencode

from simulator import FIRST_REALM, Request, Settings, SimulatedClock, Simulator
from simulator.timestamps import stamp
from simulator.wire import Wire, write_json

START = datetime(2026, 4, 9, 16, tzinfo=UTC)
FEW, MANY = 1_000, 100_000
SHARES = {"customer": 0.75, "invoice": 0.1, "payment": 0.15}
ROUND, ROUNDS = 200, 5
OK = 200
KNOWN = 1_000
"""So many objects of each kind are asked for again, from all over the company."""


@dataclass(slots=True)
class Books:
    """A company that grows, and what its client says."""

    simulator: Simulator
    headers: dict[str, str]
    made: int = 0
    item: str = ""
    known: dict[str, deque[str]] = field(default_factory=dict)

    def request(self, path: str, body: Wire | None = None, **parameters: str) -> Request:
        """Return a read, or with a body a write."""
        method, content = ("GET", b"") if body is None else ("POST", write_json(body))
        path = f"/v3/company/{FIRST_REALM}/{path}"
        return Request(method, path, urlencode(parameters), self.headers, content)

    def some(self, kind: str) -> str:
        """Return the id of an object, another one each time."""
        self.known[kind].rotate()
        return self.known[kind][0]

    def send(self, requests: list[Request]) -> None:
        """Send requests that have to succeed."""
        for request in requests:
            answer = self.simulator.answer(request)
            if answer.status != OK:
                raise ValueError(answer.body.decode())


def new_books() -> Books:
    """Return a company that sells one thing."""
    clock = SimulatedClock(START, frozen=True)
    settings = Settings(enforce_limits=False, access_token_life_s=1e9, journal_entries=100)
    simulator = Simulator(clock=clock, settings=settings)
    token = simulator.authority.access_token(simulator.authority.connect(FIRST_REALM))
    json = "application/json"
    headers = {"authorization": f"Bearer {token}", "accept": json, "content-type": json}
    books = Books(simulator, headers)
    body = {"Name": "Gardening", "Type": "Service", "IncomeAccountRef": {"value": "1"}}
    books.send([books.request("item", body)])
    books.item = next(iter(simulator.realms[FIRST_REALM].company.objects["Item"]))
    return books


def grow(books: Books, size: int) -> None:
    """Fill a company with so many objects."""
    company = books.simulator.realms[FIRST_REALM].company
    for entity, share in SHARES.items():
        for _ in range(int(size * share)):
            books.send([ASKS[f"{entity}_creates"](books)])
        kind = entity.capitalize()
        ids = list(company.objects[kind])
        books.known[entity] = deque(Random(1).sample(ids, min(len(ids), KNOWN)))  # noqa: S311 (chance, not a secret)


def _customer(books: Books) -> Request:
    books.made += 1
    address = {"Line1": f"{books.made} Main St.", "City": "Bayshore", "PostalCode": "94326"}
    mail = {"Address": f"customer-{books.made}@example.com"}
    body = {"DisplayName": f"Customer {books.made}", "PrimaryEmailAddr": mail, "BillAddr": address}
    return books.request("customer", body)


def _item(books: Books) -> Request:
    books.made += 1
    body = {
        "Name": f"Thing {books.made}",
        "Type": "Service",
        "UnitPrice": 10,
        "IncomeAccountRef": {"value": "1"},
    }
    return books.request("item", body)


def _customer_update(books: Books) -> Request:
    record_id = books.some("customer")
    record = books.simulator.realms[FIRST_REALM].company.objects["Customer"][record_id]
    books.made += 1
    body = {"Id": record_id, "SyncToken": record.wire["SyncToken"], "sparse": True, "Notes": str(books.made)}
    return books.request("customer", body)


def _invoice(books: Books, *, lines: int = 3) -> Request:
    books.made += 1
    detail = {"ItemRef": {"value": books.item}, "Qty": 2, "UnitPrice": 10, "TaxCodeRef": {"value": "TAX"}}
    line = {"Amount": 20, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}
    body = {
        "CustomerRef": {"value": books.some("customer")},
        "DocNumber": f"N{books.made}",
        "Line": [line] * lines,
        "TxnTaxDetail": {"TxnTaxCodeRef": {"value": "2"}},
    }
    return books.request("invoice", body)


def _payment(books: Books) -> Request:
    body = {"CustomerRef": {"value": books.some("customer")}, "TotalAmt": 10, "PrivateNote": "by cheque"}
    return books.request("payment", body)


def _query(books: Books, condition: str) -> Request:
    return books.request("query", query=f"select * from {condition}")  # noqa: S608 (no SQL)


def _customer_by_name(books: Books) -> Request:
    company = books.simulator.realms[FIRST_REALM].company
    name = company.objects["Customer"][books.some("customer")].wire["DisplayName"]
    return _query(books, f"Customer where DisplayName = '{name}'")


def _changes(books: Books) -> Request:
    since = stamp(int(books.simulator.clock.now_s()) + 1)
    return books.request("cdc", entities="Customer,Invoice,Payment", changedSince=since)


ASKS: dict[str, Callable[[Books], Request]] = {
    "customer_creates": _customer,
    "customer_updates": _customer_update,
    "item_creates": _item,
    "invoice_creates": _invoice,
    "invoice_of_one_line_creates": lambda books: _invoice(books, lines=1),
    "payment_creates": _payment,
    "customer_reads": lambda books: books.request(f"customer/{books.some('customer')}"),
    "invoice_reads": lambda books: books.request(f"invoice/{books.some('invoice')}"),
    "queries_by_id": lambda books: _query(books, f"Invoice where Id = '{books.some('invoice')}'"),
    "queries_by_name": _customer_by_name,
    "queries_of_changes": _changes,
}


def measure(many: int = MANY) -> dict[str, float]:
    """Return requests a second with many objects, the best of some rounds, and how much faster few are.

    Beside them stand the calls of functions that one request takes.
    """
    small, large = new_books(), new_books()
    grow(small, FEW)
    grow(large, many)
    figures, slowdowns = {}, []
    for name, ask in ASKS.items():
        rates = [(_rate(small, ask), _rate(large, ask)) for _ in range(ROUNDS)]
        with_few, with_many = (max(column) for column in zip(*rates, strict=True))
        figures[f"{name}_a_second"] = round(with_many)
        figures[f"{name}_calls"] = _calls(large, ask)
        slowdowns.append(with_few / with_many)
    return {"objects": many, **figures, "largest_slowdown": round(max(slowdowns), 2)}


def _rate(books: Books, ask: Callable[[Books], Request]) -> float:
    requests = [ask(books) for _ in range(ROUND)]
    began_s = time.thread_time()
    books.send(requests)
    return len(requests) / (time.thread_time() - began_s)


def _calls(books: Books, ask: Callable[[Books], Request]) -> int:
    requests = [ask(books) for _ in range(ROUND)]
    with cProfile.Profile() as profile:
        books.send(requests)
    return round(sum(entry.callcount for entry in profile.getstats()) / len(requests))

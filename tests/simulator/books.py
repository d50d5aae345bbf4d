"""A simulated company with a clock that stands still, and a client that says little."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import simplejson

from simulator import FIRST_REALM, Answer, Request, Settings, SimulatedClock, Simulator
from simulator.books.company import Company
from simulator.controls.api import Control

START = datetime(2026, 4, 9, 16, tzinfo=UTC)
SERVICE_INCOME = "1"
Json = Any


class Books:
    """One connected client of one company."""

    def __init__(self, profile: str = "us", **settings: Json) -> None:
        self.clock = SimulatedClock(START, frozen=True)
        self.simulator = Simulator(
            profile, clock=self.clock, settings=Settings(**{"enforce_limits": False, **settings})
        )
        self.authority = self.simulator.authority
        self.token = self.authority.access_token(self.authority.connect(FIRST_REALM))

    def later(self, seconds: float) -> None:
        """Let time pass; with a new access token, since the old one may be too old."""
        self.clock.advance(seconds)
        self.token = self.authority.access_token(self.authority.connect(FIRST_REALM))

    @property
    def company(self) -> Company:
        return self.simulator.realms[FIRST_REALM].company

    def send(
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        body: bytes = b"",
        headers: dict[str, str] | None = None,
    ) -> Answer:
        usual = {
            "authorization": f"Bearer {self.token}",
            "accept": "application/json",
            "content-type": "application/json",
        }
        path = f"/v3/company/{FIRST_REALM}/{path}"
        return self.simulator.answer(Request(method, path, query, {**usual, **(headers or {})}, body))

    def post(self, path: str, body: object, **parameters: str) -> Answer:
        data = simplejson.dumps(body, use_decimal=True).encode()
        return self.send("POST", path, query=urlencode(parameters), body=data)

    def write(self, entity: str, body: object, **parameters: str) -> Json:
        answer = self.post(entity.lower(), body, **parameters)
        assert answer.status == 200, answer.body.decode()
        return answer.json()[entity]

    def update(self, entity: str, held: dict[str, Json], **changes: Json) -> Json:
        """Sparsely change an object that was read before."""
        return self.write(entity, {**key(held), "sparse": True, **changes})

    def read(self, entity: str, record_id: str) -> Json:
        answer = self.send("GET", f"{entity.lower()}/{record_id}")
        assert answer.status == 200, answer.body.decode()
        return answer.json()[entity]

    def query(self, statement: str) -> Json:
        answer = self.send("GET", "query", query=urlencode({"query": statement}))
        assert answer.status == 200, answer.body.decode()
        return answer.json()["QueryResponse"]

    def find(self, entity: str, rest: str = "") -> list[Json]:
        """Return the rows of a query; `rest` is what follows the entity."""
        rows: list[Json] = self.query(f"select * from {entity} {rest}").get(entity, [])  # noqa: S608 (no SQL)
        return rows

    def batch(self, *items: dict[str, Json], **parameters: str) -> list[Json]:
        answer = self.post("batch", {"BatchItemRequest": list(items)}, **parameters)
        assert answer.status == 200, answer.body.decode()
        rows: list[Json] = answer.json()["BatchItemResponse"]
        return rows

    def customer(self, name: str = "Customer", **more: Json) -> str:
        return str(self.write("Customer", {"DisplayName": name, **more})["Id"])

    def item(self, name: str = "Work", **more: Json) -> str:
        body = {"Name": name, "Type": "Service", "IncomeAccountRef": {"value": SERVICE_INCOME}, **more}
        return str(self.write("Item", body)["Id"])

    def invoice(self, customer_id: str, *lines: dict[str, Json], **more: Json) -> Json:
        return self.write("Invoice", {"CustomerRef": {"value": customer_id}, "Line": list(lines), **more})

    def payment(self, customer_id: str, amount: str, *applied: tuple[str, str], **more: Json) -> Json:
        return self.write("Payment", payment_body(customer_id, amount, *applied, **more))


def key(held: dict[str, Json]) -> dict[str, str]:
    return {"Id": held["Id"], "SyncToken": held["SyncToken"]}


def payment_body(customer_id: str, amount: str, *applied: tuple[str, str], **more: Json) -> dict[str, Json]:
    lines = [
        {"Amount": Decimal(figure), "LinkedTxn": [{"TxnId": invoice_id, "TxnType": "Invoice"}]}
        for invoice_id, figure in applied
    ]
    return {"CustomerRef": {"value": customer_id}, "TotalAmt": Decimal(amount), "Line": lines, **more}


def sale(
    item_id: str, price: str, *, quantity: str = "1", code: str = "NON", **more: Json
) -> dict[str, Json]:
    """Return a line of an invoice."""
    amount = (Decimal(price) * Decimal(quantity)).quantize(Decimal("0.01"))
    detail = {
        "ItemRef": {"value": item_id},
        "UnitPrice": Decimal(price),
        "Qty": Decimal(quantity),
        "TaxCodeRef": {"value": code},
    }
    return {"Amount": amount, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail, **more}


def fault(answer: Answer | dict[str, Json]) -> tuple[str, str]:
    """Return code and detail of a refusal, whole or of one item of a batch."""
    body: Json = answer
    if isinstance(answer, Answer):
        assert answer.status == 400, answer.body.decode()
        body = answer.json()
    error = body["Fault"]["Error"][0]
    assert body["Fault"]["type"] == "ValidationFault"
    assert error["Message"]
    return error["code"], error["Detail"]


def code(answer: Answer | dict[str, Json]) -> str:
    return fault(answer)[0]


def control(books: Books, method: str, route: str, given: Json = None, query: str = "") -> Answer:
    """Ask the control API."""
    body = b"" if given is None else simplejson.dumps(given).encode()
    path = f"/_simulator/{route}"
    return Control(books.simulator).answer(Request(method, path, query, {}, body))


def done(books: Books, method: str, route: str, given: Json = None, query: str = "") -> Json:
    """Return what the control API answers to what it can do."""
    answer = control(books, method, route, given, query)
    assert answer.status == 200, answer.body
    return answer.json()

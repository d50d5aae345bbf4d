"""The API of one realm, behind authentication and limits: entities, query, batch, change data capture."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from simulator.books.company import Company
from simulator.books.kinds import Kind
from simulator.books.past import Past, View
from simulator.books.writing import valid_id, write
from simulator.entities import KINDS
from simulator.entities.exchange_rates import asked_rate
from simulator.faults import Refused, not_found
from simulator.limits.counts import Limits
from simulator.limits.in_flight import InFlight
from simulator.limits.metering import Meter
from simulator.protocol import change_capture, requestids
from simulator.protocol.batch import Batches
from simulator.protocol.paths import PRINTED, no_resource
from simulator.protocol.printed_forms import pdf_of
from simulator.protocol.request_bodies import check_content_type, json_of, statement_of
from simulator.protocol.sending import send
from simulator.protocol.tax_service import add_tax_code
from simulator.query.answer import answer as query
from simulator.wire import Request, Wire

PAYMENT_PAGE = "https://connect.intuit.com/t/scs-v1-"


class Outcome(NamedTuple):
    """What a request came to: a body, a PDF, or an answer given before; and how many items it wrote.

    A write that carried a request id says under which key, with which content, its answer is remembered.
    """

    body: Wire | None = None
    pdf: bytes | None = None
    replayed: bytes | None = None
    items: int = 0
    requestid: str = ""
    content: bytes = b""
    timed: bool = True


class Realm:
    """One company with its limits, its meter and what it remembers of request ids."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.limits = Limits(company.settings)
        self.meter = Meter()
        self.in_flight = InFlight()
        self.past = Past(company)
        self._seen: View | None = None
        self.memory = requestids.Memory(company.settings.requestid_memory_s)
        self._batches = Batches(company, KINDS, query=self._query, changes=self._changes, memory=self.memory)

    def _query(self, statement: str) -> Wire:
        return query(self.company, KINDS, statement, seen=self._seen)

    def _changes(self, given: Mapping[str, object], now_s: float) -> list[Wire]:
        return change_capture.answer(self.company, KINDS, given, now_s=now_s, seen=self._seen)

    def carry_out(
        self, request: Request, segments: list[str], *, now_s: float, seen: View | None = None
    ) -> Outcome:
        """Carry out an admitted request; `segments` is the path below the realm. Raises Refused.

        With `seen` it sees the books as they were: what it reads, not what it writes.
        """
        self._seen = seen
        match request.method, segments:
            case "GET" | "POST", ["query"]:
                return Outcome({"QueryResponse": self._query(statement_of(request))})
            case "GET", ["cdc"]:
                return Outcome({"CDCResponse": self._changes(request.options, now_s)})
            case "POST", ["taxservice", "taxcode"]:
                return self._add_tax_code(request, now_s=now_s)
            case "POST", ["batch"]:
                return self._batch(request, now_s=now_s)
            case "GET", [name, record_id] if name in KINDS:
                return Outcome(self._read(request, KINDS[name], record_id))
            case "GET", ["exchangerate" | "preferences"]:
                return Outcome(self._read_without_id(request, segments[0], now_s=now_s))
            case "POST", [name] if name in KINDS:
                return self._write(request, KINDS[name], now_s=now_s)
            case "GET", [name, record_id, "pdf"] if name in KINDS and name in PRINTED:
                return self._print(request, KINDS[name], record_id)
            case "POST", [name, record_id, "send"] if name in KINDS and name in PRINTED:
                return self._send(request, KINDS[name], record_id, now_s=now_s)
            case _:
                raise no_resource(request, segments, entities=frozenset(KINDS))

    def _read_without_id(self, request: Request, name: str, *, now_s: float) -> Wire:
        if name == "preferences":
            return {"Preferences": self.company.preferences()}
        return {"ExchangeRate": asked_rate(self.company, request.options, now_s=now_s)}

    def _read(self, request: Request, kind: Kind, record_id: str) -> Wire:
        wire = self._held(kind, record_id)
        asked = request.options.get("include", "").split(",")
        if kind.name == "Invoice" and "invoiceLink" in asked and self._takes_payments():
            wire = {**wire, "InvoiceLink": f"{PAYMENT_PAGE}{self.company.realm}-{record_id}"}
        return {kind.name: wire}

    def _takes_payments(self) -> bool:
        return self.company.preference("SalesFormsPrefs", "ETransactionPaymentEnabled") is True

    def _print(self, request: Request, kind: Kind, record_id: str) -> Outcome:
        accepted = request.headers.get("accept", "").lower()
        if "application/pdf" not in accepted and "*/*" not in accepted:
            # Unknown is what QuickBooks answers; it documents no other form.
            raise Refused("1050", "Invalid Content Type : a PDF is sent as application/pdf only")
        return Outcome(pdf=pdf_of(kind.name, self._held(kind, record_id)))

    def _held(self, kind: Kind, record_id: str) -> Wire:
        if kind.name == "CompanyInfo" and record_id == self.company.realm:
            record_id = "1"
        if kind.name != "TaxCode":  # the pseudo codes have words as ids
            valid_id(record_id)
        record = (self._seen or self.company).find(kind.name, record_id)
        if record is None:
            raise not_found()
        return record.wire

    def _batch(self, request: Request, *, now_s: float) -> Outcome:
        items = self._batches.items(json_of(request))
        requestid = request.requestid
        requestids.check(requestid, longest=requestids.LONGEST_WITH_BATCH)
        answers = self._batches.run(items, requestid=requestid, now_s=now_s)
        return Outcome({"BatchItemResponse": answers}, items=len(items))

    def _write(self, request: Request, kind: Kind, *, now_s: float) -> Outcome:
        body = json_of(request)
        options = request.options
        operation, include = options.get("operation"), frozenset(options.get("include", "").split(","))

        def carry_out() -> Wire:
            wire = write(self.company, kind, body, operation=operation, include=include, now_s=now_s)
            return {kind.name: wire}

        content = (kind.name, operation, sorted(include), body)
        return self._once(request, carry_out, is_list=kind.is_list, content=content, now_s=now_s)

    def _add_tax_code(self, request: Request, *, now_s: float) -> Outcome:
        """Answer the tax service, whose answers have no `time` (recorded)."""
        body = json_of(request)

        def carry_out() -> Wire:
            return add_tax_code(self.company, body, now_s=now_s)

        content = ("TaxService", body)
        outcome = self._once(request, carry_out, is_list=True, content=content, now_s=now_s)
        return outcome._replace(timed=False)

    def _send(self, request: Request, kind: Kind, record_id: str, *, now_s: float) -> Outcome:
        check_content_type(request, "application/octet-stream")
        to = request.options.get("sendTo")

        def carry_out() -> Wire:
            return {kind.name: send(self.company, kind, record_id, to=to, now_s=now_s)}

        content = ("send", kind.name, record_id, to)
        return self._once(request, carry_out, is_list=kind.is_list, content=content, now_s=now_s)

    def _once(
        self, request: Request, carry_out: Callable[[], Wire], *, is_list: bool, content: object, now_s: float
    ) -> Outcome:
        """Carry out a write, or answer as the first time when its request id came before."""
        requestid, marked = request.requestid, b""
        requestids.check(requestid)
        if requestid and requestids.hold(self.company.settings, is_list=is_list):
            marked = requestids.fingerprint(content)
            kept = self.memory.recall(requestid, marked, now_s=now_s)
            if kept is not None:
                return Outcome(replayed=kept, items=1)
        return Outcome(carry_out(), items=1, requestid=requestid, content=marked)

"""The API of one realm, behind authentication and limits: entities, query, batch, change data capture."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from simulator import change_capture, query, requestids
from simulator.batch import Batches
from simulator.company import Company
from simulator.entities import KINDS
from simulator.faults import Refused, Turned, not_found
from simulator.in_flight import InFlight
from simulator.kinds import Kind
from simulator.limits import Limits
from simulator.metering import Meter
from simulator.past import Past, View
from simulator.schema import UNPARSABLE
from simulator.wire import Request, Wire, read_json
from simulator.writing import unsupported, valid_id, write

NOT_UTF8 = "MalformedByteSequenceException: Invalid byte of a UTF-8 sequence."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a request came to: a body, or the bytes of an answer given before; and how many items it wrote.

    A write that carried a request id says under which key, with which content, its answer is remembered.
    """

    operation: str
    body: Wire | None = None
    pdf: bytes | None = None
    replayed: bytes | None = None
    items: int = 0
    requestid: str = ""
    content: bytes = b""


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
        self._batches = Batches(company, KINDS, query=self._query, memory=self.memory)

    def _query(self, statement: str) -> Wire:
        return query.answer(self.company, KINDS, statement, seen=self._seen)

    def carry_out(
        self, request: Request, segments: list[str], *, now_s: float, seen: View | None = None
    ) -> Outcome:
        """Carry out an admitted request; `segments` is the path below the realm. Raises Refused.

        With `seen` it sees the books as they were: what it reads, not what it writes.
        """
        self._seen = seen
        match request.method, segments:
            case "GET" | "POST", ["query"]:
                return Outcome("query", {"QueryResponse": self._query(_statement(request))})
            case "GET", ["cdc"]:
                body = change_capture.answer(self.company, KINDS, request.query, now_s=now_s, seen=seen)
                return Outcome("cdc", {"CDCResponse": body})
            case "POST", ["batch"]:
                return self._batch(request, now_s=now_s)
            case "GET", [name, record_id] if name in KINDS:
                return Outcome("read", self._read(KINDS[name], record_id))
            case "GET", ["preferences"]:
                return Outcome("read", {"Preferences": self.company.preferences()})
            case "POST", [name] if name in KINDS:
                return self._write(request, KINDS[name], now_s=now_s)
            case _:
                path = request.path
                raise unsupported(f"Could not find resource for relative : {path} of full path: {path}")

    def _read(self, kind: Kind, record_id: str) -> Wire:
        if kind.name == "CompanyInfo" and record_id == self.company.realm:
            record_id = "1"
        if kind.name != "TaxCode":  # the pseudo codes have words as ids
            valid_id(record_id)
        record = (self._seen or self.company).find(kind.name, record_id)
        if record is None:
            raise not_found()
        return {kind.name: record.wire}

    def _batch(self, request: Request, *, now_s: float) -> Outcome:
        items = self._batches.items(_json_body(request))
        requestid = dict(parse_qsl(request.query)).get("requestid", "")
        requestids.check(requestid, longest=requestids.LONGEST_WITH_BATCH)
        answers = self._batches.run(items, requestid=requestid, now_s=now_s)
        return Outcome("batch", {"BatchItemResponse": answers}, items=len(items))

    def _write(self, request: Request, kind: Kind, *, now_s: float) -> Outcome:
        body = _json_body(request)
        options = dict(parse_qsl(request.query)) if request.query else {}
        operation, include = options.get("operation"), frozenset(options.get("include", "").split(","))
        requestid = options.get("requestid", "")
        content = b""
        if requestid:
            requestids.check(requestid)
        if requestid and requestids.hold(self.company.settings, is_list=kind.is_list):
            content = requestids.fingerprint((kind.name, operation, sorted(include), body))
            kept = self.memory.recall(requestid, content, now_s=now_s)
            if kept is not None:
                return Outcome(operation or "write", replayed=kept, items=1)
        wire = write(self.company, kind, body, operation=operation, include=include, now_s=now_s)
        created = wire.get("SyncToken") == "0" and isinstance(body, dict) and "Id" not in body
        name = operation or ("create" if created else "update")
        return Outcome(name, {kind.name: wire}, items=1, requestid=requestid, content=content)


def _statement(request: Request) -> str:
    if request.method == "GET":
        return dict(parse_qsl(request.query, keep_blank_values=True)).get("query", "")
    if _content_type(request) != "application/text":
        raise Turned(415)
    try:
        return request.body.decode("utf-8")
    except UnicodeDecodeError:
        raise unsupported(NOT_UTF8) from None


def _json_body(request: Request) -> object:
    if _content_type(request) != "application/json":
        raise Turned(415)
    try:
        return read_json(request.body)
    except UnicodeDecodeError:
        raise unsupported(NOT_UTF8) from None
    except (ValueError, RecursionError):
        raise Refused("2010", UNPARSABLE) from None


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()

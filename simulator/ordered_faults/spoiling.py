"""What a fault on order makes of a request and of its answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from simulator.faults import MESSAGES, OBJECT_NOT_FOUND, Refused, TurnedAway, forbidden, unauthenticated
from simulator.limits.counts import throttled
from simulator.ordered_faults.kinds import BOOKS_FAULTS
from simulator.ordered_faults.orders import FaultOrder
from simulator.protocol.answers import page, status_of, turned_away, written
from simulator.protocol.xml_bodies import write_xml
from simulator.settings import Settings
from simulator.timestamps import stamp_millis
from simulator.wire import Answer, Request, Wire, read_json, write_json

THROTTLED = 429
UNAVAILABLE = 503


def batch_items(request: Request) -> list[Any]:
    """Return the items of a batch, none of any other request."""
    body = _object(request.body)
    items = body.get("BatchItemRequest")
    return items if isinstance(items, list) else []


def narrowed(order: FaultOrder, request: Request) -> Request:
    """Return a batch with only the items that are carried out; any other request as it is."""
    throttled_items = order.kind == "items_throttled"
    if not throttled_items and (order.items is None or order.kind in ("answer_lacks", "changes_as_deleted")):
        return request
    items = batch_items(request)
    if not items:
        return request
    chosen = order.chosen(len(items))
    kept = [item for place, item in enumerate(items) if (place in chosen) != throttled_items]
    return replace(request, body=write_json({"BatchItemRequest": kept}))


@dataclass(frozen=True, slots=True)
class Spoiling:
    """One request that an order hits."""

    order: FaultOrder
    request: Request
    settings: Settings
    headers: dict[str, str]
    now_s: float

    def spoilt(self, answer: Answer) -> Answer:
        """Return what is made of an answer; when nothing was carried out, of an empty one."""
        order, kind = self.order, self.order.kind
        if kind == "refused":
            return Answer(0, {}, b"", cut=True, refused=True, closed_s=order.closed_s)
        if kind == "reset_within":
            headers = {**answer.headers, "Content-Length": str(len(answer.body))}
            return answer._replace(headers=headers, body=_half(answer.body), cut=True)
        if kind.startswith("reset"):
            return Answer(0, {}, b"", cut=True)
        if kind.startswith("time_out"):
            return page(504, self.headers)._replace(seconds=self.settings.time_out_s)
        if kind.startswith("status"):
            return self._status(order.status or UNAVAILABLE)
        if kind.startswith("body"):
            return self._body(answer)
        if kind in BOOKS_FAULTS or kind == "fault":
            return self._fault()
        return self._in_the_body(answer)

    def _status(self, status: int) -> Answer:
        headers, settings, form = dict(self.headers), self.settings, self.order.form
        if self.order.retry_after_s is not None:
            headers["Retry-After"] = str(self.order.retry_after_s)
        if status == THROTTLED and form == "":
            form = settings.throttle_body
        if form == "empty":
            return Answer(status, headers, b"")
        if form in ("", "html"):
            return page(status, headers)
        turned = _turned(status, settings)
        if form == "fault" or (form == "Fault" and status == THROTTLED):
            settings = replace(settings, throttle_body=form)
            return turned_away(turned, self.request, settings, headers=headers, now_s=self.now_s)
        asked = replace(self.request, headers={}) if form == "xml" else self.request
        return self._written(status, turned.fault(), asked, headers=headers)

    def _fault(self) -> Answer:
        code, detail = BOOKS_FAULTS.get(self.order.kind, (self.order.code, self.order.detail))
        fault = Refused(code, detail or (OBJECT_NOT_FOUND if code == "610" else MESSAGES[code])).fault()
        status = self.order.status or status_of(code, self.settings)
        return self._written(status, fault, self.request, headers=self.headers)

    def _written(self, status: int, fault: Wire, request: Request, *, headers: dict[str, str]) -> Answer:
        body = {"Fault": fault, "time": stamp_millis(self.now_s)}
        return written(status, body, request, headers=headers)

    def _body(self, answer: Answer) -> Answer:
        match self.order.kind:
            case "body_truncated":
                return answer._replace(body=_half(answer.body))
            case "body_empty":
                return answer._replace(body=b"")
            case "body_html":
                return page(self.order.status or 200, answer.headers)._replace(seconds=answer.seconds)
            case _:
                xml = {**answer.headers, "Content-Type": "application/xml;charset=utf-8"}
                return answer._replace(headers=xml, body=write_xml(_object(answer.body)))

    def _in_the_body(self, answer: Answer) -> Answer:
        """Change what the answer to a batch or to change data capture says; any other stays as it is."""
        match self.order.kind:
            case "answer_shuffled":
                return _with(answer, "BatchItemResponse", lambda rows: rows[::-1])
            case "answer_lacks":
                return _with(answer, "BatchItemResponse", self._lacking)
            case "items_throttled" if batch_items(self.request):
                return self._throttled_items(answer)
            case "changes_as_deleted":
                return _with(answer, "CDCResponse", self._as_deleted)
            case _:
                return answer

    def _lacking(self, rows: list[Wire]) -> list[Wire]:
        lacking = self.order.chosen(len(rows))
        return [row for place, row in enumerate(rows) if place not in lacking]

    def _throttled_items(self, answer: Answer) -> Answer:
        items = batch_items(self.request)
        chosen, fault = self.order.chosen(len(items)), throttled(self.settings).fault()
        carried_out = iter(_object(answer.body).get("BatchItemResponse", []))
        rows = [
            {"Fault": fault, "bId": _b_id(item)} if place in chosen else next(carried_out, {})
            for place, item in enumerate(items)
        ]
        body = {"BatchItemResponse": rows, "time": stamp_millis(self.now_s)}
        return written(200, body, self.request, headers=self.headers)._replace(seconds=answer.seconds)

    def _as_deleted(self, responses: list[Wire]) -> list[Wire]:
        for part in responses[0]["QueryResponse"]:
            for rows in part.values():
                if isinstance(rows, list):
                    for place in self.order.chosen(len(rows)):
                        rows[place : place + 1] = [_stub(row) for row in rows[place : place + 1]]
        return responses


def _stub(row: Wire) -> Wire:
    """Return what change data capture shows of a deleted object."""
    when = row["MetaData"]["LastUpdatedTime"]
    return {"domain": "QBO", "status": "Deleted", "Id": row["Id"], "MetaData": {"LastUpdatedTime": when}}


def _turned(status: int, settings: Settings) -> TurnedAway:
    """Return how the gateway refuses with a status."""
    match status:
        case 429:
            return throttled(settings)
        case 401:
            return unauthenticated("Token invalid")
        case 403:
            return forbidden()
        case _:
            return TurnedAway(
                status, code="10000", message=MESSAGES["10000"], detail="System Failure Error: null"
            )


def _half(body: bytes) -> bytes:
    return body[: len(body) // 2]


def _object(body: bytes) -> Wire:
    try:
        found = read_json(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _b_id(item: object) -> object:
    return item.get("bId") if isinstance(item, dict) else None


def _with(answer: Answer, name: str, change: Callable[[list[Wire]], list[Wire]]) -> Answer:
    body = _object(answer.body)
    if name not in body:
        return answer
    return answer._replace(body=write_json({**body, name: change(body[name])}))

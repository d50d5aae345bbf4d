"""Batches: up to thirty independent items, each with its own answer or fault, in the order of the request."""

from collections.abc import Callable, Mapping

from simulator.books.company import Company
from simulator.books.kinds import Kind
from simulator.books.schema import UNPARSABLE
from simulator.books.writing import unsupported, write
from simulator.faults import Refused, missing
from simulator.protocol import requestids
from simulator.protocol.paths import PRINTED
from simulator.protocol.sending import send
from simulator.wire import Json, Wire, read_json, write_json

ITEM_KEYS = ("bId", "operation", "optionsData")


class Batches:
    """Carries out the batches of one company."""

    def __init__(
        self,
        company: Company,
        kinds: dict[str, Kind],
        *,
        query: Callable[[str], Wire],
        changes: Callable[[Mapping[str, object], float], list[Wire]],
        memory: requestids.Memory,
    ) -> None:
        self._company = company
        self._kinds = kinds
        self._query = query
        self._changes = changes
        self._memory = memory

    def items(self, body: Json) -> list[Json]:
        """Return the items of a batch; refuse the whole when it is empty or too large."""
        items = body.get("BatchItemRequest") if isinstance(body, dict) else None
        if not isinstance(body, dict) or not isinstance(items, (list, type(None))):
            raise Refused("2010", UNPARSABLE)
        if not items:
            raise Refused("400", "Batch Request is Empty")
        limit = self._company.settings.batch_items
        if len(items) > limit:
            raise Refused("1040", f"Batch size exceeds allowed limit : {limit}. Supplied:{len(items)}")
        return items

    def run(self, items: list[Json], *, requestid: str, now_s: float) -> list[Wire]:
        """Return one answer for each item, with no more objects in all of them than one answer may hold."""
        left = self._company.settings.rows_per_answer
        answers: list[Wire] = []
        for item in items:
            answer = _cut(self._one(item, requestid=requestid, now_s=now_s), left)
            left = max(0, left - _count(answer))
            answers.append(answer)
        return answers

    def _one(self, item: Json, *, requestid: str, now_s: float) -> Wire:
        b_id = item.get("bId") if isinstance(item, dict) else None
        if type(b_id) is int:
            b_id = str(b_id)
        known = {"bId": b_id} if isinstance(b_id, str) else {}
        try:
            return {**self._identified(item, b_id, requestid=requestid, now_s=now_s), **known}
        except Refused as refused:
            return {"Fault": refused.fault(), **known}

    def _identified(self, item: Json, b_id: object, *, requestid: str, now_s: float) -> Wire:
        if not isinstance(item, dict):
            raise Refused("2010", UNPARSABLE)
        if not isinstance(b_id, str) or not b_id:
            raise missing("bId")
        if requestid:
            requestids.check(b_id, longest=requestids.LONGEST_BATCH_ITEM)
        if not requestid or not requestids.hold(self._company.settings, is_list=self._is_list(item)):
            return self._carry_out(item, now_s=now_s)
        return self._remembered(item, b_id, requestid=requestid, now_s=now_s)

    def _is_list(self, item: Wire) -> bool:
        return any(kind.is_list for name in item if (kind := self._kinds.get(name.lower())) is not None)

    def _remembered(self, item: Wire, b_id: str, *, requestid: str, now_s: float) -> Wire:
        content = requestids.fingerprint(item)
        kept = self._memory.recall(requestid, content, now_s=now_s, b_id=b_id)
        if kept is not None:
            recalled: Wire = read_json(kept)
            return recalled
        answer = self._carry_out(item, now_s=now_s)
        self._memory.remember(requestid, content, answer=write_json(answer), now_s=now_s, b_id=b_id)
        return answer

    def _carry_out(self, item: Wire, *, now_s: float) -> Wire:
        named = [name for name in item if name not in ITEM_KEYS]
        if len(named) != 1:
            raise Refused("2010", UNPARSABLE)
        match named[0], item[named[0]]:
            case "Query", str(statement):
                return {"QueryResponse": _copied(self._query(statement))}
            case "CDCQuery", dict(asked):
                given = {"entities": asked.get("Entities"), "changedSince": asked.get("ChangedSince")}
                (changes,) = self._changes(given, now_s)
                return {
                    "CDCResponse": {"QueryResponse": [_copied(part) for part in changes["QueryResponse"]]}
                }
            case (("Query" | "CDCQuery"), _):
                raise Refused("2010", UNPARSABLE)
            case "ReportQuery", _:
                raise unsupported("ReportQuery")
            case name, body:
                return self._write(name, body, item, now_s=now_s)

    def _write(self, name: str, body: object, item: Wire, *, now_s: float) -> Wire:
        kind = self._kinds.get(name.lower())
        if kind is None or kind.name != name:
            raise Refused("2000", f"Invalid or unsupported object name : {name}")
        operation = item.get("operation")
        if not isinstance(operation, str):
            raise missing("operation")
        options = _options(item.get("optionsData"))
        if operation == "send" and name.lower() in PRINTED and isinstance(body, dict):
            to = options.get("sendTo")
            return {name: dict(send(self._company, kind, str(body.get("Id")), to=to, now_s=now_s))}
        include = frozenset(options)
        wire = write(self._company, kind, body, operation=operation, include=include, now_s=now_s)
        return {name: dict(wire)}  # a copy: later items may move its balance


def _options(given: object) -> dict[str, str]:
    """Return what `optionsData` names: `void`, `include=void`, or names with values."""
    text = given.removeprefix("include=") if isinstance(given, str) else ""
    pairs = (part.partition("=") for part in text.replace("&", ",").split(","))
    return {name: value for name, _, value in pairs}


def _copied(response: Wire) -> Wire:
    """Return the rows of a query as they are now: later items may change them."""
    return {
        name: [dict(row) for row in value] if isinstance(value, list) else value
        for name, value in response.items()
    }


def _count(answer: Wire) -> int:
    """Return how many objects an item's answer holds."""
    match answer:
        case {"Fault": _}:
            return 0
        case {"QueryResponse": response}:
            return _rows(response)
        case {"CDCResponse": {"QueryResponse": parts}}:
            return sum(map(_rows, parts))
        case _:
            return 1


def _rows(response: Wire) -> int:
    return sum(len(rows) for rows in response.values() if isinstance(rows, list))


def _cut(answer: Wire, left: int) -> Wire:
    """Take away the rows that are too many. That they go without a word is not known, and the harder case."""
    match answer:
        case {"QueryResponse": response}:
            return {**answer, "QueryResponse": _fitting([response], left)[0]}
        case {"CDCResponse": {"QueryResponse": parts}}:
            return {**answer, "CDCResponse": {"QueryResponse": _fitting(parts, left)}}
        case _:
            return answer


def _fitting(responses: list[Wire], left: int) -> list[Wire]:
    fitting: list[Wire] = []
    for response in responses:
        count = _rows(response)
        cut = {name: rows[:left] for name, rows in response.items() if isinstance(rows, list)}
        kept = response if count <= left else {**response, **cut, "maxResults": left}
        fitting.append(kept if left or not count else {})
        left -= min(count, left)
    return fitting

"""Batches: up to thirty independent items, each with its own answer or fault, in the order of the request."""

from collections.abc import Callable
from typing import Any

from simulator import requestids
from simulator.company import Company
from simulator.faults import Refused, missing
from simulator.kinds import Kind
from simulator.schema import UNPARSABLE
from simulator.wire import Wire, read_json, write_json
from simulator.writing import write

ITEM_KEYS = ("bId", "operation", "optionsData")


class Batches:
    """Carries out the batches of one company."""

    def __init__(
        self,
        company: Company,
        kinds: dict[str, Kind],
        *,
        query: Callable[[str], Wire],
        memory: requestids.Memory,
    ) -> None:
        self._company = company
        self._kinds = kinds
        self._query = query
        self._memory = memory

    def items(self, body: Any) -> list[Any]:  # noqa: ANN401 (whatever the JSON holds)
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

    def run(self, items: list[Any], *, requestid: str, now_s: float) -> list[Wire]:
        """Return one answer for each item."""
        return [self._one(item, requestid=requestid, now_s=now_s) for item in items]

    def _one(self, item: Any, *, requestid: str, now_s: float) -> Wire:  # noqa: ANN401
        b_id = item.get("bId") if isinstance(item, dict) else None
        try:
            return {**self._identified(item, b_id, requestid=requestid, now_s=now_s), "bId": b_id}
        except Refused as refused:
            return {"Fault": refused.fault(), "bId": b_id}

    def _identified(self, item: Any, b_id: object, *, requestid: str, now_s: float) -> Wire:  # noqa: ANN401
        if not isinstance(item, dict):
            raise Refused("2010", UNPARSABLE)
        if not isinstance(b_id, str) or not b_id:
            raise missing("bId")
        if requestid:
            requestids.check(b_id, longest=requestids.LONGEST_BATCH_ITEM)
        if not requestid or not requestids.hold(self._company.settings, is_list=self._is_list(item)):
            return self._carry_out(item, now_s=now_s)
        return self._remembered(item, key=f"{requestid} {b_id}", now_s=now_s)

    def _is_list(self, item: Wire) -> bool:
        return any(kind.is_list for name in item if (kind := self._kinds.get(name.lower())) is not None)

    def _remembered(self, item: Wire, *, key: str, now_s: float) -> Wire:
        content = requestids.fingerprint(item)
        kept = self._memory.recall(key, content, now_s=now_s)
        if kept is not None:
            recalled: Wire = read_json(kept)
            return recalled
        answer = self._carry_out(item, now_s=now_s)
        self._memory.remember(key, content, answer=write_json(answer), now_s=now_s)
        return answer

    def _carry_out(self, item: Wire, *, now_s: float) -> Wire:
        if "Query" in item:
            return {"QueryResponse": self._query(str(item["Query"]))}
        named = [name for name in item if name not in ITEM_KEYS]
        if len(named) != 1:
            raise Refused("2010", UNPARSABLE)
        kind = self._kinds.get(named[0].lower())
        if kind is None or kind.name != named[0]:
            raise Refused("2000", f"Invalid or unsupported object name : {named[0]}")
        operation = item.get("operation")
        if not isinstance(operation, str):
            raise missing("operation")
        include = frozenset(str(item.get("optionsData") or "").split(","))
        wire = write(self._company, kind, item[named[0]], operation=operation, include=include, now_s=now_s)
        return {kind.name: dict(wire)}  # a copy: later items may move its balance

"""The one table in DynamoDB: strongly consistent reads, writes under conditions, transactions."""

from __future__ import annotations

import json
import random
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from botocore.exceptions import ClientError

from quickbooks_sync.adapters.attributes import of_wire, to_wire
from quickbooks_sync.adapters.aws import error_code, failures
from quickbooks_sync.adapters.expressions import Placeholders, condition_text, update_text
from quickbooks_sync.errors import BadCursor, ConditionFailed, Defect, StoreBusy
from quickbooks_sync.ports import Check, Delete, Item, Key, Page, Put, Update, Write

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Index = Literal["", "by_phase", "by_due"]
INDEX_KEYS: Mapping[Index, tuple[str, str]] = {
    "": ("pk", "sk"),
    "by_phase": ("phase_pk", "phase_sk"),
    "by_due": ("due_pk", "due_sk"),
}
KEYS_AT_ONCE = 100
WRITES_AT_ONCE = 100
CONFLICT = "TransactionConflictException"
ATTEMPTS = 4
"""How often what DynamoDB left undone is asked for; before each further time up to 50, 100, 200 ms pass."""


class _Contended(StoreBusy):
    """Another transaction held one of the items: nothing was done."""


class DynamoStore:
    """The Store port on one table; `connect` gives the client when it is first needed.

    The SDK repeats a request whose answer was lost. A transaction carries a token, so repeating it changes
    nothing. A single write that had won may come back as ConditionFailed: whoever writes under a condition
    puts a value of its own into the item (holder, revision, count of calls) and reads it to see who won. A
    counter without a condition may be raised twice: only marks are such counters.
    """

    def __init__(
        self,
        connect: Callable[[], DynamoDBClient],
        table: str,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._connect = connect
        self._table = table
        self._sleep = sleep

    def get(self, key: Key) -> Item | None:
        """Read one item, strongly consistent; it carries its `pk` and `sk`."""
        with failures(StoreBusy):
            answer = self._connect().get_item(TableName=self._table, Key=_wire_key(key), ConsistentRead=True)
        return of_wire(answer["Item"]) if "Item" in answer else None

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """Read many items, strongly consistent; absent ones are left out."""
        wanted = list(dict.fromkeys(keys))
        found: dict[Key, Item] = {}
        for start in range(0, len(wanted), KEYS_AT_ONCE):
            for item in self._batch([_wire_key(key) for key in wanted[start : start + KEYS_AT_ONCE]]):
                found[Key(item["pk"], item["sk"])] = item
        return found

    def query(
        self,
        pk: str,
        *,
        prefix: str = "",
        index: Index = "",
        up_to: str = "",
        limit: int = 1000,
        newest_first: bool = False,
        cursor: str | None = None,
    ) -> Page:
        """Read a partition in sort-key order. A page ends at 1 MB as well: only `cursor` None is the end.

        Raises BadCursor for one that the same query never gave.
        """
        parameters = self._query_parameters(pk, index, prefix=prefix, up_to=up_to)
        parameters |= {"Limit": limit, "ScanIndexForward": not newest_first}
        if cursor is not None:
            parameters["ExclusiveStartKey"] = _start_key(pk, index, cursor)
        try:
            with failures(StoreBusy, expected={"ValidationException"} if cursor else ()):
                answer = self._connect().query(**parameters)
        except ClientError:
            raise BadCursor(cursor or "") from None
        return Page(
            [of_wire(item) for item in answer["Items"]], _cursor(answer.get("LastEvaluatedKey"), index)
        )

    def count(self, pk: str, *, prefix: str = "", index: Index = "") -> int:
        """Count a partition's items whose sort key begins with `prefix`."""
        parameters = self._query_parameters(pk, index, prefix=prefix, up_to="") | {"Select": "COUNT"}
        total = 0
        while True:
            with failures(StoreBusy):
                answer = self._connect().query(**parameters)
            total += answer["Count"]
            if "LastEvaluatedKey" not in answer:
                return total
            parameters["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def apply(self, write: Put | Update | Delete) -> Item | None:
        """Do one write; an Update returns the item as it is then. Raises ConditionFailed."""
        kind, parameters = self._request(write)
        return self._patiently(lambda: self._write(kind, parameters))

    def transact(self, writes: Sequence[Write]) -> None:
        """Do all of at most 100 writes to different items, or none. Raises ConditionFailed with positions."""
        if len(writes) > WRITES_AT_ONCE:
            raise Defect(f"{len(writes)} writes in one transaction: DynamoDB takes {WRITES_AT_ONCE}")
        if not writes:
            return
        items: Any = [{kind: parameters} for kind, parameters in map(self._request, writes)]
        self._patiently(lambda: self._transact(items))

    def _transact(self, items: Any) -> None:  # noqa: ANN401 - boto3's own shape
        try:
            with failures(StoreBusy, expected={"TransactionCanceledException"}):
                self._connect().transact_write_items(
                    TransactItems=items, ClientRequestToken=str(uuid.uuid4())
                )
        except ClientError as error:
            raise _cancelled(error) from None

    def _write(self, kind: str, parameters: dict[str, Any]) -> Item | None:
        client = self._connect()
        try:
            with failures(StoreBusy, expected={"ConditionalCheckFailedException", CONFLICT}):
                if kind == "Update":
                    return of_wire(client.update_item(**parameters, ReturnValues="ALL_NEW")["Attributes"])
                if kind == "Put":
                    client.put_item(**parameters)
                else:
                    client.delete_item(**parameters)
                return None
        except ClientError as error:
            if error_code(error) == CONFLICT:
                raise _Contended("a transaction held the item") from None
            raise ConditionFailed from None

    def _patiently(self, attempt: Callable[[], Item | None]) -> Item | None:
        """Repeat what met another transaction: DynamoDB did nothing then, and the SDK does not repeat it."""
        for pause_s in _pauses_s():
            try:
                return attempt()
            except _Contended:
                self._sleep(pause_s)
        return attempt()

    def _batch(self, keys: list[Any]) -> list[Item]:
        items: list[Item] = []
        for pause_s in (*_pauses_s(), None):
            request: Any = {self._table: {"Keys": keys, "ConsistentRead": True}}
            with failures(StoreBusy):
                answer = self._connect().batch_get_item(RequestItems=request)
            items += [of_wire(item) for item in answer["Responses"].get(self._table, ())]
            left = answer.get("UnprocessedKeys", {})
            keys = list(left[self._table]["Keys"]) if self._table in left else []
            if not keys:
                return items
            if pause_s is not None:
                self._sleep(pause_s)
        raise StoreBusy(f"{len(keys)} keys were left unread {ATTEMPTS} times")

    def _request(self, write: Write) -> tuple[str, dict[str, Any]]:
        placeholders = Placeholders()
        parameters: dict[str, Any] = {"TableName": self._table}
        match write:
            case Put(key=key, item=item):
                parameters["Item"] = to_wire({**item, **key._asdict()})
            case Update(key=key):
                parameters["Key"] = _wire_key(key)
                if text := update_text(write, placeholders):
                    parameters["UpdateExpression"] = text
            case Delete(key=key) | Check(key=key):
                parameters["Key"] = _wire_key(key)
        if write.condition:
            parameters["ConditionExpression"] = condition_text(write.condition, placeholders)
        kind = "ConditionCheck" if isinstance(write, Check) else type(write).__name__
        return kind, parameters | placeholders.parameters()

    def _query_parameters(self, pk: str, index: Index, *, prefix: str, up_to: str) -> dict[str, Any]:
        if prefix and up_to:
            raise Defect(f"query of {pk}: a prefix or an upper end, not both")
        placeholders = Placeholders()
        hash_key, sort_key = INDEX_KEYS[index]
        conditions = [f"{placeholders.name(hash_key)} = {placeholders.value(hash_key, pk)}"]
        if prefix:
            name, value = placeholders.name(sort_key), placeholders.value(sort_key, prefix)
            conditions.append(f"begins_with({name}, {value})")
        if up_to:
            conditions.append(f"{placeholders.name(sort_key)} <= {placeholders.value(sort_key, up_to)}")
        where = {"IndexName": index} if index else {"ConsistentRead": True}
        return {
            "TableName": self._table,
            "KeyConditionExpression": " AND ".join(conditions),
            **where,
            **placeholders.parameters(),
        }


def _wire_key(key: Key) -> Any:  # noqa: ANN401 - boto3's own shape
    return to_wire(key._asdict())


def _start_names(index: Index) -> tuple[str, ...]:
    return (INDEX_KEYS[index][1], "pk", "sk") if index else ("sk",)


def _cursor(last: Mapping[str, Any] | None, index: Index) -> str | None:
    return json.dumps([last[name]["S"] for name in _start_names(index)]) if last else None


def _start_key(pk: str, index: Index, cursor: str) -> dict[str, Any]:
    try:
        values = json.loads(cursor)
        start = dict(zip(_start_names(index), values, strict=True))
    except (ValueError, TypeError, RecursionError):
        raise BadCursor(cursor) from None
    if not all(isinstance(value, str) for value in values):
        raise BadCursor(cursor)
    return to_wire({INDEX_KEYS[index][0]: pk, **start})


def _cancelled(error: ClientError) -> Exception:
    reasons: Any = error.response.get("CancellationReasons", ())
    codes = [reason.get("Code", "None") for reason in reasons]
    failed = [position for position, code in enumerate(codes) if code == "ConditionalCheckFailed"]
    if failed:
        return ConditionFailed(failed)
    if "ValidationError" in codes:
        # Their messages may repeat the values that were sent.
        at = [str(position) for position, code in enumerate(codes) if code == "ValidationError"]
        return Defect(f"DynamoDB refused a transaction: ValidationError of write {', '.join(at)}")
    busy = _Contended if set(codes) <= {"None", "TransactionConflict"} else StoreBusy
    return busy(f"a transaction was cancelled: {', '.join(sorted(set(codes)))}")


def _pauses_s() -> list[float]:
    return [random.uniform(0, 0.05 * 2**attempt) for attempt in range(ATTEMPTS - 1)]  # noqa: S311 - jitter

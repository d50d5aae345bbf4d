"""DynamoDB beyond moto: idempotent transactions, the size of a batch write, and items that expire."""

import hashlib
import threading
import time

import simplejson
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.table import Table

from local.aws.moto_calls import Call, Moto, Reply, error_reply, json_reply

_TOKEN_LIFE_S = 600
_BATCH_WRITE_LIMIT = 25
_EXPIRE_EVERY_S = 1
# AWS leaves items alone whose time to live is more than five years ago.
_OLDEST_EXPIRY_S = 5 * 365 * 86_400


class TransactionTokens:
    """ClientRequestToken, which moto ignores: the same transaction sent twice within 10 minutes is one."""

    def __init__(self, moto: Moto) -> None:
        self._moto = moto
        self._seen: dict[str, tuple[float, bytes]] = {}

    def transact(self, call: Call) -> Reply:
        """TransactWriteItems."""
        fields = call.fields
        token = fields.pop("ClientRequestToken", None)
        if token is None:
            return self._moto.call(call)
        digest = hashlib.sha256(simplejson.dumps(fields, sort_keys=True).encode()).digest()
        with self._moto.lock("dynamodb"):
            first_s, first_digest = self._seen.get(token, (0.0, b""))
            if time.time() - first_s < _TOKEN_LIFE_S:
                if digest == first_digest:
                    return json_reply({})
                return error_reply(
                    "com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException",
                    "The token was used with other parameters.",
                )
            reply = self._moto.call(call.with_fields(fields))
            if reply.succeeded:
                self._seen[token] = (time.time(), digest)
            return reply


def batch_write(moto: Moto, call: Call) -> Reply:
    """BatchWriteItem, refused above 25 items as AWS does; moto takes any number."""
    if sum(len(requests) for requests in call.fields["RequestItems"].values()) > _BATCH_WRITE_LIMIT:
        return error_reply(
            "com.amazon.coral.validate#ValidationException",
            f"Member must have length less than or equal to {_BATCH_WRITE_LIMIT}",
        )
    return moto.call(call)


def expire_items(moto: Moto) -> None:
    """Delete for ever, once a second, what has outlived its time to live."""
    while True:
        time.sleep(_EXPIRE_EVERY_S)
        with moto.lock("dynamodb"):
            for backends in list(dynamodb_backends.values()):
                for backend in list(backends.values()):
                    for table in backend.tables.values():
                        _expire(table)


def start_expiry(moto: Moto) -> None:
    """Run `expire_items` in the background."""
    threading.Thread(target=expire_items, args=(moto,), daemon=True, name="expiry").start()


def _expire(table: Table) -> None:
    if table.ttl.get("TimeToLiveStatus") != "ENABLED":
        return
    attribute, now_s = table.ttl["AttributeName"], time.time()
    for item in table.all_items():
        value = item.attrs.get(attribute)
        if value is None or value.type != "N":
            continue
        if now_s - _OLDEST_EXPIRY_S < float(value.value) < now_s:
            table.delete_item(item.hash_key, item.range_key)

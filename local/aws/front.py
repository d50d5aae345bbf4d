"""The WSGI application in front of moto: faults on order, what moto lacks, and moto for all the rest."""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter

from local.aws.moto_calls import Call, Moto, Reply, error_reply, json_reply
from local.aws.queues import LongPolls, MoveTasks
from local.aws.tables import TransactionTokens, batch_write

FAULTS_PATH = "/_local/faults"


class Fault(BaseModel):
    """A failure on order: the next `times` calls of `target` are late, fail, or both."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    target: str
    times: int = 1
    delay_s: float = 0
    error_type: str | None = None
    status: int = 400


class Faults:
    """The failures that are still to happen."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: list[Fault] = []

    def order(self, body: bytes) -> Reply:
        """Replace all orders by the JSON list in `body`."""
        ordered = TypeAdapter(list[Fault]).validate_json(body)
        with self._lock:
            self._left = [fault for fault in ordered for _ in range(fault.times)]
        return json_reply({"ordered": len(ordered)})

    def happen(self, call: Call) -> Reply | None:
        """Let the next fault for this call happen; None when moto is to answer."""
        with self._lock:
            fault = next((fault for fault in self._left if fault.target == call.target), None)
            if fault is None:
                return None
            self._left.remove(fault)
        time.sleep(fault.delay_s)
        return error_reply(fault.error_type, "Ordered.", status=fault.status) if fault.error_type else None


class Front:
    """The application that the server of `python -m local.aws` serves."""

    def __init__(self, moto: Moto) -> None:
        self._moto = moto
        self._faults = Faults()
        moves = MoveTasks(moto)
        self._own: dict[str, Callable[[Call], Reply]] = {
            "AmazonSQS.ReceiveMessage": LongPolls(moto).receive,
            "AmazonSQS.StartMessageMoveTask": moves.start,
            "AmazonSQS.ListMessageMoveTasks": moves.list,
            "AmazonSQS.CancelMessageMoveTask": moves.cancel,
            "DynamoDB_20120810.TransactWriteItems": TransactionTokens(moto).transact,
            "DynamoDB_20120810.BatchWriteItem": lambda call: batch_write(moto, call),
        }

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        reply = self._answer(Call(environ, body))
        start_response(reply.status, reply.headers)
        return [reply.body]

    def _answer(self, call: Call) -> Reply:
        if call.environ.get("PATH_INFO") == FAULTS_PATH:
            return self._faults.order(call.body)
        failed = self._faults.happen(call)
        if failed is not None:
            return failed
        return self._own.get(call.target, self._moto.call)(call)

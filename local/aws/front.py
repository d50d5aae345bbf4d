"""The WSGI application in front of moto: faults on order, what moto lacks, and moto for all the rest."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from local.aws.fault_orders import FAULTS_PATH
from local.aws.faults import Faults
from local.aws.moto_calls import Call, Moto, Reply
from local.aws.queues import LongPolls, MoveTasks
from local.aws.tables import TransactionTokens, batch_write

_SENDING = ("AmazonSQS.SendMessage", "AmazonSQS.SendMessageBatch")


class Front:
    """The application that the server of `python -m local.aws` serves."""

    def __init__(self, moto: Moto, messages: Path | None = None) -> None:
        self._moto = moto
        self._messages = messages
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
        if self._messages is not None and call.target in _SENDING:
            with self._messages.open("ab") as messages:
                messages.write(call.body + b"\n")
        return self._own.get(call.target, self._moto.call)(call)

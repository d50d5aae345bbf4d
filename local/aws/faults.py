"""The failures of AWS that have been ordered and are still to happen."""

import threading
import time

from pydantic import TypeAdapter

from local.aws.fault_orders import Fault
from local.aws.moto_calls import Call, Reply, error_reply, json_reply


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

"""Requests whose connection broke and that are carried out later all the same, by their times."""

import heapq

from simulator.faults import Refused
from simulator.wire import Request


class LateRequests:
    """What is still to be carried out, by the time on the simulator's clock."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, str, Request]] = []
        self._added = 0

    def add(self, at_s: float, realm: str, request: Request) -> None:
        """Have a request of a realm carried out at a time."""
        self._added += 1
        heapq.heappush(self._heap, (at_s, self._added, realm, request))

    def pop(self, now_s: float) -> tuple[float, str, Request] | None:
        """Take the first request whose time has come, with that time and its realm."""
        if not self._heap or self._heap[0][0] > now_s:
            return None
        at_s, _, realm, request = heapq.heappop(self._heap)
        return at_s, realm, request

    def refuse_running(self, realm: str, request: Request) -> None:
        """Refuse a request whose request id one of the realm has that is not carried out yet."""
        requestid = request.requestid
        if requestid and any((realm, requestid) == (name, late.requestid) for _, _, name, late in self._heap):
            raise Refused("600", "Duplicate Request ID : the first request with this id is still running")

    def __len__(self) -> int:
        """Count them."""
        return len(self._heap)

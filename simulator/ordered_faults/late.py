"""Requests whose connection broke and that are carried out later all the same, by their times."""

import heapq

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

    def holds(self, realm: str, requestid: str) -> bool:
        """Tell whether a request with a request id of the realm is not carried out yet."""
        return any((realm, requestid) == (name, late.requestid) for _, _, name, late in self._heap)

    def __len__(self) -> int:
        """Count them."""
        return len(self._heap)

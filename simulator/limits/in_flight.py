"""What a realm is still busy with while its latencies last: request ids, and a write of names."""

import heapq

NAMED = ("customer", "vendor", "employee")
"""The entities that share one list of names."""


class InFlight:
    """The requests of one realm that are carried out but not answered yet."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, str]] = []
        self._ids: dict[str, float] = {}
        self.names_until_s = 0.0

    def begin(self, requestid: str, entity: str, *, until_s: float, now_s: float) -> None:
        """Note a write that will be answered at a time."""
        if until_s <= now_s:
            return
        if entity in NAMED:
            self.names_until_s = max(until_s, self.names_until_s)
        if requestid:
            self._ids[requestid] = until_s
            heapq.heappush(self._heap, (until_s, requestid))

    def runs(self, requestid: str, now_s: float) -> bool:
        """Tell whether the first request with an id has not been answered yet."""
        while self._heap and self._heap[0][0] <= now_s:
            until_s, ended = heapq.heappop(self._heap)
            if self._ids.get(ended) == until_s:
                del self._ids[ended]
        return requestid in self._ids

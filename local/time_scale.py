"""What the template says in seconds, at a time scale: shorter, and still in its order.

A function has time for its slice and the last call of it (settings.Times), and a message comes back only
after the function that had it has ended.
"""

HIGHEST_SCALE = 500
"""Above it QuickBooks' tokens, which live for an hour of its clock, end before a slice does."""
_SHORTEST_TIMEOUT_S = 20
_SHORTEST_VISIBILITY_S = 25
_SHORTEST_RATE_S = 5


def timeout_s(declared_s: int, scale: float) -> int:
    """Return a function's time-out."""
    return _towards(_SHORTEST_TIMEOUT_S, declared_s, scale)


def visibility_s(declared_s: int, scale: float) -> int:
    """Return a queue's visibility timeout."""
    return _towards(_SHORTEST_VISIBILITY_S, declared_s, scale)


def rate_s(declared_s: int, scale: float) -> float:
    """Return how far apart the runs of a schedule are: more often only fills the queues."""
    return max(_SHORTEST_RATE_S, declared_s / scale)


def _towards(shortest_s: int, declared_s: int, scale: float) -> int:
    shortest_s = min(shortest_s, declared_s)
    return round(shortest_s + (declared_s - shortest_s) / scale)

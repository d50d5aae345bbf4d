"""Groups of the simulator's faults on order, by what a client is left not knowing."""

from simulator.ordered_faults.kinds import FaultKind

BROKEN: tuple[FaultKind, ...] = (
    "reset_before", "reset_after", "status_before", "status_after", "time_out_before", "time_out_after",
)  # fmt: skip
"""The connection breaks, before or after the request is carried out."""
UNTOLD: tuple[FaultKind, ...] = (
    *BROKEN, "reset_later", "status_later", "time_out_later", "answer_lacks", "answer_shuffled",
)  # fmt: skip
"""All after which the answer does not say what was, or will be, carried out."""

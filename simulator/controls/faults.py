"""Routes for faults on order."""

from dataclasses import asdict

from simulator.controls.route import Route, only
from simulator.core import Simulator
from simulator.ordered_faults.kinds import FAULTS, ORDER
from simulator.ordered_faults.reading import read_order
from simulator.wire import Wire


def _open(simulator: Simulator) -> Wire:
    open_orders = [asdict(order) for order in simulator.orders.open]
    return {"faults": open_orders, "late_requests": len(simulator.late)}


def _faults(simulator: Simulator, given: Wire) -> object:
    only(given)
    return {**_open(simulator), "kinds": FAULTS, "order": ORDER}


def _order_faults(simulator: Simulator, given: Wire) -> object:
    only(given, "faults")
    if not isinstance(given.get("faults"), list):
        raise ValueError('faults is no list, but must be: {"faults": [{"kind": "reset_after"}]}')  # noqa: TRY004
    orders = [read_order(order) for order in given["faults"]]
    simulator.orders.open.extend(orders)
    return _open(simulator)


def _clear_faults(simulator: Simulator, given: Wire) -> object:
    only(given)
    simulator.orders.open.clear()
    return _open(simulator)


ROUTES = (
    Route(
        "GET",
        "faults",
        "the open orders, how many requests are still to land, the kinds, what an order says",
        _faults,
    ),
    Route("POST", "faults", "order faults (faults: [{kind, entity, ...}]; see --help)", _order_faults),
    Route("DELETE", "faults", "withdraw all orders", _clear_faults),
)

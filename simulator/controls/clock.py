"""Routes about the simulator's clock."""

from decimal import Decimal

from simulator.clock import SimulatedClock
from simulator.controls.route import Route, moment_given, number, only
from simulator.core import Simulator
from simulator.timestamps import stamp_millis
from simulator.wire import Wire


def _own_clock(simulator: Simulator) -> SimulatedClock:
    """Return the simulator's clock, if it is its own and not that of whoever embeds it."""
    if not isinstance(simulator.clock, SimulatedClock):
        raise ValueError("the clock is not the simulator's own")  # noqa: TRY004 (told to a client)
    return simulator.clock


def _time(simulator: Simulator, given: Wire) -> object:
    only(given)
    clock = _own_clock(simulator)
    now_s = clock.now_s()
    return {
        "now": stamp_millis(now_s),
        "seconds": Decimal(str(now_s)),
        "frozen": clock.frozen,
        "scale": Decimal(str(clock.scale)),
    }


def _move_clock(simulator: Simulator, given: Wire) -> object:
    only(given, "freeze", "scale", "set", "advance_s")
    if not given:
        raise ValueError("freeze, scale, set or advance_s is missing")
    clock = _own_clock(simulator)
    moment_s = moment_given("set", given["set"]) if "set" in given else clock.now_s()
    seconds = number(given, "advance_s", 0.0)
    if not seconds >= 0 or moment_s < clock.now_s() - 1e-3:
        raise ValueError(f"{given!r}: the clock only goes forward")
    if "scale" in given:
        clock.run(number(given, "scale"))
    match given.get("freeze"):
        case True:
            clock.freeze()
        case False:
            clock.run()
        case None:
            pass
        case other:
            raise ValueError(f"freeze is {other!r}, but must be true or false")
    clock.advance(max(0.0, moment_s - clock.now_s()) + seconds)
    simulator.catch_up()
    return _time(simulator, {})


ROUTES = (
    Route("GET", "clock", "what time it is, and how the clock goes", _time),
    Route(
        "POST",
        "clock",
        "freeze (true, false), scale (its seconds in a real one), set (a moment), advance_s; forward only",
        _move_clock,
    ),
)

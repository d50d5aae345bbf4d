"""The control API under `/_simulator/`: see what a realm holds and received, and change what a user could."""

from html import escape
from typing import Any

from simulator.controls import app, clock, faults, owner, seen, state, webhooks
from simulator.controls.seen import totals
from simulator.core import Simulator
from simulator.faults import Refused
from simulator.wire import Answer, Request, Wire, html_page, read_json, write_json

__all__ = ["PREFIX", "ROUTES", "Control", "totals"]

PREFIX = "/_simulator"
ROUTES = (
    *seen.ROUTES, *state.ROUTES, *clock.ROUTES, *faults.ROUTES, *owner.ROUTES, *app.ROUTES,
    *webhooks.ROUTES,
)  # fmt: skip
_HEAD = """\
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
:root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif }
body { max-width: 70rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.4rem }
td { padding: .2rem 1rem .2rem 0; vertical-align: top }
@media (max-width: 40rem) {
  td { display: inline-block; padding: 0 .5rem 0 0 }
  td:last-child { display: block; padding-bottom: .6rem }
}
</style>"""


class Control:
    """Answers the control API of one simulator."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._routes = {(route.method, route.name): route.function for route in ROUTES}

    def answer(self, request: Request) -> Answer:
        """Answer a control request: JSON both ways, 400 with the reason when it makes no sense."""
        name = request.path.removeprefix(PREFIX).strip("/")
        if not name:
            return _index(as_page="text/html" in request.headers.get("accept", ""))
        function = self._routes.get((request.method, name))
        if function is None:
            return _unknown(request.method, name)
        try:
            given: Any = dict(request.options)
            if request.body:
                given |= _read(request.body)
            with self._simulator.lock:
                self._simulator.catch_up()
                return _json(200, function(self._simulator, given))
        except Refused as refused:
            return _json(400, {"error": str(refused), "Fault": refused.fault()})
        except (KeyError, TypeError, ValueError, RecursionError) as problem:
            return _json(400, {"error": _reason(problem)})


def _read(body: bytes) -> Wire:
    try:
        given = read_json(body)
    except ValueError as problem:
        raise ValueError(f"the body is no JSON: {problem}") from None
    if not isinstance(given, dict):
        raise ValueError("the body is no JSON object: it must be {...}")  # noqa: TRY004 (told to a client)
    return given


def _reason(problem: Exception) -> str:
    return str(problem) if type(problem) is ValueError else f"{type(problem).__name__}: {problem}"


def _index(*, as_page: bool) -> Answer:
    if not as_page:
        return _json(200, {"routes": _listed()})
    rows = "".join(
        f"<tr><td>{route.method}</td><td>{_linked(route.method, route.name)}</td>"
        f"<td>{escape(route.does)}</td></tr>"
        for route in ROUTES
    )
    page = html_page("QuickBooks Online simulator", f"<table>{rows}</table>", head=_HEAD)
    return Answer(200, {"Content-Type": "text/html;charset=utf-8"}, page)


def _linked(method: str, name: str) -> str:
    path = f"{PREFIX}/{name}"
    return f'<a href="{path}">{path}</a>' if method == "GET" else path


def _listed() -> list[Wire]:
    return [
        {"method": route.method, "path": f"{PREFIX}/{route.name}", "does": route.does} for route in ROUTES
    ]


def _unknown(method: str, name: str) -> Answer:
    methods = [route.method for route in ROUTES if route.name == name]
    if methods:
        return _json(405, {"error": f"{name} is asked with {' or '.join(methods)}, not with {method}"})
    return _json(404, {"error": f"there is no route {name}", "routes": _listed()})


def _json(status: int, body: object) -> Answer:
    return Answer(status, {"Content-Type": "application/json;charset=utf-8"}, write_json(body))

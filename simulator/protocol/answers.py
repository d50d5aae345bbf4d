"""How answers are written: QuickBooks' own as JSON or XML, the gateway's in lower case, or a page of HTML."""

from http import HTTPStatus

from simulator.faults import TurnedAway, gateway_body
from simulator.protocol.xml_bodies import write_xml
from simulator.settings import Settings
from simulator.timestamps import stamp_millis
from simulator.wire import Answer, Request, Wire, html_page, write_json

GOOD = 200
UNAUTHORIZED = 401
THROTTLED = (429, 403)
"""What the throttle answers, and what it answered in 2016."""


def written(status: int, body: Wire, request: Request, *, headers: dict[str, str]) -> Answer:
    """Write what QuickBooks itself answers."""
    if wants_json(request):
        kind = "application/json;charset=utf-8" if status == GOOD else "application/json"  # both recorded
        return Answer(status, {**headers, "Content-Type": kind}, write_json(body))
    return Answer(status, {**headers, "Content-Type": "application/xml;charset=utf-8"}, write_xml(body))


def status_of(code: str, settings: Settings) -> int:
    """Return the status with which QuickBooks sends a fault."""
    return {"10000": 500, "130": UNAUTHORIZED, "120": settings.no_longer_admin_status}.get(code, 400)


def wants_json(request: Request) -> bool:
    """Tell whether a request asks for JSON; QuickBooks answers all others in XML."""
    return "application/json" in request.headers.get("accept", "").lower()


def page(status: int, headers: dict[str, str]) -> Answer:
    """Write a page of HTML, as what stands before QuickBooks does."""
    try:
        title = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        title = str(status)
    return Answer(status, {**headers, "Content-Type": "text/html;charset=utf-8"}, html_page(title, ""))


def turned_away(
    turned: TurnedAway, request: Request, settings: Settings, *, headers: dict[str, str], now_s: float
) -> Answer:
    """Write what the gateway answers."""
    if not turned.code:
        return page(turned.status, headers)
    if turned.status in THROTTLED and turned.code == "3001":
        if settings.retry_after_s is not None:
            headers = {"Retry-After": str(settings.retry_after_s), **headers}
        if settings.throttle_body == "Fault":
            body = {"Fault": turned.fault(), "time": stamp_millis(now_s)}
            return written(turned.status, body, request, headers=headers)
    headers = {**headers, "Content-Type": "application/json"}
    if turned.status == UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="Intuit", error="invalid_token"'
    kind = "AUTHENTICATION" if turned.status == UNAUTHORIZED else "SERVICE"
    return Answer(turned.status, headers, write_json(gateway_body(turned, kind, now_s)))

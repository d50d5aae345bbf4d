"""Routes of the connection with QuickBooks, and of what is chosen from the books."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlencode

from quickbooks_sync.core.roles import Act
from quickbooks_sync.edge import bodies
from quickbooks_sync.edge.process import ports, settings
from quickbooks_sync.edge.request import Request
from quickbooks_sync.edge.responses import Answer, of_error
from quickbooks_sync.edge.routes.companies import shown
from quickbooks_sync.flows import connect, ending, moving

CALLBACK = "/v1/oauth/callback"
_FROM_INTUIT = {
    "state": re.compile(r"[A-Za-z0-9_-]{1,100}"),
    "code": re.compile(r"[A-Za-z0-9_.-]{1,1000}"),
    "realmId": re.compile(r"[0-9]{1,20}"),
    "error": re.compile(r"access_denied|invalid_(request|scope)|server_error|temporarily_unavailable"),
}
"""What Intuit's redirect may carry; anything else counts as not there, and is never repeated."""


def post_connection(request: Request) -> Answer:
    """Start connecting."""
    company = request.company(Act.CONNECT)
    redirect_url = f"{request.public_url()}{CALLBACK}"
    url = connect.start(ports(), company, user=request.caller().subject, redirect_url=redirect_url)
    return Answer({"authorize_url": url})


def delete_connection(request: Request) -> Answer:
    """Disconnect: 200 when all is done, 202 when tokens are left that are revoked and erased later."""
    company = request.company(Act.CONNECT)
    environment = settings().quickbooks_environment
    done = ending.disconnect(ports(), company.id, environment=environment)
    return shown(request, request.company(Act.CONNECT), status=HTTPStatus.OK if done else HTTPStatus.ACCEPTED)


def confirm_connection(request: Request) -> Answer:
    """Move the company to the other books that a person signed in to."""
    company = request.company(Act.CONNECT)
    wanted = bodies.read(bodies.OtherBooks, request.body())
    return shown(request, moving.confirm(ports(), company, wanted.realm))


def get_callback(request: Request) -> Answer:
    """Take Intuit's redirect and send the browser on, whatever happens: its address holds a code."""
    after = settings().after_connect_url
    given = {
        name: value if (value := request.asked(name)) and form.fullmatch(value) else ""
        for name, form in _FROM_INTUIT.items()
    }
    callback = connect.Callback(given["state"], given["code"], given["realmId"], given["error"])
    try:
        company = connect.finish(ports(), callback, environment=settings().quickbooks_environment)
        result: Mapping[str, object] = {"result": str(company.connection), "company": company.id}
    except Exception as error:  # noqa: BLE001 - see above
        said = of_error(error).value
        result = {"result": said["code"], "message": said["message"]}
    return Answer({}, location=f"{after}{'&' if '?' in after else '?'}{urlencode(result)}")


def get_choices(request: Request) -> Answer:
    """List what the drop-downs offer."""
    company = request.company(Act.READ)
    return Answer(connect.choices(connect.known_books(ports(), company)))


def refresh_choices(request: Request) -> Answer:
    """Read the books again."""
    company = request.company(Act.CHOOSE)
    return Answer(connect.choices(connect.refresh(ports(), company)))


def put_selections(request: Request) -> Answer:
    """Make selections."""
    company = request.company(Act.CHOOSE)
    wanted = bodies.given(bodies.read(bodies.Selected, request.body()))
    books = connect.known_books(ports(), company)
    return shown(request, connect.select(ports(), company, books, wanted))

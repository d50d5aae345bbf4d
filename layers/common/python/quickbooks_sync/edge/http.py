"""HTTP in: who may call what, bodies read, our errors as statuses (docs/api.md)."""

from __future__ import annotations

from functools import cache
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from quickbooks_sync.edge import routes
from quickbooks_sync.edge.process import telemetry
from quickbooks_sync.edge.request import Request
from quickbooks_sync.edge.responses import answer, answer_error


@cache
def resolver() -> APIGatewayHttpResolver:
    """Make the resolver with every route, once."""
    app = APIGatewayHttpResolver()
    for method, path, route in routes.ROUTES:
        app.route(path, method)(_served(app, route))
    return app


def _served(app: APIGatewayHttpResolver, route: routes.Route) -> Any:  # noqa: ANN401 - a function of path parts
    def serve(**parts: str) -> Response[str]:
        try:
            return answer(route(Request(app.current_event, parts)))
        except Exception as error:  # noqa: BLE001 - the one place where an error becomes a status
            return answer_error(error)

    return serve


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request."""
    try:
        return resolver().resolve(event, context)
    finally:
        telemetry().flush()

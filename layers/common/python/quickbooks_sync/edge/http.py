"""HTTP in: API Gateway has verified the token and found the route; here it becomes a call and an answer.

Routes are found by API Gateway's own route key. The path is not read again: in HTTP APIs it comes decoded, so
that an encoded slash would look like another route.
"""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from quickbooks_sync.edge.process import telemetry
from quickbooks_sync.edge.request import Request
from quickbooks_sync.edge.responses import of_error, written
from quickbooks_sync.edge.routes import ROUTES, no_route


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request."""
    telemetry().begin(context)
    try:
        return written(ROUTES.get(event["routeKey"], no_route)(Request(event)))
    except Exception as error:  # noqa: BLE001 - the one place where an error becomes a status
        return written(of_error(error))
    finally:
        telemetry().flush()

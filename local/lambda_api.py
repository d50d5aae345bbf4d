"""Lambda's Invoke operation over HTTP, so that boto3 and the command line can run functions as on AWS."""

import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote

from local.async_invocations import AsyncInvocations
from local.functions import Functions, PayloadTooLargeError, ThrottledError

_PREFIX = "/2015-03-31/functions/"
_SUFFIX = "/invocations"


class LambdaApi:
    """The WSGI application behind AWS_ENDPOINT_URL_LAMBDA."""

    def __init__(self, functions: Functions, async_invocations: AsyncInvocations) -> None:
        self._functions = functions
        self._async = async_invocations

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        status, headers, body = self._answer(environ)
        start_response(
            status, [*headers, ("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        )
        return [body]

    def _answer(self, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
        path = unquote(environ["PATH_INFO"])
        name = path.removeprefix(_PREFIX).removesuffix(_SUFFIX)
        if not (path.startswith(_PREFIX) and path.endswith(_SUFFIX)) or name not in self._functions:
            return _error("404 Not Found", "ResourceNotFoundException", f"Function not found: {name}")
        event = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)) or b"{}"
        function = self._functions[name]
        if environ.get("HTTP_X_AMZ_INVOCATION_TYPE") == "Event":
            self._async.submit(function, event)
            return "202 Accepted", [], b""
        try:
            invocation = function.invoke(event)
        except ThrottledError as error:
            return _error("429 Too Many Requests", "TooManyRequestsException", str(error))
        except PayloadTooLargeError as error:
            return _error("413 Request Entity Too Large", "RequestTooLargeException", str(error))
        headers = [("X-Amz-Function-Error", "Unhandled")] if invocation.failed else []
        return "200 OK", headers, invocation.payload


def _error(status: str, error_type: str, message: str) -> tuple[str, list[tuple[str, str]], bytes]:
    return status, [("X-Amzn-ErrorType", error_type)], json.dumps({"Message": message}).encode()

"""The HTTP API on this machine: API Gateway's routes, tokens, limits and time-outs before the functions."""

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cheroot.wsgi import Server

from local.authorizer import UnauthorizedError
from local.functions import Functions, PayloadTooLargeError, ThrottledError
from local.http_events import (
    HttpRequest,
    HttpResponse,
    MalformedAnswerError,
    event,
    message_response,
    response,
)
from local.processes import StartError
from local.routes import Route

_BODY_LIMIT_BYTES = 10 * 1024 * 1024
_INTEGRATION_TIMEOUT_S = 30
# Each may start one process of the function that answers.
_THREADS = 10


class HttpApi:
    """The WSGI application of one API."""

    def __init__(
        self, routes: Sequence[Route], functions: Functions, *, api_id: str, access_log: Path
    ) -> None:
        self._routes = routes
        self._functions = functions
        self._api_id = api_id
        self._access_log = access_log
        self._calls = ThreadPoolExecutor(_THREADS, thread_name_prefix="api-call")

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        started_s = time.monotonic()
        request = _request(environ)
        if request is None:
            answer = message_response(413, "Request Entity Too Large")
        else:
            answer = self._answer(request)
            self._log(request, answer, latency_s=time.monotonic() - started_s)
        headers = [*answer.headers, ("content-length", str(len(answer.body)))]
        if request is not None:
            headers.append(("apigw-requestid", request.request_id))
        start_response(f"{answer.status} {_phrase(answer.status)}", headers)
        return [answer.body]

    def close(self) -> None:
        """Wait for the calls that are under way; call it after the functions have been stopped."""
        self._calls.shutdown()

    def _answer(self, request: HttpRequest) -> HttpResponse:
        for route in self._routes:
            parameters = route.path_parameters(request.path)
            if route.method in (request.method, "ANY") and parameters is not None:
                break
        else:
            return message_response(404, "Not Found")
        try:
            authorizer = route.authorizer.context(request.headers) if route.authorizer else None
        except UnauthorizedError:
            unauthorized = message_response(401, "Unauthorized")
            unauthorized.headers.append(("www-authenticate", "Bearer"))
            return unauthorized
        built = event(
            request,
            route_key=route.key,
            path_parameters=parameters,
            authorizer=authorizer,
            api_id=self._api_id,
        )
        return self._call(route, json.dumps(built).encode())

    def _call(self, route: Route, payload: bytes) -> HttpResponse:
        call = self._calls.submit(self._functions[route.function_arn].invoke, payload)
        try:
            invocation = call.result(timeout=_INTEGRATION_TIMEOUT_S)
            if invocation.failed:
                return message_response(500, "Internal Server Error")
            return response(invocation.payload)
        except MalformedAnswerError:
            return message_response(500, "Internal Server Error")
        except PayloadTooLargeError:
            return message_response(413, "Request Entity Too Large")
        except (TimeoutError, ThrottledError):
            return message_response(503, "Service Unavailable")

    def _log(self, request: HttpRequest, answer: HttpResponse, *, latency_s: float) -> None:
        line = {
            "request_id": request.request_id,
            "method": request.method,
            "path": request.path,
            "status": answer.status,
            "latency_ms": round(latency_s * 1000, 1),
        }
        with self._access_log.open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _request(environ: dict[str, Any]) -> HttpRequest | None:
    """Read a request; None when its body is too large."""
    length = environ.get("CONTENT_LENGTH")
    if int(length or 0) > _BODY_LIMIT_BYTES:
        return None
    is_chunked = "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower()
    if is_chunked:
        body = environ["wsgi.input"].read(_BODY_LIMIT_BYTES + 1)
    else:
        body = environ["wsgi.input"].read(int(length or 0))
    if len(body) > _BODY_LIMIT_BYTES:
        return None
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_") or name in ("CONTENT_TYPE", "CONTENT_LENGTH")
    }
    url = urlsplit(environ["REQUEST_URI"])
    return HttpRequest(
        method=environ["REQUEST_METHOD"],
        path=url.path,
        query=url.query,
        headers={name: value for name, value in headers.items() if value},
        body=body,
        source_ip=environ.get("REMOTE_ADDR", ""),
    )


class HttpServer:
    """A WSGI server on 127.0.0.1 whose address is known before its application is."""

    def __init__(self, port: int) -> None:
        # cheroot would leave its own socket open when the port is taken.
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError as error:
            why = os.strerror(error.errno or 0)
            raise StartError(f"Port {port} cannot be had: {why}. Take another one: --port 0") from error
        self._server = Server(("127.0.0.1", port), _not_ready, numthreads=_THREADS)
        self._server.prepare()
        self._thread = threading.Thread(target=self._server.serve, name="http-server", daemon=True)

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self._server.bind_addr[1]}"

    def start(self, application: Callable[..., Iterable[bytes]]) -> None:
        """Begin to answer."""
        self._server.wsgi_app = application
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and free the port."""
        self._server.stop()


def _not_ready(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("503 Service Unavailable", [("content-length", "0")])
    return [b""]

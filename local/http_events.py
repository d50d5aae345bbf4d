"""Payload format 2.0: an HTTP request as a function gets it, and its answer as HTTP."""

import base64
import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote

from local.runtime import ACCOUNT

_TEXT_TYPES = ("text/", "application/json", "application/javascript", "application/xml")


class MalformedAnswerError(Exception):
    """The function's answer is not one that API Gateway understands."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request as it came in; header names are lower-case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    source_ip: str
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """One response."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def message_response(status: int, message: str) -> HttpResponse:
    """Build an answer of API Gateway itself."""
    return HttpResponse(
        status, [("content-type", "application/json")], json.dumps({"message": message}).encode()
    )


def event(
    request: HttpRequest,
    *,
    route_key: str,
    path_parameters: Mapping[str, str],
    authorizer: Mapping[str, Any] | None,
    api_id: str,
) -> dict[str, Any]:
    """Return the event; what a request does not have is left out, as on AWS."""
    headers = {name: value for name, value in request.headers.items() if name != "cookie"}
    built: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route_key,
        "rawPath": unquote(request.path),
        "rawQueryString": request.query,
        "headers": headers,
        "requestContext": _context(request, route_key, authorizer=authorizer, api_id=api_id),
        "isBase64Encoded": False,
    }
    if "cookie" in request.headers:
        built["cookies"] = [each.strip() for each in request.headers["cookie"].split(";")]
    if query := _joined(parse_qsl(request.query, keep_blank_values=True)):
        built["queryStringParameters"] = query
    if path_parameters:
        built["pathParameters"] = dict(path_parameters)
    if request.body:
        built |= _body(request)
    return built


def _context(
    request: HttpRequest, route_key: str, *, authorizer: Mapping[str, Any] | None, api_id: str
) -> dict[str, Any]:
    host = request.headers.get("host", "")
    context: dict[str, Any] = {
        "accountId": ACCOUNT,
        "apiId": api_id,
        "domainName": host,
        "domainPrefix": host.split(".", 1)[0],
        "http": {
            "method": request.method,
            "path": unquote(request.path),
            "protocol": "HTTP/1.1",
            "sourceIp": request.source_ip,
            "userAgent": request.headers.get("user-agent", ""),
        },
        "requestId": request.request_id,
        "routeKey": route_key,
        "stage": "$default",
        "time": datetime.now(UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "timeEpoch": time.time_ns() // 1_000_000,
    }
    if authorizer is not None:
        context["authorizer"] = authorizer
    return context


def _joined(pairs: list[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in pairs:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _body(request: HttpRequest) -> dict[str, Any]:
    content_type = request.headers.get("content-type", "")
    if content_type.startswith(_TEXT_TYPES) and "content-encoding" not in request.headers:
        try:
            return {"body": request.body.decode()}
        except UnicodeDecodeError:
            pass
    return {"body": base64.b64encode(request.body).decode(), "isBase64Encoded": True}


def response(payload: bytes) -> HttpResponse:
    """Read a function's answer: a structured one, or any JSON that becomes the body of a 200."""
    try:
        answer = json.loads(payload)
        if not isinstance(answer, dict) or "statusCode" not in answer:
            body = answer.encode() if isinstance(answer, str) else payload
            return HttpResponse(200, [("content-type", "application/json")], body)
        headers = [
            (name.lower(), _header_value(value)) for name, value in (answer.get("headers") or {}).items()
        ]
        if not any(name == "content-type" for name, _ in headers):
            headers.append(("content-type", "text/plain;charset=UTF-8"))
        headers += [("set-cookie", cookie) for cookie in answer.get("cookies") or []]
        text = answer.get("body") or ""
        body = base64.b64decode(text, validate=True) if answer.get("isBase64Encoded") else text.encode()
        return HttpResponse(int(answer["statusCode"]), headers, body)
    except (ValueError, TypeError, AttributeError) as error:
        raise MalformedAnswerError(str(error)) from error


def _header_value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    raise MalformedAnswerError(f"A header is neither text nor a number: {value!r}.")

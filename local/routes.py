"""The routes of the HTTP API, read from the OpenAPI body that SAM makes, and how a request finds its own."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from local.authorizer import Authorizer
from local.template import TemplateError

_ANY_METHOD = "x-amazon-apigateway-any-method"
_METHODS = ("get", "put", "post", "delete", "patch", "head", "options", _ANY_METHOD)
_FUNCTION = re.compile(r"/functions/(arn:[^/]+)/invocations")


@dataclass(frozen=True, slots=True)
class Route:
    """One route: what it matches, which function answers it, and whose tokens it wants."""

    method: str
    path: str
    function_arn: str
    authorizer: Authorizer | None

    @property
    def key(self) -> str:
        """The route key, as `PUT /v1/companies/{company}`."""
        return f"{self.method} {self.path}"

    @property
    def vagueness(self) -> tuple[Any, ...]:
        """Orders routes: what is written out goes before parameters, greedy ones and ANY come last."""
        segments = self.path.split("/")
        return (
            self.path.endswith("+}"),
            tuple(segment.startswith("{") for segment in segments),
            self.method == "ANY",
        )

    def path_parameters(self, path: str) -> dict[str, str] | None:
        """Return the decoded parameters when the path (not decoded yet) is this route's, otherwise None."""
        pattern = re.escape(self.path)
        pattern = re.sub(r"\\\{(\w+)\\\+\\\}", r"(?P<\1>.+)", pattern)
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", pattern)
        found = re.fullmatch(pattern, path)
        return None if found is None else {name: unquote(value) for name, value in found.groupdict().items()}


def routes(body: Mapping[str, Any], jwks: Mapping[str, Any]) -> list[Route]:
    """Return all routes, the most specific first."""
    if "x-amazon-apigateway-cors" in body:
        raise TemplateError("CorsConfiguration of the HTTP API is not played by the local stack.")
    schemes = body.get("components", {}).get("securitySchemes", {})
    authorizers = {name: Authorizer.from_scheme(scheme, jwks) for name, scheme in schemes.items()}
    found = [_route(path, method, operation, authorizers) for path, method, operation in _operations(body)]
    return sorted(found, key=lambda route: route.vagueness)


def _operations(body: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in body["paths"].items():
        for method, operation in methods.items():
            if method not in _METHODS or "$default" in path:
                raise TemplateError(f"{path}: {method} is not known to the local stack.")
            yield path, method, operation


def _route(
    path: str, method: str, operation: Mapping[str, Any], authorizers: Mapping[str, Authorizer]
) -> Route:
    integration = operation["x-amazon-apigateway-integration"]
    found = _FUNCTION.search(integration["uri"])
    if found is None or integration["payloadFormatVersion"] != "2.0":
        raise TemplateError(f"{path}: the local stack plays functions with payload format 2.0 only.")
    security = operation.get("security") or []
    if len(security) > 1 or any(scopes for each in security for scopes in each.values()):
        raise TemplateError(f"{path}: the local stack plays one authorizer a route, without scopes.")
    names = [name for each in security for name in each if name != "NONE"]
    method_name = "ANY" if method == _ANY_METHOD else method.upper()
    return Route(method_name, path, found[1], authorizers[names[0]] if names else None)

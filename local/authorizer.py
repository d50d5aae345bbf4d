"""The JWT authorizers of the HTTP API: whose tokens are good, and which claims the function sees."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from local.template import TemplateError

_HEADER_SOURCE = "$request.header."


class UnauthorizedError(Exception):
    """The token is missing, not genuine, not for this API, or not valid now."""


@dataclass(frozen=True, slots=True)
class Authorizer:
    """One authorizer: tokens of one issuer, for some audiences, in one header."""

    issuer: str
    audiences: frozenset[str]
    header: str
    keys: jwt.PyJWKSet

    @classmethod
    def from_scheme(cls, scheme: Mapping[str, Any], jwks: Mapping[str, Any]) -> "Authorizer":
        """Read an OpenAPI security scheme."""
        settings = scheme["x-amazon-apigateway-authorizer"]
        source = settings["identitySource"]
        if settings["type"] != "jwt" or not source.startswith(_HEADER_SOURCE):
            raise TemplateError("The local stack plays JWT authorizers that read a header only.")
        jwt_settings = settings["jwtConfiguration"]
        return cls(
            issuer=jwt_settings["issuer"],
            audiences=frozenset(jwt_settings["audience"]),
            header=source.removeprefix(_HEADER_SOURCE).lower(),
            keys=jwt.PyJWKSet.from_dict(dict(jwks)),
        )

    def context(self, headers: Mapping[str, str]) -> dict[str, Any]:
        """Return what the function gets as `requestContext.authorizer`: claims as strings, scopes."""
        claims = self._verified(headers.get(self.header, ""))
        scope = claims.get("scope")
        return {
            "jwt": {
                "claims": {name: _text(value) for name, value in claims.items()},
                "scopes": scope.split() if isinstance(scope, str) else None,
            }
        }

    def _verified(self, value: str) -> dict[str, Any]:
        token = value.removeprefix("Bearer ").removeprefix("bearer ").strip()
        try:
            key = self.keys[jwt.get_unverified_header(token).get("kid", "")]
            claims = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                issuer=self.issuer,
                # API Gateway takes client_id where there is no aud, so that is looked at below.
                options={"require": ["exp", "iss"], "verify_aud": False},
            )
        except (jwt.InvalidTokenError, KeyError) as error:
            raise UnauthorizedError(str(error)) from error
        meant_for = claims.get("aud", claims.get("client_id"))
        if self.audiences.isdisjoint(meant_for if isinstance(meant_for, list) else [meant_for]):
            raise UnauthorizedError("The token is meant for somebody else.")
        return claims


def _text(value: object) -> str:
    """Write a claim as API Gateway does: lists in brackets, without commas."""
    if isinstance(value, list):
        return "[" + " ".join(_text(each) for each in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)

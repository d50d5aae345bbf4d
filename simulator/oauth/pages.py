"""The OAuth routes: consent, token and revoke endpoints, who the user is, discovery document."""

import base64
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from simulator.oauth.authority import Authority, Grant, GrantRefused
from simulator.oauth.consent import AUTHORIZE, RECONNECT, Consent, page
from simulator.oauth.id_tokens import id_token, key_set
from simulator.settings import OPENID, Settings
from simulator.wire import Answer, Request, read_json, write_json

TOKEN = "/oauth2/v1/tokens/bearer"  # noqa: S105 (a path)
REVOKE = "/v2/oauth2/tokens/revoke"
USER = "/v1/openid_connect/userinfo"
ISSUER = "/op/v1"
JWKS = f"{ISSUER}/jwks"
DISCOVERY = ("/.well-known/openid_configuration", "/.well-known/openid_sandbox_configuration")
PATHS = (AUTHORIZE, RECONNECT, TOKEN, REVOKE, USER, JWKS, *DISCOVERY)
HARD_EXPIRY_HEADER = "x-include-refresh-token-hard-expires-in"
SUBJECT = "00000000-0000-4000-8000-000000000001"
# By the scope that shows it. The names are those that Intuit's clients read; nothing else confirms them.
USER_VALUES: dict[str, dict[str, Any]] = {
    "profile": {"givenName": "Simulated", "familyName": "Admin"},
    "email": {"email": "admin@example.com", "emailVerified": True},
    "phone": {"phoneNumber": "+1 5555550100", "phoneNumberVerified": True},
    "address": {
        "address": {
            "streetAddress": "1 Example Street",
            "locality": "Example",
            "region": "CA",
            "postalCode": "94043",
            "country": "US",
        }
    },
}


class OAuthPages:
    """Serves the routes of the authority. `companies` gives the names of companies by realm."""

    def __init__(
        self, settings: Settings, authority: Authority, companies: Callable[[], dict[str, str]]
    ) -> None:
        self._settings = settings
        self._authority = authority
        self.consent = Consent(settings, authority, companies)

    def handles(self, path: str) -> bool:
        """Tell whether a path belongs here."""
        return path.rstrip("/") in PATHS

    def answer(self, request: Request) -> Answer:
        """Answer a request to one of the routes."""
        path = request.path.rstrip("/")
        answer: Answer | None = None
        if path in (AUTHORIZE, RECONNECT):
            answer = self.consent.answer(request)
        elif path == TOKEN and request.method == "POST":
            answer = self._refusing(request, self._token)
        elif path == REVOKE and request.method == "POST":
            answer = self._refusing(request, self._revoke)
        elif path == USER and request.method == "GET":
            answer = self._user(request)
        elif path in DISCOVERY and request.method == "GET":
            answer = _json(200, self._discovery(_origin(request)))
        elif path == JWKS and request.method == "GET":
            answer = _json(200, key_set())
        return answer or page(405, "Method not allowed", "")

    def _discovery(self, origin: str) -> dict[str, Any]:
        return {
            "issuer": f"{origin}{ISSUER}",
            "authorization_endpoint": f"{origin}{AUTHORIZE}",
            "token_endpoint": f"{origin}{TOKEN}",
            "userinfo_endpoint": f"{origin}{USER}",
            "revocation_endpoint": f"{origin}{REVOKE}",
            "jwks_uri": f"{origin}{JWKS}",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": [OPENID, *USER_VALUES],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "claims_supported": ["aud", "exp", "iat", "iss", "realmid", "sub"],
        }

    def _refusing(self, request: Request, handler: Callable[[Request, dict[str, str]], Answer]) -> Answer:
        form = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        try:
            self._check_client(request.headers.get("authorization"), form)
            return handler(request, form)
        except GrantRefused as refused:
            return _json(refused.status, {"error": refused.error, "error_description": refused.description})

    def _check_client(self, authorization: str | None, form: dict[str, str]) -> None:
        expected = f"{self._settings.client_id}:{self._settings.client_secret}"
        if authorization is None:
            given = f"{form.get('client_id')}:{form.get('client_secret')}"
        else:
            given = _basic(authorization)
        if given != expected:
            raise GrantRefused("invalid_client", "Client authentication failed", status=401)

    def _token(self, request: Request, form: dict[str, str]) -> Answer:
        if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            raise GrantRefused("invalid_request", "The body must be a form")
        match form.get("grant_type"):
            case "authorization_code":
                grant = self._authority.exchange(form.get("code", ""), form.get("redirect_uri", ""))
                identity = self._identity(grant, _origin(request))
            case "refresh_token":
                # Whether a refresh brings an identity too is not published.
                grant, identity = self._authority.refresh(form.get("refresh_token", "")), {}
            case None:
                raise GrantRefused("invalid_request", "grant_type is missing")
            case _:
                raise GrantRefused("unsupported_grant_type", "grant_type is not supported")
        hard = request.headers.get(HARD_EXPIRY_HEADER, "").lower() == "true"
        return _json(200, {**self._tokens(grant, with_hard_expiry=hard), **identity})

    def _tokens(self, grant: Grant, *, with_hard_expiry: bool) -> dict[str, Any]:
        life_s = grant.refresh_expires_s - self._authority.now_s()
        tokens: dict[str, Any] = {
            "token_type": "bearer",
            "access_token": self._authority.access_token(grant),
            "refresh_token": grant.refresh_value,
            "expires_in": int(self._settings.access_token_life_s),
            "x_refresh_token_expires_in": int(life_s),
        }
        if with_hard_expiry:
            tokens["x_refresh_token_hard_expires_in"] = int(self._authority.hard_expires_in_s(grant))
        return tokens

    def _identity(self, grant: Grant, origin: str) -> dict[str, str]:
        if OPENID not in grant.scopes:
            return {}
        issuer, client_id, now_s = f"{origin}{ISSUER}", self._settings.client_id, self._authority.now_s()
        token = id_token(issuer=issuer, client_id=client_id, subject=SUBJECT, realm=grant.realm, now_s=now_s)
        return {"id_token": token}

    def _user(self, request: Request) -> Answer:
        """Say who has consented; what a token without the openid scope gets is not published: here 403."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        try:
            grant = self._authority.grant_of(token if scheme.lower() == "bearer" else "")
        except KeyError as reason:
            return _json(401, {"error": "invalid_token", "error_description": str(reason.args[0])})
        if OPENID not in grant.scopes:
            return _json(403, {"error": "insufficient_scope", "error_description": "The token lacks openid"})
        shown = [USER_VALUES.get(scope, {}) for scope in grant.scopes]
        return _json(200, {"sub": SUBJECT, **{name: value for part in shown for name, value in part.items()}})

    def _revoke(self, request: Request, _form: dict[str, str]) -> Answer:
        try:
            body = read_json(request.body)
        except (ValueError, RecursionError):
            body = None
        token = body.get("token") if isinstance(body, dict) else None
        if not isinstance(token, str) or not self._authority.revoke(token):
            raise GrantRefused("invalid_request", "The token is unknown")
        return Answer(200, {}, b"")


def _origin(request: Request) -> str:
    return f"http://{request.headers.get('host', 'localhost')}"


def _basic(authorization: str) -> str:
    scheme, _, credentials = authorization.partition(" ")
    try:
        pair = base64.b64decode(credentials, validate=True).decode()
    except ValueError:  # not base64, not ASCII, or not UTF-8 inside
        return ""
    return pair if scheme.lower() == "basic" else ""


def _json(status: int, body: dict[str, Any]) -> Answer:
    headers = {"Content-Type": "application/json;charset=utf-8", "Cache-Control": "no-store"}
    return Answer(status, headers, write_json(body))

"""The OAuth routes: consent page, token and revoke endpoints, discovery document."""

import base64
from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode

from simulator.oauth import Authority, Grant, GrantRefused
from simulator.settings import Settings
from simulator.wire import Answer, Request, html_page, read_json, write_json

AUTHORIZE = "/connect/oauth2"
TOKEN = "/oauth2/v1/tokens/bearer"  # noqa: S105 (a path)
REVOKE = "/v2/oauth2/tokens/revoke"
JWKS = "/op/v1/jwks"
DISCOVERY = ("/.well-known/openid_configuration", "/.well-known/openid_sandbox_configuration")
SCOPES = ("com.intuit.quickbooks.accounting", "openid", "profile", "email", "phone", "address")
HARD_EXPIRY_HEADER = "x-include-refresh-token-hard-expires-in"


class OAuthPages:
    """Serves the routes of the authority. `companies` gives the names of companies by realm."""

    def __init__(
        self, settings: Settings, authority: Authority, companies: Callable[[], dict[str, str]]
    ) -> None:
        self._settings = settings
        self._authority = authority
        self._companies = companies
        # A realm that is chosen without anybody looking at the page; "" = access is refused.
        self.automatic: str | None = None

    def handles(self, path: str) -> bool:
        """Tell whether a path belongs here."""
        return path.rstrip("/") in (AUTHORIZE, TOKEN, REVOKE, JWKS, *DISCOVERY)

    def answer(self, request: Request) -> Answer:
        """Answer a request to one of the routes."""
        path = request.path.rstrip("/")
        if path == AUTHORIZE and request.method == "GET":
            return self._authorize(dict(parse_qsl(request.query, keep_blank_values=True)))
        if path == TOKEN and request.method == "POST":
            return self._refusing(request, self._token)
        if path == REVOKE and request.method == "POST":
            return self._refusing(request, self._revoke)
        if path in DISCOVERY and request.method == "GET":
            return _json(200, self._discovery(request))
        if path == JWKS and request.method == "GET":
            return _json(200, {"keys": []})
        return _page(405, "Method not allowed", "")

    def _discovery(self, request: Request) -> dict[str, Any]:
        origin = f"http://{request.headers.get('host', 'localhost')}"
        return {
            "issuer": f"{origin}/op/v1",
            "authorization_endpoint": f"{origin}{AUTHORIZE}",
            "token_endpoint": f"{origin}{TOKEN}",
            "userinfo_endpoint": f"{origin}/v1/openid_connect/userinfo",
            "revocation_endpoint": f"{origin}{REVOKE}",
            "jwks_uri": f"{origin}{JWKS}",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": list(SCOPES),
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        }

    def _authorize(self, given: dict[str, str]) -> Answer:
        redirect_uri, state = given.get("redirect_uri", ""), given.get("state", "")
        if given.get("client_id") != self._settings.client_id:
            return _page(400, "Sorry, but this app did not connect", "The client_id is not known.")
        if redirect_uri not in self._authority.redirect_uris:
            reason = (
                "The redirect_uri query parameter value is invalid: it must equal a registered one exactly."
            )
            return _page(400, "Sorry, but this app did not connect", reason)
        if not state:
            return _page(400, "Sorry, but this app did not connect", "The state query parameter is missing.")
        if given.get("response_type") != "code":
            return _redirect(redirect_uri, error="unsupported_response_type", state=state)
        scopes = given.get("scope", "").split()
        if not scopes or any(scope not in SCOPES for scope in scopes):
            return _redirect(redirect_uri, error="invalid_scope", state=state)
        realm = given.get("_auto", self.automatic)
        if realm is None:
            return self._consent(given)
        if realm not in self._companies():
            return _redirect(redirect_uri, error="access_denied", state=state)
        code = self._authority.new_code(realm, redirect_uri)
        return _redirect(redirect_uri, code=code, state=state, realmId=realm)

    def _consent(self, given: dict[str, str]) -> Answer:
        hidden = "".join(
            f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
            for name, value in given.items()
        )
        choices = "".join(
            f'<p><label><input type="radio" name="_auto" value="{escape(realm)}"{" checked" * (not number)}> '
            f"{escape(name)} ({escape(realm)})</label></p>"
            for number, (realm, name) in enumerate(self._companies().items())
        )
        content = (
            f"<p>The app asks for access to: {escape(given.get('scope', ''))}</p>"
            f'<form method="get" action="{AUTHORIZE}">{hidden}{choices}<p><button>Connect</button></p></form>'
            f'<form method="get" action="{AUTHORIZE}">{hidden}'
            '<p><button name="_auto" value="">No, thanks</button></p></form>'
        )
        return _page(200, "Connect to QuickBooks (simulator)", content)

    def _refusing(self, request: Request, handler: Any) -> Answer:  # noqa: ANN401 (a method of this class)
        try:
            self._check_client(request.headers.get("authorization", ""))
            answer: Answer = handler(request)
        except GrantRefused as refused:
            body = {"error": refused.error, "error_description": refused.description}
            return _json(refused.status, body)
        return answer

    def _check_client(self, authorization: str) -> None:
        scheme, _, credentials = authorization.partition(" ")
        try:
            pair = base64.b64decode(credentials, validate=True).decode()
        except ValueError:  # not base64, not ASCII, or not UTF-8 inside
            pair = ""
        if scheme.lower() != "basic" or pair != f"{self._settings.client_id}:{self._settings.client_secret}":
            raise GrantRefused("invalid_client", "Client authentication failed", status=401)

    def _token(self, request: Request) -> Answer:
        if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            raise GrantRefused("invalid_request", "The body must be a form")
        form = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        match form.get("grant_type"):
            case "authorization_code":
                grant = self._authority.exchange(form.get("code", ""), form.get("redirect_uri", ""))
            case "refresh_token":
                grant = self._authority.refresh(form.get("refresh_token", ""))
            case None:
                raise GrantRefused("invalid_request", "grant_type is missing")
            case _:
                raise GrantRefused("unsupported_grant_type", "grant_type is not supported")
        hard = request.headers.get(HARD_EXPIRY_HEADER, "").lower() == "true"
        return _json(200, self._tokens(grant, with_hard_expiry=hard))

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

    def _revoke(self, request: Request) -> Answer:
        try:
            body = read_json(request.body)
        except ValueError:
            body = None
        token = body.get("token") if isinstance(body, dict) else None
        if not isinstance(token, str) or not self._authority.revoke(token):
            raise GrantRefused("invalid_request", "The token is unknown")
        return Answer(200, {}, b"")


def _json(status: int, body: dict[str, Any]) -> Answer:
    return Answer(status, {"Content-Type": "application/json;charset=utf-8"}, write_json(body))


def _page(status: int, title: str, content: str) -> Answer:
    headers = {"Content-Type": "text/html;charset=utf-8", "X-Frame-Options": "DENY"}
    return Answer(status, headers, html_page(title, content))


def _redirect(redirect_uri: str, **values: str) -> Answer:
    mark = "&" if "?" in redirect_uri else "?"
    return Answer(302, {"Location": f"{redirect_uri}{mark}{urlencode(values)}"}, b"")

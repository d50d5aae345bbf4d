"""Intuit's authorization server: the address to send a browser to, and tokens got, renewed and revoked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from urllib3.exceptions import HTTPError

from quickbooks_sync.adapters import https
from quickbooks_sync.adapters.secrets import AppSecret
from quickbooks_sync.errors import Defect, Disconnected, IntuitBusy
from quickbooks_sync.model import Realm
from quickbooks_sync.ports import Clock, TokenSet
from quickbooks_sync.settings import DISCOVERY_URLS

SCOPE = "com.intuit.quickbooks.accounting"
CONNECTIONS = 2
ENDPOINTS_LIFE_S = 86_400
FALL_BACK_LIFE_S = 300
OUR_FAULT = frozenset(
    {"invalid_client", "invalid_request", "invalid_scope", "unauthorized_client", "unsupported_grant_type"}
)


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the authorization server is; field names are those of the discovery document."""

    authorization_endpoint: str
    token_endpoint: str
    revocation_endpoint: str


DOCUMENTED = Endpoints(
    authorization_endpoint="https://appcenter.intuit.com/connect/oauth2",
    token_endpoint="https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer",  # noqa: S106 - an address
    revocation_endpoint="https://developer.api.intuit.com/v2/oauth2/tokens/revoke",
)
"""The same for sandbox and production, and what holds while Intuit's discovery document cannot be read."""


class IntuitOAuthHttp:
    """The IntuitOAuth port. No message and no error of it carries a token: nothing is chained."""

    def __init__(
        self,
        discovery_url: str,
        secret: Callable[[], AppSecret],
        clock: Clock,
        *,
        timeouts_s: tuple[float, float],
        session: requests.Session | None = None,
    ) -> None:
        self._discovery_url = discovery_url
        self._secret = secret
        self._clock = clock
        self._timeouts_s = timeouts_s
        self._session = session or https.session(CONNECTIONS)
        self._kept: tuple[float, Endpoints] | None = None

    def authorize_url(self, *, state: str, redirect_url: str) -> str:
        """Build the address to which the user's browser goes."""
        parameters = {
            "client_id": self._secret().client_id,
            "response_type": "code",
            "scope": SCOPE,
            "redirect_uri": redirect_url,
            "state": state,
        }
        return f"{self._endpoints().authorization_endpoint}?{urlencode(parameters)}"

    def exchange(self, code: str, *, realm: Realm, redirect_url: str) -> TokenSet:
        """Turn an authorization code into tokens; a code works once."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_url}
        return self._tokens(form, realm=realm)

    def refresh(self, tokens: TokenSet, *, use_previous: bool = False) -> TokenSet:
        """Get new tokens; the answer's refresh token replaces the former one.

        Raises Disconnected without asking when there is no previous token to use.
        """
        sent = tokens.previous_refresh_token if use_previous else tokens.refresh_token
        if not sent:
            raise Disconnected("there is no refresh token left to try: connect the company again")
        form = {"grant_type": "refresh_token", "refresh_token": sent}
        return self._tokens(form, realm=tokens.realm, sent=sent, former=tokens)

    def revoke(self, tokens: TokenSet) -> None:
        """End the whole connection at Intuit; a token that it no longer knows (400) is no error."""
        answer = self._post(self._endpoints().revocation_endpoint, json={"token": tokens.refresh_token})
        if answer.status_code not in (HTTPStatus.OK, HTTPStatus.BAD_REQUEST):
            raise _error(answer)

    def _tokens(
        self, form: Mapping[str, str], *, realm: Realm, sent: str = "", former: TokenSet | None = None
    ) -> TokenSet:
        asked_at = self._clock.now()
        answer = self._post(self._endpoints().token_endpoint, data=form)
        if answer.status_code != HTTPStatus.OK:
            raise _error(answer)
        values = _object(answer)
        try:
            refresh_token = _text(values["refresh_token"])
            kept = former.previous_refresh_token if former else ""
            return TokenSet(
                realm=realm,
                access_token=_text(values["access_token"]),
                refresh_token=refresh_token,
                access_expires_at=asked_at + timedelta(seconds=int(values["expires_in"])),
                refresh_expires_at=asked_at + timedelta(seconds=int(values["x_refresh_token_expires_in"])),
                previous_refresh_token=kept if refresh_token == sent else sent,
                version=former.version + 1 if former else 0,
            )
        except (KeyError, TypeError, ValueError, OverflowError):
            raise IntuitBusy("Intuit's token answer was not understood") from None

    def _endpoints(self) -> Endpoints:
        now_s = self._clock.monotonic_s()
        if self._kept is None or now_s >= self._kept[0]:
            try:
                self._kept = (now_s + ENDPOINTS_LIFE_S, self._discover())
            except IntuitBusy:
                if self._discovery_url not in DISCOVERY_URLS.values():
                    raise
                self._kept = (now_s + FALL_BACK_LIFE_S, DOCUMENTED)
        return self._kept[1]

    def _discover(self) -> Endpoints:
        answer = self._request("GET", self._discovery_url)
        values = _object(answer) if answer.status_code == HTTPStatus.OK else {}
        scheme = urlsplit(self._discovery_url).scheme
        urls = {name: values.get(name) for name in Endpoints.__slots__}
        if not all(isinstance(url, str) and urlsplit(url).scheme == scheme for url in urls.values()):
            raise IntuitBusy(f"{self._discovery_url} gave no discovery document (HTTP {answer.status_code})")
        return Endpoints(**{name: str(url) for name, url in urls.items()})

    def _post(
        self, url: str, *, data: Mapping[str, str] | None = None, json: Mapping[str, str] | None = None
    ) -> requests.Response:
        secret = self._secret()
        return self._request("POST", url, data=data, json=json, auth=(secret.client_id, secret.client_secret))

    def _request(self, method: str, url: str, **content: Any) -> requests.Response:  # noqa: ANN401 - requests' own
        try:
            return self._session.request(
                method, url, timeout=self._timeouts_s, allow_redirects=False, **content
            )
        except (OSError, HTTPError) as error:
            raise IntuitBusy(f"{urlsplit(url).hostname} did not answer: {type(error).__name__}") from None


def _error(answer: requests.Response) -> Disconnected | Defect | IntuitBusy:
    status = answer.status_code
    busy = IntuitBusy(f"Intuit's authorization server answered HTTP {status}")
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return busy
    try:
        name = _object(answer).get("error")
    except IntuitBusy:
        return busy
    if name == "invalid_grant":
        return Disconnected(
            "Intuit no longer accepts this connection (invalid_grant): connect the company again"
        )
    if name in OUR_FAULT:
        return Defect(
            f"Intuit refused the app itself ({name}): check client id, client secret and redirect URL"
        )
    return busy


def _object(answer: requests.Response) -> Mapping[str, Any]:
    try:
        values = answer.json()
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise IntuitBusy("Intuit's authorization server did not answer in JSON")
    return values


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("a token is text")
    return value

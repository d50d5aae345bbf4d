"""Intuit's authorization server: what is sent to it, what each answer comes to; and no token is shown."""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from quickbooks_sync.adapters.intuit_oauth import DOCUMENTED, IntuitOAuthHttp
from quickbooks_sync.adapters.secrets import AppSecret
from quickbooks_sync.errors import Defect, Disconnected, IntuitBusy
from quickbooks_sync.model import Realm
from quickbooks_sync.ports import TokenSet
from quickbooks_sync.settings import DISCOVERY_URLS
from tests.adapters.stubs import Heard, Silence, Stub, Talk, answer
from tests.fakes.clock import START, VirtualClock

Serve = Callable[[Talk], Stub]
REALM = Realm("4620816365000000001")
FORMER = TokenSet(
    realm=REALM,
    access_token="planted-access",
    refresh_token="planted-refresh",
    access_expires_at=datetime(2026, 4, 9, tzinfo=UTC),
    refresh_expires_at=datetime(2026, 7, 19, tzinfo=UTC),
    previous_refresh_token="planted-previous",
    version=7,
)
GRANTED = {
    "token_type": "bearer",
    "access_token": "planted-new-access",
    "refresh_token": "planted-new-refresh",
    "expires_in": 3600,
    "x_refresh_token_expires_in": 8_726_400,
}


class Authority:
    """A stub of the authorization server; `says` is its answer to the next posts."""

    def __init__(self, serve: Serve) -> None:
        self.says: bytes | None = answer("200 OK", json.dumps(GRANTED).encode())
        self.discovery: bytes | None = None
        self.stub = serve(self._talk)
        self.clock = VirtualClock()
        secret = AppSecret("client-1", "planted-secret")
        url = f"{self.stub.url}/.well-known/openid_configuration/"
        self.oauth = IntuitOAuthHttp(url, lambda: secret, self.clock, timeouts_s=(1.0, 0.3))

    def posts(self) -> list[Heard]:
        return [heard for heard in self.stub.heard if heard.line.startswith("POST")]

    def _talk(self, heard: Heard) -> Iterable[bytes]:
        if heard.line.startswith("GET"):
            document = {
                "authorization_endpoint": f"{self.stub.url}/authorize",
                "token_endpoint": f"{self.stub.url}/token",
                "revocation_endpoint": f"{self.stub.url}/revoke",
                "issuer": "x",
            }
            yield self.discovery or answer("200 OK", json.dumps(document).encode())
        elif self.says is None:
            raise Silence
        else:
            yield self.says


@pytest.fixture
def authority(serve: Serve) -> Authority:
    return Authority(serve)


def test_the_browser_is_sent_to_the_discovered_address_with_the_accounting_scope(
    authority: Authority,
) -> None:
    url = urlsplit(authority.oauth.authorize_url(state="s&1", redirect_url="https://host/callback?a=b"))
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{authority.stub.url}/authorize"
    assert dict(parse_qsl(url.query)) == {
        "client_id": "client-1",
        "response_type": "code",
        "scope": "com.intuit.quickbooks.accounting",
        "redirect_uri": "https://host/callback?a=b",
        "state": "s&1",
    }
    assert "planted" not in url.geturl()


def test_a_code_becomes_tokens_that_expire_when_intuit_says(authority: Authority) -> None:
    tokens = authority.oauth.exchange("code-1", realm=REALM, redirect_url="https://host/callback")
    assert tokens == TokenSet(
        realm=REALM,
        access_token="planted-new-access",
        refresh_token="planted-new-refresh",
        access_expires_at=START + timedelta(hours=1),
        refresh_expires_at=START + timedelta(days=101),
    )
    [heard] = authority.posts()
    assert heard.line == "POST /token HTTP/1.1"
    assert heard.headers["accept"] == "application/json"
    assert heard.headers["content-type"] == "application/x-www-form-urlencoded"
    pair = base64.b64decode(heard.headers["authorization"].removeprefix("Basic ")).decode()
    assert pair == "client-1:planted-secret"
    assert dict(parse_qsl(heard.body.decode())) == {
        "grant_type": "authorization_code",
        "code": "code-1",
        "redirect_uri": "https://host/callback",
    }


def sent_token(heard: Heard) -> str:
    form = dict(parse_qsl(heard.body.decode()))
    assert form["grant_type"] == "refresh_token"
    return form["refresh_token"]


def test_a_refresh_keeps_the_former_token_as_the_previous_one(authority: Authority) -> None:
    tokens = authority.oauth.refresh(FORMER)
    assert (tokens.refresh_token, tokens.previous_refresh_token) == ("planted-new-refresh", "planted-refresh")
    assert (tokens.version, tokens.realm) == (8, REALM)
    assert sent_token(authority.posts()[0]) == "planted-refresh"


def test_a_refresh_that_rotates_nothing_keeps_the_previous_token_that_there_was(authority: Authority) -> None:
    same = GRANTED | {"refresh_token": "planted-refresh"}
    authority.says = answer("200 OK", json.dumps(same).encode())
    tokens = authority.oauth.refresh(FORMER)
    assert (tokens.refresh_token, tokens.previous_refresh_token) == ("planted-refresh", "planted-previous")


def test_the_previous_token_is_tried_when_asked_for(authority: Authority) -> None:
    assert authority.oauth.refresh(FORMER, use_previous=True).previous_refresh_token == "planted-previous"
    assert sent_token(authority.posts()[0]) == "planted-previous"


def test_without_a_previous_token_nothing_is_asked(authority: Authority) -> None:
    none = TokenSet(REALM, "a", "r", FORMER.access_expires_at, FORMER.refresh_expires_at)
    with pytest.raises(Disconnected):
        authority.oauth.refresh(none, use_previous=True)
    assert authority.posts() == []


def error(status: str, name: str) -> bytes:
    body = {"error": name, "error_description": "planted-description"}
    return answer(status, json.dumps(body).encode())


@pytest.mark.parametrize(
    ("says", "raised"),
    [
        (error("400 Bad Request", "invalid_grant"), Disconnected),
        (error("401 Unauthorized", "invalid_client"), Defect),
        (error("400 Bad Request", "invalid_request"), Defect),
        (error("400 Bad Request", "unsupported_grant_type"), Defect),
        (error("400 Bad Request", "invalid_scope"), Defect),
        (error("400 Bad Request", "something_new"), IntuitBusy),
        (error("429 Too Many Requests", "invalid_grant"), IntuitBusy),
        (error("503 Service Unavailable", "invalid_grant"), IntuitBusy),
        (answer("400 Bad Request", b"<html>planted</html>"), IntuitBusy),
        (answer("302 Found", b"", "Location: https://elsewhere/"), IntuitBusy),
        (answer("200 OK", b"<html>planted</html>"), IntuitBusy),
        (answer("200 OK", b'["planted"]'), IntuitBusy),
        (answer("200 OK", json.dumps(GRANTED | {"refresh_token": ""}).encode()), IntuitBusy),
        (answer("200 OK", json.dumps(GRANTED | {"expires_in": "planted"}).encode()), IntuitBusy),
        (answer("200 OK", b'{"access_token": "planted"}'), IntuitBusy),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{planted", IntuitBusy),
        (b"", IntuitBusy),
        (None, IntuitBusy),
    ],
)
def test_an_answer_without_tokens_says_what_to_do_and_shows_nothing(
    authority: Authority, says: bytes | None, raised: type[Exception]
) -> None:
    authority.says = says
    asked: list[Callable[[], TokenSet]] = [
        lambda: authority.oauth.refresh(FORMER),
        lambda: authority.oauth.exchange("planted-code", realm=REALM, redirect_url="https://host/"),
    ]
    for ask in asked:
        with pytest.raises(raised) as caught:
            ask()
        assert "planted" not in repr(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None or caught.value.__suppress_context__
    assert len(authority.posts()) == 2


def test_revoking_sends_the_refresh_token(authority: Authority) -> None:
    authority.says = answer("200 OK", b"")
    authority.oauth.revoke(FORMER)
    [heard] = authority.posts()
    assert heard.line == "POST /revoke HTTP/1.1"
    assert json.loads(heard.body) == {"token": "planted-refresh"}


def test_revoking_what_has_ended_already_is_no_error(authority: Authority) -> None:
    authority.says = error("400 Bad Request", "invalid_request")
    authority.oauth.revoke(FORMER)


@pytest.mark.parametrize(
    ("says", "raised"),
    [(answer("503 Oh", b""), IntuitBusy), (error("401 Unauthorized", "invalid_client"), Defect)],
)
def test_revoking_that_was_not_done_is_said(
    authority: Authority, says: bytes, raised: type[Exception]
) -> None:
    authority.says = says
    with pytest.raises(raised):
        authority.oauth.revoke(FORMER)


def test_the_discovery_document_is_read_once_a_day(authority: Authority) -> None:
    for _ in range(2):
        authority.oauth.refresh(FORMER)
    assert len(authority.stub.heard) == 3
    authority.clock.sleep(86_400)
    authority.oauth.refresh(FORMER)
    assert len(authority.stub.heard) == 5


@pytest.mark.parametrize(
    "discovery",
    [
        answer("500 Oh", b""),
        answer("200 OK", b"<html>"),
        answer("200 OK", b'{"token_endpoint": "http://x"}'),
        answer("200 OK", json.dumps(dict.fromkeys(DOCUMENTED.__slots__, "file:///etc/passwd")).encode()),
    ],
)
def test_without_a_discovery_document_of_ones_own_intuit_is_not_asked_instead(
    authority: Authority, discovery: bytes
) -> None:
    authority.discovery = discovery
    with pytest.raises(IntuitBusy):
        authority.oauth.refresh(FORMER)
    assert authority.posts() == []


@pytest.mark.parametrize("url", DISCOVERY_URLS.values())
def test_without_intuits_discovery_document_the_documented_addresses_hold(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    oauth = IntuitOAuthHttp(url, lambda: AppSecret("id", "secret"), VirtualClock(), timeouts_s=(1.0, 1.0))
    address = oauth.authorize_url(state="s", redirect_url="https://host/")
    assert address.startswith("https://appcenter.intuit.com/connect/oauth2?client_id=id&")
    with pytest.raises(IntuitBusy, match=r"oauth\.platform\.intuit\.com did not answer"):
        oauth.refresh(FORMER)

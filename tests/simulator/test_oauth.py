"""OAuth 2: consent, codes, tokens, the daily change of the refresh value, revoking, and every refusal."""

from __future__ import annotations

import base64
import dataclasses
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import simplejson

from simulator import FIRST_REALM, Answer, Request
from tests.simulator.books import Books, Json

REDIRECT = "http://localhost:8000/callback"
BASIC = "Basic " + base64.b64encode(b"simulator-client:simulator-secret").decode()
ASKED = {
    "client_id": "simulator-client",
    "redirect_uri": REDIRECT,
    "response_type": "code",
    "scope": "com.intuit.quickbooks.accounting",
    "state": "one-time",
}
DAY_S = 86_400


def authorize(books: Books, **changes: str) -> Answer:
    query = urlencode({name: value for name, value in {**ASKED, **changes}.items() if value})
    return books.simulator.answer(Request("GET", "/connect/oauth2", query))


def sent_back(answer: Answer) -> dict[str, str]:
    assert answer.status == 302, answer.body
    assert answer.headers["Location"].startswith(f"{REDIRECT}?")
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def tokens(
    books: Books, *, authorization: str = BASIC, headers: dict[str, str] | None = None, **form: str
) -> Answer:
    usual = {"authorization": authorization, "content-type": "application/x-www-form-urlencoded"}
    body = urlencode(form).encode()
    request = Request("POST", "/oauth2/v1/tokens/bearer", "", {**usual, **(headers or {})}, body)
    return books.simulator.answer(request)


def connected(books: Books) -> dict[str, Json]:
    code = sent_back(authorize(books, _auto=FIRST_REALM))["code"]
    return granted(exchanged(books, code))


def exchanged(books: Books, code: str, redirect_uri: str = REDIRECT) -> Answer:
    return tokens(books, grant_type="authorization_code", code=code, redirect_uri=redirect_uri)


def refreshed(books: Books, value: str) -> Answer:
    return tokens(books, grant_type="refresh_token", refresh_token=value)


def granted(answer: Answer) -> dict[str, Json]:
    assert answer.status == 200, answer.body
    body: dict[str, Json] = answer.json()
    return body


def reads_company(books: Books, token: str, realm: str = FIRST_REALM) -> int:
    headers = {"authorization": f"Bearer {token}", "accept": "application/json"}
    path = f"/v3/company/{realm}/companyinfo/{realm}"
    return books.simulator.answer(Request("GET", path, "", headers)).status


def test_the_consent_page_offers_each_company_and_may_not_be_framed(books: Books) -> None:
    books.simulator.add_realm("123")
    page = authorize(books)
    assert (page.status, page.headers["X-Frame-Options"]) == (200, "DENY")
    for realm in (FIRST_REALM, "123"):
        assert f'name="_auto" value="{realm}"' in page.body.decode()


def test_consent_sends_code_state_and_realm_back(books: Books) -> None:
    back = sent_back(authorize(books, _auto=FIRST_REALM))
    assert (back["state"], back["realmId"]) == ("one-time", FIRST_REALM)
    assert set(back) == {"code", "state", "realmId"}


def test_a_refusal_sends_only_the_error_and_the_state_back(books: Books) -> None:
    books.simulator.pages.automatic = ""
    assert sent_back(authorize(books)) == {"error": "access_denied", "state": "one-time"}


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "somebody"},
        {"redirect_uri": f"{REDIRECT}/"},
        {"redirect_uri": f"{REDIRECT}?a=b"},
        {"redirect_uri": ""},
        {"state": ""},
    ],
)
def test_a_wrong_client_redirect_or_no_state_ends_on_a_page(books: Books, changes: dict[str, str]) -> None:
    answer = authorize(books, _auto=FIRST_REALM, **changes)
    assert (answer.status, "Location" in answer.headers) == (400, False)


@pytest.mark.parametrize("scope", ["", "com.intuit.quickbooks.accounting com.intuit.payroll"])
def test_a_scope_that_the_app_lacks_is_refused(books: Books, scope: str) -> None:
    assert sent_back(authorize(books, scope=scope))["error"] == "invalid_scope"


def test_a_code_brings_tokens_without_the_realm(books: Books) -> None:
    body = connected(books)
    assert {name: body[name] for name in ("token_type", "expires_in", "x_refresh_token_expires_in")} == {
        "token_type": "bearer",
        "expires_in": 3600,
        "x_refresh_token_expires_in": 8_726_400,
    }
    assert body.keys() == {
        "token_type", "access_token", "refresh_token", "expires_in", "x_refresh_token_expires_in",
    }  # fmt: skip
    assert reads_company(books, body["access_token"]) == 200


def test_a_code_works_once_for_ten_minutes_with_its_own_redirect(books: Books) -> None:
    first, second, third = (sent_back(authorize(books, _auto=FIRST_REALM))["code"] for _ in range(3))
    granted(exchanged(books, first))
    assert exchanged(books, first).json()["error"] == "invalid_grant"
    assert exchanged(books, second, "http://localhost:8000/other").json()["error"] == "invalid_grant"
    books.clock.advance(601)
    assert exchanged(books, third).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "authorization",
    ["", "Basic x", "Basic " + base64.b64encode(b"simulator-client:wrong").decode(), "Bearer x"],
)
def test_a_wrong_client_is_refused(books: Books, authorization: str) -> None:
    answer = tokens(books, authorization=authorization, grant_type="refresh_token", refresh_token="x")
    assert (answer.status, answer.json()["error"]) == (401, "invalid_client")


def test_a_malformed_token_request_is_refused(books: Books) -> None:
    assert tokens(books, grant_type="password").json()["error"] == "unsupported_grant_type"
    assert tokens(books).json()["error"] == "invalid_request"
    json_body = tokens(books, headers={"content-type": "application/json"}, grant_type="refresh_token")
    assert (json_body.status, json_body.json()["error"]) == (400, "invalid_request")


def test_an_access_token_lives_an_hour_and_is_bound_to_its_realm(books: Books) -> None:
    books.simulator.add_realm("123")
    token = connected(books)["access_token"]
    assert reads_company(books, token, "123") == 403
    books.clock.advance(3599)
    assert reads_company(books, token) == 200
    books.clock.advance(1)
    assert reads_company(books, token) == 401


def test_the_refresh_value_changes_after_a_day_and_the_old_one_is_dead(books: Books) -> None:
    value = connected(books)["refresh_token"]
    books.clock.advance(DAY_S - 1)
    assert granted(refreshed(books, value))["refresh_token"] == value
    books.clock.advance(1)
    new = granted(refreshed(books, value))["refresh_token"]
    assert new != value
    dead = refreshed(books, value)
    assert (dead.status, dead.json()) == (
        400,
        {"error": "invalid_grant", "error_description": "Incorrect or invalid refresh token"},
    )
    assert granted(refreshed(books, new))["refresh_token"] == new


def test_the_value_can_change_at_every_refresh() -> None:
    books = Books(rotate_every_refresh=True)
    value = connected(books)["refresh_token"]
    assert granted(refreshed(books, value))["refresh_token"] != value
    assert refreshed(books, value).status == 400


def test_an_idle_connection_dies_after_101_days_and_each_refresh_starts_them_anew(books: Books) -> None:
    value = connected(books)["refresh_token"]
    books.clock.advance(100 * DAY_S)
    value = granted(refreshed(books, value))["refresh_token"]
    books.clock.advance(100 * DAY_S)
    value = granted(refreshed(books, value))["refresh_token"]
    books.clock.advance(101 * DAY_S)
    assert refreshed(books, value).json()["error"] == "invalid_grant"


def test_five_years_are_the_most_and_shown_when_asked_for() -> None:
    books = Books(grant_life_s=150.0 * DAY_S)
    value = connected(books)["refresh_token"]
    books.clock.advance(100 * DAY_S)
    asked = {"x-include-refresh-token-hard-expires-in": "true"}
    body = granted(tokens(books, headers=asked, grant_type="refresh_token", refresh_token=value))
    assert body["x_refresh_token_hard_expires_in"] == body["x_refresh_token_expires_in"] == 50 * DAY_S
    books.clock.advance(50 * DAY_S)
    assert refreshed(books, body["refresh_token"]).status == 400


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_revoking_either_token_ends_the_connection(books: Books, which: str) -> None:
    held = connected(books)
    body = simplejson.dumps({"token": held[which]}).encode()
    headers = {"authorization": BASIC, "content-type": "application/json"}
    request = Request("POST", "/v2/oauth2/tokens/revoke", "", headers, body)
    answer = books.simulator.answer(request)
    assert (answer.status, answer.body) == (200, b"")
    assert reads_company(books, held["access_token"]) == 401
    assert refreshed(books, held["refresh_token"]).json()["error"] == "invalid_grant"
    assert books.simulator.answer(request).status == 400
    assert books.simulator.answer(dataclasses.replace(request, body=b"[")).status == 400


def test_the_discovery_document_names_the_endpoints(books: Books) -> None:
    for path in ("/.well-known/openid_configuration/", "/.well-known/openid_sandbox_configuration"):
        body = books.simulator.answer(Request("GET", path, "", {"host": "127.0.0.1:80"})).json()
        assert body["token_endpoint"] == "http://127.0.0.1:80/oauth2/v1/tokens/bearer"
        assert body["authorization_endpoint"] == "http://127.0.0.1:80/connect/oauth2"
        assert body["revocation_endpoint"] == "http://127.0.0.1:80/v2/oauth2/tokens/revoke"


def test_the_same_seed_gives_the_same_tokens() -> None:
    assert Books(seed=7).token == Books(seed=7).token != Books(seed=8).token

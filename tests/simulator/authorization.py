"""An app that asks a simulated company for access, step by step."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs, urlencode, urlsplit

import simplejson

from simulator import FIRST_REALM, Answer, Request
from tests.simulator.books import Books, Json

REDIRECT = "http://localhost:8000/callback"
BASIC = "Basic " + base64.b64encode(b"simulator-client:simulator-secret").decode()
ACCOUNTING = "com.intuit.quickbooks.accounting"
ASKED = {
    "client_id": "simulator-client",
    "redirect_uri": REDIRECT,
    "response_type": "code",
    "scope": ACCOUNTING,
    "state": "one-time",
}
FORM = "application/x-www-form-urlencoded"
DAY_S = 86_400


def authorize(books: Books, **changes: str) -> Answer:
    query = urlencode({name: value for name, value in {**ASKED, **changes}.items() if value})
    return books.simulator.answer(Request("GET", "/connect/oauth2", query))


def sent_back(answer: Answer) -> dict[str, str]:
    assert answer.status == 302, answer.body
    assert answer.headers["Location"].startswith(f"{REDIRECT}?")
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def tokens(
    books: Books, *, authorization: str | None = BASIC, headers: dict[str, str] | None = None, **form: str
) -> Answer:
    usual = {"content-type": FORM, "host": "127.0.0.1:80"}
    if authorization is not None:
        usual["authorization"] = authorization
    body = urlencode(form).encode()
    request = Request("POST", "/oauth2/v1/tokens/bearer", "", {**usual, **(headers or {})}, body)
    return books.simulator.answer(request)


def connected(books: Books, realm: str = FIRST_REALM, **changes: str) -> dict[str, Json]:
    code = sent_back(authorize(books, _auto=realm, **changes))["code"]
    return granted(exchanged(books, code))


def exchanged(books: Books, code: str, redirect_uri: str = REDIRECT) -> Answer:
    return tokens(books, grant_type="authorization_code", code=code, redirect_uri=redirect_uri)


def refreshed(books: Books, value: str) -> Answer:
    return tokens(books, grant_type="refresh_token", refresh_token=value)


def revoked(books: Books, token: Json) -> Answer:
    body = simplejson.dumps({"token": token}).encode()
    headers = {"authorization": BASIC, "content-type": "application/json"}
    return books.simulator.answer(Request("POST", "/v2/oauth2/tokens/revoke", "", headers, body))


def granted(answer: Answer) -> dict[str, Json]:
    assert answer.status == 200, answer.body
    body: dict[str, Json] = answer.json()
    return body


def refused(answer: Answer) -> str:
    assert answer.status == 400, answer.body
    return str(answer.json()["error"])


def reads_company(books: Books, token: str, realm: str = FIRST_REALM) -> int:
    headers = {"authorization": f"Bearer {token}", "accept": "application/json"}
    path = f"/v3/company/{realm}/companyinfo/{realm}"
    return books.simulator.answer(Request("GET", path, "", headers)).status

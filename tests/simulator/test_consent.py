"""The user's part of OAuth 2: the consent page, what it sends back, and the links that Intuit opens."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest

from simulator import FIRST_REALM, Answer, Request
from tests.simulator.authorization import ASKED, REDIRECT, authorize, connected, reads_company, sent_back
from tests.simulator.books import Books, done


class Form(HTMLParser):
    """What a browser makes of a page: its forms' fields, and the labels of what can be chosen."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.fields: list[dict[str, str | None]] = []
        self.tags: list[str] = []
        self.method = ""
        assert answer.status == 200, answer.body
        self.feed(answer.body.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "form":
            self.method = str(dict(attrs)["method"])
        if tag in ("input", "button"):
            self.fields.append(dict(attrs))

    def values(self, name: str) -> list[str | None]:
        return [field["value"] for field in self.fields if field["name"] == name]


def answered(books: Books, page: Answer, **values: str) -> Answer:
    """Send the form of a page as a browser does."""
    form = Form(page)
    assert form.method == "post"
    ticket = str(form.values("ticket")[0])
    body = urlencode({"ticket": ticket, **values}).encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return books.simulator.answer(Request("POST", "/connect/oauth2", urlencode(ASKED), headers, body))


def test_the_consent_page_asks_which_company_and_can_be_used_by_keyboard(books: Books) -> None:
    books.simulator.add_realm("123")
    form = Form(authorize(books))
    assert form.values("realm") == [FIRST_REALM, "123"]
    assert form.values("answer") == ["connect", "cancel"]
    assert {"main", "h1", "fieldset", "legend", "label"} <= set(form.tags)
    assert [field for field in form.fields if "checked" in field][0]["value"] == FIRST_REALM  # noqa: RUF015


def test_the_consent_page_may_not_be_framed_or_kept(books: Books) -> None:
    headers = authorize(books).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"


def test_the_company_that_is_chosen_in_the_page_is_the_one_that_is_connected(books: Books) -> None:
    books.simulator.add_realm("123")
    back = sent_back(answered(books, authorize(books), answer="connect", realm="123"))
    assert (back["state"], back["realmId"]) == ("one-time", "123")


@pytest.mark.parametrize(
    "values", [{"answer": "cancel", "realm": FIRST_REALM}, {"answer": "connect", "realm": "9"}, {}]
)
def test_no_consent_sends_only_the_error_and_the_state_back(books: Books, values: dict[str, str]) -> None:
    back = sent_back(answered(books, authorize(books), **values))
    assert back == {"error": "access_denied", "state": "one-time"}


def test_a_page_is_answered_once_within_ten_minutes_and_by_nobody_who_has_not_seen_it(books: Books) -> None:
    first, second = authorize(books), authorize(books)
    assert sent_back(answered(books, first, answer="connect", realm=FIRST_REALM))["code"]
    assert answered(books, first, answer="connect", realm=FIRST_REALM).status == 400
    forged = answered(books, second, ticket="0" * 32, answer="connect", realm=FIRST_REALM)
    assert (forged.status, "Location" in forged.headers) == (400, False)
    books.clock.advance(600)
    assert answered(books, second, answer="connect", realm=FIRST_REALM).status == 400


def test_what_a_page_shows_is_escaped(books: Books) -> None:
    name = '<script>"&'
    done(books, "POST", "realms", {"realm": "123", "name": name})
    assert name not in authorize(books).body.decode()


def test_consent_by_itself_sends_code_state_and_realm_back(books: Books) -> None:
    back = sent_back(authorize(books, _auto=FIRST_REALM))
    assert (back["state"], back["realmId"]) == ("one-time", FIRST_REALM)
    assert set(back) == {"code", "state", "realmId"}


def test_a_refusal_by_itself_sends_only_the_error_and_the_state_back(books: Books) -> None:
    done(books, "POST", "consent", {"realm": ""})
    assert sent_back(authorize(books)) == {"error": "access_denied", "state": "one-time"}


def test_without_the_accounting_scope_no_company_is_asked_for_or_named(books: Books) -> None:
    page = authorize(books, scope="openid email")
    assert Form(page).values("realm") == []
    assert set(sent_back(answered(books, page, answer="connect"))) == {"code", "state"}
    token = connected(books, scope="openid email")["access_token"]
    assert reads_company(books, token) == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "somebody"},
        {"redirect_uri": f"{REDIRECT}/"},
        {"redirect_uri": f"{REDIRECT}?a=b"},
        {"redirect_uri": f"{REDIRECT}#a"},
        {"redirect_uri": ""},
        {"state": ""},
    ],
)
def test_a_wrong_client_redirect_or_no_state_ends_on_a_page(books: Books, changes: dict[str, str]) -> None:
    answer = authorize(books, _auto=FIRST_REALM, **changes)
    assert (answer.status, "Location" in answer.headers) == (400, False)


def test_a_page_that_ends_here_says_what_would_have_been_right(books: Books) -> None:
    other = authorize(books, redirect_uri="http://localhost:1/").body.decode()
    assert (f"<li><code>{REDIRECT}</code>" in other, "--redirect-uri" in other) == (True, True)
    assert "The simulator has no company 9." in authorize(books, _auto="9").body.decode()


@pytest.mark.parametrize("scope", ["", "com.intuit.quickbooks.accounting com.intuit.quickbooks.payment"])
def test_a_scope_that_the_app_lacks_is_refused(books: Books, scope: str) -> None:
    assert sent_back(authorize(books, scope=scope))["error"] == "invalid_scope"


def test_only_a_code_can_be_asked_for(books: Books) -> None:
    assert sent_back(authorize(books, response_type="token"))["error"] == "unsupported_response_type"


def reconnect(books: Books, **changes: str) -> Answer:
    asked = {"appId": "simulator-client", "realmId": FIRST_REALM, "mode": "reconnect", **changes}
    return books.simulator.answer(Request("GET", "/app/connect/oauth2/request", urlencode(asked)))


def test_the_link_to_reconnect_leads_to_the_app_or_to_the_consent_page() -> None:
    books = Books(reconnect_url="https://app.example.com/reconnect")
    there = f"https://app.example.com/reconnect?realmId={FIRST_REALM}"
    assert reconnect(books).headers["Location"] == there
    path, _, query = reconnect(Books()).headers["Location"].partition("?")
    assert (path, query.startswith("client_id=simulator-client&")) == ("/connect/oauth2", True)
    page = books.simulator.answer(Request("GET", path, query))
    assert Form(page).values("realm") == [FIRST_REALM]
    assert [reconnect(books, **wrong).status for wrong in ({"appId": "x"}, {"realmId": "9"})] == [400, 400]


def test_a_user_who_disconnects_is_sent_to_the_app_with_the_realm() -> None:
    books = Books(disconnect_url="https://app.example.com/gone?by=user")
    token = connected(books)["access_token"]
    answer = done(books, "POST", "disconnect", {})
    assert answer == {"opens": f"https://app.example.com/gone?by=user&realmId={FIRST_REALM}"}
    assert reads_company(books, token) == 401

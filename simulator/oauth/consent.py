"""The user's part of OAuth 2: the authorize route, its page and its answer, and the link to reconnect."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qsl, urlencode

from simulator.oauth.authority import Authority
from simulator.oauth.consent_page import HEADERS, consent_page, whole_page
from simulator.settings import ACCOUNTING, Settings
from simulator.wire import Answer, Request

AUTHORIZE = "/connect/oauth2"
RECONNECT = "/app/connect/oauth2/request"
NOT_CONNECTED = "Sorry, but the app did not connect"
TICKET_HEX = 16
MOST_TICKETS = 1000


@dataclass(frozen=True, slots=True)
class _Asked:
    redirect_uri: str
    state: str
    scopes: tuple[str, ...]

    def send_back(self, **values: str) -> Answer:
        mark = "&" if "?" in self.redirect_uri else "?"
        query = urlencode({**values, "state": self.state})
        return _redirect(f"{self.redirect_uri}{mark}{query}")


class Consent:
    """Serves the two routes. `companies` gives the names of companies by realm."""

    def __init__(
        self, settings: Settings, authority: Authority, companies: Callable[[], dict[str, str]]
    ) -> None:
        self._settings = settings
        self._authority = authority
        self._companies = companies
        # A realm that is chosen without anybody looking at the page; "" = access is refused.
        self.automatic: str | None = None
        # What each page that was shown is about, until it is answered: so nobody else can answer it.
        self._tickets: OrderedDict[str, tuple[_Asked, float]] = OrderedDict()

    def answer(self, request: Request) -> Answer | None:
        """Answer a request to one of the routes; None for a method that they do not have."""
        path = request.path.rstrip("/")
        if path == AUTHORIZE and request.method == "POST":
            return self._answered(dict(parse_qsl(request.body.decode("utf-8", "replace"))))
        if request.method != "GET":
            return None
        given = dict(parse_qsl(request.query, keep_blank_values=True))
        return self._authorize(given) if path == AUTHORIZE else self._reconnect(given)

    def _authorize(self, given: dict[str, str]) -> Answer:
        if given.get("client_id") != self._settings.client_id:
            return page(400, NOT_CONNECTED, "<p>The client_id is not known.</p>")
        if given.get("redirect_uri") not in self._authority.redirect_uris:
            return page(400, NOT_CONNECTED, _not_registered(self._authority.redirect_uris))
        if not given.get("state"):
            return page(400, NOT_CONNECTED, "<p>The state query parameter is missing.</p>")
        asked = _Asked(given["redirect_uri"], given["state"], tuple(given.get("scope", "").split()))
        if given.get("response_type") != "code":
            return asked.send_back(error="unsupported_response_type")
        if not asked.scopes or not set(asked.scopes) <= set(self._settings.scopes):
            return asked.send_back(error="invalid_scope")
        chosen = given.get("_auto", self.automatic)
        if chosen and chosen not in self._companies():
            return page(400, NOT_CONNECTED, f"<p>The simulator has no company {escape(chosen)}.</p>")
        return self._show(asked) if chosen is None else self._decided(asked, chosen)

    def _show(self, asked: _Asked) -> Answer:
        ticket = self._authority.value("", TICKET_HEX)
        self._tickets[ticket] = (asked, self._authority.now_s() + self._settings.code_life_s)
        if len(self._tickets) > MOST_TICKETS:
            self._tickets.popitem(last=False)
        companies = self._companies() if ACCOUNTING in asked.scopes else {}
        return Answer(
            200, HEADERS, consent_page(self._settings.client_id, asked.scopes, companies, ticket=ticket)
        )

    def _answered(self, form: dict[str, str]) -> Answer:
        asked, until_s = self._tickets.pop(form.get("ticket", ""), (None, 0.0))
        if asked is None or until_s <= self._authority.now_s():
            content = "<p>This page was answered already, or is too old. Please begin again in the app.</p>"
            return page(400, NOT_CONNECTED, content)
        if form.get("answer") != "connect":
            return self._decided(asked, "")
        return self._decided(asked, form.get("realm", "") if ACCOUNTING in asked.scopes else "nobody")

    def _decided(self, asked: _Asked, realm: str) -> Answer:
        """Send the user back with a code, or without one when no company ("") is let in."""
        about_company = ACCOUNTING in asked.scopes
        if not realm or (about_company and realm not in self._companies()):
            return asked.send_back(error="access_denied")
        code = self._authority.new_code(realm if about_company else "", asked.redirect_uri, asked.scopes)
        return asked.send_back(code=code, **({"realmId": realm} if about_company else {}))

    def _reconnect(self, given: dict[str, str]) -> Answer:
        """Follow the link that Intuit puts into its mails before a connection ends.

        Where it leads is not published. With a reconnect URL it goes there, where the app can begin with a
        state of its own; without one straight to the consent page, with a state that no app has given.
        """
        app, realm = given.get("appId"), given.get("realmId", "")
        if (
            app != self._settings.client_id
            or realm not in self._companies()
            or given.get("mode") != "reconnect"
        ):
            return page(400, NOT_CONNECTED, "<p>appId, realmId or mode of the link is wrong.</p>")
        if self._settings.reconnect_url:
            return _redirect(with_realm(self._settings.reconnect_url, realm))
        asked = {
            "client_id": self._settings.client_id,
            "response_type": "code",
            "scope": ACCOUNTING,
            "redirect_uri": next(iter(self._authority.redirect_uris)),
            "state": self._authority.value("", TICKET_HEX),
        }
        return _redirect(f"{AUTHORIZE}?{urlencode(asked)}")


def _not_registered(registered: Iterable[str]) -> str:
    uris = "".join(f"<li><code>{escape(uri)}</code>" for uri in registered)
    return (
        "<p>The redirect_uri query parameter value is invalid: it must equal a registered one exactly.</p>"
        f"<ul>{uris}</ul><p><small>The simulator's <code>--redirect-uri</code> registers another.</small></p>"
    )


def with_realm(url: str, realm: str) -> str:
    """Return an address of the app as Intuit opens it in a user's browser: with the company's realm."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'realmId': realm})}"


def page(status: int, title: str, content: str) -> Answer:
    """Return a page of Intuit's that nobody may frame; `content` is HTML."""
    return Answer(status, HEADERS, whole_page(title, content))


def _redirect(location: str) -> Answer:
    return Answer(302, {"Location": location, "Cache-Control": "no-store"}, b"")

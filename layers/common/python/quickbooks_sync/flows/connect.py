"""Connecting a company to its books, and choosing what its records use there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from quickbooks_sync.books import Account, Books
from quickbooks_sync.errors import Conflict, Disconnected, Invalid, NotReady, Refused, Retry
from quickbooks_sync.flows import moving
from quickbooks_sync.flows.access import access, plan_refresh
from quickbooks_sync.flows.ending import keep, tidy
from quickbooks_sync.flows.reading import ALONE_S, CLICK_S, Reader, read_books
from quickbooks_sync.model import Company, CompanyId, Connection, Payload, Realm
from quickbooks_sync.ports import Ports, TokenSet
from quickbooks_sync.state import companies, work

INCOME_TYPES = ("Income", "Other Income")
EXPENSE_TYPES = ("Expense", "Other Expense", "Cost of Goods Sold")


@dataclass(frozen=True, slots=True)
class Callback:
    """What Intuit's redirect carries back."""

    state: str
    code: str = ""
    realm: str = ""
    error: str = ""


def start(ports: Ports, company: Company, *, user: str, redirect_url: str) -> str:
    """Give the address at Intuit to which the user's browser goes; it works once, for ten minutes."""
    state = ports.chance.token()
    values = {"company": company.id, "user": user, "redirect_url": redirect_url}
    companies.keep_state(ports.store, state, values, at=ports.clock.now(), life_s=ports.times.nonce_s)
    return ports.oauth.authorize_url(state=state, redirect_url=redirect_url)


def finish(ports: Ports, callback: Callback, *, environment: str) -> Company:
    """Take Intuit's redirect: exchange the code, prove the realm, keep the tokens, read the books.

    Books other than before are not connected but offered: `moving.confirm` moves the company there.

    Raises Refused when the state is unknown, used or old, when the user said no, or when the books belong
    to another company; IntuitBusy when Intuit does not answer.
    """
    kept = companies.take_state(ports.store, callback.state, at=ports.clock.now())
    if kept is None:
        message = "this sign-in was started too long ago or used already: press connect again"
        raise Refused(message)
    company = companies.find(ports.store, CompanyId(kept["company"]))
    if company is None or callback.error or not callback.code or not callback.realm.isdigit():
        why = callback.error or "the answer is incomplete"
        message = f"QuickBooks was not connected ({why}): press connect again and agree"
        raise Refused(message)
    realm = Realm(callback.realm)
    tokens = ports.oauth.exchange(callback.code, realm=realm, redirect_url=kept["redirect_url"])
    return _connected(ports, company, tokens, environment=environment)


def _connected(ports: Ports, company: Company, tokens: TokenSet, *, environment: str) -> Company:
    realm = tokens.realm
    reader = Reader(ports, company.id, realm, tokens, pause_s=ALONE_S, renews=False)
    about = _prove(reader, realm)
    if not companies.own_realm(ports.store, environment, realm, company.id):
        # The tokens are not revoked: that would end the connection of the company to which the books belong.
        message = "these QuickBooks books belong to another company here: sign in to your own"
        raise Conflict(message)
    if company.realm not in (None, realm):
        return moving.offer(
            ports, company, tokens, name=about.get("CompanyName", ""), environment=environment
        )
    keep(ports, company.id, tokens)
    books = read_books(reader, about, realm=realm, at=ports.clock.now())
    companies.save_books(ports.store, company.id, books)
    ports.clock.sleep(CLICK_S)  # From here on a drain may send: these reads must not count against it.
    saved = companies.changed(ports.store, company.id, lambda read: _in(ports, read, books))
    work.open_gate(ports.store, company.id)  # What closed it may have been the connection that ended.
    work.mark(ports.store, company.id, at=ports.clock.now(), due=company.sync_on_push)
    ports.log.outcome("connection", company=company.id, result="connected")
    try:
        tidy(ports, company.id, environment=environment)
    except Retry:
        return saved  # Other books' tokens are left: somebody looks at them within the hour.
    plan_refresh(ports, company.id, tokens, after_ending=True)
    return saved


def _in(ports: Ports, company: Company, books: Books) -> Company:
    if company.realm not in (None, books.realm):
        message = "the company was moved to other books meanwhile: connect again"
        raise Conflict(message)
    return replace(
        company,
        connection=Connection.CONNECTED,
        ended_by="",
        realm=books.realm,
        books_name=books.name,
        connection_since=ports.clock.now(),
    )


def _prove(reader: Reader, realm: Realm) -> Payload:
    """Read the company with the new token: the realm of a redirect alone proves nothing."""
    try:
        return reader.about(realm)
    except Disconnected as error:
        message = "the sign-in does not belong to the QuickBooks company that it names"
        raise Refused(message) from error


def refresh(ports: Ports, company: Company) -> Books:
    """Check the connection and read again what comes from the books."""
    realm = _realm(company)
    reader = Reader(ports, company.id, realm, access(ports, company.id, realm))
    books = read_books(reader, reader.about(realm), realm=realm, at=ports.clock.now())
    companies.save_books(ports.store, company.id, books)
    return books


def known_books(ports: Ports, company: Company) -> Books:
    """Give what was last read of the books. Raises NotReady before the company was ever connected."""
    books = companies.find_books(ports.store, company.id)
    if books is None:
        message = "not connected to QuickBooks yet: see Company settings, Integrations"
        raise NotReady(message, missing=("connection",))
    return books


def choices(books: Books) -> dict[str, list[dict[str, str]]]:
    """List what the four drop-downs offer: active tax codes, tax rates, income and expense accounts.

    The pseudo codes of the United States, TAX and NON, have no rate and belong on lines (facts 9.1).
    """
    return {
        "tax_code": [
            {"id": code.id, "name": code.name} for code in books.tax_codes if code.active and code.rates
        ],
        "tax_rate": [{"id": rate.id, "name": rate.name} for rate in books.tax_rates if rate.active],
        "income_account": [_choice(account) for account in _accounts(books, INCOME_TYPES)],
        "expense_account": [_choice(account) for account in _accounts(books, EXPENSE_TYPES)],
    }


def vanished(company: Company, books: Books) -> list[str]:
    """Name the selections that the books no longer offer."""
    offered = choices(books)
    return [
        name
        for name, options in offered.items()
        if (chosen := getattr(company.selections, name)) and chosen not in {each["id"] for each in options}
    ]


def select(ports: Ports, company: Company, books: Books, wanted: Mapping[str, str]) -> Company:
    """Make some or all of the four selections. Raises Invalid for one that the books do not offer."""
    offered = choices(books)
    faults = [
        {"field": name, "value": chosen, "message": "not among the choices; press Refresh to read them again"}
        for name, chosen in wanted.items()
        if chosen not in {each["id"] for each in offered[name]}
    ]
    if faults:
        message = "a selection is not among the choices"
        raise Invalid(message, faults)
    selections = replace(company.selections, **dict(wanted))
    saved = companies.save(ports.store, replace(company, selections=selections))
    if not saved.missing():
        work.mark(ports.store, company.id, at=ports.clock.now(), due=company.sync_on_push)
    return saved


def _realm(company: Company) -> Realm:
    if company.realm is None or company.connection is not Connection.CONNECTED:
        message = "not connected to QuickBooks: see Company settings, Integrations"
        raise NotReady(message, missing=("connection",))
    return company.realm


def _accounts(books: Books, types: tuple[str, ...]) -> list[Account]:
    return [account for account in books.accounts if account.active and account.type in types]


def _choice(account: Account) -> dict[str, str]:
    return {"id": account.id, "name": account.full_name}

"""A company's access token: refreshed by one at a time, and the new one stored before anything uses it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta

from quickbooks_sync.core.keeping import ERASE_AFTER, refresh_at
from quickbooks_sync.errors import Disconnected, IntuitBusy, LeaseLost, SecretsBusy
from quickbooks_sync.model import Company, CompanyId, Connection, Realm
from quickbooks_sync.ports import Ports, TokenSet
from quickbooks_sync.state import companies, keeping, keys, leases

FRESH_S = 300
"""An access token with less left is refreshed before work begins: a slice and its last answers fit in."""
STORE_PAUSES_S = (1, 2, 4, 8)
"""Between the tries to store new tokens: nobody else knows them, so they are not given up at once."""


def access(ports: Ports, company: CompanyId, realm: Realm, *, rejected: TokenSet | None = None) -> TokenSet:
    """Give tokens that should open a company's books, other than those that QuickBooks `rejected`.

    Raises Disconnected when there are none any more, IntuitBusy when the token host does not answer,
    SecretsBusy when new tokens could not be stored: the next to ask begins with the value that is stored.
    """
    tokens = ports.tokens.get(company)
    if tokens is not None and _usable(ports, tokens, realm, rejected):
        return tokens
    with alone(ports, company):
        return _under_lease(ports, company, realm, rejected)


@contextmanager
def alone(ports: Ports, company: CompanyId, *, wait_s: float | None = None) -> Iterator[None]:
    """Be the one who may change a company's tokens. Raises IntuitBusy when another is it for too long."""
    lease_s = ports.times.token_lease_s
    wait_s = lease_s + 1 if wait_s is None else wait_s  # By then a holder that died holds it no longer.
    ends_s = ports.clock.monotonic_s() + wait_s
    holder = ports.chance.token()
    key = keys.token_lease(company)
    while (lease := leases.take(ports.store, key, holder, at=ports.clock.now(), lease_s=lease_s)) is None:
        if ports.clock.monotonic_s() >= ends_s:
            message = "another worker is changing this company's tokens and does not finish"
            raise IntuitBusy(message)
        ports.clock.sleep(0.5)
    try:
        yield
    finally:
        with suppress(LeaseLost):  # It took too long, and somebody else went on.
            leases.release(ports.store, lease, sends=())


def is_fresh(ports: Ports, tokens: TokenSet) -> bool:
    """Tell whether an access token lasts for a piece of work."""
    return tokens.access_expires_at > ports.clock.now() + timedelta(seconds=FRESH_S)


def renew(ports: Ports, company: CompanyId, tokens: TokenSet, *, apart: bool = False) -> TokenSet:
    """Refresh tokens and store the new ones before anything uses them; the caller is `alone`.

    Raises Disconnected when Intuit takes them no longer, SecretsBusy when storing went on failing.
    """
    new = ports.oauth.refresh(tokens)
    return _stored(ports, company, new, former=tokens, apart=apart)


def _under_lease(ports: Ports, company_id: CompanyId, realm: Realm, rejected: TokenSet | None) -> TokenSet:
    company = companies.find(ports.store, company_id)
    if company is None or company.connection is not Connection.CONNECTED or company.realm != realm:
        message = "the company is not connected to these books"
        raise Disconnected(message)
    current = ports.tokens.get(company_id)
    if current is None or current.realm != realm:
        _disconnected(ports, company_id)
        message = "the company has no tokens"
        raise Disconnected(message)
    if _usable(ports, current, realm, rejected):
        return current
    try:
        return renew(ports, company_id, current)
    except Disconnected:
        return _after_refusal(ports, company_id, current, rejected)


def _after_refusal(
    ports: Ports, company: CompanyId, current: TokenSet, rejected: TokenSet | None
) -> TokenSet:
    """Use what somebody else stored meanwhile, else the value before this one; else a person must connect."""
    again = ports.tokens.get(company)
    try:
        if again is not None and again.refresh_token != current.refresh_token:
            return again if _usable(ports, again, current.realm, rejected) else renew(ports, company, again)
        if current.previous_refresh_token:
            new = ports.oauth.refresh(current, use_previous=True)
            return _stored(ports, company, new, former=current)
    except Disconnected:
        pass
    _disconnected(ports, company)
    message = "QuickBooks takes neither of the company's refresh tokens"
    raise Disconnected(message)


def _stored(
    ports: Ports, company: CompanyId, new: TokenSet, *, former: TokenSet, apart: bool = False
) -> TokenSet:
    stored = replace(new, previous_refresh_token=former.refresh_token, version=former.version + 1)
    for pause_s in STORE_PAUSES_S:
        try:
            ports.tokens.put(company, stored, apart=apart)
            break
        except SecretsBusy:
            ports.clock.sleep(pause_s)
    else:
        ports.tokens.put(company, stored, apart=apart)
    if not apart:
        plan_refresh(ports, company, stored, after_ending=False)
    return stored


def plan_refresh(ports: Ports, company: CompanyId, tokens: TokenSet, *, after_ending: bool) -> None:
    """Set when tokens that were just got have to be refreshed although nobody used them."""
    due = refresh_at(company, ports.clock.now(), tokens.refresh_expires_at)
    keeping.plan(ports.store, company, due, ends_at=tokens.refresh_expires_at, after_ending=after_ending)


def _usable(ports: Ports, tokens: TokenSet, realm: Realm, rejected: TokenSet | None) -> bool:
    if rejected is not None and tokens.access_token == rejected.access_token:
        return False
    return tokens.realm == realm and is_fresh(ports, tokens)


def _disconnected(ports: Ports, company_id: CompanyId) -> None:
    """Note that Intuit ended the connection. Its tokens are kept a while: the refusal may be our mistake."""

    def ended(company: Company) -> Company:
        if company.connection is not Connection.CONNECTED:
            return company
        return replace(
            company, connection=Connection.DISCONNECTED, connection_since=ports.clock.now(), ended_by="intuit"
        )

    keeping.plan(ports.store, company_id, ports.clock.now() + ERASE_AFTER, after_ending=False)
    companies.changed(ports.store, company_id, ended)
    ports.log.outcome("connection", company=company_id, result="disconnected")

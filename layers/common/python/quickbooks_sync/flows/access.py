"""A company's access token: refreshed by one at a time, and the new one stored before anything uses it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from quickbooks_sync.errors import Disconnected, IntuitBusy
from quickbooks_sync.model import CompanyId, Connection
from quickbooks_sync.ports import Ports, TokenSet
from quickbooks_sync.state import companies, keys, leases

FRESH_S = 300
"""An access token with less left is refreshed before work begins: a slice and its last answers fit in."""


def access(ports: Ports, company: CompanyId, *, rejected: TokenSet | None = None) -> TokenSet:
    """Give tokens that should work, other than those that QuickBooks `rejected`.

    Raises Disconnected when there are none any more, IntuitBusy when the token host does not answer.
    """
    tokens = ports.tokens.get(company)
    if tokens is not None and _usable(ports, tokens, rejected):
        return tokens
    lease_s = ports.times.token_lease_s
    ends_s = ports.clock.monotonic_s() + lease_s + 1  # By then a holder that died holds it no longer.
    while ports.clock.monotonic_s() < ends_s:
        holder = ports.chance.token()
        lease = leases.take(
            ports.store, keys.token_lease(company), holder, at=ports.clock.now(), lease_s=lease_s
        )
        if lease is None:
            ports.clock.sleep(0.5)
            continue
        try:
            return _under_lease(ports, company, rejected)
        finally:
            leases.release(ports.store, lease, sends=())
    message = "another worker is refreshing this company's tokens and does not finish"
    raise IntuitBusy(message)


def _under_lease(ports: Ports, company: CompanyId, rejected: TokenSet | None) -> TokenSet:
    current = ports.tokens.get(company)
    if current is None:
        _disconnected(ports, company)
        message = "the company has no tokens"
        raise Disconnected(message)
    if _usable(ports, current, rejected):
        return current
    try:
        new = ports.oauth.refresh(current)
    except Disconnected:
        return _after_refusal(ports, company, current, rejected)
    return _kept(ports, company, new, former=current)


def _after_refusal(
    ports: Ports, company: CompanyId, current: TokenSet, rejected: TokenSet | None
) -> TokenSet:
    """Use what somebody else stored meanwhile, else the value before this one; else a person must connect."""
    again = ports.tokens.get(company)
    if again is not None and again.version != current.version:
        if _usable(ports, again, rejected):
            return again
        return _kept(ports, company, ports.oauth.refresh(again), former=again)
    try:
        if current.previous_refresh_token:
            new = ports.oauth.refresh(current, use_previous=True)
            return _kept(ports, company, new, former=current)
    except Disconnected:
        pass
    _disconnected(ports, company)
    message = "QuickBooks takes neither of the company's refresh tokens"
    raise Disconnected(message)


def _kept(ports: Ports, company: CompanyId, new: TokenSet, *, former: TokenSet) -> TokenSet:
    """Store new tokens before anything uses them: a crash here costs nothing."""
    stored = replace(new, previous_refresh_token=former.refresh_token, version=former.version + 1)
    ports.tokens.put(company, stored)
    return stored


def _usable(ports: Ports, tokens: TokenSet, rejected: TokenSet | None) -> bool:
    if rejected is not None and tokens.access_token == rejected.access_token:
        return False
    return tokens.access_expires_at > ports.clock.now() + timedelta(seconds=FRESH_S)


def _disconnected(ports: Ports, company_id: CompanyId) -> None:
    company = companies.find(ports.store, company_id)
    if company is not None and company.connection is Connection.CONNECTED:
        companies.save(ports.store, replace(company, connection=Connection.DISCONNECTED))
        ports.log.outcome("connection", company=company_id, result="disconnected")

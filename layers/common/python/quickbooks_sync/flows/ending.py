"""Ending a connection: the company first, so that nothing more leaves; then Intuit; then what we keep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from quickbooks_sync.errors import Retry
from quickbooks_sync.flows.access import alone
from quickbooks_sync.model import Company, CompanyId, Connection
from quickbooks_sync.ports import Ports, TokenSet
from quickbooks_sync.state import companies, keeping, leases

WAIT_S = 5
"""How long a click waits for a worker that refreshes the tokens at the same time."""
UNUSED_S = 3600
"""After it tokens that no company came to use are revoked and erased: whoever stored them died."""


def disconnect(
    ports: Ports, company_id: CompanyId, *, environment: str, by: Literal["button", "nobody"] = "button"
) -> bool:
    """End a company's connection; False when tokens are left, which are revoked and erased later.

    Doing it again finishes what is left.
    """

    def ended(company: Company) -> Company:
        if company.connection in (Connection.NEVER, Connection.DISCONNECTED):
            return company
        return replace(
            company, connection=Connection.DISCONNECTED, connection_since=ports.clock.now(), ended_by=by
        )

    keeping.end(ports.store, company_id, ports.clock.now())
    stop(ports, company_id, ended)
    ports.log.outcome("connection", company=company_id, result="disconnected")
    try:
        tidy(ports, company_id, environment=environment)
    except Retry as error:
        ports.log.outcome("connection", company=company_id, result="tokens left", reason=error.code)
        return False
    return True


def stop(ports: Ports, company_id: CompanyId, change: Callable[[Company], Company]) -> Company:
    """Change a company so that nothing is sent any more, also not by who works on it at this moment.

    Who takes the lease afterwards reads the company as it is now; who has it writes no further call down.
    """
    saved = companies.changed(ports.store, company_id, change)
    leases.break_off(ports.store, leases.writer(company_id))
    return saved


def keep(ports: Ports, company_id: CompanyId, tokens: TokenSet) -> None:
    """Store the tokens of a sign-in as the company's own; other books' tokens there are revoked first."""
    keeping.plan(ports.store, company_id, _unused_at(ports), after_ending=True)
    with alone(ports, company_id, wait_s=WAIT_S):
        store_over(ports, company_id, tokens)


def store_over(ports: Ports, company_id: CompanyId, tokens: TokenSet) -> None:
    """Store tokens over a company's own; the caller is `alone`."""
    former = ports.tokens.get(company_id)
    if former is not None and former.realm != tokens.realm:
        ports.oauth.revoke(former)
    version = former.version + 1 if former is not None else 0
    ports.tokens.put(company_id, replace(tokens, version=version))


def tidy(ports: Ports, company_id: CompanyId, *, environment: str) -> None:
    """Revoke and erase whatever tokens the company does not use any more. Raises Retry with some left."""
    with alone(ports, company_id, wait_s=WAIT_S):
        company = companies.find(ports.store, company_id)
        if company is None or company.connection is Connection.OTHER_BOOKS:
            return
        if company.other_realm is not None:
            drop_other(ports, company, environment=environment)
        if company.connection is not Connection.CONNECTED:
            _drop(ports, company_id)
            keeping.forget(ports.store, company_id)


def drop_other(ports: Ports, company: Company, *, environment: str) -> None:
    """Give up the books that a person signed in to instead; the caller is `alone`."""
    _drop(ports, company.id, apart=True)
    other = company.other_realm
    if other is not None and other != company.realm and other not in company.former:
        companies.disown_realm(ports.store, environment, other, company.id)
    companies.changed(ports.store, company.id, lambda read: replace(read, other_realm=None, other_name=""))


def _drop(ports: Ports, company_id: CompanyId, *, apart: bool = False) -> None:
    tokens = ports.tokens.get(company_id, apart=apart)
    if tokens is not None:
        ports.oauth.revoke(tokens)
        ports.tokens.erase(company_id, apart=apart)


def _unused_at(ports: Ports) -> datetime:
    return ports.clock.now() + timedelta(seconds=UNUSED_S)

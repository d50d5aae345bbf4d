"""Every quarter of an hour: connections that nobody used are refreshed, and what is to end is ended."""

from __future__ import annotations

from datetime import timedelta

from quickbooks_sync.errors import Disconnected, Retry, SyncError
from quickbooks_sync.flows.access import access, plan_refresh
from quickbooks_sync.flows.ending import disconnect, tidy
from quickbooks_sync.model import CompanyId, Connection
from quickbooks_sync.ports import Ports
from quickbooks_sync.state import companies, keeping, keys, work

MOST_OF_A_SHARD = 100
AT_MOST_S = 90
"""After it the rest is left to the next time; one refresh may take a minute more."""
AGAIN = timedelta(hours=1)
AFTER_A_DEFECT = timedelta(days=1)


def keep(ports: Ports, *, environment: str) -> int:
    """Look at every company whose tokens are due, as far as time reaches, and tell how many there were."""
    ends_s = ports.clock.monotonic_s() + AT_MOST_S
    looked = 0
    for shard in _shards(ports):
        due = work.due_companies(ports.store, shard, by=ports.clock.now(), limit=MOST_OF_A_SHARD)
        for company in due:
            if ports.clock.monotonic_s() >= ends_s:
                return looked
            _keep(ports, company, environment=environment)
            looked += 1
    return looked


def _shards(ports: Ports) -> tuple[str, ...]:
    """List the shards, each time from another one on: none waits for ever behind one with much to do."""
    shards = keys.shards(keeping.SHARD)
    first = int(ports.clock.now().timestamp()) // 900 % len(shards)
    return (*shards[first:], *shards[:first])


def _keep(ports: Ports, company_id: CompanyId, *, environment: str) -> None:
    try:
        _look(ports, company_id, environment=environment)
    except Disconnected:
        return  # It was noted with the company, and when its tokens are erased.
    except Retry:
        keeping.put_off(ports.store, company_id, ports.clock.now() + AGAIN)
    except SyncError as error:  # One company's tokens that cannot be used stop no other's.
        ports.log.defect("keeping", error, company=company_id)
        keeping.put_off(ports.store, company_id, ports.clock.now() + AFTER_A_DEFECT)


def _look(ports: Ports, company_id: CompanyId, *, environment: str) -> None:
    company = companies.find(ports.store, company_id)
    if company is None:
        keeping.forget(ports.store, company_id)
        return
    if company.connection is not Connection.CONNECTED or company.realm is None:
        if not disconnect(ports, company_id, environment=environment, by="nobody"):
            keeping.put_off(ports.store, company_id, ports.clock.now() + AGAIN)
        return
    tokens = access(ports, company_id, company.realm)
    tidy(ports, company_id, environment=environment)
    plan_refresh(ports, company_id, tokens, after_ending=True)
    ports.log.outcome("connection", company=company_id, result="kept")

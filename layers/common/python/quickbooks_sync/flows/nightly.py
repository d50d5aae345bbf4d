"""Every quarter of an hour: a run for each company whose night it is, and that has something to sync."""

from __future__ import annotations

from datetime import datetime

from quickbooks_sync.core.nights import next_night
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.flows import running
from quickbooks_sync.model import Company, CompanyId, Phase
from quickbooks_sync.ports import Ports
from quickbooks_sync.state import companies, keys, records, work


def nightly(ports: Ports, *, by: datetime) -> int:
    """Start the run of every company whose night has come by a time, and tell how many there were."""
    started = 0
    for shard in keys.shards("NIGHT"):
        for company_id in work.due_companies(ports.store, shard, by=by):
            started += _night(ports, company_id, by)
    ports.log.outcome("nightly", started=started)
    return started


def _night(ports: Ports, company_id: CompanyId, by: datetime) -> bool:
    company = companies.find(ports.store, company_id)
    if company is None or not company.nightly:
        companies.plan_night(ports.store, company_id, None)
        return False
    wanted = not company.missing() and _has_work(ports, company)
    if wanted:
        running.start_night(ports, company)  # Before the next night is set: a crash here runs it again.
    companies.plan_night(ports.store, company_id, next_night(company, by))
    return wanted


def _has_work(ports: Ports, company: Company) -> bool:
    return any(
        records.listed(ports.store, company.id, entity, phase, limit=1)[0]
        for entity in ENTITIES
        for phase in (Phase.PENDING, Phase.REJECTED)
    )

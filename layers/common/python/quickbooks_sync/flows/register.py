"""The host registers its customers; people change their settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from quickbooks_sync.core.nights import next_night
from quickbooks_sync.model import Company, CompanyId
from quickbooks_sync.ports import Ports
from quickbooks_sync.state import companies


def register(ports: Ports, company_id: CompanyId, values: Mapping[str, Any]) -> Company:
    """Register a company, or change what the host says of it; its connection and settings stay."""
    known = companies.find(ports.store, company_id)
    company = replace(known, **values) if known else Company(id=company_id, **values)
    return _save(ports, company)


def change(ports: Ports, company: Company, values: Mapping[str, Any]) -> Company:
    """Change a company's settings."""
    return _save(ports, replace(company, **values))


def _save(ports: Ports, company: Company) -> Company:
    saved = companies.save(ports.store, company)
    at = next_night(saved, ports.clock.now()) if saved.nightly else None
    companies.plan_night(ports.store, saved.id, at)
    return saved

"""Queue messages: pointers, never data. A duplicate, late or replayed one is harmless."""

from __future__ import annotations

import re

import simplejson

from quickbooks_sync.errors import BadMessage
from quickbooks_sync.model import CompanyId
from quickbooks_sync.ports import Ports

COMPANY_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def send_pointer(ports: Ports, company: CompanyId, entity: str) -> None:
    """Ask for a look at an entity's pending records of a company."""
    ports.queues.send(entity, simplejson.dumps({"company": company}))


def company_of(body: str) -> CompanyId:
    """Read which company a message points to. Raises BadMessage."""
    try:
        value = simplejson.loads(body)
    except (ValueError, RecursionError) as error:
        message = "the message is not JSON"
        raise BadMessage(message) from error
    company = value.get("company") if isinstance(value, dict) and set(value) == {"company"} else None
    if not isinstance(company, str) or not COMPANY_ID.fullmatch(company):
        message = 'the message is not {"company": "<id>"}'
        raise BadMessage(message)
    return CompanyId(company)

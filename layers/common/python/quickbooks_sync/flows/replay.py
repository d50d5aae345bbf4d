"""Support sends dead letters on their way again; replaying them all five times equals replaying once."""

from __future__ import annotations

from dataclasses import dataclass

from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.errors import BadMessage, Invalid, NotFound
from quickbooks_sync.flows.pointers import company_of
from quickbooks_sync.model import CompanyId
from quickbooks_sync.ports import Letter, Ports
from quickbooks_sync.state import audits, companies, work
from quickbooks_sync.state.audits import Audit

ENTITY_S = 45
"""A letter that was taken and left comes in sight again after a minute."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which dead letters: all, or those of a company, an entity, or both."""

    company: CompanyId | None = None
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many letters went back to their queue, and how many were left, per entity."""

    sent: dict[str, int]
    left: dict[str, int]


def counts(ports: Ports) -> dict[str, int]:
    """Count the dead letters of every entity, about."""
    return {entity: ports.queues.dead_letter_count(entity) for entity in ENTITIES}


def replay(ports: Ports, wanted: Wanted, *, who: str, why: str) -> Replayed:
    """Send dead letters back to their queues and let parked companies go on.

    Letters that name no company go back as they are when nobody asked for one company: they fail again
    and return. Raises Invalid without a reason or for an unknown entity, NotFound for an unknown company.
    """
    if not why.strip():
        message = "say why you replay: the reason is kept"
        raise Invalid(message, [{"field": "reason", "value": why, "message": message}])
    if wanted.entity is not None and wanted.entity not in ENTITIES:
        message = f"entity is one of {', '.join(ENTITIES)}"
        raise Invalid(message, [{"field": "entity", "value": wanted.entity, "message": message}])
    if wanted.company is not None and companies.find(ports.store, wanted.company) is None:
        message = f"no company {wanted.company!r}"
        raise NotFound(message)
    audit = Audit(ports.clock.now(), who, why, wanted.company, wanted.entity)
    audits.write(ports.store, audit, number=ports.chance.token())
    if wanted.company is not None:
        _go_on(ports, wanted.company)
    sent: dict[str, int] = {}
    left: dict[str, int] = {}
    for entity in [wanted.entity] if wanted.entity else list(ENTITIES):
        sent[entity], left[entity] = _replay_entity(ports, entity, wanted.company)
        ports.log.outcome("replay", entity=entity, sent=sent[entity], by=who, company=wanted.company or "")
    return Replayed(sent, left)


def _replay_entity(ports: Ports, entity: str, company: CompanyId | None) -> tuple[int, int]:
    """Send until no letter is in sight; ends before those come back that were left."""
    sent = 0
    others: list[Letter] = []
    ends_s = ports.clock.monotonic_s() + ENTITY_S
    while ports.clock.monotonic_s() < ends_s and (letters := ports.queues.dead_letters(entity)):
        for letter in letters:
            named = _company(letter)
            if company is not None and named != company:
                others.append(letter)
                continue
            if named is not None:
                _go_on(ports, named)
            ports.queues.send(entity, letter.body)
            ports.queues.remove_dead_letter(entity, letter)
            sent += 1
    for letter in others:
        ports.queues.return_dead_letter(entity, letter)
    return sent, len(others)


def _company(letter: Letter) -> CompanyId | None:
    try:
        return company_of(letter.body)
    except BadMessage:
        return None


def _go_on(ports: Ports, company: CompanyId) -> None:
    """Let a company's work go on, parked or not, and have somebody look."""
    if companies.find(ports.store, company) is None:
        return
    if work.read(ports.store, company).parked:
        work.unpark(ports.store, company)
    work.mark(ports.store, company, at=ports.clock.now())

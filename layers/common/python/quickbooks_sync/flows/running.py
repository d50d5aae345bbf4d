"""Runs: asking for one, what it takes up again, how far it is, and its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from quickbooks_sync.core.problems import awaits_a_decision
from quickbooks_sync.core.tally import tally
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.errors import ConditionFailed, NotReady
from quickbooks_sync.flows.pointers import send_pointer
from quickbooks_sync.flows.turn import Turn
from quickbooks_sync.model import Company, CompanyId, Phase, Record, RecordKey, Run, RunId, RunState
from quickbooks_sync.ports import Ports
from quickbooks_sync.state import outcomes, records, runs, work
from quickbooks_sync.state.records import Moved

_LEFT = (Phase.WAITING, Phase.PENDING)
"""What a run has not brought to an end; a call of unknown outcome leaves its records pending."""


def ask(ports: Ports, company: Company, *, entity: str = "", record_id: str = "", asked_by: str) -> Run:
    """Start a manual run over everything, one entity (and what it refers to), or one record.

    The same run that is still going is returned instead of a second one.

    Raises NotReady naming what the company lacks, NotFound for a record that was never pushed.
    """
    if missing := company.missing():
        message = f"nothing can be synced before {', '.join(missing)}: see Company settings, Integrations"
        raise NotReady(message, missing=missing)
    key = RecordKey(entity, record_id) if record_id else None
    if key is not None:
        records.existing(ports.store, company.id, key)
    wanted = (entity,) if key else scope(entity)
    for going in runs.going(ports.store, company.id):
        if (going.kind, going.scope, going.record) == ("manual", wanted, key):
            send_pointer(ports, company.id, wanted[0])
            return going
    run = Run(
        id=RunId(ports.chance.token()),
        company=company.id,
        kind="manual",
        asked_by=asked_by,
        started_at=ports.clock.now(),
        scope=wanted,
        record=key,
    )
    work.probe(ports.store, company.id)
    _begin(ports, run)
    return run


def start_night(ports: Ports, company: Company) -> Run:
    """Start a company's nightly run over everything; nobody is told when it ends."""
    run = Run(
        id=RunId(ports.chance.token()),
        company=company.id,
        kind="night",
        asked_by="schedule",
        started_at=ports.clock.now(),
        scope=tuple(ENTITIES),
    )
    _begin(ports, run)
    return run


def scope(entity: str) -> tuple[str, ...]:
    """Name the entities that a run over one goes through, in order; "" is all."""
    wanted = {entity} if entity else set(ENTITIES)
    while more := {need for name in wanted for need in ENTITIES[name].needs} - wanted:
        wanted |= more
    return tuple(name for name in ENTITIES if name in wanted)


def progress(ports: Ports, run: Run) -> Run:
    """Count how far a run is; an ended one keeps the counts that it ended with."""
    return run if run.state is RunState.ENDED else replace(run, counts=_counts(ports, run))


def open_entities(ports: Ports, company: Company) -> frozenset[str]:
    """Name the entities of which everything pending may be synced now.

    A company that does not sync on push waits for a run: only what somebody asked for goes before.
    """
    if company.sync_on_push:
        return frozenset(ENTITIES)
    going = runs.going(ports.store, company.id)
    return frozenset(entity for run in going if run.record is None for entity in run.scope)


def any_going(turn: Turn) -> bool:
    """Tell whether a run of the company has not ended."""
    return bool(runs.going(turn.store, turn.id))


def end_all(ports: Ports, company: CompanyId) -> None:
    """End the company's runs: nothing of theirs is pending, or nothing can be sent now."""
    for run in runs.going(ports.store, company):
        counts = _counts(ports, run)
        if runs.end(ports.store, run, counts, at=ports.clock.now(), keep_days=ports.limits.outcome_ttl_days):
            ports.log.outcome("run", company=company, run=run.id, kind=run.kind, result="ended")


def retry_rejected(turn: Turn, entity: str) -> None:
    """Make pending again, once a run, what was rejected before the run began."""
    for run in runs.going(turn.store, turn.id):
        if run.record is not None or entity not in run.scope or entity in run.retried:
            continue
        if _retry(turn, entity, run):
            runs.retried(turn.store, run, entity, keep_days=turn.limits.outcome_ttl_days)


def next_to_retry(turn: Turn) -> str | None:
    """Name the first entity whose rejected records a run has still to take up again."""
    going = [run for run in runs.going(turn.store, turn.id) if run.record is None]
    left = {entity for run in going for entity in run.scope if entity not in run.retried}
    return next((entity for entity in ENTITIES if entity in left), None)


def _begin(ports: Ports, run: Run) -> None:
    work.mark(ports.store, run.company, at=ports.clock.now())
    runs.start(ports.store, run, keep_days=ports.limits.outcome_ttl_days)
    if run.record is not None:
        _ask_for(ports, run, run.record)
    send_pointer(ports, run.company, run.scope[0])


def _ask_for(ports: Ports, run: Run, key: RecordKey) -> None:
    """Push a record and all that it refers to, unlinked or changed, to the front."""
    asked: set[RecordKey] = set()
    left = [key]
    while left:
        found = records.load(ports.store, run.company, left)
        asked.update(left)
        left = [other for record in found.values() for other in _references(record) if other not in asked]
        for record in found.values():
            meant = record.key == key or not awaits_a_decision(record.problems)
            if meant and record.phase in (Phase.PENDING, Phase.REJECTED, Phase.WAITING):
                _to_the_front(ports, run, record)


def _to_the_front(ports: Ports, run: Run, record: Record) -> None:
    try:
        to = Moved(Phase.PENDING, asked_by=run.id)
        ports.store.apply(records.moved(record, to, at=ports.clock.now()))
    except ConditionFailed:
        return  # Whoever changed it meanwhile left it pending, or settled it.


def _references(record: Record) -> Iterable[RecordKey]:
    if record.removal is not None:
        return ()
    rules = ENTITIES[record.key.entity]
    return rules.references(rules.schema.model_validate(record.content))


def _retry(turn: Turn, entity: str, run: Run) -> bool:
    """Take up a run's formerly rejected records; False when the slice ended before all were."""
    cursor: str | None = None
    while turn.may_start():
        page, cursor = records.listed(
            turn.store, turn.id, entity, Phase.REJECTED, limit=turn.limits.page, cursor=cursor
        )
        if page:
            work.mark(turn.store, turn.id, at=turn.now())  # The index is late: see waking.
        for record in records.load(turn.store, turn.id, page).values():
            if record.phase is Phase.REJECTED and record.changed_at < run.started_at:
                _pending_again(turn, record)
        if cursor is None:
            return True
    return False


def _pending_again(turn: Turn, record: Record) -> None:
    if awaits_a_decision(record.problems):
        return
    try:
        turn.store.apply(records.moved(record, Moved(Phase.PENDING), at=record.changed_at))
    except ConditionFailed:
        return  # A newer version was pushed: it is pending already.


def _counts(ports: Ports, run: Run) -> Mapping[str, Mapping[str, int]]:
    counts = tally(run, outcomes.since(ports.store, run.company, run.started_at))
    if run.record is None:
        for entity in run.scope:
            counts[entity]["waiting"] = sum(
                records.counted(ports.store, run.company, entity, phase) for phase in _LEFT
            )
    elif (found := records.find(ports.store, run.company, run.record)) and found.phase in _LEFT:
        counts[run.record.entity] = {"synced": 0, "error": 0, "waiting": 1}
    return counts

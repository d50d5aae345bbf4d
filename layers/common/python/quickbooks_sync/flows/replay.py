"""Support lets go on what is stuck; replaying all of it five times equals replaying once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.errors import ConditionFailed, Invalid
from quickbooks_sync.flows import failing, places
from quickbooks_sync.flows.places import Cursor, Wanted
from quickbooks_sync.flows.pointers import send_pointer
from quickbooks_sync.model import Company, CompanyId, Phase, Record, RunId
from quickbooks_sync.ports import Letter, Ports
from quickbooks_sync.state import audits, companies, outcomes, records, stuck, work
from quickbooks_sync.state.audits import Audit
from quickbooks_sync.state.records import Moved

CALL_S = 20
"""How long one call may go on; API Gateway waits 30 s. A letter left out of sight comes back after 60."""
MOST_AT_ONCE = 500
"""How many records one call makes pending again, and about how many letters and companies it lets go on."""
PAGE = 100
LETTERS, REASONS, COMPANIES, RECORDS = "letters", "reasons", "companies", "records"


@dataclass(slots=True)
class Replayed:
    """What a replay did, or would do; `cursor`: there is more, ask again with it."""

    dry_run: bool
    sent: dict[str, int] = field(default_factory=dict)
    """Messages on their way again, per entity."""
    left: dict[str, int] = field(default_factory=dict)
    """Dead letters that were looked at and were not wanted, per entity."""
    companies: int = 0
    """Companies that were parked, or whose gate was closed, and that go on."""
    records: int = 0
    """Records that are pending again."""
    cursor: str | None = None

    @property
    def done(self) -> dict[str, int]:
        """What the audit keeps of it."""
        return {"messages": sum(self.sent.values()), "companies": self.companies, "records": self.records}


def counts(ports: Ports) -> dict[str, int]:
    """Count the messages in every entity's dead-letter queue, about."""
    return {entity: ports.queues.dead_letter_count(entity) for entity in ENTITIES}


def replay(
    ports: Ports, wanted: Wanted, *, who: str, why: str, dry_run: bool = False, cursor: str | None = None
) -> Replayed:
    """Let go on what is wanted, as far as one call reaches, written down before anything is done.

    Without a problem: dead letters go back to their queues, or new messages for those that have expired;
    parked companies go on; the gate of a company that is named opens. With a problem: the rejected records
    that have it are pending again. Letters that name no company fail again and return.

    Raises Invalid without a reason or for an unknown entity or problem, NotFound for an unknown company.
    """
    if not why.strip():
        message = "say why you replay: the reason is kept"
        raise Invalid(message, [{"field": "reason", "value": why, "message": message}])
    places.check(ports, wanted)
    replaying = _Replaying(ports, wanted, dry_run=dry_run)
    start = places.cursor_of(cursor, replaying.parts)
    if dry_run:
        return replaying.go_through(start)
    audit = Audit(
        at=ports.clock.now(),
        number=replaying.number,
        who=who,
        why=why,
        company=wanted.company,
        entity=wanted.entity,
        problem=wanted.problem,
        before=wanted.before,
    )
    audits.write(ports.store, audit)
    done = replaying.go_through(start)
    audits.add(ports.store, audit, done.done)
    ports.log.outcome(
        "replay", company=wanted.company or "", entity=wanted.entity or "", by=who, **_said(done.done)
    )
    return done


def _said(done: Mapping[str, int]) -> dict[str, int]:
    return {f"{name}_replayed": count for name, count in done.items()}


class _Replaying:
    """One call of a replay: what is left of its time, and what it has done."""

    def __init__(self, ports: Ports, wanted: Wanted, *, dry_run: bool) -> None:
        self.number = ports.chance.token()
        self.parts = (RECORDS,) if wanted.problem else (LETTERS, REASONS, COMPANIES)
        self._ports = ports
        self._wanted = wanted
        self._dry = dry_run
        self._done = Replayed(dry_run)
        self._gone_on: set[CompanyId] = set()
        self._ends_s = ports.clock.monotonic_s() + CALL_S

    def go_through(self, start: Cursor) -> Replayed:
        """Do part after part, until the time is over."""
        each = {
            LETTERS: self._letters,
            REASONS: self._reasons,
            COMPANIES: self._companies,
            RECORDS: self._records,
        }
        here: Cursor | None = start
        while here is not None and self._in_time():
            following = each[here.part](here)
            if following is None:
                later = self.parts[self.parts.index(here.part) + 1 :]
                following = Cursor(later[0]) if later else None
            here = following
        self._done.cursor = here.text() if here else None
        return self._done

    def _in_time(self) -> bool:
        done = self._done.done
        return self._ports.clock.monotonic_s() < self._ends_s and sum(done.values()) < MOST_AT_ONCE

    def _letters(self, here: Cursor) -> Cursor | None:
        """Send the dead letters of one entity on their way; the cursor names the entity."""
        entities = self._wanted.entities
        entity = here.place[0] if here.place and here.place[0] in entities else entities[0]
        self._done.sent.setdefault(entity, 0)
        self._done.left.setdefault(entity, 0)
        if self._dry:
            self._done.sent[entity] = self._about(entity)
        elif not self._letters_of(entity):
            return Cursor(LETTERS, (entity,))
        later = entities[entities.index(entity) + 1 :]
        return Cursor(LETTERS, (later[0],)) if later else None

    def _letters_of(self, entity: str) -> bool:
        """Send until no letter is in sight, then put back what was not wanted; False when time is over."""
        queues = self._ports.queues
        others: list[Letter] = []
        while self._in_time():
            letters = queues.dead_letters(entity)
            for letter in letters:
                if not self._wants(letter):
                    others.append(letter)
                    continue
                if named := failing.named_company(letter.body):
                    self._go_on(named)
                queues.send(entity, letter.body)
                stuck.forget(self._ports.store, failing.key_of(entity, letter.body))
                queues.remove_dead_letter(entity, letter)
                self._done.sent[entity] += 1
            if not letters:
                for letter in others:
                    queues.return_dead_letter(entity, letter)
                self._done.left[entity] = len(others)
                return True
        return False

    def _about(self, entity: str) -> int:
        """Tell how many letters a replay of all would send; part of them only the table can tell apart."""
        return 0 if self._wants_some else self._ports.queues.dead_letter_count(entity)

    @property
    def _wants_some(self) -> bool:
        return self._wanted.company is not None or self._wanted.before is not None

    def _wants(self, letter: Letter) -> bool:
        wanted = self._wanted
        if wanted.before is not None and letter.sent_at > wanted.before:
            return False
        return wanted.company is None or failing.named_company(letter.body) == wanted.company

    def _reasons(self, here: Cursor) -> Cursor | None:
        """Send new messages for dead letters of which the table knows, but that are no longer in a queue."""
        ports, wanted = self._ports, self._wanted
        at = here.place[0] if here.place else None
        found, following = stuck.failures(ports.store, before=wanted.before, limit=PAGE, cursor=at)
        for failure in found:
            if failure.entity not in wanted.entities or wanted.company not in (None, failure.company):
                continue
            if self._dry and not self._wants_some:
                continue  # Its letters were counted in the queue.
            self._done.sent[failure.entity] = self._done.sent.get(failure.entity, 0) + failure.messages
            if self._dry:
                continue
            if failure.company is not None:
                self._go_on(failure.company)
                if companies.find(ports.store, failure.company) is not None:
                    send_pointer(ports, failure.company, failure.entity)
            stuck.forget(ports.store, failure.key)
        return Cursor(REASONS, (following,)) if following else None

    def _companies(self, here: Cursor) -> Cursor | None:
        """Let parked companies go on, or the one that is named, whatever stops it."""
        store, wanted = self._ports.store, self._wanted
        if wanted.company is not None:
            self._go_on(wanted.company, named=True)
            return None
        if wanted.entity is not None:
            return None
        at = here.place[0] if here.place else None
        parked, following = work.stopped(store, work.PARKED, before=wanted.before, limit=PAGE, cursor=at)
        for company in parked:
            self._go_on(company)
        return Cursor(COMPANIES, (following,)) if following else None

    def _go_on(self, company: CompanyId, *, named: bool = False) -> None:
        """Let a company's work go on if it is parked, or if somebody named it, and have somebody look."""
        store = self._ports.store
        if company in self._gone_on or companies.find(store, company) is None:
            return
        self._gone_on.add(company)
        seen = work.read(store, company)
        stops = bool(seen.parked) or (bool(seen.gate_reason) and (named or company == self._wanted.company))
        self._done.companies += stops
        if self._dry:
            return
        if stops:
            work.go_on(store, company)
        work.mark(store, company, at=self._ports.clock.now())
        if stops or named:
            send_pointer(self._ports, company, self._wanted.entities[0])

    def _records(self, here: Cursor) -> Cursor | None:
        """Make pending again what was rejected with the problem, a page after the other."""
        after = None
        for found in places.records(self._ports, self._wanted, (Phase.REJECTED,), here):
            keys = [each.key for each in found.records]
            loaded = records.load(self._ports.store, found.company, keys).values()
            self._pending_again(found.company, [each for each in loaded if self._has_problem(each)])
            after = Cursor(RECORDS, found.after) if found.after else None
            if not self._in_time():
                return after
        return None

    def _has_problem(self, record: Record) -> bool:
        codes = {problem.code for problem in record.problems}
        return record.phase is Phase.REJECTED and self._wanted.problem in codes

    def _pending_again(self, company_id: CompanyId, page: list[Record]) -> None:
        company = companies.find(self._ports.store, company_id) if page else None
        if company is None:
            return
        if not self._dry:
            work.mark(self._ports.store, company_id, at=self._ports.clock.now())
        for record in page:
            self._done.records += self._dry or self._move(company, record)
        if not self._dry:
            send_pointer(self._ports, company_id, page[0].key.entity)

    def _move(self, company: Company, record: Record) -> bool:
        """Make a record pending; asked for where nothing else would take it up, and told in its history."""
        ports = self._ports
        asked_by = None if company.sync_on_push else RunId(f"replay-{self.number}")
        now, keep_days = ports.clock.now(), ports.limits.outcome_ttl_days
        move = records.moved(record, Moved(Phase.PENDING, asked_by=asked_by), at=record.changed_at)
        note = outcomes.replayed(company.id, record.key, self.number, at=now, keep_days=keep_days)
        try:
            ports.store.transact([move, note])
        except ConditionFailed:
            return False  # Somebody wrote it meanwhile: it is pending already, or in the books.
        return True

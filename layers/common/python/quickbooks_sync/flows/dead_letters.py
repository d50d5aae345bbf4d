"""What is stuck, with reason, age and company: dead letters, stopped companies, records with problems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from quickbooks_sync.core.problems import explain
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.errors import BadMessage, Retry
from quickbooks_sync.flows import failing, places
from quickbooks_sync.flows.places import Cursor, Wanted
from quickbooks_sync.flows.replay import counts
from quickbooks_sync.flows.show_connection import problem_of
from quickbooks_sync.model import CompanyId, Connection, Phase, Problem
from quickbooks_sync.ports import Key, Letter, Ports
from quickbooks_sync.state import companies, keys, records, stuck, work
from quickbooks_sync.state.stuck import Failure
from quickbooks_sync.state.work import Work

View: TypeAlias = dict[str, Any]
PAGE = 100
LOOK_S = 8
"""How long one call looks for records with a problem before it answers with what there is."""
MESSAGES, PARKED, GATES, RECORDS = "messages", "parked", "gates", "records"
UNCONNECTED = {str(state): state for state in (Connection.DISCONNECTED, Connection.OTHER_BOOKS)}
_SILENT = "failed_silently"


def listing(ports: Ports, wanted: Wanted, *, cursor: str | None, language: str) -> View:
    """List what is stuck, a page at a time: messages, then companies, then records.

    Records with problems, which are work for a company's own people, are listed only where a company or a
    problem is wanted; companies only where no entity and no problem is. Raises Invalid, NotFound.
    """
    places.check(ports, wanted)
    parts = _parts(wanted)
    look = _Look(ports, wanted, language)
    shown: list[View] = []
    here: Cursor | None = places.cursor_of(cursor, parts)
    while here is not None:
        found, following = look.part(here)
        shown += found
        if following is None and here.part != parts[-1]:
            following = Cursor(parts[parts.index(here.part) + 1])
        in_part = following is not None and following.part == here.part
        here = following
        if in_part or len(shown) >= PAGE:
            break
    return {
        "dead_letters": shown,
        "in_queues": counts(ports),
        "cursor": here.text() if here else None,
    }


def _parts(wanted: Wanted) -> tuple[str, ...]:
    if wanted.problem:
        return (RECORDS,)
    stopped = () if wanted.entity else (PARKED, GATES, *UNCONNECTED)
    return (MESSAGES, *stopped, *((RECORDS,) if wanted.company else ()))


class _Look:
    """One look: at what, and for whom it is put into words."""

    def __init__(self, ports: Ports, wanted: Wanted, language: str) -> None:
        self._ports = ports
        self._wanted = wanted
        self._language = language
        self._now = ports.clock.now()

    def part(self, here: Cursor) -> tuple[list[View], Cursor | None]:
        """Show a page of a part, and say where that part goes on."""
        at = here.place[0] if here.place else None
        if here.part == RECORDS:
            return self._records(here)
        if here.part == MESSAGES:
            shown, following = self._messages(at)
        elif self._wanted.company is not None:
            shown, following = list(self._companies([self._wanted.company], here.part)), None
        elif here.part in UNCONNECTED:
            state = UNCONNECTED[here.part]
            found, following = companies.listed(self._ports.store, state, limit=PAGE, cursor=at)
            shown = list(self._companies(found, here.part))
        else:
            why = work.PARKED if here.part == PARKED else work.GATE
            before = self._wanted.before
            found, following = work.stopped(self._ports.store, why, before=before, limit=PAGE, cursor=at)
            shown = list(self._companies(found, here.part))
        return shown, Cursor(here.part, (following,)) if following else None

    def _messages(self, at: str | None) -> tuple[list[View], str | None]:
        wanted = self._wanted
        found, following = stuck.failures(self._ports.store, before=wanted.before, limit=PAGE, cursor=at)
        shown = [
            self._item(
                "message",
                _why(failure),
                company=failure.company,
                entity=failure.entity,
                since=failure.first_at,
                attempts=failure.attempts,
                messages=failure.messages,
            )
            for failure in found
            if failure.entity in wanted.entities and wanted.company in (None, failure.company)
        ]
        silent = self._silent() if at is None else ()
        return [*shown, *silent], following

    def _silent(self) -> Iterator[View]:
        """Show letters of which the table knows nothing: their function did not even start, or lost it."""
        for entity in self._wanted.entities:
            letters = [each for each in _peek(self._ports, entity) if self._wants(each)]
            by_key: dict[Key, list[Letter]] = {}
            for letter in letters:
                by_key.setdefault(failing.key_of(entity, letter.body), []).append(letter)
            known = stuck.find(self._ports.store, list(by_key))
            for key, alike in by_key.items():
                if key in known:
                    continue
                company = failing.named_company(alike[0].body)
                yield self._item(
                    "message",
                    Problem(_SILENT if company else "message_without_company"),
                    company=company,
                    entity=entity,
                    since=min(each.sent_at for each in alike),
                    messages=len(alike),
                )

    def _wants(self, letter: Letter) -> bool:
        wanted = self._wanted
        if wanted.before is not None and letter.sent_at > wanted.before:
            return False
        return wanted.company in (None, failing.named_company(letter.body))

    def _companies(self, found: Sequence[CompanyId], part: str) -> Iterator[View]:
        works = work.read_many(self._ports.store, found)
        for company in found:
            seen = works.get(company, Work())
            why, since = None, seen.stopped_at
            if part == PARKED and seen.parked:
                why = Problem("parked", value=seen.parked)
            elif part == GATES and seen.gate_reason and not seen.parked:
                why = Problem(seen.gate_reason, fault_text=seen.gate_fault)
            elif part in UNCONNECTED:
                why, since = self._unconnected(company, part)
            old = since is None or self._wanted.before is None or since <= self._wanted.before
            if why is not None and old:
                yield self._item("company", why, company=company, since=since)

    def _unconnected(self, company_id: CompanyId, part: str) -> tuple[Problem | None, datetime | None]:
        """Say why and since when a company has no connection; None where it has, or has no work."""
        company = companies.find(self._ports.store, company_id)
        if company is None or company.connection is not UNCONNECTED[part]:
            return None, None
        waits = any(
            records.listed(self._ports.store, company_id, entity, Phase.PENDING, limit=1)[0]
            for entity in ENTITIES
        )
        return problem_of(company) if waits else None, company.connection_since

    def _records(self, here: Cursor) -> tuple[list[View], Cursor | None]:
        shown: list[View] = []
        ends_s = self._ports.clock.monotonic_s() + LOOK_S
        for found in places.records(self._ports, self._wanted, (Phase.REJECTED, Phase.DIFFERS), here):
            loaded = records.load(self._ports.store, found.company, [each.key for each in found.records])
            for key, since in found.records:
                problems = loaded[key].problems if key in loaded else ()
                wanted = [each for each in problems if self._wanted.problem in (None, each.code)]
                if wanted:
                    shown.append(
                        self._item(
                            "record",
                            wanted[0],
                            company=found.company,
                            entity=key.entity,
                            record_id=key.id,
                            since=since,
                        )
                    )
            if found.after and (len(shown) >= PAGE or self._ports.clock.monotonic_s() >= ends_s):
                return shown, Cursor(RECORDS, found.after)
        return shown, None

    def _item(
        self,
        kind: str,
        why: Problem,
        *,
        company: CompanyId | None,
        entity: str | None = None,
        record_id: str | None = None,
        since: datetime | None = None,
        attempts: int | None = None,
        messages: int | None = None,
    ) -> View:
        explained = explain(why, self._language)
        return {
            "kind": kind,
            "company": company,
            "entity": entity,
            "id": record_id,
            "code": explained.code,
            "cause": explained.cause,
            "remedy": explained.remedy,
            "who": explained.who,
            "since": keys.stamp(since) if since else None,
            "age_s": int((self._now - since).total_seconds()) if since else None,
            "attempts": attempts,
            "messages": messages,
        }


def _peek(ports: Ports, entity: str) -> list[Letter]:
    """Look at some letters of a queue and put them back in sight."""
    if not ports.queues.dead_letter_count(entity):
        return []
    letters = list(ports.queues.dead_letters(entity))
    for letter in letters:
        ports.queues.return_dead_letter(entity, letter)
    return letters


def _why(failure: Failure) -> Problem:
    if failure.code == BadMessage.code:
        return Problem("message_without_company")
    if failure.code == failing.DIED:
        return Problem("worker_died")
    if failure.code in _BUSY:
        return Problem("outside_busy", value=failure.code)
    return Problem("message_failed", value=failure.error)


_BUSY = frozenset({Retry.code, *(each.code for each in Retry.__subclasses__())})

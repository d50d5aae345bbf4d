"""One message's work: take the company's lease, send what is pending of an entity, pass the company on."""

from __future__ import annotations

from datetime import datetime, timedelta

from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.errors import BadMessage, IntuitBusy, LeaseLost, Retry, SecretsBusy, StoreBusy
from quickbooks_sync.flows import running
from quickbooks_sync.flows.linked import await_voids
from quickbooks_sync.flows.moving import move_records
from quickbooks_sync.flows.pages import decide, first_asked, next_entity, next_page, packed
from quickbooks_sync.flows.pointers import send_pointer
from quickbooks_sync.flows.recovering import take_up
from quickbooks_sync.flows.rereading import reread
from quickbooks_sync.flows.sending import BUSY, Sender
from quickbooks_sync.flows.turn import Turn
from quickbooks_sync.flows.waking import wake_all
from quickbooks_sync.model import Call, CompanyId
from quickbooks_sync.ports import Ports
from quickbooks_sync.state import companies, journal, leases, waiting, work
from quickbooks_sync.state.leases import Lease
from quickbooks_sync.state.work import Work

ALONE_FROM_DEATHS = 3
PARK_AT_DEATHS = 6
_PASSING = frozenset(each.code for each in (LeaseLost, IntuitBusy, SecretsBusy, StoreBusy))
"""Why a turn stopped, where due stands and runs go on: the new holder looks, or the next sweep's message."""


def drain(ports: Ports, company_id: CompanyId, entity: str) -> None:
    """Do an entity's pending work of a company, as far as a slice reaches.

    Raises BadMessage for a company that does not exist, Retry when the table or the token host is busy.
    """
    seen = work.read(ports.store, company_id)  # Before the company: who connects or selects marks after.
    company = companies.find(ports.store, company_id)
    if company is None:
        message = f"no company {company_id!r}"
        raise BadMessage(message)
    if company.missing() and company.moving_from is None:
        running.end_all(ports, company_id)
        work.rest(ports.store, company_id, seen)  # Connecting and selecting mark again.
        return
    if seen.parked:
        work.rest(ports.store, company_id, seen)  # A replay marks again.
        return
    if seen.gate_until is not None and seen.gate_until > ports.clock.now():
        work.look_again(ports.store, company_id, seen, at=seen.gate_until)
        return
    lease = _lease(ports, company_id)
    if lease is not None:
        _under_lease(ports, company_id, entity, lease, gated_since=seen.gate_since)


def _lease(ports: Ports, company: CompanyId) -> Lease | None:
    """Take the lease; when somebody has it, leave a mark and try once more: nothing is lost between."""
    for tries_left in (1, 0):
        lease = leases.take(
            ports.store,
            leases.writer(company),
            ports.chance.token(),
            at=ports.clock.now(),
            lease_s=ports.times.lease_s,
        )
        if lease is not None:
            return lease
        if tries_left:
            work.mark(ports.store, company, at=ports.clock.now())
    return None


def _under_lease(
    ports: Ports, company_id: CompanyId, entity: str, lease: Lease, *, gated_since: datetime | None
) -> None:
    company = companies.find(ports.store, company_id)  # Who disconnects changes it, then breaks leases off.
    if company is None or (company.missing() and company.moving_from is None):
        leases.release(ports.store, lease, sends=lease.sends)
        return
    books = companies.find_books(ports.store, company_id)
    if books is None or lease.deaths >= PARK_AT_DEATHS:
        reason = "books never read" if books is None else f"{lease.deaths} workers in a row died at it"
        work.park(ports.store, company.id, reason=reason, at=ports.clock.now())
        ports.log.outcome("company", company=company.id, result="parked", reason=reason)
        leases.release(ports.store, lease, sends=lease.sends)
        return
    turn = Turn(ports, company, books, lease)
    turn.alone, turn.gated_since = lease.deaths >= ALONE_FROM_DEATHS, gated_since
    died = True
    try:
        following = move_records(turn) if company.moving_from is not None else _slice(turn, entity)
        died = False
    except Retry:
        died = False  # Something outside was busy: nothing is wrong with this company's work.
        raise
    finally:
        turn.release(died=died)
    if following:
        send_pointer(ports, company.id, following)


def _slice(turn: Turn, entity: str) -> str | None:
    _work(turn, entity)
    turn.open_gate()
    if turn.stopped == IntuitBusy.code:
        _back_off(turn)
    return _look(turn)


def _back_off(turn: Turn) -> None:
    """Ask the token host, or what became of a call, less and less often while Intuit does not answer."""
    closed_s = (turn.now() - turn.gated_since).total_seconds() if turn.gated_since else 0.0
    wait_s = min(max(turn.times.gate_first_s, closed_s), turn.times.gate_max_s)
    work.close_gate(turn.store, turn.id, reason=BUSY, at=turn.now(), wait_s=wait_s)


def _work(turn: Turn, entity: str) -> None:
    sender = Sender(turn)
    turn.open_to_all = running.open_entities(turn.ports, turn.company)
    take_up(turn, sender)
    reread(turn)
    wake_all(turn)
    running.retry_rejected(turn, entity)
    if next_entity(turn) not in (entity, None):
        return  # What comes first is passed on to its own function.
    while sender.send(lambda: _calls(turn, entity, sender)):
        if turn.lease.deaths > 1:
            turn.hold(alive=True)
        wake_all(turn)


def _calls(turn: Turn, entity: str, sender: Sender) -> list[Call]:
    """Give the calls of the next page that needs any; none when asked-for work waits elsewhere."""
    reread(turn)
    while turn.may_start() and first_asked(turn) in (entity, None):
        page = next_page(turn, entity, but=sender.in_hand())
        if not page:
            break
        writes = decide(turn, entity, page)
        if not await_voids(turn, entity, writes):
            break
        turn.apart -= {record.key for record in page} - {write.member.key for write in writes}
        if calls := packed(turn, writes):
            return calls
    return []


def _look(turn: Turn) -> str | None:
    """Look through all entities: name the first that has work; when none has, see whether all may rest."""
    began = turn.now()
    if turn.stopped in _PASSING:
        return None
    seen = work.read(turn.store, turn.id)
    if turn.stopped:
        if turn.company.sync_on_push:
            _wait_for_the_index(turn)
            running.end_all(turn.ports, turn.id)
        return None  # Without it the run lets the rest go on, once the gate opens.
    if following := _following(turn):
        return following
    if _wait_for_the_index(turn) and (following := _following(turn)):
        return following
    if not journal.open_calls(turn.store, turn.id, turn.books.realm):
        running.end_all(turn.ports, turn.id)
        _rest(turn, seen, began)
    return None


def _following(turn: Turn) -> str | None:
    if waiting.to_wake(turn.store, turn.id, limit=1):
        return next(iter(ENTITIES))
    turn.open_to_all = running.open_entities(turn.ports, turn.company)
    return next_entity(turn) or running.next_to_retry(turn)


def _wait_for_the_index(turn: Turn) -> bool:
    """Let the index show what was just settled: a run ends with final counts. False when none is going."""
    if not running.any_going(turn):
        return False
    turn.ports.clock.sleep(turn.times.index_s)
    return True


def _rest(turn: Turn, seen: Work, began: datetime) -> None:
    """Clear due, but only a while after the last mark: the index is read late."""
    sure_at = (seen.marked_at or began) + timedelta(seconds=turn.times.look_after_s)
    if began >= sure_at:
        work.rest(turn.store, turn.id, seen)
    else:
        work.look_again(turn.store, turn.id, seen, at=sure_at)

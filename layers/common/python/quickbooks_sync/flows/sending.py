"""Journal, send, settle: calls of one page side by side, each written down before it leaves."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import assert_never

from quickbooks_sync.books import BooksReply, BooksRequest
from quickbooks_sync.core.faults import (
    Accepted,
    Again,
    Blocked,
    Fault,
    MemberAnswer,
    Refused,
    Unauthorized,
    Unknown,
    classify,
    members,
)
from quickbooks_sync.core.refusals import BY_CODE
from quickbooks_sync.errors import Disconnected, IntuitBusy, LeaseLost, Retry, SecretsBusy
from quickbooks_sync.flows.access import access
from quickbooks_sync.flows.settling import settle
from quickbooks_sync.flows.turn import Turn
from quickbooks_sync.model import Call, RecordKey, Try
from quickbooks_sync.ports import Sending, TokenSet
from quickbooks_sync.state import journal, work

UNKNOWN, BUSY = "outcome_unknown", "quickbooks_busy"
"""Why the gate is closed: codes of problems, as all that stops a company."""
PAUSE_S = 1.0
"""At least this long after QuickBooks said `later`."""
AGAIN_TRIES = 3
"""After so many tries of a call that QuickBooks did not take the company pauses for longer and longer."""
TOKEN_TRIES = 2
"""Rejected access tokens in one turn after which refreshing does not help."""


class Sender:
    """Sends calls of one turn and settles their answers; settling is done by the turn's own thread."""

    def __init__(self, turn: Turn) -> None:
        """Prepare to send in a turn."""
        self._turn = turn
        self._sending: Sending = turn.ports.sending()
        self._under_way: dict[str, tuple[Call, TokenSet]] = {}
        self._waiting: deque[Call] = deque()
        self._more: Callable[[], Sequence[Call]] | None = None
        self._given = 0
        self._rejected_tokens = 0

    def send(self, more: Callable[[], Sequence[Call]]) -> bool:
        """Send what `more` gives until it gives nothing, and tell whether it gave anything.

        When the turn must stop, the rest is not sent.

        `more` is asked as soon as a call could start and none is left, while others are still under way.
        What was submitted is answered and settled before this returns, also when the lease is lost.
        """
        self._more, self._given = more, 0
        try:
            while True:
                pause_s = self._start_what_may()
                if not self._under_way and not (self._waiting and self._turn.may_start()):
                    return bool(self._given)
                self._finish(pause_s)
        finally:
            self._waiting.clear()
            while self._sending.under_way:  # Only after an error: their answers are in the books, not here.
                self._sending.wait(self._turn.times.renew_s)

    def send_one(self, call: Call) -> None:
        """Send a call that the journal holds."""
        left = [call]
        self.send(lambda: [left.pop()] if left else [])

    def in_hand(self) -> set[RecordKey]:
        """Name the records whose writes were given and are not settled yet."""
        calls = (*(call for call, _ in self._under_way.values()), *self._waiting)
        return {member.key for call in calls for member in call.members}

    def _has_room(self) -> bool:
        return self._turn.may_start() and len(self._under_way) < self._turn.in_flight

    def _start_what_may(self) -> float:
        """Submit what the limits allow now; tell for how long nothing more may start."""
        turn = self._turn
        while self._has_room() and (call := self._next()):
            pause_s = turn.pacing.wait_s(turn.now(), is_batch=call.is_batch)
            if pause_s > 0:
                return min(pause_s, turn.times.renew_s)
            self._start(self._waiting.popleft())
        return turn.times.renew_s

    def _next(self) -> Call | None:
        """Show the call that may start next, asking for more when none is left."""
        if not self._waiting and self._more is not None:
            self._waiting.extend(self._more())
            self._given += len(self._waiting)
            if not self._waiting:
                self._more = None
        return self._waiting[0] if self._waiting else None

    def _start(self, call: Call) -> None:
        turn = self._turn
        try:
            turn.tokens = turn.tokens or access(turn.ports, turn.id, turn.books.realm)
            if not turn.hold():
                return
            tried = self._write_down(call)
        except (LeaseLost, Disconnected, IntuitBusy, SecretsBusy) as error:
            turn.stop(error.code)
            return
        turn.pacing.sent(turn.now(), is_batch=call.is_batch)
        self._under_way[call.id] = tried, turn.tokens
        params = {"requestid": call.id, **dict(call.params)}
        request = BooksRequest(call.realm, "POST", call.path, params, call.body)
        self._sending.submit(call.id, partial(turn.ports.quickbooks.send, request, turn.tokens.access_token))

    def _write_down(self, call: Call) -> Call:
        """Put the call, or its further try, into the journal: not a byte leaves before."""
        turn = self._turn
        tried = replace(call, tries=(*call.tries, Try(turn.now(), refused=False)))
        if call.tries:
            journal.tried_again(turn.store, turn.id, tried, turn.lease)
        else:
            journal.write(turn.store, turn.id, tried, turn.lease)
        return tried

    def _finish(self, pause_s: float) -> None:
        """Settle what has been answered, waiting at most `pause_s` for it."""
        if not self._under_way:
            if self._turn.may_start():
                self._turn.ports.clock.sleep(pause_s)
            return
        for call_id, reply in self._sending.wait(pause_s):
            call, tokens = self._under_way.pop(call_id)
            answer = classify(reply, throttle_pause_s=self._turn.times.throttle_pause_s)
            if isinstance(answer, Unauthorized):
                self._unauthorized(self._note_refused(call), tokens)
            else:
                self._answered(call, answer, reply)
        self._turn.hold()

    def _answered(
        self, call: Call, answer: Accepted | Refused | Again | Blocked | Unknown, reply: BooksReply
    ) -> None:
        turn = self._turn
        match answer:
            case Accepted(body):
                answers = members(body) if call.is_batch else {"": answer}
                self._settle(call, {member.b_id: answers.get(member.b_id) for member in call.members}, reply)
            case Refused():
                each = Again("batch refused whole") if call.is_batch else answer
                refused = self._note_refused(call)
                if call.is_batch:
                    turn.apart.update(member.key for member in call.members)
                self._settle(refused, {member.b_id: each for member in call.members}, reply)
            case Again(reason, pause_s):
                turn.ports.log.outcome("call", company=turn.id, call=call.id, result=reason)
                self._again(self._note_refused(call), pause_s=max(pause_s, PAUSE_S))
            case Blocked(fault):
                self._note_refused(call)
                self._block(call, fault)
            case Unknown():
                self._close_gate(call, UNKNOWN)
            case _:
                assert_never(answer)

    def _settle(self, call: Call, answers: Mapping[str, MemberAnswer | None], reply: BooksReply) -> None:
        turn = self._turn
        closed, blocked = True, None
        certain = all(each.refused for each in call.tries[:-1])  # The last one has been answered.
        for member in call.members:
            answer = answers[member.b_id] or Unknown("not in the answer")
            closed &= settle(turn, call, member, answer=answer, intuit_tid=reply.intuit_tid, certain=certain)
            if isinstance(answer, Again):
                turn.pacing.pause(turn.now() + timedelta(seconds=max(answer.pause_s, PAUSE_S)))
            elif isinstance(answer, Blocked):
                blocked = answer.fault
        if not (closed or call.tries[-1].refused) and all(isinstance(x, Refused) for x in answers.values()):
            self._note_refused(call)
        if closed:
            journal.close(turn.store, turn.id, call)
            if not call.is_batch:
                turn.apart.difference_update(member.key for member in call.members)
        if blocked:
            self._block(call, blocked)
        elif not closed:
            self._close_gate(call, UNKNOWN)
        else:
            turn.open_gate()

    def _note_refused(self, call: Call) -> Call:
        """Write down that a call's last try certainly did nothing."""
        tries = (*call.tries[:-1], call.tries[-1]._replace(refused=True))
        refused = replace(call, tries=tries)
        journal.tried(self._turn.store, self._turn.id, refused)
        return refused

    def _again(self, call: Call, *, pause_s: float) -> None:
        """Send a call again after a pause: within this turn, unless it is long or has not helped before."""
        turn = self._turn
        if len(call.tries) < AGAIN_TRIES and turn.lasts(pause_s):
            turn.pacing.pause(turn.now() + timedelta(seconds=pause_s))
            self._waiting.appendleft(call)
        else:
            self._close_gate(call, BUSY, wait_s=pause_s)

    def _unauthorized(self, call: Call, tokens: TokenSet) -> None:
        """Send again with new tokens; when new ones are not taken either, a person must look."""
        turn = self._turn
        if tokens == turn.tokens:  # Else another call that was under way has got new ones already.
            self._rejected_tokens += 1
            if self._rejected_tokens > TOKEN_TRIES:
                self._block(call, Fault("3200"))
                return
            try:
                turn.tokens = access(turn.ports, turn.id, turn.books.realm, rejected=tokens)
            except (Disconnected, Retry) as error:
                turn.stop(error.code)
                return
        self._waiting.appendleft(call)

    def _block(self, call: Call, fault: Fault) -> None:
        """Send nothing until a person or time changes what QuickBooks has against the whole company."""
        self._close_gate(call, BY_CODE.get(fault.number, "permission"), fault=fault.detail or fault.message)

    def _close_gate(self, call: Call, reason: str, *, wait_s: float = 0, fault: str = "") -> None:
        """Send nothing new until what became of this call is known; at first for `wait_s` if given."""
        turn = self._turn
        turn.stop(reason)
        times = turn.times
        if not wait_s or len(call.tries) >= AGAIN_TRIES:
            wait_s = max(wait_s, min(self._longer_s(call), times.gate_max_s))
        work.close_gate(turn.store, turn.id, reason=reason, fault=fault, at=turn.now(), wait_s=wait_s)
        turn.ports.log.outcome("gate", company=turn.id, call=call.id, result="closed", reason=reason)

    def _longer_s(self, call: Call) -> float:
        """Double the wait with each try of a call, and with each call that the closed gate let through."""
        turn, first_s = self._turn, self._turn.times.gate_first_s
        closed_s = (turn.now() - turn.gated_since).total_seconds() if turn.gated_since else 0.0
        return max(first_s * float(2 ** (len(call.tries) - 1)), closed_s)

"""The entities' queues in memory: visibility, delay, receive counts, and dead letters after six receives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from quickbooks_sync.errors import Defect, QueueBusy
from quickbooks_sync.ports import Clock, Letter
from tests.planted import WATCH

DELAY_S = 900
MAX_RECEIVES = 6
LETTERS_AT_ONCE = 10
LETTER_VISIBILITY_S = 60


@dataclass(slots=True)
class _Message:
    number: int
    body: str
    sent_at: datetime
    visible_at_s: float
    received: int = 0


@dataclass(slots=True)
class _Queue:
    messages: dict[int, _Message] = field(default_factory=dict)
    dead: dict[int, _Message] = field(default_factory=dict)


class MemoryQueues:
    """The Queues port, and the other end of it: `receive`, `done` and `give_back` are what Lambda does.

    `before` is called with the operation and the entity and may raise instead of it.
    """

    def __init__(self, clock: Clock, entities: Sequence[str], *, visibility_s: float = 270) -> None:
        self.visibility_s = visibility_s
        self.used: Counter[str] = Counter()
        self.before: Callable[[str, str], None] = _pass
        self._clock = clock
        self._queues = {entity: _Queue() for entity in entities}
        self._sent = 0
        self._busy = 0

    def busy_next(self, times: int) -> None:
        """Make the next operations raise QueueBusy with nothing done."""
        self._busy = times

    def send(self, entity: str, body: str, *, delay_s: int = 0) -> None:
        if not 0 <= delay_s <= DELAY_S:
            raise Defect(f"delay of {delay_s} s: SQS takes 0 to {DELAY_S}")
        queue = self._begin("send", entity)
        self._sent += 1
        WATCH.message(body)
        visible_at_s = self._clock.monotonic_s() + delay_s
        queue.messages[self._sent] = _Message(self._sent, body, self._clock.now(), visible_at_s)

    def dead_letters(self, entity: str, *, limit: int = 10) -> Sequence[Letter]:
        queue = self._begin("dead_letters", entity)
        taken = self._visible(queue.dead)[: min(limit, LETTERS_AT_ONCE)]
        for message in taken:
            self._take(message, LETTER_VISIBILITY_S)
        return [_letter(message) for message in taken]

    def remove_dead_letter(self, entity: str, letter: Letter) -> None:
        queue = self._begin("remove_dead_letter", entity)
        queue.dead.pop(_number(letter.receipt), None)

    def return_dead_letter(self, entity: str, letter: Letter) -> None:
        queue = self._begin("return_dead_letter", entity)
        message = queue.dead.get(_number(letter.receipt))
        if message is not None:
            message.visible_at_s = self._clock.monotonic_s()

    def dead_letter_count(self, entity: str) -> int:
        return len(self._begin("dead_letter_count", entity).dead)

    def receive(self, entity: str, *, limit: int = 1) -> list[Letter]:
        """Take visible messages, oldest first; after six receives one becomes a dead letter instead."""
        queue = self._queues[entity]
        taken: list[Letter] = []
        for message in self._visible(queue.messages):
            if message.received >= MAX_RECEIVES:
                queue.dead[message.number] = queue.messages.pop(message.number)
                message.visible_at_s = self._clock.monotonic_s()
            elif len(taken) < limit:
                self._take(message, self.visibility_s)
                taken.append(_letter(message))
        return taken

    def done(self, entity: str, letter: Letter) -> None:
        """Delete a received message."""
        self._queues[entity].messages.pop(_number(letter.receipt), None)

    def give_back(self, entity: str, letter: Letter) -> None:
        """Put a received message back in sight at once."""
        message = self._queues[entity].messages.get(_number(letter.receipt))
        if message is not None:
            message.visible_at_s = self._clock.monotonic_s()

    def bury(self, entity: str, body: str) -> None:
        """Put a message among the dead letters."""
        self.send(entity, body)
        self._queues[entity].dead[self._sent] = self._queues[entity].messages.pop(self._sent)

    def waiting(self, entity: str) -> list[str]:
        """Return the bodies of all messages of a queue, in sight or not."""
        return [message.body for message in self._queues[entity].messages.values()]

    def next_visible_s(self) -> float | None:
        """Tell in how many seconds the next message comes in sight; None when there is none."""
        times = [
            message.visible_at_s for queue in self._queues.values() for message in queue.messages.values()
        ]
        return max(0.0, min(times) - self._clock.monotonic_s()) if times else None

    def _begin(self, operation: str, entity: str) -> _Queue:
        self.used[operation] += 1
        self.before(operation, entity)
        if self._busy:
            self._busy -= 1
            raise QueueBusy("throttled on order")
        if entity not in self._queues:
            raise Defect(f"no queue for entity {entity!r}")
        return self._queues[entity]

    def _visible(self, messages: dict[int, _Message]) -> list[_Message]:
        now_s = self._clock.monotonic_s()
        return [message for message in messages.values() if message.visible_at_s <= now_s]

    def _take(self, message: _Message, visibility_s: float) -> None:
        message.received += 1
        message.visible_at_s = self._clock.monotonic_s() + visibility_s


def _letter(message: _Message) -> Letter:
    receipt = f"{message.number}:{message.received}"
    return Letter(message.body, receipt, message.sent_at, message.received)


def _number(receipt: str) -> int:
    return int(receipt.partition(":")[0])


def _pass(operation: str, entity: str) -> None:
    """Let the operation be."""

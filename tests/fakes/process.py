"""Logs in a list, and chance from a seed."""

from __future__ import annotations

import base64
import random
from dataclasses import dataclass, field

from quickbooks_sync.errors import Defect
from tests.planted import WATCH


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log; `error` is what `defect` was given."""

    event: str
    ids: dict[str, str | int | bool]
    error: BaseException | None = None


@dataclass(slots=True)
class ListLog:
    """The Log port: keeps the lines."""

    lines: list[Line] = field(default_factory=list)

    def outcome(self, event: str, **ids: str | int | bool) -> None:
        WATCH.line(event, *ids.values())
        self.lines.append(Line(event, ids))

    def defect(self, event: str, error: BaseException, **ids: str | int) -> None:
        # The real log writes the text of a Defect only, which is our own.
        WATCH.line(event, *ids.values(), error if isinstance(error, Defect) else "")
        self.lines.append(Line(event, dict(ids), error))

    def events(self) -> list[str]:
        """Return what happened, in order."""
        return [line.event for line in self.lines]


class SeededChance:
    """The Chance port: the same seed gives the same tokens."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)

    def token(self) -> str:
        return base64.urlsafe_b64encode(self._random.randbytes(33)).decode()

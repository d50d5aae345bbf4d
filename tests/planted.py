"""What may be in no log, message or dead letter, where that is looked for, and how much was looked through.

Every free text that a test pushes is planted by that, every token by its form. The fakes, the real log and
each local stack tell what was written; a hit fails the test during which it was found.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

WORD = "Xyzzyplugh"
"""In texts of scenarios of their own: errors that repeat what they were given."""
AMOUNT = Decimal("90017.31")
"""Not to be met in a time or an id by chance."""
TEXTS = frozenset({
    "display_name", "company_name", "given_name", "family_name", "email", "phone", "street", "city", "name",
    "description", "message", "memo", "reference",
})  # fmt: skip
SHORTEST = 8
"""Shorter ones are parts of common words: `Second` is in `DelaySeconds`."""
FAMILY = 20
"""Texts that differ in their digits only are one family: so many of it are looked for."""
TOKENS = re.compile(
    r"RT1-[0-9a-f]{16}|XAB1[0-9a-f]{16}|eyJ[A-Za-z0-9_-]{16}|simulator-secret|(?:Bearer|Basic) [A-Za-z0-9]{8}"
)
"""Refresh tokens, authorization codes, access tokens and JWTs, the app's secret, headers with any of them."""


class Leaked(AssertionError):
    """Something planted was written where it must not be."""


class Watch:
    """What this process planted, what it saw written, and how much that was."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._texts: set[str] = set()
        self._forms: set[str] = set()
        self._families: Counter[str] = Counter()
        self._written: set[str] = set()

    def plant(self, *contents: Mapping[str, Any]) -> None:
        """Look for the texts of records from now on."""
        for text in {text for content in contents for text in _texts(content)} - self._texts:
            family = re.sub(r"\d+", "0", text)
            self._families[family] += 1
            if self._families[family] <= FAMILY:
                self._texts.add(text)
                self._forms.update(_forms(text))
                self.counts["values"] += 1

    def line(self, *values: object) -> None:
        """Note the values of a line of a log."""
        self.counts["lines"] += 1
        self._written.update(map(str, values))

    def message(self, body: str) -> None:
        """Note a message of a queue; a dead letter was one before."""
        self.counts["messages"] += 1
        self._written.add(body)

    def check(self) -> None:
        """Raise Leaked when something planted is in what was noted since the last check."""
        written, self._written = "\n".join(self._written), set()
        _refuse(written, self._forms, where="a line or a message")

    def scan(self, folder: Path) -> None:
        """Look through all files of a stack's logs; `messages.jsonl` has what its queues were sent."""
        for file in filter(Path.is_file, folder.rglob("*")):
            text = file.read_text(encoding="utf-8", errors="replace")
            self.counts["files"] += 1
            self.counts["messages" if file.name == "messages.jsonl" else "lines"] += text.count("\n")
            _refuse(text, self._forms, where=file.name)


WATCH = Watch()
"""This process's own."""


def _refuse(written: str, forms: Iterable[str], *, where: str) -> None:
    leaked = next((form for form in forms if form in written), None)
    if leaked is None and (found := TOKENS.search(written)):
        leaked = found[0]
    if leaked is not None:
        at = max(written.find(leaked), 0)
        raise Leaked(f"{leaked!r} is in {where}: …{written[max(0, at - 300) : at + 100]}…")


def _forms(text: str) -> Iterator[str]:
    """Write a text as it is, as JSON, and as JSON within JSON."""
    for _ in range(3):
        yield text
        text = json.dumps(text)[1:-1]


def _texts(content: object, name: str = "") -> Iterator[str]:
    if isinstance(content, Mapping):
        for key, value in content.items():
            yield from _texts(value, str(key))
    elif isinstance(content, list | tuple):
        for value in content:
            yield from _texts(value, name)
    elif isinstance(content, str) and name in TEXTS and len(content) >= SHORTEST:
        yield content
    elif isinstance(content, Decimal) and content >= 10_000 and content % 1:
        yield str(content)

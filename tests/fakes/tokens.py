"""Companies' tokens in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from quickbooks_sync.errors import SecretsBusy
from quickbooks_sync.model import CompanyId
from quickbooks_sync.ports import TokenSet


class MemoryTokens:
    """The Tokens port. `before` and `after` are called with the operation and the company, and may raise."""

    def __init__(self) -> None:
        self.used: Counter[str] = Counter()
        self.before: Callable[[str, CompanyId], None] = _pass
        self.after: Callable[[str, CompanyId], None] = _pass
        self._kept: dict[tuple[CompanyId, bool], TokenSet] = {}
        self._busy = 0

    def busy_next(self, times: int) -> None:
        """Make the next operations raise SecretsBusy with nothing done."""
        self._busy = times

    def get(self, company: CompanyId, *, apart: bool = False) -> TokenSet | None:
        self._begin("get", company)
        tokens = self._kept.get((company, apart))
        self.after("get", company)
        return tokens

    def put(self, company: CompanyId, tokens: TokenSet, *, apart: bool = False) -> None:
        self._begin("put", company)
        self._kept[company, apart] = tokens
        self.after("put", company)

    def erase(self, company: CompanyId, *, apart: bool = False) -> None:
        self._begin("erase", company)
        self._kept.pop((company, apart), None)
        self.after("erase", company)

    def _begin(self, operation: str, company: CompanyId) -> None:
        self.used[operation] += 1
        self.before(operation, company)
        if self._busy:
            self._busy -= 1
            raise SecretsBusy("throttled on order")


def _pass(operation: str, company: CompanyId) -> None:
    """Let the operation be."""

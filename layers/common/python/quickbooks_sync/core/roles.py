"""Who may do what: one table, deny by default."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from quickbooks_sync.model import CompanyId


class Role(StrEnum):
    """What a caller is: the host's server, one of a company's people, or support."""

    HOST = "host"
    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    SUPPORT = "support"


class Act(StrEnum):
    """What a caller wants to do, in the words of a refusal."""

    REGISTER = "register a company"
    PUSH = "push records"
    READ = "read"
    CONNECT = "connect a company"
    CHOOSE = "change a company's settings"
    SYNC = "start a sync"
    REPLAY = "see and replay what is stuck"


_MAY: dict[Act, frozenset[Role]] = {
    Act.REGISTER: frozenset({Role.HOST}),
    Act.PUSH: frozenset({Role.HOST}),
    Act.READ: frozenset(Role),
    Act.CONNECT: frozenset({Role.OWNER, Role.ADMIN}),
    Act.CHOOSE: frozenset({Role.OWNER, Role.ADMIN}),
    Act.SYNC: frozenset({Role.OWNER, Role.ADMIN}),
    Act.REPLAY: frozenset({Role.SUPPORT}),
}
_ALL_COMPANIES = frozenset({Role.HOST, Role.SUPPORT})


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, from the verified claims of the token."""

    subject: str
    role: Role
    company: CompanyId | None = None

    def may(self, act: Act) -> bool:
        """Tell whether the role allows an act."""
        return self.role in _MAY[act]

    def refusal(self, act: Act) -> str:
        """Say that the role does not allow an act, and which roles do."""
        return f"the role {self.role} may not {act}: that takes {' or '.join(sorted(_MAY[act]))}"

    def sees(self, company: CompanyId) -> bool:
        """Tell whether a company exists for this caller at all."""
        return self.role in _ALL_COMPANIES or self.company == company

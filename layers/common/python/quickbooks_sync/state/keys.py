"""Where everything lies in the one table (design: state, one table)."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from enum import StrEnum

from quickbooks_sync.model import CompanyId, Phase, Realm, RecordKey, RunId
from quickbooks_sync.ports import Key

DUE_SHARDS = 8
SUPPORT = "SUPPORT"
"""The partition of what support did, and of messages that name no company."""
FAILED = "FAILED"
"""The index partition that lists messages that failed for good, by time."""
STOPPED = "STOPPED"
"""The index partition that lists companies whose work is stopped, by why and since when."""
COMPANIES = "COMPANIES"
"""The index partition that lists all companies, by the state of their connection."""


class Rank(StrEnum):
    """Whose turn it is among what is pending: removals come after all creates and updates."""

    ASKED = "0"
    NORMAL = "1"
    ASKED_REMOVAL = "2"
    REMOVAL = "3"

    @property
    def removes(self) -> bool:
        """Whether it is one of removals."""
        return self in (Rank.ASKED_REMOVAL, Rank.REMOVAL)


def rank(*, asked: bool, removal: bool) -> Rank:
    """Tell a pending record's rank."""
    if removal:
        return Rank.ASKED_REMOVAL if asked else Rank.REMOVAL
    return Rank.ASKED if asked else Rank.NORMAL


def partition(company: CompanyId) -> str:
    """Name the partition that holds everything of one company."""
    return f"COMPANY#{company}"


def company(company_id: CompanyId) -> Key:
    """Locate a company's settings and connection state."""
    return Key(partition(company_id), "COMPANY")


def books(company_id: CompanyId) -> Key:
    """Locate what was last read of a company's books."""
    return Key(partition(company_id), "BOOKS")


def work(company_id: CompanyId) -> Key:
    """Locate a company's marks, due and gate."""
    return Key(partition(company_id), "WORK")


def night(company_id: CompanyId) -> Key:
    """Locate when a company's next night is; absent while the nightly sync is off."""
    return Key(partition(company_id), "NIGHT")


def keeping(company_id: CompanyId) -> Key:
    """Locate when somebody must look at a company's tokens."""
    return Key(partition(company_id), "KEEP")


def moving(company_id: CompanyId) -> Key:
    """Locate how far a company's records are moved to other books."""
    return Key(partition(company_id), "MOVE")


def writer(company_id: CompanyId) -> Key:
    """Locate the lease of the one writer of a company's books."""
    return Key(partition(company_id), "WRITER")


def token_lease(company_id: CompanyId) -> Key:
    """Locate who refreshes a company's tokens."""
    return Key(partition(company_id), "TOKEN")


def record(company_id: CompanyId, key: RecordKey) -> Key:
    """Locate a record: outbox, link and phase in one."""
    return Key(partition(company_id), f"RECORD#{key.entity}#{key.id}")


def claim(company_id: CompanyId, realm: Realm, object_name: str, object_id: str) -> Key:
    """Locate which record owns an object of the books."""
    return Key(partition(company_id), f"BOOKS#{realm}#{object_name}#{object_id}")


def realm_owner(environment: str, realm: Realm) -> Key:
    """Locate which company a realm belongs to."""
    return Key(f"REALM#{environment}#{realm}", "REALM")


def call(company_id: CompanyId, request_id: str) -> Key:
    """Locate a call in the journal."""
    return Key(partition(company_id), f"CALL#{request_id}")


def outcome(company_id: CompanyId, cause: str, key: RecordKey) -> Key:
    """Locate how one record fared in one call or one planning: written twice is written once."""
    return Key(partition(company_id), f"{outcomes_prefix(key)}{cause}")


def outcomes_prefix(key: RecordKey) -> str:
    """Begin the sort keys of all outcomes of a record."""
    return f"OUT#{key.entity}#{key.id}#"


def failed(company_id: CompanyId | None, entity: str, number: str = "") -> Key:
    """Locate why messages of an entity failed: of a company, or the one that names none, by its number."""
    if company_id is None:
        return Key(SUPPORT, f"FAILED#{entity}#{number}")
    return Key(partition(company_id), f"FAILED#{entity}")


def waits(company_id: CompanyId, on: RecordKey, who: RecordKey) -> Key:
    """Locate that one record waits on another."""
    return Key(partition(company_id), f"{waits_prefix(on)}{who.entity}#{who.id}")


def waits_prefix(on: RecordKey) -> str:
    """Begin the sort keys of all who wait on a record."""
    return f"WAITS#{on.entity}#{on.id}#"


def wake(company_id: CompanyId, on: RecordKey) -> Key:
    """Locate that a record's waiters are to be woken."""
    return Key(partition(company_id), f"WAKE#{on.entity}#{on.id}")


def run(company_id: CompanyId, run_id: RunId) -> Key:
    """Locate a run."""
    return Key(partition(company_id), f"RUN#{run_id}")


def going(company_id: CompanyId, run_id: RunId) -> Key:
    """Locate that a run has not ended yet."""
    return Key(partition(company_id), f"GOING#{run_id}")


def nonce(state: str) -> Key:
    """Locate an OAuth state."""
    return Key(f"NONCE#{state}", "NONCE")


def audit(at: datetime, number: str) -> Key:
    """Locate an act of support."""
    return Key(SUPPORT, f"REPLAY#{stamp(at)}#{number}")


def by_phase(company_id: CompanyId, entity: str) -> str:
    """Name the index partition that lists an entity's records by phase."""
    return f"{partition(company_id)}#{entity}"


def by_outcome(company_id: CompanyId) -> str:
    """Name the index partition that lists a company's outcomes by time."""
    return f"{partition(company_id)}#outcomes"


def phase_order(phase: Phase, key: RecordKey, at: datetime, *, rank: Rank) -> str:
    """Order records inside a phase: pending ones by their rank, then the oldest first."""
    start = pending(rank) if phase is Phase.PENDING else f"{phase}#"
    return f"{start}{stamp(at)}#{key.id}"


def pending(rank: Rank) -> str:
    """Begin the order of what is pending in a rank."""
    return f"{Phase.PENDING}#{rank}#"


def shard(kind: str, company_id: CompanyId) -> str:
    """Name the shard of `DUE` or `NIGHT` in which a company stands."""
    return f"{kind}#{zlib.crc32(company_id.encode()) % DUE_SHARDS}"


def shards(kind: str) -> tuple[str, ...]:
    """Name all shards of `DUE` or `NIGHT`."""
    return tuple(f"{kind}#{number}" for number in range(DUE_SHARDS))


def stamp(at: datetime) -> str:
    """Write a time so that text order is time order: UTC, microseconds, Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def unstamp(text: str) -> datetime:
    """Read a time that `stamp` wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)

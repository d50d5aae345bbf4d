"""What a user sees of a record: one pure function of phase, link and company."""

from __future__ import annotations

from quickbooks_sync.model import Company, Phase, Record, Status


def status(record: Record, company: Company, *, blocked: bool = False) -> Status:
    """Tell a record's status; `blocked`: the record that it waits on has a problem."""
    match record.phase:
        case Phase.SETTLED:
            return Status.SYNCED if record.link else Status.NOT_SYNCED
        case Phase.DIFFERS | Phase.REJECTED:
            return Status.ERROR
        case Phase.HELD:
            return Status.SKIPPED
        case Phase.WAITING if blocked:
            return Status.ERROR
        case Phase.PENDING | Phase.WAITING:
            return Status.SYNCING if record.link or not company.missing() else Status.NOT_SYNCED


def booking_number(record: Record) -> str:
    """Tell the number in the books: empty exactly while the record is not there."""
    return record.booking_number if record.link else ""

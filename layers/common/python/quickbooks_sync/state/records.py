"""Records in the table: how they are read, listed and changed, each change under its condition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from quickbooks_sync.errors import SHOWN, NotFound
from quickbooks_sync.model import Base, CompanyId, Link, Phase, Problem, Record, RecordKey, Removal, RunId
from quickbooks_sync.ports import Item, Store, Test, Update
from quickbooks_sync.state import codec, keys
from quickbooks_sync.state.keys import Rank

_CONFIRMED = ("link", "base", "booking_number", "books_total", "synced_at", "lost_at")
"""What a record has of an object in the books."""


def of_item(item: Item) -> Record:
    """Read a record."""
    return Record(
        company=CompanyId(item["pk"].removeprefix("COMPANY#")),
        key=RecordKey(*item["sk"].removeprefix("RECORD#").split("#", 1)),
        version=item["version"],
        content=codec.unpack(item["content"]),
        revision=item["revision"],
        phase=Phase(item["phase"]),
        changed_at=keys.unstamp(item["changed_at"]),
        link=codec.link_of(item["link"]) if "link" in item else None,
        base=codec.base_of(item["base"]) if "base" in item else None,
        calls_settled=item.get("calls_settled", 0),
        lost_at=keys.unstamp(item["lost_at"]) if "lost_at" in item else None,
        problems=tuple(codec.problem_of(entry) for entry in item.get("problems", ())),
        asked_by=RunId(item["asked_by"]) if "asked_by" in item else None,
        removal=Removal(item["removal"]) if "removal" in item else None,
        awaited=item.get("awaited", False),
        booking_number=item.get("booking_number", ""),
        books_total=codec.decimal_of(item.get("books_total", "")),
        synced_at=keys.unstamp(item["synced_at"]) if "synced_at" in item else None,
    )


def load(store: Store, company: CompanyId, wanted: Iterable[RecordKey]) -> dict[RecordKey, Record]:
    """Read records, strongly consistent; absent ones are left out."""
    at = {keys.record(company, key): key for key in wanted}
    found = store.get_many(list(at)) if at else {}
    return {at[key]: of_item(item) for key, item in found.items()}


def find(store: Store, company: CompanyId, key: RecordKey) -> Record | None:
    """Read one record, strongly consistent."""
    item = store.get(keys.record(company, key))
    return of_item(item) if item else None


def existing(store: Store, company: CompanyId, key: RecordKey) -> Record:
    """Read one record that somebody names. Raises NotFound when it was never pushed."""
    found = find(store, company, key)
    if found is None:
        raise no_record(key)
    return found


def no_record(key: RecordKey) -> NotFound:
    """Say that there is no such record."""
    message = f"no record {key.id[:SHOWN]!r} among {key.entity}"
    return NotFound(message)


def listed(
    store: Store,
    company: CompanyId,
    entity: str,
    phase: Phase | None,
    *,
    limit: int,
    newest_first: bool = False,
    rank: Rank | None = None,
    cursor: str | None = None,
) -> tuple[list[RecordKey], str | None]:
    """List records of a phase, or of all, from the index, which is read late; the cursor goes on.

    With `rank`: only those of that rank, which pending ones have.
    """
    prefix = "" if phase is None else keys.pending(rank) if rank else f"{phase}#"
    page = store.query(
        keys.by_phase(company, entity),
        prefix=prefix,
        index="by_phase",
        limit=limit,
        newest_first=newest_first,
        cursor=cursor,
    )
    found = [RecordKey(*item["sk"].removeprefix("RECORD#").split("#", 1)) for item in page.items]
    return found, page.cursor


def counted(store: Store, company: CompanyId, entity: str, phase: Phase) -> int:
    """Count an entity's records in a phase, from the index."""
    return store.count(keys.by_phase(company, entity), prefix=f"{phase}#", index="by_phase")


def pushed(company: CompanyId, key: RecordKey, content: Item, *, version: int, at: datetime) -> Update:
    """Take a newer version from the host; fails its condition unless the version is higher."""
    return Update(
        keys.record(company, key),
        set={
            "version": version,
            "content": codec.pack(content),
            "changed_at": keys.stamp(at),
            **_phase(company, key, Phase.PENDING, at),
        },
        add={"revision": 1},
        remove=("problems", "removal"),
        condition=((Test("version", "absent"),), (Test("version", "<", version),)),
    )


def removed(
    company: CompanyId,
    key: RecordKey,
    removal: Removal,
    *,
    version: int,
    at: datetime,
    after: Sequence[Removal] = (),
) -> Update:
    """Take it from the host that a record leaves the books; fails its condition unless the version is higher.

    `after`: it fails, too, unless one of these was told before.
    """
    newer = Test("version", "<", version)
    return Update(
        keys.record(company, key),
        set={
            "version": version,
            "removal": str(removal),
            "changed_at": keys.stamp(at),
            **_phase(company, key, Phase.PENDING, at, rank=Rank.REMOVAL),
        },
        add={"revision": 1},
        remove=("problems",),
        condition=tuple((newer, Test("removal", "=", str(each))) for each in after) or ((newer,),),
    )


@dataclass(frozen=True, slots=True)
class Moved:
    """A record's new phase and what goes with it."""

    phase: Phase
    problems: tuple[Problem, ...] = ()
    asked_by: RunId | None = None
    base: Base | None = None
    """What the books hold otherwise than we knew; None: as we knew."""
    gone: bool = False
    """Its object is no more."""


def moved(record: Record, to: Moved, *, at: datetime) -> Update:
    """Change a record's phase as it was read; fails its condition when anybody wrote it meanwhile."""
    asked = to.asked_by or record.asked_by
    keep_asked = asked if to.phase in (Phase.PENDING, Phase.WAITING) else None
    rank = keys.rank(asked=keep_asked is not None, removal=record.removal is not None)
    values = _phase(record.company, record.key, to.phase, at, rank=rank)
    removed = ["asked_by"] if keep_asked is None else []
    if keep_asked is not None:
        values["asked_by"] = keep_asked
    if to.base is not None:
        values["base"] = codec.base_item(to.base)
    if to.problems:
        values["problems"] = [codec.problem_item(problem) for problem in to.problems]
    else:
        removed.append("problems")
    if to.gone:
        removed += _CONFIRMED
    return Update(
        keys.record(record.company, record.key),
        set=values,
        add={"revision": 1},
        remove=removed,
        condition=((Test("revision", "=", record.revision),),),
    )


def relinked(record: Record, link: Link) -> Update:
    """Keep an object's newer SyncToken; fails its condition when anybody wrote the record meanwhile."""
    return Update(
        keys.record(record.company, record.key),
        set={"link": codec.link_item(link)},
        add={"revision": 1},
        condition=((Test("revision", "=", record.revision),),),
    )


def awaited(company: CompanyId, key: RecordKey) -> Update:
    """Note on a record that somebody may wait on it; fails its condition when there is no such record."""
    return Update(
        keys.record(company, key), set={"awaited": True}, condition=((Test("version", "present"),),)
    )


def lost(company: CompanyId, key: RecordKey, *, first_try: datetime) -> Update:
    """Note when a create left that may land yet; fails its condition when an earlier one is noted."""
    unknown = (Test("lost_at", "absent"), Test("version", "present"))
    return Update(keys.record(company, key), set={"lost_at": keys.stamp(first_try)}, condition=(unknown,))


@dataclass(frozen=True, slots=True)
class Settled:
    """What one answer tells of one record."""

    calls_settled: int
    """The count that the call was numbered from; one more afterwards."""
    revision: int
    """The revision that the call was planned from."""
    phase: Phase
    problems: tuple[Problem, ...] = ()
    confirmed: Item | None = None
    """Attributes of a confirmed object: link, base, booking_number, books_total, synced_at."""
    gone: bool = False
    """The object is no more: these attributes go."""
    removal: Removal | None = None
    """It settles only a record that is to leave the books this way; any other one stays pending."""


def settled(company: CompanyId, key: RecordKey, result: Settled, *, at: datetime, newer: bool) -> Update:
    """Record an answer; with `newer`, a version that was pushed meanwhile keeps the record pending.

    Fails its condition when the answer was already settled, or (without `newer`) on another revision.
    """
    same_call = Test("calls_settled", "=", result.calls_settled)
    first_call = Test("calls_settled", "absent")
    calls = [same_call] + ([first_call] if result.calls_settled == 0 else [])
    values: Item = dict(result.confirmed or {})
    removed: tuple[str, ...] = _CONFIRMED if result.gone else ()
    if result.confirmed is not None and not result.gone:
        removed = ("lost_at",)
    if not newer and result.phase is not Phase.PENDING:  # Else it keeps its place among what is pending.
        values |= _phase(company, key, result.phase, at)
        removed = (*removed, "asked_by")
        if result.problems:
            values["problems"] = [codec.problem_item(problem) for problem in result.problems]
        else:
            removed = (*removed, "problems")
    planned: tuple[Test, ...] = () if newer else (Test("revision", "=", result.revision),)
    if result.removal and not newer:
        planned = (*planned, Test("removal", "=", str(result.removal)))
    return Update(
        keys.record(company, key),
        set={**values, "calls_settled": result.calls_settled + 1},
        remove=removed,
        condition=tuple((call, *planned) for call in calls),
    )


def _phase(
    company: CompanyId, key: RecordKey, phase: Phase, at: datetime, *, rank: Rank = Rank.NORMAL
) -> Item:
    return {
        "phase": str(phase),
        "phase_pk": keys.by_phase(company, key.entity),
        "phase_sk": keys.phase_order(phase, key, at, rank=rank),
    }

"""Change data capture: whole objects by type, oldest change first, deleted ones last, a thousand at most."""

from collections.abc import Iterator, Mapping
from itertools import islice

from simulator.books.company import Company, Record
from simulator.books.kinds import Kind
from simulator.books.past import View
from simulator.faults import Refused, missing
from simulator.settings import DAY_S
from simulator.timestamps import moment_s, stamp
from simulator.wire import Wire


def answer(
    company: Company,
    kinds: dict[str, Kind],
    given: Mapping[str, object],
    *,
    now_s: float,
    seen: View | None = None,
) -> list[Wire]:
    """Return the value of `CDCResponse`; with `seen` of the books as they were.

    The cap holds for the whole answer, in the order in which the entities are named; nothing says that more
    was there. `totalCount` is left out: the recorded answer has none.
    """
    names, since = given.get("entities"), given.get("changedSince")
    if not isinstance(names, str) or not names.strip():
        raise missing("entities")
    if not isinstance(since, str) or not since:
        raise missing("changedSince")
    since_s = _since(since, company, now_s=now_s)
    wanted = dict.fromkeys(_kind(name.strip(), kinds).name for name in names.split(","))
    left = company.settings.rows_per_answer
    parts: list[Wire] = []
    for kind in wanted:
        rows = list(islice(_changes(company, kind, since_s=int(since_s), seen=seen), left))
        left -= len(rows)
        parts.append({kind: rows, "startPosition": 1, "maxResults": len(rows)} if rows else {})
    return [{"QueryResponse": parts if any(parts) else [{}]}]


def _since(text: str, company: Company, *, now_s: float) -> float:
    try:
        since_s = moment_s(text)
    except ValueError:
        detail = f"Invalid Date Format. Supplied value:{text[:100]}"
        raise Refused("2060", detail, element="changedSince") from None
    days = company.settings.cdc_look_back_days
    if days is not None and since_s < now_s - days * DAY_S:
        oldest = stamp(int(now_s - days * DAY_S))
        raise Refused("2190", f"changedSince lies more than {days} days back: before {oldest}")
    return since_s


def _kind(name: str, kinds: dict[str, Kind]) -> Kind:
    kind = kinds.get(name.lower())
    if kind is None or not kind.in_change_data:
        raise Refused("2000", f"Invalid or unsupported object name : {name}")
    return kind


def _changes(company: Company, kind: str, *, since_s: int, seen: View | None) -> Iterator[Wire]:
    """Walk through what has changed, the oldest change first, then through the stubs of what is gone."""
    changed: list[Record] = []
    for record in (seen or company).newest_first(kind):
        if int(record.changed_s) < since_s:
            break
        changed.append(record)
    yield from (record.wire for record in reversed(changed))
    gone: list[tuple[str, float]] = []
    for record_id, deleted_s in reversed(company.deleted.get(kind, {}).items()):
        if int(deleted_s) < since_s:
            break
        if seen is None or seen.gone(kind, deleted_s):
            gone.append((record_id, deleted_s))
    for record_id, deleted_s in reversed(gone):
        metadata = {"LastUpdatedTime": stamp(int(deleted_s))}
        yield {"domain": "QBO", "status": "Deleted", "Id": record_id, "MetaData": metadata}

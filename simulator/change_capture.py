"""Change data capture: whole objects by type, oldest change first, deleted ones last, a thousand at most."""

from datetime import UTC, datetime
from urllib.parse import parse_qs

from simulator.clock import stamp
from simulator.company import Company, Record
from simulator.faults import Refused, missing
from simulator.kinds import Kind
from simulator.past import View
from simulator.settings import DAY_S
from simulator.timestamps import moment_s
from simulator.wire import Wire


def answer(
    company: Company, kinds: dict[str, Kind], query: str, *, now_s: float, seen: View | None = None
) -> list[Wire]:
    """Return the value of `CDCResponse`; with `seen` of the books as they were."""
    given = parse_qs(query)
    if "entities" not in given:
        raise missing("entities")
    if "changedSince" not in given:
        raise missing("changedSince")
    since_s = _since(given["changedSince"][0], company, now_s=now_s)
    wanted = [_kind(name.strip(), kinds) for name in given["entities"][0].split(",")]
    left = company.settings.rows_per_answer
    parts: list[Wire] = []
    for kind in dict.fromkeys(kind.name for kind in wanted):
        rows = _changes(company, kind, since_s=since_s, seen=seen)[:left]
        left -= len(rows)
        parts.append({kind: rows, "startPosition": 1, "maxResults": len(rows)} if rows else {})
    return [{"QueryResponse": parts if any(parts) else [{}]}]


def _since(text: str, company: Company, *, now_s: float) -> float:
    try:
        since_s = moment_s(text)
    except Refused:
        raise Refused("2060", f"Invalid Date Format. Supplied value:{text}", element="changedSince") from None
    days = company.settings.cdc_look_back_days
    if days is not None and since_s < now_s - days * DAY_S:
        oldest = datetime.fromtimestamp(now_s - days * DAY_S, UTC).isoformat()
        raise Refused("2190", f"changedSince lies more than {days} days back: before {oldest}")
    return since_s


def _kind(name: str, kinds: dict[str, Kind]) -> Kind:
    kind = kinds.get(name.lower())
    if kind is None or not kind.in_change_data:
        raise Refused("2000", f"Invalid or unsupported object name : {name}")
    return kind


def _changes(company: Company, kind: str, *, since_s: float, seen: View | None) -> list[Wire]:
    since_s = int(since_s)
    changed: list[Record] = []
    records = company.newest_first(kind)
    if seen is not None:
        records = seen.newest_first(kind)
    for record in records:
        if int(record.changed_s) < since_s:
            break
        changed.append(record)
    gone = [
        {
            "domain": "QBO",
            "status": "Deleted",
            "Id": record_id,
            "MetaData": {"LastUpdatedTime": stamp(int(deleted_s))},
        }
        for record_id, deleted_s in company.deleted.get(kind, {}).items()
        if int(deleted_s) >= since_s and (seen is None or seen.gone(kind, deleted_s))
    ]
    return [record.wire for record in reversed(changed)] + gone

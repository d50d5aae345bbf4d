"""The host tells a record: first the mark, then the record, then one message. A crash costs one sweep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ValidationError

from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.errors import SHOWN, ConditionFailed, Conflict, Invalid, QueueBusy
from quickbooks_sync.flows.pointers import send_pointer
from quickbooks_sync.model import Company, Payload, Phase, Record, RecordKey
from quickbooks_sync.ports import Ports
from quickbooks_sync.state import codec, records, waiting, work
from quickbooks_sync.state.records import Moved

FIRST = 1
"""The revision of a record that nobody but its first push has written."""
MOST_AT_ONCE = 500
MOST_FAULTS = 100
"""Of one record or request: who has more of them does not send records."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of one pushed record."""

    key: RecordKey
    version: int
    result: Literal["stored", "unchanged", "older", "conflict", "invalid"]
    faults: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True, slots=True)
class _Checked:
    key: RecordKey
    version: int
    content: Payload
    parsed: BaseModel


def push(ports: Ports, company: Company, entity: str, *, record_id: str, content: Payload) -> Pushed:
    """Take one record. Raises Invalid naming every faulty field, Conflict for other content of a version."""
    checked = _checked(ports, entity, {**content, "id": content.get("id", record_id)}, record_id=record_id)
    pushed = _take(ports, company, entity, [checked])[0]
    if pushed.result == "conflict":
        message = f"version {checked.version} of {entity}/{record_id} was pushed before with other content"
        raise Conflict(message)
    return pushed


def push_many(ports: Ports, company: Company, entity: str, contents: Sequence[Payload]) -> list[Pushed]:
    """Take up to 500 records of an entity, with a result for each; a faulty one stops no other."""
    results: dict[int, Pushed] = {}
    good: dict[int, _Checked] = {}
    for place, content in enumerate(contents):
        try:
            good[place] = _checked(ports, entity, content)
        except Invalid as error:
            record_id = _shown(content.get("id", "")) if isinstance(content, dict) else ""
            results[place] = Pushed(RecordKey(entity, record_id), 0, "invalid", error.faults)
    if good:
        results |= dict(zip(good, _take(ports, company, entity, list(good.values())), strict=True))
    return [results[place] for place in sorted(results)]


def _checked(ports: Ports, entity: str, content: Payload, *, record_id: str = "") -> _Checked:
    rules = ENTITIES[entity]
    try:
        parsed = rules.schema.model_validate(content)
    except ValidationError as error:
        message = f"not a record of {entity}"
        raise Invalid(message, faults_of(error)) from error
    key = RecordKey(entity, parsed.id)  # type: ignore[attr-defined] # every schema has id and version
    if record_id and key.id != record_id:
        message = f"the path says {record_id!r}"
        raise Invalid(message, [{"field": "id", "value": key.id, "message": message}])
    if (size := len(codec.pack(content))) > ports.limits.record_bytes:
        message = f"the record is too large: {size} bytes compressed, at most {ports.limits.record_bytes}"
        raise Invalid(message, [{"field": "", "value": str(size), "message": message}])
    return _Checked(key, parsed.version, content, parsed)  # type: ignore[attr-defined]


def _take(ports: Ports, company: Company, entity: str, checked: Sequence[_Checked]) -> list[Pushed]:
    work.mark(ports.store, company.id, at=ports.clock.now(), due=company.sync_on_push)
    results = [_write(ports, company, each) for each in checked]
    announce(ports, company, entity, results)
    return results


def announce(ports: Ports, company: Company, entity: str, results: Sequence[Pushed]) -> None:
    """Send one message when anything was stored; without it the sweep finds the mark."""
    if company.sync_on_push and any(each.result == "stored" for each in results):
        try:
            send_pointer(ports, company.id, entity)
        except QueueBusy:
            ports.log.outcome("push", company=company.id, entity=entity, result="left to the sweep")


def _write(ports: Ports, company: Company, each: _Checked) -> Pushed:
    now = ports.clock.now()
    update = records.pushed(company.id, each.key, each.content, version=each.version, at=now)
    try:
        stored = records.of_item(ports.store.apply(update) or {})
    except ConditionFailed:
        return _refused(ports, company, each)
    if stored.revision == FIRST:
        _wake(ports, company, each.key)
    if stored.asked_by:
        ask_again(ports, stored)
    return Pushed(each.key, each.version, "stored")


def _wake(ports: Ports, company: Company, key: RecordKey) -> None:
    """Let those go on who waited for a record that was never pushed before."""
    if waiting.anybody_waits(ports.store, company.id, key):
        waiting.wake(ports.store, company.id, key)


def ask_again(ports: Ports, stored: Record) -> None:
    """Put a record in front again that somebody asked for before this version came."""
    with suppress(ConditionFailed):  # Whoever wrote it meanwhile did the same, or synced it.
        ports.store.apply(records.moved(stored, Moved(Phase.PENDING), at=stored.changed_at))


def _refused(ports: Ports, company: Company, each: _Checked) -> Pushed:
    held = records.find(ports.store, company.id, each.key)
    if held is None or held.version > each.version:
        return Pushed(each.key, held.version if held else each.version, "older")
    same = held.removal is None and _same(held, each)
    if same and held.revision == FIRST:
        _wake(ports, company, each.key)  # It was ours, and the table's answer was lost.
    return Pushed(each.key, each.version, "unchanged" if same else "conflict")


def _same(held: Record, pushed: _Checked) -> bool:
    """Compare what two contents say, however they are written: `12.5` is `12.50`, absent is null."""
    try:
        return ENTITIES[held.key.entity].schema.model_validate(held.content) == pushed.parsed
    except ValidationError:
        return False  # Taken under the rules of an earlier release.


def faults_of(error: ValidationError) -> list[Mapping[str, str]]:
    """Name every faulty field with its value and what is wrong with it."""
    return [_fault(each) for each in error.errors(include_url=False)[:MOST_FAULTS]]


def _fault(error: Mapping[str, object]) -> Mapping[str, str]:
    """Name a faulty field as the host wrote it: `lines[2].amount`."""
    path = ""
    location = error["loc"]
    for part in location if isinstance(location, tuple) else ():
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return {"field": path[:SHOWN], "value": _shown(error.get("input")), "message": str(error["msg"])}


def _shown(value: object) -> str:
    """Show a value as the host wrote it, shortened; a list or an object is not shown."""
    if isinstance(value, dict | list):
        return ""
    return (value if isinstance(value, str) else codec.dumps(value).decode())[:SHOWN]

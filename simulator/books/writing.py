"""Creates, updates, deletes and voids of one object: the rules that all entities share."""

from simulator.books.company import Company, Record
from simulator.books.kinds import Draft, Kind
from simulator.books.ledger import post
from simulator.books.schema import UNPARSABLE, ignored, unknown_property
from simulator.books.standing import check_writable
from simulator.books.transaction_rules import check_open_period, check_tracking
from simulator.faults import STALE, Refused, business, missing, not_found
from simulator.wire import Wire

UNCOUNTED = ("SyncToken", "MetaData")
ENVELOPE = ("Id", "SyncToken", "sparse", "domain", "MetaData", "status", "CustomField", "AttachableRef")
OPERATIONS = ("create", "update", "delete", "void")


def write(
    company: Company,
    kind: Kind,
    body: object,
    *,
    operation: str | None,
    include: frozenset[str],
    now_s: float,
) -> Wire:
    """Carry out one write; return the entity as it is shown. Raises Refused, and then nothing has changed."""
    if (kind.build or kind.write) is None or (operation is not None and operation not in OPERATIONS):
        raise unsupported(f"{operation or 'create'} of {kind.name}")
    check_writable(company)
    if not isinstance(body, dict):
        raise Refused("2010", UNPARSABLE)
    if operation in ("delete", "void"):
        return _remove(company, kind, body, operation=operation, now_s=now_s)
    ids = dict(company.next_ids)
    try:
        return _set(company, kind, body, operation=operation, include=include, now_s=now_s)
    except Refused:
        # The ids and numbers that a refused object took are free again.
        company.next_ids = ids
        raise


def _set(
    company: Company,
    kind: Kind,
    body: Wire,
    *,
    operation: str | None,
    include: frozenset[str],
    now_s: float,
) -> Wire:
    given, cleared = _clean(kind, body)
    if kind.write is not None:
        return kind.write(company, given, now_s)
    if operation == "create" or (operation is None and body.get("Id") in (None, "")):
        return _create(Draft(company, kind, given, None, include, now_s))
    record = _current(company, kind, body)
    if "void" in include and kind.void is not None:
        return _void(company, kind, record, operation="update", now_s=now_s)
    sparse = body.get("sparse") is True
    if sparse and not kind.sparse:
        raise unsupported(f"sparse update of {kind.name}")
    merged = _merged(kind, record, given, cleared=cleared, sparse=sparse)
    return _update(Draft(company, kind, merged, record, include, now_s, record.next_line))


def _merged(kind: Kind, record: Record, given: Wire, *, cleared: list[str], sparse: bool) -> Wire:
    """Return every writable value after an update: a full one clears what it does not name."""
    kept = (
        record.given if sparse else {name: record.given[name] for name in kind.fixed if name in record.given}
    )
    merged = {name: value for name, value in kept.items() if name not in cleared} | given
    if kind.is_list and "Active" not in merged:
        merged["Active"] = record.active
    return merged


def _void(company: Company, kind: Kind, record: Record, *, operation: str, now_s: float) -> Wire:
    if kind.void is None or kind.void_operation != operation:
        raise unsupported(f"{operation} as a void of {kind.name}")
    check_open_period(company, record.wire)
    before, token = record.wire, record.wire["SyncToken"]
    kind.void(company, record, now_s)
    post(company, kind.name, before=before, after=record.wire, now_s=now_s)
    if record.wire["SyncToken"] != token:
        company.tell(record, "Void", now_s)
    return record.wire


def unsupported(what: str) -> Refused:
    """Return the refusal for something that QuickBooks cannot do."""
    return Refused("500", f"Operation {what} is not supported.")


def _clean(kind: Kind, body: Wire) -> tuple[Wire, list[str]]:
    given: Wire = {}
    cleared: list[str] = []
    for name, value in body.items():
        check = kind.fields.get(name)
        if check is None:
            if name in ENVELOPE:
                _check_envelope(name, value)
                continue
            names = [*kind.fields, *ENVELOPE]
            known = ", ".join(f'"{known_name}"' for known_name in names)
            raise unknown_property(name, kind.name, known=known, count=len(names))
        if check is ignored:
            continue
        cleaned = check(value, name)
        if cleaned is None:
            cleared.append(name)
        else:
            given[name] = cleaned
    return given, cleared


def _check_envelope(name: str, value: object) -> None:
    if name == "CustomField" and value:
        raise Refused(
            "3000", "Invalid Custom Field : the company defines no such field", element="CustomField"
        )
    if name == "sparse" and value is not None and not isinstance(value, bool):
        raise Refused("2230", f"Invalid Boolean. Supplied value:{value}", element="sparse")


def valid_id(value: object) -> str:
    """Return an id, refuse what is no number."""
    record_id = str(value)
    if not (record_id.isascii() and record_id.isdigit()):
        raise Refused("2030", f"Id should be a valid number. Supplied value:{record_id}", element="Id")
    return record_id


def _current(company: Company, kind: Kind, body: Wire) -> Record:
    if body.get("Id") in (None, ""):
        raise missing("Id")
    record = company.find(kind.name, valid_id(body["Id"]))
    if record is None:
        raise not_found()
    if body.get("SyncToken") in (None, ""):
        raise missing("SyncToken")
    if str(body["SyncToken"]) != record.wire["SyncToken"]:
        raise Refused("5010", STALE, element="")
    return record


def _create(draft: Draft) -> Wire:
    company, kind = draft.company, draft.kind
    if kind.build is None:
        raise unsupported(f"create of {kind.name}")
    check_tracking(draft)
    shown = kind.build(draft)
    check_open_period(company, shown)
    record = Record(kind.name, company.next_id(kind.family), now_s=draft.now_s)
    record.wire = {**shown, "domain": "QBO", "sparse": False, "Id": record.id, "SyncToken": "0"}
    record.given = draft.given
    record.next_line = draft.next_line
    company.add(record)
    company.touch(record, draft.now_s)
    company.tell(record, "Create", draft.now_s)
    if kind.settle is not None:
        kind.settle(draft, record, None)
    post(company, kind.name, before=None, after=record.wire, now_s=draft.now_s)
    if not kind.changed_when_new:
        return {**record.wire, "MetaData": {"CreateTime": record.wire["MetaData"]["CreateTime"]}}
    return record.wire


def _update(draft: Draft) -> Wire:
    record, kind = draft.before, draft.kind
    if record is None or kind.build is None:
        raise unsupported(f"update of {kind.name}")
    before = record.wire
    check_tracking(draft)
    shown = kind.build(draft)
    after = {**record.carried, **shown, "domain": "QBO", "sparse": False, "Id": record.id}
    same = after == {name: value for name, value in before.items() if name not in UNCOUNTED}
    if same or draft.given == record.given:
        return before
    check_open_period(draft.company, before, shown)
    if not record.active and not shown.get("Active", True):
        raise business("You cannot modify a list element that has been deleted.")
    record.wire = {**after, "SyncToken": before["SyncToken"], "MetaData": before["MetaData"]}
    record.given = draft.given
    record.next_line = draft.next_line
    record.renamed()
    changed(draft.company, record, draft.now_s)
    if before.get("Active", True) and not record.active:
        draft.company.tell(record, "Deactivate", draft.now_s)
    if kind.settle is not None:
        kind.settle(draft, record, before)
    post(draft.company, kind.name, before=before, after=record.wire, now_s=draft.now_s)
    return record.wire


def changed(company: Company, record: Record, now_s: float) -> None:
    """Count a change of an object."""
    record.wire["SyncToken"] = str(int(record.wire["SyncToken"]) + 1)
    company.touch(record, now_s)
    company.tell(record, "Update", now_s)


def _remove(company: Company, kind: Kind, body: Wire, *, operation: str, now_s: float) -> Wire:
    _clean(kind, body)
    if operation == "void":
        return _void(company, kind, _current(company, kind, body), operation=operation, now_s=now_s)
    if kind.delete is None:
        raise unsupported(f"delete of {kind.name}")
    record = _current(company, kind, body)
    check_open_period(company, record.wire)
    kind.delete(company, record, now_s)
    post(company, kind.name, before=record.wire, after=None, now_s=now_s)
    company.forget(record, now_s)
    return {"domain": "QBO", "status": "Deleted", "Id": record.id}

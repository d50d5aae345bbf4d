"""What an update has to send: only what changed, and in QuickBooks' own way what is gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quickbooks_sync.model import Payload

_ONLY_AT_CREATE = frozenset({"CustomerTypeRef"})
"""A default for new objects (R061): what was chosen in the books later stays."""
_NEVER_CLEARED = frozenset({"DocNumber"})
"""An invoice whose number the host drops keeps the one that it has."""
_RENAMED = frozenset({"DisplayName", "Name"})
_WITH_LINES = "TxnTaxDetail"
"""Sent along with changed lines, so that QuickBooks does not work the host's tax out anew."""


def changes(wanted: Payload, base: Payload, line_ids: Sequence[str]) -> Payload:
    """Return the body of a sparse update without Id and SyncToken; empty when the books hold it already.

    `base`: the whole object as last confirmed, with `line_ids` in the order of its lines. An inactive one is
    brought back with its clean name: QuickBooks added " (deleted)" to it (facts 10).
    """
    back = base.get("Active") is False
    wanted = {**wanted, "Active": True} if back else wanted
    changed = {
        name: value
        for name, value in wanted.items()
        if value != base.get(name) or (back and name in _RENAMED)
    }
    body = {name: _with_blanks(value, base.get(name)) for name, value in changed.items()}
    body |= {name: _blank(name, value) for name, value in base.items() if name not in wanted}
    body = {name: value for name, value in body.items() if _sent(name, wanted)}
    if "Line" in changed:
        body["Line"] = list(_kept_lines(wanted["Line"], base.get("Line", ()), line_ids))
        if _WITH_LINES in wanted:
            body.setdefault(_WITH_LINES, wanted[_WITH_LINES])
    return body


def _sent(name: str, wanted: Payload) -> bool:
    return name not in _ONLY_AT_CREATE and (name in wanted or name not in _NEVER_CLEARED)


def _with_blanks(value: object, base: object) -> object:
    """Clear inside an address what is gone: then it does not matter whether QuickBooks merges or replaces."""
    if isinstance(value, dict) and isinstance(base, dict):
        gone = {name: _blank(name, part) for name, part in base.items() if name not in value}
        return {**value, **gone}
    return value


def _blank(name: str, value: object) -> object:
    """Write nothing: what is left out of a sparse update stays as it was (facts 10)."""
    if name.endswith(("Ref", "Date")):
        return None
    if isinstance(value, dict):
        return {part: _blank(part, inner) for part, inner in value.items()}
    if isinstance(value, list):
        return []
    return "" if isinstance(value, str) else None


def _kept_lines(
    wanted: Sequence[Payload], base: Sequence[Payload], line_ids: Sequence[str]
) -> Iterator[Payload]:
    """Give lines the Ids of those whose place they take, kind by kind: without one a line is a new line."""
    ids: dict[str, list[str]] = {}
    for line, line_id in zip(base, line_ids, strict=False):
        ids.setdefault(line.get("DetailType", ""), []).append(line_id)
    for line in wanted:
        same_kind = ids.get(line.get("DetailType", ""), [])
        line_id = same_kind.pop(0) if same_kind else ""
        yield {"Id": line_id, **line} if line_id else line

"""Problems in words, and QuickBooks' refusals as problems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quickbooks_sync.core.catalogue import CATALOGUE, ONLY_WHEN_ASKED, Who
from quickbooks_sync.core.messages import FALLBACK, LANGUAGES
from quickbooks_sync.core.messages.text import Language
from quickbooks_sync.core.refusals import (
    BUSINESS_VALIDATION,
    BY_CODE,
    BY_DETAIL,
    HOLDERS,
    HOST_FIELDS,
    REFUSED_FIELDS,
    TOO_LONG,
)
from quickbooks_sync.model import Payload, Problem, RecordKey

_SHOWN = 200
_TOO_LONG_DETAIL = re.compile(r"Max:([\d,.]+).*Supplied length:([\d,.]+)")


@dataclass(frozen=True, slots=True)
class Explained:
    """A problem in words."""

    code: str
    field: str
    value: str
    cause: str
    remedy: str
    who: Who
    retry_helps: bool
    about: RecordKey | None = None
    article: str = ""


def explain(problem: Problem, language: str) -> Explained:
    """Put a problem into words of a language such as `sv` or `es-MX`; an unknown one is English."""
    entry = CATALOGUE[problem.code]
    reader = LANGUAGES.get(re.split("[-_]", language.lower())[0], FALLBACK)
    text = reader.texts[problem.code]
    words = _Words(problem, reader)
    return Explained(
        code=problem.code,
        field=problem.field,
        value=problem.value,
        cause=text.cause.format_map(words),
        remedy=text.remedy.format_map(words),
        who=entry.who,
        retry_helps=entry.retry_helps,
        about=problem.about,
        article=entry.article,
    )


class _Words(dict[str, str]):
    """What a text fills in; what is not known is shown as a gap rather than as an error."""

    def __init__(self, problem: Problem, reader: Language) -> None:
        line = _line(problem.field)
        words = {
            **problem.details,
            "holder": _holder(problem, reader),
            "field": _label(problem.field, line, reader),
            "line": line,
            "value": problem.value,
            "fault_code": problem.fault_code,
            "fault_text": problem.fault_text,
        }
        super().__init__({name: word for name, word in words.items() if word})

    def __missing__(self, key: str) -> str:
        return "…"


def _holder(problem: Problem, reader: Language) -> str:
    """Name who has a name or a number in the books: its kind and Id."""
    kind = problem.details.get("holder") or HOLDERS.get(problem.code, "")
    return f"{reader.fields.get(kind, kind)} {problem.details.get('holder_id', '')}".strip()


def _label(field: str, line: str, reader: Language) -> str:
    """Name a field as people do: `lines[2].amount` is "amount (line 3)"."""
    last = field.rpartition(".")[2]
    name = reader.fields.get(last, last)
    return reader.on_line.format(name=name, line=line) if line else name


def _line(field: str) -> str:
    found = re.search(r"\[(\d+)\]", field)
    return str(int(found.group(1)) + 1) if found else ""


def awaits_a_decision(problems: Iterable[Problem]) -> bool:
    """Tell whether a record may only be taken up again when a person or the host wants exactly this one."""
    return any(problem.code in ONLY_WHEN_ASKED for problem in problems)


def from_fault(
    code: str, message: str, detail: str, *, element: str, intuit_tid: str, sent: Payload | None = None
) -> Problem:
    """Turn one error of a Fault into a problem; `sent`: the object that was refused, for field and value."""
    number = int(code) if re.fullmatch(r"[0-9]+", code) else 0
    ours, details = _meaning(number, f"{message} {detail}")
    name = _element(ours, element, sent or {})
    return Problem(
        ours,
        field=_field(name, sent or {}),
        value=_value((sent or {}).get(name)),
        details=details,
        fault_code=code,
        fault_text=(detail or message)[: 5 * _SHOWN],
        intuit_tid=intuit_tid,
    )


def _meaning(number: int, text: str) -> tuple[str, Mapping[str, str]]:
    if number == TOO_LONG and (found := _TOO_LONG_DETAIL.search(text)):
        limit, length = (part.strip(".,") for part in found.groups())
        return "too_long", {"limit": limit, "length": length}
    if number == BUSINESS_VALIDATION:
        known = (each.code for each in BY_DETAIL if each.contains in text.casefold())
        return next(known, "refused_by_quickbooks"), {}
    return BY_CODE.get(number, "refused_by_quickbooks"), {}


def _element(ours: str, element: str, sent: Payload) -> str:
    """Choose the element by our own knowledge first: QuickBooks' is often empty, or of its own making."""
    known = (name for name in REFUSED_FIELDS.get(ours, ()) if name in sent)
    return next(known, element.partition(".")[0])


def _field(name: str, sent: Payload) -> str:
    return "issue_date" if name == "TxnDate" and "TotalAmt" not in sent else HOST_FIELDS.get(name, "")


def _value(sent: object) -> str:
    """Show what was sent: a text, or the text inside an address, note or currency."""
    if isinstance(sent, dict) and len(sent) == 1:
        (sent,) = sent.values()
    return sent[:_SHOWN] if isinstance(sent, str) else ""

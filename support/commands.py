"""The commands: each asks the API and gives what to print, as JSON for scripts and as text for people."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from support.api import Api, path
from support.printing import age, clean, explained, fields, progress, table

Value: TypeAlias = dict[str, Any]
DEAD_LETTERS = path("support", "dead-letters")
LISTING = "python -m support dead-letters"


class Said(NamedTuple):
    """What a command found: everything, and how it reads."""

    value: Mapping[str, object]
    text: str


def dead_letters(api: Api, asked: Namespace) -> Said:
    """List what is stuck."""
    found, last = _all(
        api,
        DEAD_LETTERS,
        "dead_letters",
        asked.most,
        company=asked.company,
        entity=asked.entity,
        problem=asked.problem,
        older_than=asked.older_than,
    )
    rows = [{**each, "age": age(each["age_s"]), "tries": each["attempts"]} for each in found]
    columns = ("kind", "company", "entity", "id", "age", "tries", "code")
    reasons = _reasons(found)
    queued = ", ".join(f"{entity} {count}" for entity, count in last["in_queues"].items())
    listed = table(rows, columns) or "Nothing is stuck."
    parts = [listed, *reasons, f"In the queues: {clean(queued)}"]
    return Said({"dead_letters": found, "in_queues": last["in_queues"]}, "\n\n".join(parts))


def replay(api: Api, asked: Namespace) -> Said:
    """Let what is stuck go on, call after call until there is no more."""
    body: Value = {"reason": asked.reason, "dry_run": asked.dry_run}
    for name in ("company", "entity", "problem", "older_than"):
        if getattr(asked, name) is not None:
            body[name] = getattr(asked, name)
    total = {"messages": 0, "companies": 0, "records": 0}
    while True:
        done = api.post(f"{DEAD_LETTERS}/replay", body)
        total["messages"] += sum(done["sent"].values())
        total["companies"] += done["companies"]
        total["records"] += done["records"]
        if not done["cursor"]:
            break
        progress(", ".join(f"{name} {count}" for name, count in total.items()) + " …")
        body["cursor"] = done["cursor"]
    head = "This would be replayed; nothing was done:" if asked.dry_run else "Replayed:"
    if not any(total.values()):
        head = f"There is nothing to replay; {LISTING} tells what is stuck."
    return Said({"dry_run": asked.dry_run, **total}, f"{head}\n{fields(total)}")


def companies(api: Api, asked: Namespace) -> Said:
    """List companies."""
    found, _ = _all(api, path("support", "companies"), "companies", asked.most, state=asked.state)
    columns = ("id", "connection", "books", "parked", "stopped", "since")
    return Said({"companies": found}, table(found, columns) or "There is none.")


def company(api: Api, asked: Namespace) -> Said:
    """Show a company."""
    shown = api.get(path("companies", asked.company))
    return Said(shown, fields(_flat(shown)))


def problems(api: Api, asked: Namespace) -> Said:
    """List what a company's people have to do."""
    shown = api.get(path("companies", asked.company, "problems"))
    parts = []
    for group in shown["problems"]:
        rows = table(group["records"], ("entity", "id", "field", "value"))
        parts.append("\n".join([*_reasons(group["records"]), rows]))
    return Said(shown, "\n\n".join(parts) or "No record has a problem.")


def record(api: Api, asked: Namespace) -> Said:
    """Show a record."""
    shown = api.get(path("companies", asked.company, "records", asked.entity, asked.record))
    said = [*shown["problems"], *filter(None, [shown["held_up"]])]
    reasons = [explained(each["code"], each["cause"], each["remedy"]) for each in said]
    values = {name: value for name, value in shown.items() if name not in ("problems", "held_up")}
    return Said(shown, "\n\n".join([fields(values), *reasons]))


def history(api: Api, asked: Namespace) -> Said:
    """Show what became of a record."""
    shown = api.get(path("companies", asked.company, "records", asked.entity, asked.record, "history"))
    rows = [{**each, "problem": ", ".join(p["code"] for p in each["problems"])} for each in shown["history"]]
    columns = ("at", "result", "version", "operation", "problem", "call", "intuit_tid", "run", "replay")
    head = {name: shown[name] for name in ("entity", "id", "version", "status", "phase", "changed_at")}
    said = {p["code"]: p for each in reversed(shown["history"]) for p in each["problems"]}
    parts = [fields(head), table(rows, columns) or "Nothing has become of it yet."]
    parts += [explained(each["code"], each["cause"], each["remedy"]) for each in said.values()]
    for call in shown["open_calls"]:
        tries = [{"at": each["at"], "refused": "yes" if each["refused"] else "no"} for each in call["tries"]]
        parts.append(f"Open call {clean(call['call'])} ({clean(call['operation'])}), sent:\n")
        parts[-1] += table(tries, ("at", "refused"))
    return Said(shown, "\n\n".join(parts))


def sync(api: Api, asked: Namespace) -> Said:
    """Start a run."""
    what = [each for each in (asked.entity, asked.record) if each]
    shown = api.post(path("companies", asked.company, "sync", *what), {})
    return Said(shown, fields(_flat(shown)))


def run(api: Api, asked: Namespace) -> Said:
    """Show a run."""
    shown = api.get(path("companies", asked.company, "runs", asked.run_id))
    return Said(shown, fields(_flat(shown)))


def audits(api: Api, asked: Namespace) -> Said:
    """List what support did."""
    found, _ = _all(api, path("support", "audits"), "audits", asked.most)
    rows = [{**each, **(each["done"] or {"messages": "broke off"})} for each in found]
    columns = ("at", "who", "company", "entity", "problem", "messages", "companies", "records", "why")
    return Said({"audits": found}, table(rows, columns) or "Nothing has been replayed yet.")


def _all(api: Api, where: str, name: str, most: int, **query: str | None) -> tuple[list[Value], Value]:
    """Read a list to its end, or as far as is wanted; give its last page as well."""
    found: list[Value] = []
    page: Value = {}
    for page in api.pages(where, **query):
        found += page[name]
        if page.get("cursor") and len(found) >= most:
            progress(f"There is more: these are the first {len(found)} (--most takes a higher number).")
            break
    return found[:most], page


def _reasons(found: list[Value]) -> list[str]:
    """Put each code into words once: by the first that has it, named where others' words differ."""
    by_code: dict[str, list[Value]] = {}
    for each in found:
        by_code.setdefault(each["code"], []).append(each)
    return [_reason(alike) for alike in by_code.values()]


def _reason(alike: list[Value]) -> str:
    first = alike[0]
    whose = [first[name] for name in ("company", "entity", "id") if first.get(name)]
    differ = len({(each["cause"], each["remedy"]) for each in alike}) > 1
    of = " ".join(whose) if differ else ""
    return explained(first["code"], first["cause"], first["remedy"], example=of)


def _flat(value: Mapping[str, Any], prefix: str = "") -> dict[str, object]:
    """Name every value of an answer by its path."""
    flat: dict[str, object] = {}
    for name, each in value.items():
        if isinstance(each, Mapping):
            flat |= _flat(each, f"{prefix}{name}.")
        elif isinstance(each, list):
            flat[f"{prefix}{name}"] = ", ".join(map(str, each))
        else:
            flat[f"{prefix}{name}"] = each
    return flat

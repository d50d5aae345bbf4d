"""The whole state of a simulator as one JSON document: saved, loaded, and compared with what it is now."""

import os
from pathlib import Path

from simulator.books.references import follow_names
from simulator.clock import SimulatedClock
from simulator.core import Simulator
from simulator.settings import Settings
from simulator.state.forms import Reader, Writer
from simulator.wire import Json, Wire, read_json, write_json

FORMAT = "quickbooks-online-simulator/1"
LEFT_OUT = {
    # The clock is saved by itself; the journal is a record of the past that no answer depends on.
    "Simulator": ("clock", "journal", "listeners", "lock"),
    # What is being sent is none of whoever loads the state: it is due again.
    "Webhooks": ("_under_way",),
    # Found anew when they are needed.
    "Company": ("_orders", "_receivable_account"),
}


def saved(simulator: Simulator) -> Wire:
    """Return all that answers depend on: companies, connections, limits, orders, settings, the clock."""
    clock = simulator.clock
    with simulator.lock:
        document: Wire = {"format": FORMAT}
        if isinstance(clock, SimulatedClock):
            document["clock"] = {
                "now_s": repr(clock.now_s()),
                "scale": repr(clock.scale),
                "frozen": clock.frozen,
            }
        document["state"] = Writer(LEFT_OUT).write(simulator, "state")
        return document


def check_format(document: Wire) -> None:
    """Refuse what is no saved state, or one of another version. Raises ValueError."""
    if document.get("format") != FORMAT:
        raise ValueError(f"format is {document.get('format')!r}, but must be {FORMAT!r}")


def load(simulator: Simulator, document: Wire) -> None:
    """Become what was saved. Raises ValueError for what is no such document; then nothing has changed."""
    check_format(document)
    try:
        _fill(Simulator(clock=SimulatedClock(frozen=True)), document)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as problem:
        raise ValueError(f"it is not whole, was changed, or is of another version: {problem!r}") from problem
    with simulator.lock:
        _fill(simulator, document)


def _fill(simulator: Simulator, document: Wire) -> None:
    clock, state = document.get("clock"), document["state"]
    if clock is not None and isinstance(simulator.clock, SimulatedClock):
        moment_s, scale = float(clock["now_s"]), float(clock["scale"])
        simulator.clock.restore(moment_s, scale=scale, frozen=bool(clock["frozen"]))
    simulator.begin({realm: held["company"]["profile"] for realm, held in state["realms"].items()})
    Reader(filled=Settings).read(state, "state", simulator)
    for realm in simulator.realms.values():
        for records in realm.company.objects.values():
            for record in records.values():
                follow_names(realm.company, record)


def differences(before: Json, after: Json, path: str = "") -> list[Wire]:
    """Return where two documents differ: the path, what was saved and what is now there."""
    before, after = _plain(before), _plain(after)
    if isinstance(before, dict) and isinstance(after, dict):
        found = [
            difference
            for key in {**before, **after}
            for difference in _at_key(before, after, key, path=f"{path}/{key}" if path else key)
        ]
        if not found and list(before) != list(after):
            found = [{"path": f"{path} (order)", "saved": list(before), "now": list(after)}]
        return found
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [
            difference
            for place, (one, other) in enumerate(zip(before, after, strict=True))
            for difference in differences(one, other, f"{path}/{place}")
        ]
    return [] if before == after else [{"path": path, "saved": before, "now": after}]


def _at_key(before: Wire, after: Wire, key: str, *, path: str) -> list[Wire]:
    if key not in after:
        return [{"path": path, "saved": before[key]}]
    if key not in before:
        return [{"path": path, "now": after[key]}]
    return differences(before[key], after[key], path)


def _plain(form: object) -> object:
    """Return a form without the name of its type."""
    match form:
        case {"$": _, **rest}:
            return rest
        case dict() if len(form) == 1 and str(next(iter(form))).startswith("$"):
            return next(iter(form.values()))
    return form


def load_file(simulator: Simulator, path: Path) -> None:
    """Load what `save_file` wrote. Raises OSError or ValueError."""
    document = read_json(path.read_bytes())
    if not isinstance(document, dict):
        raise ValueError("the file is no JSON object")  # noqa: TRY004 (what a person reads)
    load(simulator, document)


def save_file(simulator: Simulator, path: Path) -> None:
    """Save into a file that is there whole or not at all. Raises OSError."""
    write_whole(path, write_json(saved(simulator)))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, in one step."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    draft.replace(path)

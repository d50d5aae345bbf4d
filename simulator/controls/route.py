"""One route of the control API, and how its functions read what they are given."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from simulator.books.company import Company
from simulator.books.kinds import Kind
from simulator.core import FIRST_REALM, Simulator
from simulator.entities import KINDS
from simulator.protocol.realm import Realm
from simulator.wire import Wire


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a name below the prefix; `does` says what it does and which fields it takes."""

    method: str
    name: str
    does: str
    function: Callable[[Simulator, Wire], object]


def realm_of(simulator: Simulator, given: Wire) -> Realm:
    """Return the realm that is asked for, the first one when none is named."""
    realm = str(given.get("realm", FIRST_REALM))
    if realm not in simulator.realms:
        raise ValueError(f"realm is {realm!r}, but must be one of {', '.join(simulator.realms)}")
    return simulator.realms[realm]


def company_of(simulator: Simulator, given: Wire) -> Company:
    """Return the company of the realm that is asked for."""
    return realm_of(simulator, given).company


def kind_of(given: Wire) -> Kind:
    """Return the entity that is asked for, in whatever case it is written."""
    entity = str(required(given, "entity"))
    if entity.lower() not in KINDS:
        names = ", ".join(sorted(kind.name for kind in KINDS.values()))
        raise ValueError(f"entity is {entity!r}, but must be one of {names}")
    return KINDS[entity.lower()]


def only(given: Wire, *names: str) -> None:
    """Refuse a field that the route does not know."""
    for name, value in given.items():
        if name not in names:
            known = ", ".join(names) or "none at all"
            raise ValueError(f"{name} is {value!r}, but the fields of this route are {known}")


def required(given: Wire, name: str) -> object:
    """Return a field that must be there."""
    if given.get(name) is None:
        raise ValueError(f"{name} is missing")
    return given[name]


def number(given: Wire, name: str, default: float | None = None) -> float:
    """Return a field that is a number, also one in a query string."""
    value = required(given, name) if default is None else given.get(name, default)
    try:
        return float(str(value))
    except ValueError:
        raise ValueError(f"{name} is {value!r}, but must be a number") from None


def moment_given(name: str, given: object) -> float:
    """Return a moment that a field names, in seconds. Raises ValueError."""
    try:
        moment = datetime.fromisoformat(str(given))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError(f"{name} is {given!r}, but must be a moment with its offset: 2026-04-09T16:00:00Z")
    return moment.timestamp()

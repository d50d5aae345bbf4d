"""Routes that do what the user of a company does in QuickBooks: companies, objects, preferences, switches."""

from dataclasses import asdict

from simulator.books.writing import write
from simulator.controls.route import Route, company_of, kind_of, only, required
from simulator.core import Simulator
from simulator.entities import KINDS
from simulator.entities.merging import merge
from simulator.put_in.as_shown import keep_all
from simulator.wire import Wire


def _add_realm(simulator: Simulator, given: Wire) -> object:
    only(given, "realm", "profile", "name")
    realm = simulator.add_realm(str(required(given, "realm")), str(given.get("profile", "us")))
    if given.get("name"):
        record = realm.company.objects["CompanyInfo"]["1"]
        record.wire["CompanyName"] = record.given["CompanyName"] = str(given["name"])
    return {"realm": realm.company.realm}


def _add_objects(simulator: Simulator, given: Wire) -> object:
    """Put objects in as QuickBooks shows them, or write one as a client would: it has no Id yet."""
    only(given, "realm", "objects", "entity", "object")
    company, now_s = company_of(simulator, given), simulator.clock.now_s()
    if "objects" in given:
        return {"count": keep_all(company, KINDS, given["objects"], now_s=now_s)}
    kind, body = kind_of(given), _one(given)
    if "Id" not in body and (kind.build or kind.write) is not None:
        return {kind.name: write(company, kind, body, operation=None, include=frozenset(), now_s=now_s)}
    if "Id" not in body:
        body = {"Id": company.next_id(kind.family), "Active": True, **body}
    keep_all(company, KINDS, {kind.name: [body]}, now_s=now_s)
    return {kind.name: company.objects[kind.name][str(body["Id"])].wire}


def _one(given: Wire) -> Wire:
    body = required(given, "object")
    if not isinstance(body, dict):
        raise ValueError(f"object is {body!r}, but must be an object of JSON")  # noqa: TRY004 (told to a client)
    return dict(body)


def _merge(simulator: Simulator, given: Wire) -> object:
    only(given, "realm", "entity", "winner", "loser")
    name = kind_of(given).name
    winner, loser = str(required(given, "winner")), str(required(given, "loser"))
    company = company_of(simulator, given)
    return {name: merge(company, name, winner, loser, now_s=simulator.clock.now_s())}


def _set_preference(simulator: Simulator, given: Wire) -> object:
    only(given, "realm", "section", "name", "value")
    company = company_of(simulator, given)
    if "value" not in given:
        raise ValueError("value is missing: null takes the preference away")
    section, name = str(required(given, "section")), str(required(given, "name"))
    record = company.objects["Preferences"]["1"]
    record.wire[section] = {**record.wire.get(section, {}), name: given["value"]}
    if given["value"] is None:
        del record.wire[section][name]
    record.given = {}  # an update through the API counts against what is shown now
    record.wire["SyncToken"] = str(int(record.wire["SyncToken"]) + 1)
    company.touch(record, simulator.clock.now_s())
    company.tell(record, "Update", simulator.clock.now_s())
    return {"Preferences": record.wire}


def _switches(simulator: Simulator, given: Wire) -> object:
    only(given, "realm")
    return asdict(company_of(simulator, given).switches)


def _set_switches(simulator: Simulator, given: Wire) -> object:
    switches = company_of(simulator, given).switches
    for name, value in given.items():
        if name == "realm":
            continue
        if name not in asdict(switches):
            raise ValueError(f"{name} is no switch: {', '.join(asdict(switches))}")
        if not isinstance(value, bool):
            raise ValueError(f"{name} is {value!r}, but must be true or false")  # noqa: TRY004 (told to a client)
        setattr(switches, name, value)
    return asdict(switches)


ROUTES = (
    Route("POST", "realms", "open one more company (realm: its number; profile, name)", _add_realm),
    Route(
        "POST",
        "objects",
        "put in objects as QuickBooks shows them (objects: {entity: [...]}), or one (entity, object; realm)",
        _add_objects,
    ),
    Route("POST", "merge", "let one object take in another (entity; winner, loser: ids; realm)", _merge),
    Route(
        "POST",
        "preferences",
        "set one preference (section, name, value: null takes it away; realm)",
        _set_preference,
    ),
    Route("GET", "switches", "what the owner has set and no preference shows (realm)", _switches),
    Route("POST", "switches", "set some of them (their names; realm)", _set_switches),
)

"""Routes about the whole state: saved, loaded, compared, begun anew."""

from simulator.controls.route import Route, only, realm_of
from simulator.core import Simulator
from simulator.state.saved import check_format, differences, load, saved
from simulator.wire import Wire


def _saved(simulator: Simulator, given: Wire) -> object:
    only(given)
    return saved(simulator)


def _load(simulator: Simulator, given: Wire) -> object:
    load(simulator, given)
    return {"realms": simulator.company_names()}


def _compare(simulator: Simulator, given: Wire) -> object:
    check_format(given)
    found = differences(given, saved(simulator))
    return {"equal": not found, "differences": found}


def _reset(simulator: Simulator, given: Wire) -> object:
    only(given, "realm")
    if "realm" in given:
        company = realm_of(simulator, given).company
        del simulator.realms[company.realm]
        simulator.add_realm(company.realm, company.profile)
    else:
        simulator.begin({realm: held.company.profile for realm, held in simulator.realms.items()})
    return {"realms": simulator.company_names()}


ROUTES = (
    Route("GET", "saved", "the whole state as one JSON document", _saved),
    Route("PUT", "saved", "become what such a document says (it is the body)", _load),
    Route("POST", "saved", "the same", _load),
    Route("POST", "compare", "where such a document (the body) differs from what is now, by path", _compare),
    Route(
        "POST",
        "reset",
        "companies as they began: of one realm, or all, without faults and journal; connections stay",
        _reset,
    ),
)

"""Routes about the app and its connections: granted, ended, expired, consented to."""

from simulator.controls.route import Route, company_of, only, realm_of, required
from simulator.core import Simulator
from simulator.oauth.authority import check_redirect_uri
from simulator.oauth.consent import with_realm
from simulator.wire import Wire


def _connect(simulator: Simulator, given: Wire) -> object:
    only(given, "realm")
    grant = simulator.authority.connect(company_of(simulator, given).realm)
    token = simulator.authority.access_token(grant)
    return {"realm": grant.realm, "refresh_token": grant.refresh_value, "access_token": token}


def _disconnect(simulator: Simulator, given: Wire) -> object:
    only(given, "realm")
    realm, url = company_of(simulator, given).realm, simulator.settings.disconnect_url
    simulator.authority.disconnect(realm)
    return {"opens": with_realm(url, realm) if url else None}


def _expire_tokens(simulator: Simulator, given: Wire) -> object:
    only(given, "realm")
    realm = realm_of(simulator, given).company.realm if "realm" in given else None
    simulator.authority.expire_access_tokens(realm)
    return {}


def _add_redirect_uri(simulator: Simulator, given: Wire) -> object:
    only(given, "uri")
    uri = str(required(given, "uri"))
    check_redirect_uri(uri)
    simulator.authority.redirect_uris[uri] = None
    return {"redirect_uris": list(simulator.authority.redirect_uris)}


def _consent(simulator: Simulator, given: Wire) -> object:
    only(given, "realm")
    realm = given.get("realm")
    chosen = realm_of(simulator, given).company.realm if realm else realm
    simulator.pages.consent.automatic = chosen
    return {"realm": chosen}


ROUTES = (
    Route("POST", "connect", "grant a connection without a browser; answers its tokens (realm)", _connect),
    Route(
        "POST",
        "disconnect",
        "end the connections of a company, as its user can; answers what opens in the user's browser (realm)",
        _disconnect,
    ),
    Route("POST", "expire-tokens", "let access tokens expire now, all or of one realm", _expire_tokens),
    Route("POST", "redirect-uris", "register one more redirect URI (uri)", _add_redirect_uri),
    Route(
        "POST",
        "consent",
        'consent by itself for a company (realm: its number), refuse by itself (""), ask in the page (null)',
        _consent,
    ),
)

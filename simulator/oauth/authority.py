"""OAuth 2 as Intuit grants it: codes, access tokens, and refresh values that kill the one before."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from urllib.parse import urlsplit

from simulator.settings import ACCOUNTING, DAY_S, Settings

CODE_HEX = 20
ACCESS_TOKEN_HEX = 400
REFRESH_VALUE_HEX = 24
SHORTEST_TOKEN = 100
LONGEST_TOKEN = 4096


def check_redirect_uri(uri: str) -> None:
    """Refuse what a browser could not be sent back to. Raises ValueError."""
    parts = urlsplit(uri)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.fragment:
        raise ValueError(f"uri is {uri!r}, but must be http://host:port/path")


class GrantRefused(Exception):
    """The token endpoint's refusal: an OAuth error with its status."""

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description
        self.status = status


@dataclass(slots=True)
class Grant:
    """One connection of the app to a realm, and the refresh value that is alive.

    Of a consent without the accounting scope, which is about no company, the realm is "".
    """

    realm: str
    scopes: tuple[str, ...]
    granted_s: float
    refresh_value: str
    refresh_since_s: float
    refresh_expires_s: float
    alive: bool = True


@dataclass(frozen=True, slots=True)
class _Code:
    realm: str
    scopes: tuple[str, ...]
    redirect_uri: str
    expires_s: float


class Authority:
    """Issues and checks codes and tokens; `now` reads the simulator's clock."""

    def __init__(self, settings: Settings, now: Callable[[], float]) -> None:
        self._settings = settings
        self.now_s = now
        self._random = Random(settings.seed)  # noqa: S311 (the same seed gives the same tokens)
        self._codes: dict[str, _Code] = {}
        self._spent: dict[str, Grant] = {}
        self._grants: dict[str, Grant] = {}
        self._former: dict[str, Grant] = {}
        self._access: dict[str, tuple[Grant, float]] = {}
        self.redirect_uris = dict.fromkeys(settings.redirect_uris)

    def value(self, prefix: str, length: int) -> str:
        """Return a value that was never there before."""
        return prefix + self._random.randbytes(length).hex()

    def new_code(self, realm: str, redirect_uri: str, scopes: tuple[str, ...]) -> str:
        """Return an authorization code: single use, ten minutes."""
        code = self.value("XAB1", CODE_HEX)
        self._codes[code] = _Code(realm, scopes, redirect_uri, self.now_s() + self._settings.code_life_s)
        return code

    def connect(self, realm: str, scopes: tuple[str, ...] = (ACCOUNTING,)) -> Grant:
        """Grant a connection without the browser."""
        now_s, life_s = self.now_s(), self._settings.refresh_token_life_s
        if self._settings.consent_ends_former_tokens:
            self.disconnect(realm)
        value = self.value("RT1-", REFRESH_VALUE_HEX)
        grant = Grant(realm, scopes, now_s, value, now_s, now_s + life_s)
        self._grants[value] = grant
        return grant

    def access_token(self, grant: Grant) -> str:
        """Return a new access token; earlier ones live on until they expire."""
        now_s = self.now_s()
        token = self.value("eyJ", ACCESS_TOKEN_HEX)
        self._access = {held: entry for held, entry in self._access.items() if entry[1] > now_s - DAY_S}
        self._access[token] = (grant, now_s + self._settings.access_token_life_s)
        return token

    def exchange(self, code: str, redirect_uri: str) -> Grant:
        """Turn a code into a grant. A second time, it ends what the first one brought."""
        held = self._codes.pop(code, None)
        if held is None or held.expires_s <= self.now_s() or held.redirect_uri != redirect_uri:
            if code in self._spent and self._settings.used_code_ends_grant:
                self._spent[code].alive = False
            raise GrantRefused("invalid_grant", "Incorrect or invalid authorization code")
        self._spent[code] = self.connect(held.realm, held.scopes)
        return self._spent[code]

    def refresh(self, value: str) -> Grant:
        """Take a refresh value; what comes back may carry a new one, and then the old one is dead."""
        now_s, settings = self.now_s(), self._settings
        grant = self._grants.get(value)
        if grant is None and value in self._former and settings.replay_ends_grant:
            self._former[value].alive = False
        if (
            grant is None
            or not grant.alive
            or grant.refresh_expires_s <= now_s
            or self.hard_expires_in_s(grant) <= 0
        ):
            raise GrantRefused("invalid_grant", "Incorrect or invalid refresh token")
        if settings.rotate_every_refresh or now_s - grant.refresh_since_s >= settings.refresh_value_life_s:
            self._former[value] = self._grants.pop(value)
            grant.refresh_value = self.value("RT1-", REFRESH_VALUE_HEX)
            grant.refresh_since_s = now_s
            self._grants[grant.refresh_value] = grant
        life_s = min(settings.refresh_token_life_s, self.hard_expires_in_s(grant))
        grant.refresh_expires_s = now_s + life_s
        return grant

    def hard_expires_in_s(self, grant: Grant) -> float:
        """Return how long until the five-year cap."""
        return grant.granted_s + self._settings.grant_life_s - self.now_s()

    def revoke(self, token: str) -> bool:
        """Kill the whole connection that a token belongs to; tell whether there was one."""
        held = self._access.get(token)
        grant = held[0] if held is not None else self._grants.get(token)
        if grant is None or not grant.alive:
            return False
        grant.alive = False
        if grant.realm and self._settings.one_grant_per_company:
            self.disconnect(grant.realm)
        return True

    def disconnect(self, realm: str) -> None:
        """Kill every connection of a realm, as its user does in QuickBooks."""
        for grant in self._of_realm(realm):
            grant.alive = False

    def _of_realm(self, realm: str) -> Iterator[Grant]:
        return (grant for grant in self._grants.values() if grant.realm == realm)

    def expire_access_tokens(self, realm: str | None = None) -> None:
        """Let every access token expire now, or those of one realm."""
        now_s = self.now_s()
        self._access = {
            token: (grant, now_s if realm in (None, grant.realm) else expires_s)
            for token, (grant, expires_s) in self._access.items()
        }

    def grant_of(self, token: str) -> Grant:
        """Return the grant of an access token. Raises KeyError with the reason when it is not good."""
        if not SHORTEST_TOKEN <= len(token) <= LONGEST_TOKEN:
            raise KeyError("Malformed bearer token: too short or too long")
        held = self._access.get(token)
        if held is None:
            raise KeyError(f"Token invalid: {token[:12]}...")
        grant, expires_s = held
        if not grant.alive:
            raise KeyError(f"Token revoked: {token[:12]}...")
        if expires_s <= self.now_s():
            raise KeyError(f"Token expired: {token[:12]}...")
        return grant

    def realm_of(self, token: str) -> str:
        """Return the realm of an access token. Raises KeyError with the reason when it is not good."""
        return self.grant_of(token).realm

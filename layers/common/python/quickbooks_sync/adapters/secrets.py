"""Secrets Manager: one secret per company with its OAuth tokens, and apart from them the app's own."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from quickbooks_sync.adapters.aws import failures
from quickbooks_sync.errors import Defect, SecretsBusy
from quickbooks_sync.model import CompanyId, Realm
from quickbooks_sync.ports import Clock, TokenSet

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

ABSENT = "ResourceNotFoundException"
EXISTS = "ResourceExistsException"
ERASED = "InvalidRequestException"
"""What Secrets Manager says of a secret for some seconds after it was deleted for good."""
COMPANY_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
APART = "/apart"
"""No company's id ends so: an id has no slash."""
ATTEMPTS = 5
PAUSE_S = 1.0
APP_SECRET_LIFE_S = 300


class SecretsManagerTokens:
    """The Tokens port: the secret `<prefix><company>`, and `<prefix><company>/apart` beside it.

    `connect` gives the client when it is first needed.

    Storing the same tokens twice makes one version. Going back to former tokens is not possible: their
    version number has to be a new one.
    """

    def __init__(
        self,
        connect: Callable[[], SecretsManagerClient],
        prefix: str,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._connect = connect
        self._prefix = prefix
        self._sleep = sleep

    def get(self, company: CompanyId, *, apart: bool = False) -> TokenSet | None:
        """Read a company's tokens, None when it has none; `apart`: of books that nobody confirmed yet."""
        name = self._name(company, apart=apart)
        text = _read(self._connect(), name)
        return _tokens_of(text, name) if text is not None else None

    def put(self, company: CompanyId, tokens: TokenSet, *, apart: bool = False) -> None:
        """Store a company's tokens over the former ones; returns only once they are safe."""
        name, text = self._name(company, apart=apart), _text_of(tokens)
        for _ in range(ATTEMPTS):
            if self._put(name, text) or self._create(name, text):
                return
            self._sleep(PAUSE_S)
        raise SecretsBusy(f"secret {name} is still being deleted: try again in a minute")

    def erase(self, company: CompanyId, *, apart: bool = False) -> None:
        """Forget a company's tokens at once."""
        name = self._name(company, apart=apart)
        try:
            with failures(SecretsBusy, expected={ABSENT, ERASED}):
                self._connect().delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
        except ClientError:
            return

    def _put(self, name: str, text: str) -> bool:
        try:
            with failures(SecretsBusy, expected={ABSENT, ERASED}):
                self._connect().put_secret_value(
                    SecretId=name, SecretString=text, ClientRequestToken=_version(text)
                )
        except ClientError:
            return False
        return True

    def _create(self, name: str, text: str) -> bool:
        try:
            with failures(SecretsBusy, expected={EXISTS, ERASED}):
                self._connect().create_secret(Name=name, SecretString=text, ClientRequestToken=_version(text))
        except ClientError:
            return False
        return True

    def _name(self, company: CompanyId, *, apart: bool) -> str:
        if not COMPANY_ID.fullmatch(company):
            raise Defect(f"company {company!r}: an id is 1 to 64 of A-Z a-z 0-9 _ -")
        return f"{self._prefix}{company}{APART if apart else ''}"


@dataclass(frozen=True, slots=True)
class AppSecret:
    """What Intuit knows this app by."""

    client_id: str
    client_secret: str = field(repr=False)


class AppSecretReader:
    """Calling it gives the app's secret, read anew every five minutes."""

    def __init__(self, connect: Callable[[], SecretsManagerClient], secret_id: str, clock: Clock) -> None:
        self._connect = connect
        self._secret_id = secret_id
        self._clock = clock
        self._kept: tuple[float, AppSecret] | None = None

    def __call__(self) -> AppSecret:
        """Return the app's secret; raises SecretsBusy, or Defect when nobody has filled it in."""
        now_s = self._clock.monotonic_s()
        if self._kept is None or now_s - self._kept[0] > APP_SECRET_LIFE_S:
            self._kept = (now_s, self._read())
        return self._kept[1]

    def _read(self) -> AppSecret:
        text = _read(self._connect(), self._secret_id)
        values = _json(text, self._secret_id) if text is not None else {}
        client_id, client_secret = values.get("client_id"), values.get("client_secret")
        if not (
            isinstance(client_id, str) and isinstance(client_secret, str) and client_id and client_secret
        ):
            raise Defect(f"secret {self._secret_id} needs client_id and client_secret of the Intuit app")
        return AppSecret(client_id, client_secret)


def _read(client: SecretsManagerClient, name: str) -> str | None:
    try:
        with failures(SecretsBusy, expected={ABSENT, ERASED}):
            return client.get_secret_value(SecretId=name)["SecretString"]
    except ClientError:
        return None


def _text_of(tokens: TokenSet) -> str:
    values = {
        "realm": tokens.realm,
        "access_token": tokens.access_token,
        "refresh_token": tokens.refresh_token,
        "access_expires_at": tokens.access_expires_at.isoformat(),
        "refresh_expires_at": tokens.refresh_expires_at.isoformat(),
        "previous_refresh_token": tokens.previous_refresh_token,
        "version": tokens.version,
    }
    return json.dumps(values, sort_keys=True)


def _tokens_of(text: str, name: str) -> TokenSet:
    values = _json(text, name)
    try:
        return TokenSet(
            realm=Realm(values["realm"]),
            access_token=values["access_token"],
            refresh_token=values["refresh_token"],
            access_expires_at=datetime.fromisoformat(values["access_expires_at"]),
            refresh_expires_at=datetime.fromisoformat(values["refresh_expires_at"]),
            previous_refresh_token=values["previous_refresh_token"],
            version=values["version"],
        )
    except (KeyError, ValueError, TypeError):
        raise Defect(f"secret {name} does not hold a company's tokens") from None


def _json(text: str, name: str) -> Mapping[str, Any]:
    try:
        values = json.loads(text)
    except ValueError:
        # Nothing is chained to what is raised below: json's error would carry the secret itself.
        values = None
    if not isinstance(values, dict):
        raise Defect(f"secret {name} is not a JSON object")
    return values


def _version(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

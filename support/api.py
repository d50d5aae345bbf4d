"""Speaks to the API with one token, by the standard library alone; what goes wrong says what to do."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

TIMEOUT_S = 35
"""A little longer than API Gateway waits for the service."""
MOST_BYTES = 20_000_000
NOT_FOUND = 404
REMEDIES: Mapping[int, str] = {
    401: "The token is missing, wrong or expired: put a fresh one into QUICKBOOKS_SYNC_TOKEN.",
    403: "Use a token with another role.",
    NOT_FOUND: "Check the company, the entity and the id.",
    429: "Too many requests: wait a minute and repeat it.",
    503: "Repeat it; nothing that was begun is lost.",
    504: "Repeat it; nothing that was begun is lost.",
}
_TOKEN = re.compile(r"[A-Za-z0-9_.~+/=-]+")


class FailedError(Exception):
    """The API refused or did not answer; the message says what to do."""


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow nothing: the token would go along."""


def path(*parts: str) -> str:
    """Build a path, whatever an id holds."""
    return "/v1/" + "/".join(quote(part, safe="") for part in parts)


@dataclass(frozen=True, slots=True)
class Api:
    """The API at an address."""

    url: str
    token: str = field(repr=False)
    language: str = ""
    opener: OpenerDirector = field(default_factory=lambda: build_opener(_NoRedirect), repr=False)

    def __post_init__(self) -> None:
        """See that there is an address to speak to and a token to do it with. Raises FailedError."""
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise FailedError(
                "Say where the API is: --api https://… or QUICKBOOKS_SYNC_API (the stack's output ApiUrl)."
            )
        if not _TOKEN.fullmatch(self.token):
            raise FailedError("Put a token of the role support into the variable QUICKBOOKS_SYNC_TOKEN.")

    def get(self, where: str, **query: str | None) -> dict[str, Any]:
        """Read. Raises FailedError, as all of these do."""
        given = {name: value for name, value in query.items() if value is not None}
        return self._call("GET", f"{where}?{urlencode(given)}" if given else where, None)

    def pages(self, where: str, **query: str | None) -> Iterator[dict[str, Any]]:
        """Read a list page after page."""
        page = self.get(where, **query)
        yield page
        while page.get("cursor"):
            page = self.get(where, **{**query, "cursor": page["cursor"]})
            yield page

    def post(self, where: str, body: Mapping[str, object]) -> dict[str, Any]:
        """Ask for something."""
        return self._call("POST", where, json.dumps(body).encode())

    def _call(self, method: str, where: str, body: bytes | None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if self.language:
            headers["Accept-Language"] = self.language
        request = Request(self.url.rstrip("/") + where, data=body, headers=headers, method=method)  # noqa: S310 - http(s), see above
        try:
            with self.opener.open(request, timeout=TIMEOUT_S) as answer:
                return _value(answer.read(MOST_BYTES))
        except HTTPError as error:
            with error:
                raise _refused(error.code, error.read(MOST_BYTES)) from None
        except (URLError, http.client.HTTPException, OSError) as error:
            why = getattr(error, "reason", error) or type(error).__name__
            raise FailedError(
                f"{self.url} did not answer ({why}): check the address and the network, then repeat it."
            ) from None


def _value(text: bytes) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise FailedError("What answered is not the API: check the address (--api).")
    return value


def _refused(status: int, text: bytes) -> FailedError:
    try:
        value = _value(text)
    except FailedError:
        value = {}
    lines = [f"{status}: {value.get('message', 'no message')}"]
    lines += [f"  {each['field']} = {each['value']!r}: {each['message']}" for each in value.get("faults", ())]
    if status == NOT_FOUND and "code" not in value:
        lines.append("The API has no such route: check the address (--api or QUICKBOOKS_SYNC_API).")
    elif status in REMEDIES:
        lines.append(REMEDIES[status])
    return FailedError("\n".join(lines))

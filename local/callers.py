"""Who calls the API: the host's server, or a person with a token of their own."""

from dataclasses import dataclass, field
from typing import Any

import requests
import simplejson

_TIMEOUT_S = 35
"""A little longer than API Gateway waits for a function."""


class RefusedError(Exception):
    """The API refused; the message is its own."""

    def __init__(self, status: int, value: Any) -> None:  # noqa: ANN401 - any JSON
        said = value.get("message", value) if isinstance(value, dict) else value
        super().__init__(f"{status}: {said}")
        self.status = status
        self.value = value


@dataclass(frozen=True, slots=True)
class Caller:
    """Speaks to the API with one token; numbers are int or Decimal both ways."""

    api_url: str
    token: str = field(repr=False)

    def get(self, path: str) -> Any:  # noqa: ANN401 - any JSON
        """Read. Raises RefusedError, as all of these do."""
        return self._call("GET", path, None)

    def put(self, path: str, body: object) -> Any:  # noqa: ANN401 - any JSON
        """Write."""
        return self._call("PUT", path, body)

    def post(self, path: str, body: object = None) -> Any:  # noqa: ANN401 - any JSON
        """Ask for something."""
        return self._call("POST", path, body)

    def delete(self, path: str) -> Any:  # noqa: ANN401 - any JSON
        """Take something away."""
        return self._call("DELETE", path, None)

    def _call(self, method: str, path: str, body: object) -> Any:  # noqa: ANN401 - any JSON
        answer = requests.request(
            method,
            f"{self.api_url}{path}",
            data=None if body is None else simplejson.dumps(body, use_decimal=True),
            headers={"authorization": f"Bearer {self.token}", "content-type": "application/json"},
            timeout=_TIMEOUT_S,
        )
        value = simplejson.loads(answer.content, use_decimal=True) if answer.content else None
        if not answer.ok:
            raise RefusedError(answer.status_code, value)
        return value

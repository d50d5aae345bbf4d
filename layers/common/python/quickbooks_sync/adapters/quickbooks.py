"""The accounting API over HTTP. Whatever happens comes back as a reply: answered, refused, or unknown."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Mapping

import requests
from requests.exceptions import ConnectTimeout
from urllib3.exceptions import HTTPError, NewConnectionError

from quickbooks_sync.adapters import https
from quickbooks_sync.books import BooksReply, BooksRequest
from quickbooks_sync.errors import Defect

CONNECTIONS = 12
IDLE_S = 30.0
MINOR_VERSION = "75"
REALM = re.compile(r"[0-9]{1,20}")
CHUNK_BYTES = 65_536


class QuickBooksHttp:
    """The QuickBooks port; `base_url` is the host, such as https://quickbooks.api.intuit.com."""

    def __init__(
        self,
        base_url: str,
        *,
        connect_s: float,
        read_s: float,
        session: requests.Session | None = None,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._timeouts_s = (connect_s, read_s)
        self._session = session or https.session(CONNECTIONS)
        self._monotonic_s = monotonic_s
        self._used_s = monotonic_s()

    def send(self, request: BooksRequest, access_token: str) -> BooksReply:
        """Send one request; ends within both time-outs. Safe to call from several threads."""
        if not REALM.fullmatch(request.realm):
            raise Defect(f"realm {request.realm!r}: a realm is 1 to 20 digits")
        self._drop_idle()
        body = io.BytesIO(request.body)
        try:
            return self._exchange(request, body, access_token)
        except (OSError, HTTPError) as error:
            # requests' errors are OSErrors. A body that nobody began to read was certainly not sent.
            sent = body.tell() > 0 if request.body else not _never_connected(error)
            return BooksReply(0, b"", failure="unknown" if sent else "refused")

    def _exchange(self, request: BooksRequest, body: io.BytesIO, access_token: str) -> BooksReply:
        ends_s = self._monotonic_s() + sum(self._timeouts_s)
        headers = {"Authorization": f"Bearer {access_token}"}
        if request.body:
            headers["Content-Type"] = request.content_type
        with self._session.request(
            request.method,
            f"{self._base_url}/v3/company/{request.realm}{request.path}",
            params={**request.params, "minorversion": MINOR_VERSION},
            data=body if request.body else None,
            headers=headers,
            timeout=self._timeouts_s,
            allow_redirects=False,
            stream=True,
        ) as response:
            content = bytearray()
            for chunk in response.iter_content(CHUNK_BYTES):
                content += chunk
                if self._monotonic_s() > ends_s:
                    # The read time-out starts anew with every packet: an answer that drips would never end.
                    return BooksReply(0, b"", failure="unknown")
            return _reply(response.status_code, response.headers, bytes(content))

    def _drop_idle(self) -> None:
        """Close connections that a frozen process has kept: the other end may have forgotten them."""
        now_s = self._monotonic_s()
        if now_s - self._used_s > IDLE_S:
            self._session.close()
        self._used_s = now_s


def _reply(status: int, headers: Mapping[str, str], body: bytes) -> BooksReply:
    # Written intuit_tid in the documentation and Intuit-Tid on the wire.
    by_name = {name.lower().replace("-", "_"): value for name, value in headers.items()}
    retry_after = by_name.get("retry_after", "")
    return BooksReply(
        status,
        body,
        intuit_tid=by_name.get("intuit_tid", ""),
        retry_after_s=int(retry_after) if retry_after.isascii() and retry_after.isdigit() else None,
    )


def _never_connected(error: Exception) -> bool:
    """Tell whether a request without a body ended before there was a connection."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, (ConnectTimeout, requests.exceptions.SSLError)) or isinstance(
        reason, NewConnectionError
    )

"""The product's own HTTP adapters with the simulator at the other end of the wire, without a socket."""

from __future__ import annotations

import io
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from quickbooks_sync.adapters import https
from quickbooks_sync.adapters.intuit_oauth import IntuitOAuthHttp
from quickbooks_sync.adapters.quickbooks import QuickBooksHttp
from quickbooks_sync.adapters.secrets import AppSecret
from quickbooks_sync.settings import Times
from simulator import Request, Simulator
from tests.fakes.clock import VirtualClock

HOST = "http://simulator"


class SimulatorClock:
    """The simulator's clock, which follows ours."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock

    def now_s(self) -> float:
        return self._clock.now().timestamp()

    def advance(self, seconds: float) -> None:
        self._clock.sleep(seconds)


class SimulatorTransport(BaseAdapter):
    """What requests sends through; answers take their time on the virtual clock. `down`: nobody listens."""

    def __init__(self, simulator: Simulator, clock: VirtualClock) -> None:
        super().__init__()
        self.down = False
        self._simulator = simulator
        self._clock = clock

    def send(  # type: ignore[override]
        self, request: requests.PreparedRequest, *, timeout: tuple[float, float], **_: object
    ) -> requests.Response:
        connect_s, read_s = timeout
        if self.down:
            self._clock.sleep(connect_s)
            raise requests.ConnectTimeout
        answer = self._simulator.answer(_wire(request))
        self._clock.sleep(min(answer.seconds, read_s))
        if answer.seconds > read_s:
            raise requests.ReadTimeout
        if answer.cut:
            raise requests.ConnectionError
        response = requests.Response()
        response.url = str(request.url)
        response.status_code = answer.status
        response.headers = CaseInsensitiveDict(answer.headers)
        response.raw = io.BytesIO(answer.body)
        return response

    def close(self) -> None:
        """Have nothing to close."""


class SimulatedQuickBooks(QuickBooksHttp):
    """The QuickBooks port; `wire.down` refuses connections, all else is ordered from the simulator."""

    def __init__(self, simulator: Simulator, clock: VirtualClock) -> None:
        self.wire = SimulatorTransport(simulator, clock)
        times = Times()
        super().__init__(
            HOST,
            connect_s=times.connect_s,
            read_s=times.read_s,
            session=_session(self.wire),
            monotonic_s=clock.monotonic_s,
        )


class SimulatedOAuth(IntuitOAuthHttp):
    """The IntuitOAuth port, with `consent` as the user's part of it."""

    def __init__(self, simulator: Simulator, clock: VirtualClock) -> None:
        self.wire = SimulatorTransport(simulator, clock)
        self._simulator = simulator
        given = simulator.settings
        super().__init__(
            f"{HOST}/.well-known/openid_configuration/",
            lambda: AppSecret(given.client_id, given.client_secret),
            clock,
            timeouts_s=(Times().connect_s, Times().token_read_s),
            session=_session(self.wire),
        )

    def consent(self, url: str, realm: str) -> Mapping[str, str]:
        """Agree on Intuit's page as a user does; returns the callback's query: code, state, realmId."""
        parts = urlsplit(f"{url}&_auto={realm}")
        answer = self._simulator.answer(Request("GET", parts.path, parts.query))
        return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def _session(wire: SimulatorTransport) -> requests.Session:
    session = https.session(1)
    session.mount(HOST, wire)
    return session


def _wire(request: requests.PreparedRequest) -> Request:
    parts = urlsplit(str(request.url))
    body: object = request.body or b""
    if isinstance(body, io.BytesIO):
        body = body.read()
    elif isinstance(body, str):
        body = body.encode()
    assert isinstance(body, bytes)
    headers = {name.lower(): str(value) for name, value in request.headers.items()}
    return Request(
        str(request.method), parts.path, parts.query, headers={"host": parts.netloc, **headers}, body=body
    )

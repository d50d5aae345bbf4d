"""The thread that posts webhooks to the app: to this machine only, unless the settings allow any host."""

import ipaddress
import time
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Event, Thread
from urllib.parse import urlsplit

from simulator.clock import Clock
from simulator.webhooks.deliveries import ANSWER_WITHIN_S, Delivery, Webhooks

LOOKS_EVERY_S = 0.05


def check_url(url: str, *, hosts: str) -> None:
    """Refuse an address to which nothing may be posted. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment:
        raise ValueError(f"url is {url!r}, but must be http://host:port/path")
    if hosts != "any" and not _is_loopback(parts.hostname):
        raise ValueError(
            f"url is {url!r}, but only this machine is allowed: start with --set webhook_hosts=any"
        )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class WebhookSender:
    """Posts what is due, one delivery after the other, until it is stopped; its three seconds are real."""

    def __init__(self, webhooks: Webhooks, clock: Clock) -> None:
        self._webhooks = webhooks
        self._clock = clock
        self._ended = Event()
        self._thread = Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        """Begin to post."""
        self._thread.start()

    def stop(self) -> None:
        """End posting, at the latest when the delivery that is under way has been answered."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(2 * ANSWER_WITHIN_S)

    def _run(self) -> None:
        while not self._ended.wait(LOOKS_EVERY_S):
            while self._webhooks.url and not self._ended.is_set():
                deliveries = self._webhooks.due(self._clock.now_s())
                if not deliveries:
                    break
                for delivery in deliveries:
                    self._post(delivery)

    def _post(self, delivery: Delivery) -> None:
        began_s = time.monotonic()
        status = _status(self._webhooks.url, delivery)
        after_s = time.monotonic() - began_s
        self._webhooks.answered(delivery, status, now_s=self._clock.now_s(), after_s=after_s)


def _status(url: str, delivery: Delivery) -> int | None:
    """Post a delivery; None when no answer came. A redirect is not followed: it is not 200."""
    parts = urlsplit(url)
    make = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection = make(parts.hostname or "", parts.port, timeout=ANSWER_WITHIN_S)
        try:
            connection.request("POST", target, delivery.body, delivery.headers)
            return connection.getresponse().status
        finally:
            connection.close()
    except (OSError, HTTPException, ValueError):
        return None

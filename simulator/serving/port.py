"""The port of the server, which can be closed for a while: then connections really are refused."""

import selectors
import socket
from threading import Lock, Timer

from cheroot.server import HTTPServer


class Port:
    """Where a prepared server listens."""

    def __init__(self, server: HTTPServer, *, backlog: int) -> None:
        self._server = server
        self._backlog = backlog
        self._lock = Lock()
        self._opening: Timer | None = None
        # Else the connections that are open now would keep the port from being had again.
        server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)

    @property
    def closed(self) -> bool:
        """Tell whether nobody listens; what was connected before is still there."""
        return self._opening is not None

    def close_for(self, seconds: float) -> None:
        """Let nobody listen for so many real seconds."""
        with self._lock:
            if seconds > 0 and self._opening is None and self._server.ready:
                self._waiting().unregister(self._server.socket.fileno())
                self._server.socket.close()
                self._opening = Timer(seconds, self._open)
                self._opening.daemon = True
                self._opening.start()

    def stay_closed(self) -> None:
        """Open no more: the server ends."""
        with self._lock:
            if self._opening is not None:
                self._opening.cancel()

    def _open(self) -> None:
        with self._lock:
            if self._server.ready:
                self._server.bind(socket.AF_INET, socket.SOCK_STREAM)
                self._server.socket.settimeout(1)
                self._server.socket.listen(self._backlog)
                listening = self._server.socket.fileno()
                self._waiting().register(listening, selectors.EVENT_READ, data=self._server)
            self._opening = None

    def _waiting(self) -> selectors.BaseSelector:
        """Return what the server waits on; cheroot has no other way to stop listening for a while."""
        return self._server._connections._selector  # type: ignore[attr-defined, no-any-return] # noqa: SLF001

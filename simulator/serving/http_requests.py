"""Requests as they come over a connection: read whole, or not taken at all."""

import errno
from typing import Any

from cheroot.server import HTTPConnection, HTTPRequest

from simulator.wire import Request, html_page

PIECE_BYTES = 4096
Environ = dict[str, Any]


class Unreadable(Exception):
    """A request whose body is not what its head says."""


class PageRequest(HTTPRequest):
    """Says with a page of HTML what it cannot read, as what stands before QuickBooks does."""

    def simple_response(self, status: str, msg: str = "") -> None:
        """Refuse a request and end its connection: where the next one would begin is not known."""
        del msg  # cheroot's own words
        page = html_page(str(status), "")
        head = f"{self.server.protocol} {status}\r\nContent-Type: text/html;charset=utf-8\r\n"
        head += f"Content-Length: {len(page)}\r\nConnection: close\r\n\r\n"
        self.close_connection = True
        try:
            self.conn.wfile.write(head.encode("latin-1") + page)
        except OSError as gone:
            if gone.errno not in (errno.EPIPE, errno.ECONNRESET, errno.EBADF):
                raise


class PageConnection(HTTPConnection):
    """A connection whose requests are such."""

    RequestHandlerClass = PageRequest


def read_request(environ: Environ) -> Request:
    """Return a request. Raises Unreadable when its body ends early or is no series of chunks."""
    headers = {
        name[5:].replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    if environ.get("CONTENT_TYPE"):
        headers["content-type"] = str(environ["CONTENT_TYPE"])
    return Request(
        method=str(environ["REQUEST_METHOD"]),
        path=str(environ.get("PATH_INFO", "")).encode("latin-1", "replace").decode("utf-8", "replace"),
        query=str(environ.get("QUERY_STRING", "")),
        headers=headers,
        body=_body(environ),
    )


def _body(environ: Environ) -> bytes:
    length = str(environ.get("CONTENT_LENGTH") or "0")
    if not (length.isascii() and length.isdigit()):
        raise Unreadable("the length is no number")
    pieces: list[bytes] = []
    try:
        while piece := environ["wsgi.input"].read(PIECE_BYTES):
            pieces.append(piece)
    except ValueError as broken:
        raise Unreadable(str(broken)) from broken
    body = b"".join(pieces)
    if "HTTP_TRANSFER_ENCODING" not in environ and len(body) < int(length):
        raise Unreadable("the body ends early")
    return body

"""What requests carry: JSON, a statement, or nothing; and the refusals of all else."""

from simulator.books.schema import UNPARSABLE
from simulator.books.writing import unsupported
from simulator.faults import Refused, TurnedAway
from simulator.wire import Request, read_json

NOT_UTF8 = "MalformedByteSequenceException: Invalid byte of a UTF-8 sequence."
XML = ("application/xml", "text/xml")


def statement_of(request: Request) -> str:
    """Return the query statement of a request."""
    if request.method == "GET":
        return request.options.get("query", "")
    check_content_type(request, "application/text")
    try:
        return request.body.decode("utf-8")
    except UnicodeDecodeError:
        raise unsupported(NOT_UTF8) from None


def json_of(request: Request) -> object:
    """Return the JSON of a request; refuse what is none."""
    sent = _content_type(request)
    if sent in XML:  # QuickBooks takes it; this simulator does not
        raise Refused("1050", "Invalid Content Type : bodies are taken as application/json only")
    if sent != "application/json":
        raise TurnedAway(415)
    try:
        return read_json(request.body)
    except UnicodeDecodeError:
        raise unsupported(NOT_UTF8) from None
    except ValueError:
        raise Refused("2010", UNPARSABLE) from None


def check_content_type(request: Request, wanted: str) -> None:
    """Turn away a request with another content type, whatever its parameters are."""
    if _content_type(request) != wanted:
        raise TurnedAway(415)


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()

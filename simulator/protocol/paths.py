"""The paths of the Accounting API below `/v3/company/`, and the refusal of those that lead nowhere."""

from simulator.books.writing import unsupported
from simulator.faults import Refused
from simulator.wire import Request

API = "/v3/company/"
SINGLE = ("query", "batch", "cdc", "preferences")
PRINTED = ("invoice", "payment", "creditmemo", "refundreceipt", "estimate", "salesreceipt")
"""The entities that can be had as a PDF, and sent."""


def taken_apart(path: str) -> tuple[str, list[str]]:
    """Return the realm of a path and its segments below; the first, the entity, in lower case.

    One slash at the end changes nothing.
    """
    realm, *segments = path.removeprefix(API).split("/")
    if segments and not segments[-1]:
        segments.pop()
    if segments:
        segments[0] = segments[0].lower()
    return realm, segments


def no_resource(request: Request, segments: list[str], *, entities: frozenset[str]) -> Refused:
    """Return the refusal of a path that is not there, or not for this method (both are 400)."""
    match segments:
        case [name] if name in entities or name in SINGLE:
            known = True
        case [name, _]:
            known = name in entities
        case [name, _, "pdf" | "send"]:
            known = name in PRINTED
        case _:
            known = False
    if known:
        return unsupported(f"No resource method found for {request.method}, return 405 with Allow header")
    host, path = request.headers.get("host", "quickbooks.api.intuit.com"), request.path
    return unsupported(f"Could not find resource for relative : {path} of full path: https://{host}{path}")

"""The kinds of fault that can be ordered, each with what it does: for command line, control API and docs."""

from typing import Literal, get_args

FaultKind = Literal[
    "refused", "reset_before", "reset_after", "reset_later", "reset_within",
    "status_before", "status_after", "status_later", "time_out_before", "time_out_after", "time_out_later",
    "body_truncated", "body_empty", "body_html", "body_xml",
    "fault", "system_failure", "one_name_at_a_time", "tax_not_calculated", "not_found", "wrong_cluster",
    "answer_lacks", "answer_shuffled", "items_throttled", "changes_as_deleted", "lag", "any",
]  # fmt: skip
Form = Literal["", "html", "Fault", "fault", "xml", "empty"]
FORMS: tuple[Form, ...] = get_args(Form)

FAULTS: dict[FaultKind, str] = {
    "refused": "nobody listens: over HTTP a reset, and then no connection for closed_s real seconds",
    "reset_before": "the connection is reset, nothing was carried out",
    "reset_after": "the connection is reset after the request was carried out",
    "reset_later": "the connection is reset, the request is carried out later_s seconds later",
    "reset_within": "carried out; the connection ends in the middle of the body",
    "status_before": "answered with status (503), in one of the forms; not carried out. 429: the throttle",
    "status_after": "as status_before, but carried out",
    "status_later": "as status_before, and carried out later_s seconds later",
    "time_out_before": "504 in HTML when the time is up (120 s), not carried out",
    "time_out_after": "as time_out_before, but carried out",
    "time_out_later": "as time_out_before, and carried out later_s seconds later",
    "body_truncated": "carried out; the body ends in the middle, with a Content-Length that fits",
    "body_empty": "carried out; an empty body",
    "body_html": "carried out; a page of HTML with status 200, or with status",
    "body_xml": "carried out; XML although JSON is asked for",
    "fault": "QuickBooks' own fault with code, and detail if it is given; not carried out",
    "system_failure": "500 with fault 10000, System Failure; not carried out",
    "one_name_at_a_time": "fault 6000, You can only add or edit one name at a time; not carried out",
    "tax_not_calculated": "fault 6000, an error while calculating tax; not carried out",
    "not_found": "fault 610 though the object is there; not carried out",
    "wrong_cluster": "401 with fault 130; not carried out",
    "answer_lacks": "a batch is carried out, its answer lacks the items",
    "answer_shuffled": "a batch is carried out, its answer is in another order",
    "items_throttled": "a batch is answered with 200, its items are not carried out but answered with 3001",
    "changes_as_deleted": "change data capture gives updated objects as deleted",
    "lag": "a read, query or change data capture sees the books as they were later_s seconds ago",
    "any": "another of these at each hit, as the seed wants it",
}
"""What each kind does. `items` names the items of a batch; all, when it is not given."""
ORDER = {
    "kind": "one of the kinds",
    "entity": "customer, invoice, batch, query, cdc ... as in the path; or oauth: the authorization server,"
    " which only orders that name it hit",
    "operation": "create, update, delete, void, send, read, query, batch, cdc; bearer, revoke ...",
    "realm": "only requests of this company",
    "requestid": "only requests with this request id",
    "nth": "the first of those that match that it hits (1)",
    "every": "after that each such further one (1)",
    "times": "how many it hits (1); null: without end",
    "from_s": "a window on the simulator's clock, in seconds since 1970 (GET clock): all in it are hit",
    "until_s": "its end",
    "probability": "of those that it would hit only this part, as the seed wants it (1)",
    "once_each": "true: only requests with a request id, and each id once",
    "later_s": "how much later it is carried out, or how far back the books are seen (60)",
    "status": "another than the kind's usual one",
    "form": "of status_: html, Fault (QuickBooks' own), fault (the gateway's), xml, empty; usual is html,"
    " and of 429 the throttle's",
    "retry_after_s": "the Retry-After header of status_ (none)",
    "items": "of a batch: the first so many, 'every other', or a list of places from 0: those that are"
    " carried out, that the answer lacks, that are throttled; of changes_as_deleted those of each entity"
    " (all)",
    "code": "of fault: QuickBooks' code",
    "detail": "of fault: its Detail",
    "about": "of lag: the only entity that is behind, as queries call it",
    "closed_s": "of refused: how long nobody listens, in real seconds (0)",
}
"""What an order may say."""

BOOKS_FAULTS: dict[FaultKind, tuple[str, str]] = {
    "system_failure": ("10000", "System Failure Error: null"),
    "one_name_at_a_time": (
        "6000",
        "Business Validation Error: You can only add or edit one name at a time. Please try again.",
    ),
    "tax_not_calculated": (
        "6000",
        "Business Validation Error: We're sorry, QuickBooks encountered an error while calculating tax.",
    ),
    "not_found": ("610", ""),
    "wrong_cluster": ("130", "-11017"),
}
"""Code and detail of the kinds that are one of QuickBooks' own faults."""

_ANYWHERE: tuple[FaultKind, ...] = (
    "refused", "reset_before", "reset_after", "status_before", "status_after", "time_out_before",
    "time_out_after", "reset_within", "body_truncated", "body_empty", "body_html",
)  # fmt: skip
_IN_THE_BOOKS: tuple[FaultKind, ...] = (
    "reset_later", "status_later", "time_out_later", "body_xml", "system_failure",
)  # fmt: skip
_BY_OPERATION: dict[str, tuple[FaultKind, ...]] = {
    "batch": ("answer_lacks", "answer_shuffled", "items_throttled"),
    "cdc": ("changes_as_deleted", "lag"),
    "query": ("lag",),
    "read": ("lag",),
}


def hits(kind: FaultKind, operation: str) -> bool:
    """Tell whether a kind can go wrong with an operation: some are about batches, or about reading, only."""
    if kind in _BY_OPERATION.get(operation, ()):
        return True
    return all(kind not in kinds for kinds in _BY_OPERATION.values())


def suitable(entity: str, operation: str) -> tuple[FaultKind, ...]:
    """Return the kinds that `any` may become for a request; to the authorization server ("oauth") too."""
    if entity == "oauth":
        return _ANYWHERE
    return (*_ANYWHERE, *_IN_THE_BOOKS, *_BY_OPERATION.get(operation, ()))

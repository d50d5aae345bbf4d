"""What a company remembers of request ids: the same id with the same request gets the first answer."""

from collections import OrderedDict
from hashlib import blake2b

from simulator.faults import Refused
from simulator.settings import Settings

LONGEST = 50
LONGEST_WITH_BATCH = 36
LONGEST_BATCH_ITEM = 10


def check(requestid: str, *, longest: int = LONGEST) -> None:
    """Refuse an id that is too long."""
    if len(requestid) > longest:
        raise Refused(
            "2130", f"Invalid Request Id Format : at most {longest} characters. Supplied:{requestid}"
        )


def hold(settings: Settings, *, is_list: bool) -> bool:
    """Tell whether the ids of name lists, or of transactions, are honoured."""
    match settings.requestids_hold_for:
        case "everything":
            return True
        case "transactions":
            return not is_list
        case _:
            return False


def fingerprint(content: object) -> bytes:
    """Return what tells one request from another."""
    return blake2b(repr(content).encode(), digest_size=16).digest()


class Memory:
    """The answers of one company by request id (in a batch: request id and bId), for a while.

    Only what succeeded is remembered: whether QuickBooks replays refusals is not known.
    """

    def __init__(self, keep_s: float) -> None:
        self._keep_s = keep_s
        self._kept: OrderedDict[tuple[str, str], tuple[float, bytes, bytes]] = OrderedDict()

    def recall(self, requestid: str, content: bytes, *, now_s: float, b_id: str = "") -> bytes | None:
        """Return the first answer, None when there is none; refuse other content under the same id."""
        while self._kept:
            oldest = next(iter(self._kept))
            if self._kept[oldest][0] > now_s:
                break
            del self._kept[oldest]
        kept = self._kept.get((requestid, b_id))
        if kept is None:
            return None
        if kept[1] != content:
            detail = "Duplicate Request ID : the request id was used before with other content"
            raise Refused("600", detail)
        return kept[2]

    def remember(
        self, requestid: str, content: bytes, *, answer: bytes, now_s: float, b_id: str = ""
    ) -> None:
        """Keep an answer."""
        self._kept[requestid, b_id] = (now_s + self._keep_s, content, answer)

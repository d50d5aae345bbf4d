"""What a record was in the books that its company was in before, kept on the record by realm."""

from __future__ import annotations

from quickbooks_sync.model import Company, CompanyId, Phase, RecordKey
from quickbooks_sync.ports import Delete, Item, Key, Page, Put, Store, Test, Update
from quickbooks_sync.state import keys

CONFIRMED = ("link", "base", "booking_number", "books_total", "synced_at", "lost_at", "calls_settled")
"""What is true of one company's books only."""
CALLS_PER_MOVE = 1_000_000
"""In other books a record's calls are numbered from higher up: no answer of a call to the former books,
however late, is taken for one of a call to these."""


def page(store: Store, company: CompanyId, *, limit: int, cursor: str | None) -> Page:
    """Read a page of a company's records as they lie in the table."""
    return store.query(keys.partition(company), prefix="RECORD#", limit=limit, cursor=cursor)


def again(store: Store, item: Item) -> Item | None:
    """Read a record again as it lies in the table."""
    return store.get(Key(item["pk"], item["sk"]))


def moved(company: Company, item: Item) -> Update:
    """Keep what a record is in the former books, and take back what it was in these, if it was there.

    Fails its condition when anybody wrote the record, or settled an answer, meanwhile.
    """
    here = {name: item[name] for name in CONFIRMED if name in item}
    kept = {**item.get("former", {}), str(company.moving_from): here}
    back: Item = kept.pop(str(company.realm), {"calls_settled": company.moves * CALLS_PER_MOVE})
    key = RecordKey(*item["sk"].removeprefix("RECORD#").split("#", 1))
    at = keys.unstamp(item["changed_at"])
    rank = keys.rank(asked="asked_by" in item, removal="removal" in item)
    settled = Test("calls_settled", "=", here["calls_settled"]) if "calls_settled" in here else None
    return Update(
        Key(item["pk"], item["sk"]),
        set={
            **back,
            "former": kept,
            "moved": company.moves,
            "phase": str(Phase.PENDING),
            "phase_pk": keys.by_phase(company.id, key.entity),
            "phase_sk": keys.phase_order(Phase.PENDING, key, at, rank=rank),
        },
        add={"revision": 1},
        remove=[name for name in (*CONFIRMED, "problems") if name not in back],
        condition=((Test("revision", "=", item["revision"]), settled or Test("calls_settled", "absent")),),
    )


def reached(store: Store, company: CompanyId, move: int) -> str | None:
    """Tell where a move goes on; None: at the beginning."""
    item = store.get(keys.moving(company))
    return str(item["cursor"]) if item is not None and item["move"] == move else None


def reach(store: Store, company: CompanyId, move: int, cursor: str) -> None:
    """Keep how far a move is."""
    store.apply(Put(keys.moving(company), {"move": move, "cursor": cursor}))


def forget(store: Store, company: CompanyId) -> None:
    """Keep no longer how far a move was."""
    store.apply(Delete(keys.moving(company)))

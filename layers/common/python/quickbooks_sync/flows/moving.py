"""Moving a company to other books: offered by a sign-in, confirmed by a person, then record by record."""

from __future__ import annotations

from dataclasses import replace

from quickbooks_sync.core.keeping import ERASE_AFTER
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.errors import ConditionFailed, Conflict, Disconnected, QueueBusy, Refused
from quickbooks_sync.flows.access import alone, is_fresh, plan_refresh, renew
from quickbooks_sync.flows.ending import WAIT_S, drop_other, stop, store_over
from quickbooks_sync.flows.pointers import send_pointer
from quickbooks_sync.flows.reading import ALONE_S, CLICK_S, Reader, read_books
from quickbooks_sync.flows.turn import Turn
from quickbooks_sync.model import Company, Connection, Realm, Selections
from quickbooks_sync.ports import Item, Ports, TokenSet
from quickbooks_sync.state import companies, former, keeping, work

PAGE = 100


def offer(ports: Ports, company: Company, tokens: TokenSet, *, name: str, environment: str) -> Company:
    """Keep the sign-in to other books apart until a person confirms; meanwhile nothing is sent."""
    realm = tokens.realm

    def offered(read: Company) -> Company:
        return replace(
            read,
            connection=Connection.OTHER_BOOKS,
            connection_since=ports.clock.now(),
            other_realm=realm,
            other_name=name,
        )

    keeping.plan(ports.store, company.id, ports.clock.now() + ERASE_AFTER, after_ending=True)
    with alone(ports, company.id, wait_s=WAIT_S):
        if company.other_realm not in (None, realm):
            drop_other(ports, company, environment=environment)
        saved = stop(ports, company.id, offered)
        ports.tokens.put(company.id, tokens, apart=True)
    ports.log.outcome("connection", company=company.id, result="other books")
    return saved


def confirm(ports: Ports, company: Company, realm: str) -> Company:
    """Move a company to the books that were offered; repeating it finishes what was left half.

    Raises Conflict when those are not offered or the former move goes on, Refused when their sign-in does
    not open them any more, IntuitBusy or SecretsBusy to be repeated.
    """
    if company.connection is not Connection.OTHER_BOOKS or company.other_realm != realm:
        message = f"nobody signed in to the books {realm!r} for this company: connect to them first"
        raise Conflict(message)
    if company.moving_from is not None:
        message = "the records are still on their way to the books before these: try again in some minutes"
        raise Conflict(message)
    with alone(ports, company.id, wait_s=WAIT_S):
        tokens = _offered(ports, company, Realm(realm))
        reader = Reader(ports, company.id, tokens.realm, tokens, pause_s=ALONE_S, renews=False)
        try:
            about = reader.about(tokens.realm)
            books = read_books(reader, about, realm=tokens.realm, at=ports.clock.now())
        except Disconnected as error:
            raise _sign_in_again() from error
        store_over(ports, company.id, tokens)
        ports.tokens.erase(company.id, apart=True)
        companies.save_books(ports.store, company.id, books)
        ports.clock.sleep(CLICK_S)  # From here on a drain may send: these reads must not count against it.
        work.open_gate(ports.store, company.id)  # It was closed over calls to the former books.
        work.mark(ports.store, company.id, at=ports.clock.now())
        saved = companies.changed(
            ports.store, company.id, lambda read: _moved(ports, read, tokens, books.name)
        )
        plan_refresh(ports, company.id, tokens, after_ending=True)
    _go_on(ports, saved)
    return saved


def _offered(ports: Ports, company: Company, realm: Realm) -> TokenSet:
    tokens, apart = ports.tokens.get(company.id, apart=True), True
    if tokens is None:  # A confirmation before this one came so far.
        tokens, apart = ports.tokens.get(company.id), False
    if tokens is None or tokens.realm != realm:
        raise _sign_in_again()
    if is_fresh(ports, tokens):
        return tokens
    try:
        return renew(ports, company.id, tokens, apart=apart)
    except Disconnected as error:
        raise _sign_in_again() from error


def _sign_in_again() -> Refused:
    return Refused("the sign-in to the new books does not work any more: connect to them again, then confirm")


def _moved(ports: Ports, company: Company, tokens: TokenSet, name: str) -> Company:
    if company.other_realm != tokens.realm or company.connection is not Connection.OTHER_BOOKS:
        message = "somebody connected or disconnected the company meanwhile: look at its connection"
        raise Conflict(message)
    kept = {**company.former, str(company.realm): company.selections}
    return replace(
        company,
        connection=Connection.CONNECTED,
        ended_by="",
        realm=tokens.realm,
        books_name=name,
        connection_since=ports.clock.now(),
        other_realm=None,
        other_name="",
        moving_from=company.realm,
        moves=company.moves + 1,
        selections=kept.pop(tokens.realm, Selections()),
        former=kept,
    )


def move_records(turn: Turn) -> str | None:
    """Move the company's records page by page, as far as the slice reaches; name the entity to go on with."""
    cursor = former.reached(turn.store, turn.id, turn.company.moves)
    while turn.may_start() and turn.hold(alive=True):
        page = former.page(turn.store, turn.id, limit=PAGE, cursor=cursor)
        work.mark(turn.store, turn.id, at=turn.now())  # The index is late: a look may not show them yet.
        for item in page.items:
            _move(turn, item)
        cursor = page.cursor
        if cursor is None:
            _end(turn)
            break
        former.reach(turn.store, turn.id, turn.company.moves, cursor)
    return None if turn.stopped else next(iter(ENTITIES))


def _move(turn: Turn, item: Item) -> None:
    found: Item | None = item
    while found is not None and found.get("moved", 0) < turn.company.moves:
        try:
            turn.store.apply(former.moved(turn.company, found))
        except ConditionFailed:
            found = former.again(turn.store, item)  # A push, or an answer that was still under way.
            continue
        return


def _end(turn: Turn) -> None:
    number = turn.company.moves

    def arrived(read: Company) -> Company:
        return replace(read, moving_from=None) if read.moves == number else read

    turn.company = companies.changed(turn.store, turn.id, arrived)
    former.forget(turn.store, turn.id)
    turn.ports.log.outcome("connection", company=turn.id, result="moved")


def _go_on(ports: Ports, company: Company) -> None:
    try:
        send_pointer(ports, company.id, next(iter(ENTITIES)))
    except QueueBusy:
        ports.log.outcome("connection", company=company.id, result="left to the sweep")

"""Companies, their realms, what was read of their books, and when their next night is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta

from quickbooks_sync.books import Account, Books, Named, TaxCode, TaxRate
from quickbooks_sync.errors import ConditionFailed, Conflict
from quickbooks_sync.model import Company, CompanyId, Connection, Realm, Selections
from quickbooks_sync.ports import Delete, Item, Put, Store, Test, Update
from quickbooks_sync.state import codec, keys

_KEYS = ("pk", "sk", "phase_pk", "phase_sk")

TRIES = 5


def find(store: Store, company: CompanyId) -> Company | None:
    """Read a company."""
    item = store.get(keys.company(company))
    return _of_item(company, item) if item else None


def save(store: Store, company: Company) -> Company:
    """Write a company over the one that was read. Raises Conflict when somebody else wrote meanwhile."""
    saved = replace(company, revision=company.revision + 1)
    test = Test("revision", "=", company.revision) if company.revision else Test("revision", "absent")
    values = {name: value for name, value in asdict(saved).items() if name != "id"}
    values["selections"] = asdict(saved.selections)
    values["connection"] = str(saved.connection)
    values["connection_since"] = keys.stamp(saved.connection_since) if saved.connection_since else None
    values |= {"phase_pk": keys.COMPANIES, "phase_sk": f"{saved.connection}#{saved.id}"}
    try:
        store.apply(Put(keys.company(saved.id), values, condition=((test,),)))
    except ConditionFailed as error:
        message = f"company {saved.id} was changed by somebody else at the same time; read it and try again"
        raise Conflict(message) from error
    return saved


def listed(
    store: Store, state: Connection | None, *, limit: int, cursor: str | None = None
) -> tuple[list[CompanyId], str | None]:
    """List companies in a state of their connection, or all, from the index, which is read late."""
    prefix = f"{state}#" if state else ""
    page = store.query(keys.COMPANIES, prefix=prefix, index="by_phase", limit=limit, cursor=cursor)
    return [CompanyId(item["pk"].removeprefix("COMPANY#")) for item in page.items], page.cursor


def find_many(store: Store, wanted: Sequence[CompanyId]) -> dict[CompanyId, Company]:
    """Read companies, strongly consistent; absent ones are left out."""
    at = {keys.company(company): company for company in wanted}
    found = store.get_many(list(at)) if at else {}
    return {at[key]: _of_item(at[key], item) for key, item in found.items()}


def changed(store: Store, company: CompanyId, change: Callable[[Company], Company]) -> Company:
    """Change a company as it is now, whoever else writes at the same time; `change` may be asked again.

    Raises Conflict when others go on writing, or what `change` raises.
    """
    for tries_left in reversed(range(TRIES)):
        read = find(store, company)
        if read is None:
            message = f"no company {company!r}"
            raise Conflict(message)
        wanted = change(read)
        if wanted == read:
            return read
        try:
            return save(store, wanted)
        except Conflict:
            if not tries_left:
                raise
    raise AssertionError


def own_realm(store: Store, environment: str, realm: Realm, company: CompanyId) -> bool:
    """Bind a realm to a company; False when it belongs to another one."""
    free = ((Test("company", "absent"),), (Test("company", "=", company),))
    try:
        store.apply(Put(keys.realm_owner(environment, realm), {"company": company}, condition=free))
    except ConditionFailed:
        return False
    return True


def disown_realm(store: Store, environment: str, realm: Realm, company: CompanyId) -> None:
    """Give back a realm that a company never used."""
    with suppress(ConditionFailed):
        mine = ((Test("company", "=", company),),)
        store.apply(Delete(keys.realm_owner(environment, realm), condition=mine))


def save_books(store: Store, company: CompanyId, books: Books) -> None:
    """Keep what was read of a company's books."""
    values = asdict(books)
    values["closed_until"] = books.closed_until.isoformat() if books.closed_until else None
    values["read_at"] = keys.stamp(books.read_at) if books.read_at else None
    store.apply(Put(keys.books(company), {"realm": books.realm, "books": codec.pack(values)}))


def find_books(store: Store, company: CompanyId) -> Books | None:
    """Read what was last read of a company's books."""
    item = store.get(keys.books(company))
    if item is None:
        return None
    values = codec.unpack(item["books"])
    return Books(
        **{
            **values,
            "realm": Realm(values["realm"]),
            "accounts": tuple(Account(**each) for each in values["accounts"]),
            "tax_codes": tuple(
                TaxCode(**{**each, "rates": tuple(each["rates"])}) for each in values["tax_codes"]
            ),
            "tax_rates": tuple(TaxRate(**each) for each in values["tax_rates"]),
            "payment_methods": _named(values["payment_methods"]),
            "customer_types": _named(values["customer_types"]),
            "closed_until": date.fromisoformat(values["closed_until"]) if values["closed_until"] else None,
            "read_at": keys.unstamp(values["read_at"]) if values["read_at"] else None,
        }
    )


def keep_state(store: Store, state: str, values: Item, *, at: datetime, life_s: float) -> None:
    """Remember an OAuth state; it works once and not after `life_s`."""
    ends = at + timedelta(seconds=life_s)
    item = {**values, "ends_at": keys.stamp(ends), "expires_at": int(ends.timestamp()) + 86_400}
    store.apply(Put(keys.nonce(state), item, condition=((Test("ends_at", "absent"),),)))


def take_state(store: Store, state: str, *, at: datetime) -> Item | None:
    """Use an OAuth state up; None when it is unknown, used or too old."""
    key = keys.nonce(state)
    item = store.get(key)
    if item is None or item["ends_at"] < keys.stamp(at) or "used_at" in item:
        return None
    try:
        unused = ((Test("used_at", "absent"), Test("ends_at", "present")),)
        store.apply(Update(key, set={"used_at": keys.stamp(at)}, condition=unused))
    except ConditionFailed:
        return None
    return item


def plan_night(store: Store, company: CompanyId, at: datetime | None) -> None:
    """Set when a company's next night is; None: it has none."""
    if at is None:
        store.apply(Delete(keys.night(company)))
    else:
        store.apply(
            Put(keys.night(company), {"due_pk": keys.shard("NIGHT", company), "due_sk": keys.stamp(at)})
        )


def _named(values: list[Item]) -> tuple[Named, ...]:
    return tuple(Named(**each) for each in values)


def _of_item(company: CompanyId, item: Item) -> Company:
    values = {name: value for name, value in item.items() if name not in _KEYS}
    connection_since = values.pop("connection_since")
    return Company(
        **{
            **values,
            "id": company,
            "connection": Connection(values["connection"]),
            "realm": Realm(values["realm"]) if values["realm"] else None,
            "connection_since": keys.unstamp(connection_since) if connection_since else None,
            "selections": Selections(**values["selections"]),
            "former": {realm: Selections(**each) for realm, each in values.get("former", {}).items()},
        }
    )

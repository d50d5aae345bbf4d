"""Which record owns an object of the books: finds ours from theirs."""

from __future__ import annotations

from collections.abc import Iterable

from quickbooks_sync.model import CompanyId, Realm, RecordKey
from quickbooks_sync.ports import Store
from quickbooks_sync.state import keys


def owners(
    store: Store, company: CompanyId, realm: Realm, object_name: str, object_ids: Iterable[str]
) -> list[RecordKey]:
    """Name the records that own objects; objects that are not ours are left out."""
    wanted = [keys.claim(company, realm, object_name, each) for each in object_ids]
    found = store.get_many(wanted) if wanted else {}
    return [RecordKey(*item["owner"].split("#", 1)) for item in found.values()]

"""What a company holds on its first day: `<profile>/accounts.csv` and `<profile>/lists.json`.

A profile that `extends` another one names only what differs: sections of CompanyInfo and Preferences are
merged (null takes a value away), other lists are replaced, accounts replaced by their id or added.
"""

import csv
from pathlib import Path
from typing import Any

from simulator.books.company import Company
from simulator.books.currencies import currency_ref
from simulator.entities import KINDS
from simulator.profiles.tax_lists import tax_code, tax_rate
from simulator.put_in.as_shown import keep
from simulator.settings import Settings
from simulator.wire import Wire, read_json

FOLDER = Path(__file__).parent
SINGLE = ("CompanyInfo", "Preferences")
REPLACED = ("CompanyAddr", "LegalAddr")
PROFILES = tuple(sorted(path.name for path in FOLDER.iterdir() if (path / "lists.json").is_file()))


def new_company(realm: str, profile: str, *, settings: Settings, now_s: float) -> Company:
    """Return a company as its profile begins. Raises ValueError for an unknown profile."""
    if profile not in PROFILES:
        raise ValueError(f"there is no profile {profile!r}: choose one of {', '.join(PROFILES)}")
    company = Company(realm, settings=settings, profile=profile)
    lists, accounts = _contents(profile)
    lists["TaxRate"] = [tax_rate(row) for row in lists["TaxRate"]]
    lists["TaxCode"] = [tax_code(row, lists["TaxRate"]) for row in lists["TaxCode"]]
    lists["Account"] = _shown_accounts(accounts, lists["Preferences"][0])
    for kind, rows in lists.items():
        for row in rows:
            keep(company, KINDS[kind.lower()], row, now_s=now_s)
    return company


def _contents(profile: str) -> tuple[dict[str, list[Wire]], dict[str, dict[str, str]]]:
    """Return the lists of a profile, and its accounts by id, with what it takes from the one it extends."""
    lists: dict[str, Any] = read_json((FOLDER / profile / "lists.json").read_bytes())
    with (FOLDER / profile / "accounts.csv").open(encoding="utf-8", newline="") as lines:
        accounts = {row["id"]: row for row in csv.DictReader(lines)}
    base = lists.pop("extends", None)
    if base is None:
        return lists, accounts
    base_lists, base_accounts = _contents(base)
    for kind in SINGLE:
        lists[kind] = [_merged(base_lists[kind][0], row) for row in lists[kind]]
    return {**base_lists, **lists}, {**base_accounts, **accounts}


def _merged(base: Wire, changes: Wire) -> Wire:
    merged = dict(base)
    for name, value in changes.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict) and name in merged and name not in REPLACED:
            merged[name] = _merged(merged[name], value)
        else:
            merged[name] = value
    return merged


def _shown_accounts(rows: dict[str, dict[str, str]], preferences: Wire) -> list[Wire]:
    ids = {row["full_name"]: row["id"] for row in rows.values()}
    home = preferences["CurrencyPrefs"]["HomeCurrency"]["value"]
    found: list[Wire] = []
    for row in rows.values():
        parent, _, _ = row["full_name"].rpartition(":")
        account: Wire = {
            "Id": row["id"],
            "Name": row["name"],
            "SubAccount": bool(parent),
            "FullyQualifiedName": row["full_name"],
            "Active": True,
            "Classification": row["classification"],
            "AccountType": row["account_type"],
            "AccountSubType": row["account_sub_type"],
            "CurrentBalance": 0,
            "CurrentBalanceWithSubAccounts": 0,
            "CurrencyRef": currency_ref(home),
        }
        if parent:
            account["ParentRef"] = {"value": ids[parent]}
        found.append(account)
    return found

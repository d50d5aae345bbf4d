"""What a company holds on its first day: `<profile>/accounts.csv` and `<profile>/lists.json`."""

import csv
from pathlib import Path

from simulator.as_shown import keep
from simulator.company import Company
from simulator.entities import KINDS
from simulator.settings import Settings
from simulator.wire import Wire, read_json

FOLDER = Path(__file__).parent
PROFILES = tuple(sorted(path.name for path in FOLDER.iterdir() if (path / "lists.json").is_file()))


def new_company(realm: str, profile: str, *, settings: Settings, now_s: float) -> Company:
    """Return a company as its profile begins. Raises ValueError for an unknown profile."""
    if profile not in PROFILES:
        raise ValueError(f"there is no profile {profile!r}: choose one of {', '.join(PROFILES)}")
    company = Company(realm, settings=settings)
    lists: dict[str, list[Wire]] = read_json((FOLDER / profile / "lists.json").read_bytes())
    for kind, rows in lists.items():
        for row in rows:
            keep(company, KINDS[kind.lower()], row, now_s=now_s)
    for row in _accounts(FOLDER / profile / "accounts.csv", lists["Preferences"][0]):
        keep(company, KINDS["account"], row, now_s=now_s)
    return company


def _accounts(path: Path, preferences: Wire) -> list[Wire]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    ids = {row["full_name"]: row["id"] for row in rows}
    home = preferences["CurrencyPrefs"]["HomeCurrency"]["value"]
    found: list[Wire] = []
    for row in rows:
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
            "CurrencyRef": {"value": home, "name": "United States Dollar"},
        }
        if parent:
            account["ParentRef"] = {"value": ids[parent]}
        found.append(account)
    return found

"""The accounts that received money lies in: undeposited funds and banks; each write moves what it changes.

What customers owe moves with their balances. Income and expense accounts show no balance; tax that is owed,
inventory and exchange gains are not kept.
"""

from collections.abc import Iterator
from decimal import Decimal

from simulator.books.amounts import money, shown
from simulator.books.company import Company, Record
from simulator.wire import Wire

UNDEPOSITED_FUNDS = "UndepositedFunds"
SIGNS = {"Payment": 1, "SalesReceipt": 1, "RefundReceipt": -1, "Deposit": 1}


def undeposited_funds(company: Company) -> Record:
    """Return the account of what was received and is in no bank yet."""
    accounts = company.objects["Account"].values()
    return next(account for account in accounts if account.wire["AccountSubType"] == UNDEPOSITED_FUNDS)


def move_receivable(company: Company, amount: Decimal) -> Record:
    """Change what all customers owe; return the account that shows it."""
    company.receivable += amount
    account = company.receivable_account()
    account.wire["CurrentBalance"] = account.wire["CurrentBalanceWithSubAccounts"] = shown(company.receivable)
    return account


def post(company: Company, kind: str, *, before: Wire | None, after: Wire | None, now_s: float) -> None:
    """Move the accounts by what a write changed; `before` is None of what is new, `after` of what is gone."""
    if kind not in SIGNS:
        return
    moved: dict[str, Decimal] = {}
    for wire, sign in ((before, -1), (after, 1)):
        for account_id, amount in _parts(company, kind, wire) if wire is not None else ():
            moved[account_id] = moved.get(account_id, Decimal(0)) + sign * amount
    for account_id, amount in moved.items():
        account = company.find("Account", account_id)
        if amount and account is not None and account.wire["Classification"] == "Asset":
            _move(company, account, amount, now_s)


def _parts(company: Company, kind: str, wire: Wire) -> Iterator[tuple[str, Decimal]]:
    rate = wire.get("ExchangeRate", 1)
    yield wire["DepositToAccountRef"]["value"], SIGNS[kind] * money(wire["TotalAmt"] * rate)
    if kind == "Deposit":
        for line in wire["Line"]:
            if "LinkedTxn" not in line:
                yield line["DepositLineDetail"]["AccountRef"]["value"], -money(line["Amount"] * rate)
                continue
            # What was received leaves at what it was worth then; the difference is an exchange gain.
            link = line["LinkedTxn"][0]
            received = company.find(link["TxnType"], link["TxnId"])
            then = received.wire.get("ExchangeRate", rate) if received is not None else rate
            yield undeposited_funds(company).id, -money(line["Amount"] * then)


def _move(company: Company, account: Record, amount: Decimal, now_s: float) -> None:
    """Change an account's balance. LastUpdatedTime moves, the SyncToken does not (recorded)."""
    account.wire["CurrentBalance"] = shown(account.wire["CurrentBalance"] + amount)
    above: Record | None = account
    while above is not None:
        above.wire["CurrentBalanceWithSubAccounts"] = shown(
            above.wire["CurrentBalanceWithSubAccounts"] + amount
        )
        company.touch(above, now_s)
        parent = above.wire.get("ParentRef")
        above = company.find("Account", parent["value"]) if parent else None

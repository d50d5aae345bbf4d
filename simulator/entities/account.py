"""The chart of accounts: names unique within their parent, types from which the classification follows."""

from simulator.books.company import Record
from simulator.books.currencies import currency_ref
from simulator.books.kinds import Draft, Kind, copied
from simulator.books.schema import day, number, one_of, reference, text, too_long, unkept
from simulator.entities.account_types import CLASSIFICATIONS, type_and_sub_type
from simulator.entities.company_currencies import is_used
from simulator.entities.name_lists import own_name, parent_of, placed, qualified, settle_name
from simulator.faults import Refused, business
from simulator.wire import Wire

LONG_NUMBERS = ("AU", "CA")
# They have no sub-accounts and are none.
ALONE = (
    *("OpeningBalanceEquity", "UndepositedFunds", "RetainedEarnings"),
    *("CashReceiptIncome", "CashExpenditureExpense", "ExchangeGainOrLoss"),
)
# Without them nothing can be sold: QuickBooks keeps one of each.
KEPT = ("AccountsReceivable", "UndepositedFunds")


def _type(draft: Draft) -> tuple[str, str]:
    """Return type and sub-type. A full update that names neither leaves them, as it must one of them."""
    given, before = draft.given, draft.before
    if before is not None and not given.keys() & {"AccountType", "AccountSubType"}:
        given |= copied(before.wire, "AccountType", "AccountSubType")
    if before is not None and given.get("AccountSubType") == before.wire["AccountSubType"]:
        if given.get("AccountType", before.wire["AccountType"]) == before.wire["AccountType"]:
            return before.wire["AccountType"], before.wire["AccountSubType"]
        given.pop("AccountSubType")
    return type_and_sub_type(given.get("AccountType"), given.get("AccountSubType"))


def _parent(draft: Draft, account_type: str, sub_type: str) -> Record | None:
    parent = parent_of(draft, prefix="Accounts")
    if parent is None:
        return None
    if sub_type in ALONE or parent.wire["AccountSubType"] in ALONE:
        detail = "Parent Reference Invalid : accounts of this type have no sub-accounts"
        raise Refused("700", detail, element="ParentRef")
    if parent.wire["AccountType"] != account_type:
        detail = "Parent Reference Invalid : a sub-account has the type of its parent"
        raise Refused("700", detail, element="ParentRef")
    return parent


def _check(draft: Draft) -> None:
    given, before, company = draft.given, draft.before, draft.company
    longest = 20 if company.country() in LONG_NUMBERS else 7
    account_number = given.get("AcctNum", "")
    if len(account_number) > longest:
        raise too_long("AcctNum", len(account_number), longest=longest)
    if "OpeningBalance" in given and "OpeningBalanceDate" not in given:
        detail = "Account.OpenBalanceDate must be specified with Account.OpenBalance"
        raise Refused("6060", detail, element="OpeningBalanceDate")
    code = given.get("CurrencyRef", {}).get("value", company.home_currency())
    if not is_used(company, code):
        raise Refused("2220", f"Invalid Currency Type : {code}", element="CurrencyRef")
    if before is None or given.get("Active", True) or not before.active:
        return
    if before.wire["CurrentBalance"]:
        raise Refused("6220", "Delete Entity Has Balance : the account has a balance", element="")
    if before.wire["AccountSubType"] in KEPT:
        raise business("You cannot delete this account: QuickBooks needs it.")


def _build(draft: Draft) -> Wire:
    given, before, company = draft.given, draft.before, draft.company
    _check(draft)
    account_type, sub_type = _type(draft)
    parent = _parent(draft, account_type, sub_type)
    name = own_name(draft, parent)
    return {
        "Name": name,
        "SubAccount": parent is not None,
        "FullyQualifiedName": qualified(parent, name),
        **copied(given, "ParentRef", "Description", "AcctNum", "TaxCodeRef"),
        "Active": given.get("Active", True),
        "Classification": CLASSIFICATIONS[account_type],
        "AccountType": account_type,
        "AccountSubType": sub_type,
        "CurrentBalance": before.wire["CurrentBalance"] if before else 0,
        "CurrentBalanceWithSubAccounts": before.wire["CurrentBalanceWithSubAccounts"] if before else 0,
        "CurrencyRef": currency_ref(given.get("CurrencyRef", {}).get("value", company.home_currency())),
    }


ACCOUNT = Kind(
    name="Account",
    family="Account",
    is_list=True,
    build=_build,
    settle=settle_name,
    fixed=("CurrencyRef",),
    changed_when_new=False,
    fields={
        **placed(100, unfit='":\t\n\r'),
        "AcctNum": text(20, forbidden=":"),
        "Description": text(100),
        "AccountType": one_of(*CLASSIFICATIONS),
        "AccountSubType": text(100),
        "CurrencyRef": reference,
        "TaxCodeRef": reference,
        "OpeningBalance": number(),
        "OpeningBalanceDate": day,
        **unkept(
            "SubAccount FullyQualifiedName AccountAlias TxnLocationType Classification AccountPurposes "
            "TaxAccount AcctNumExtn BankNum CurrentBalance CurrentBalanceWithSubAccounts "
            "OnlineBankingEnabled FIName JournalCodeRef AccountEx"
        ),
    },
    filters={
        "Id": "id",
        "Name": "text",
        "FullyQualifiedName": "text",
        "AccountType": "text",
        "AccountSubType": "text",
        "Classification": "text",
        "Active": "boolean",
        "CurrentBalance": "number",
    },
)

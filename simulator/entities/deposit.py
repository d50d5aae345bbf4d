"""Deposits: payments and sales receipts taken from undeposited funds to a bank, and locked by that."""

from decimal import Decimal

from simulator.books.amounts import ZERO, money, shown
from simulator.books.company import Company, Record
from simulator.books.kinds import Draft, Kind, copied, point
from simulator.books.ledger import undeposited_funds
from simulator.books.schema import day, ignored, many, number, one_of, reference, struct, text, unkept
from simulator.entities.currency import currency_of, exchange_rate, in_currency, show_at_home
from simulator.entities.links import linked
from simulator.entities.money_accounts import cannot_link, money_account
from simulator.entities.sales_lines import amount, identify_line, line_ids
from simulator.entities.transaction_fields import LINE_FIELDS, TRANSACTION_FIELDS
from simulator.faults import Refused, business, missing
from simulator.timestamps import today
from simulator.wire import Wire

NO_BANK = "Select a bank account for this deposit"
TAKEN_TYPES = ("Payment", "SalesReceipt")
LINKED_TYPES = (*TAKEN_TYPES, "RefundReceipt", "JournalEntry", "Check", "Expense", "CreditCardCredit")
# Who pays into these is not kept here.
CLOSED_TYPES = ("Accounts Receivable", "Accounts Payable")


def build(draft: Draft) -> Wire:
    """Build a deposit."""
    given = draft.given
    if "DepositToAccountRef" not in given:
        raise business(NO_BANK)
    account = money_account(draft, refusal=NO_BANK)
    if account is undeposited_funds(draft.company):
        raise business(NO_BANK)
    lines = _lines(draft)
    total = sum((Decimal(line["Amount"]) for line in lines), ZERO)
    if total < 0:
        raise business("You must specify a transaction amount that is 0 or greater.")
    given.setdefault("TxnDate", draft.before.wire["TxnDate"] if draft.before else today(draft.now_s))
    _take_currency(draft, lines)
    return show_at_home(
        {
            "DepositToAccountRef": account.refer(),
            "TotalAmt": shown(total),
            "TxnDate": given["TxnDate"],
            **in_currency(draft, None),
            "Line": lines,
            **copied(given, "PrivateNote"),
        }
    )


def _take_currency(draft: Draft, lines: list[Wire]) -> None:
    """Take over the currency of what is deposited, which is one."""
    company, given = draft.company, draft.given
    codes = {
        currency_of(company, company.find(link["TxnType"], link["TxnId"]))
        for line in lines
        for link in line.get("LinkedTxn", [])
    }
    if "CurrencyRef" in given:
        codes.add(given["CurrencyRef"]["value"])
    if len(codes) > 1:
        raise business("You can only use one foreign currency per transaction.")
    if codes:
        given["CurrencyRef"] = {"value": codes.pop()}


def _lines(draft: Draft) -> list[Wire]:
    if not draft.given.get("Line"):
        raise missing("Line")
    held = line_ids(draft.before)
    found: list[Wire] = []
    taken: set[str] = set()
    for line in draft.given["Line"]:
        if "Amount" not in line:
            raise missing("Line.Amount")
        if line.get("LinkedTxn"):
            found.append(_taken_line(draft, line, taken))
        else:
            identify_line(draft, line, held)
            found.append({"Id": line["Id"], "LineNum": len(found) + 1, **_direct_line(draft, line)})
    return found


def _taken_line(draft: Draft, line: Wire, taken: set[str]) -> Wire:
    """Return the line of something that lies in undeposited funds and goes to the bank as a whole."""
    kind, record_id = line["LinkedTxn"][0].get("TxnType"), line["LinkedTxn"][0].get("TxnId", "")
    record = draft.company.find(kind, record_id) if kind in TAKEN_TYPES else None
    if record is None or len(line["LinkedTxn"]) > 1:
        raise cannot_link(f"no {kind} with id {record_id}")
    if record.wire["DepositToAccountRef"]["value"] != undeposited_funds(draft.company).id:
        raise cannot_link(f"the {kind} {record_id} is not in undeposited funds")
    holders = set(linked(record.wire, "Deposit")) - ({draft.before.id} if draft.before else set())
    if holders or record_id in taken or not record.wire["TotalAmt"]:
        raise cannot_link(f"the {kind} {record_id} is deposited or empty")
    if money(line["Amount"]) != record.wire["TotalAmt"]:
        raise business(f"The amount of the {kind} {record_id} is {record.wire['TotalAmt']}.")
    taken.add(record_id)
    link = {"TxnId": record_id, "TxnType": kind, "TxnLineId": "0"}
    return {"Amount": record.wire["TotalAmt"], "LinkedTxn": [link]}


def _direct_line(draft: Draft, line: Wire) -> Wire:
    if "DetailType" not in line:
        raise missing("Line.DetailType")
    detail: Wire = dict(line.get("DepositLineDetail", {}))
    if "AccountRef" not in detail:
        raise Refused("6440", "Transaction Detail Information Required : AccountRef", element="AccountRef")
    account = point(draft.company, "Account", detail["AccountRef"]["value"], prefix="Accounts")
    if account.wire["AccountType"] in CLOSED_TYPES:
        raise Refused("6430", f"Invalid account type: {account.wire['AccountType']}", element="AccountRef")
    if "PaymentMethodRef" in detail:
        point(draft.company, "PaymentMethod", detail["PaymentMethodRef"]["value"], prefix="PaymentMethods")
    return {
        **copied(line, "Description"),
        "Amount": shown(money(line["Amount"])),
        "DetailType": "DepositLineDetail",
        "DepositLineDetail": {**detail, "AccountRef": account.refer()},
    }


def settle(draft: Draft, record: Record, before: Wire | None) -> None:
    """Lock what is on the deposit, free what is no longer."""
    for kind, record_id in _taken(before):
        _lock(draft.company, kind, record_id, [])
    for kind, record_id in _taken(record.wire):
        _lock(draft.company, kind, record_id, [{"TxnId": record.id, "TxnType": "Deposit"}])


def _taken(wire: Wire | None) -> list[tuple[str, str]]:
    links = [link for line in (wire or {}).get("Line", []) for link in line.get("LinkedTxn", [])]
    return [(link["TxnType"], link["TxnId"]) for link in links]


def _lock(company: Company, kind: str, record_id: str, links: list[Wire]) -> None:
    """Show the deposit of a transaction. Neither its SyncToken nor its LastUpdatedTime moves (recorded)."""
    record = company.find(kind, record_id)
    if record is not None:
        record.wire.pop("LinkedTxn", None)
        if links:
            record.wire["LinkedTxn"] = links


def delete(company: Company, record: Record, _now_s: float) -> None:
    """Free what is on the deposit."""
    for kind, record_id in _taken(record.wire):
        _lock(company, kind, record_id, [])


DEPOSIT = Kind(
    name="Deposit",
    family="Transactions",
    build=build,
    settle=settle,
    delete=delete,
    total_count=True,
    fields={
        **TRANSACTION_FIELDS,
        "DepositToAccountRef": reference,
        "CurrencyRef": reference,
        "ExchangeRate": exchange_rate,
        "TxnDate": day,
        "PrivateNote": text(4000, cards=True),
        "Line": many(
            struct(
                "Line",
                {
                    **LINE_FIELDS,
                    "Id": text(30),
                    "LineNum": number(),
                    "Description": text(4000, cards=True),
                    "Amount": amount,
                    "DetailType": one_of("DepositLineDetail"),
                    "DepositLineDetail": struct(
                        "DepositLineDetail",
                        {
                            "AccountRef": reference,
                            "PaymentMethodRef": reference,
                            "CheckNum": text(21),
                            "Entity": reference,
                            **unkept("ClassRef TxnType TaxCodeRef TaxApplicableOn DepositLineDetailEx"),
                        },
                    ),
                    "LinkedTxn": many(
                        struct(
                            "LinkedTxn",
                            {"TxnId": text(30), "TxnType": one_of(*LINKED_TYPES), "TxnLineId": ignored},
                        )
                    ),
                },
            )
        ),
        **unkept("CashBack GlobalTaxCalculation TotalAmt HomeTotalAmt DepositEx"),
    },
    filters={"Id": "id", "TxnDate": "date", "TotalAmt": "number", "DepositToAccountRef": "reference"},
)  # fmt: skip

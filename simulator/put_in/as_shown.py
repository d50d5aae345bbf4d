"""Objects put into a company as QuickBooks shows them: anybody can begin with the company that they have.

Such an object then behaves as if it had been created here. Balances are taken as the objects say: a customer
comes with what it owes, and an invoice that is put in beside it does not raise that.
"""

from collections import OrderedDict
from collections.abc import Mapping
from decimal import Decimal

from simulator.books.amounts import ZERO, money
from simulator.books.company import Company, Record
from simulator.books.kinds import Draft, Kind
from simulator.books.ledger import move_receivable
from simulator.books.references import follow_names
from simulator.books.schema import ignored
from simulator.entities.currency import at_home, currency_of
from simulator.entities.document_numbers import settle_number
from simulator.entities.sales_form import VOIDED, index_by_customer
from simulator.entities.sales_lines import amount
from simulator.put_in.as_given import given_for
from simulator.put_in.shapes import check_shape
from simulator.timestamps import moment_s
from simulator.wire import Wire

# What is open of a transaction, and whether the customer owes it or is owed it.
OPEN = {"Invoice": ("Balance", 1), "CreditMemo": ("Balance", -1), "Payment": ("UnappliedAmt", -1)}
# What other objects rely on; QuickBooks always shows it.
_RECEIPT = ("Line", "TxnDate", "TotalAmt", "DepositToAccountRef")
SHOWN_ALWAYS: dict[str, tuple[str, ...]] = {
    "Customer": ("DisplayName", "FullyQualifiedName", "Balance", "BalanceWithJobs", "BillWithParent"),
    "Vendor": ("DisplayName",),
    "Employee": ("DisplayName",),
    **dict.fromkeys(("Class", "Department"), ("Name", "FullyQualifiedName")),
    **dict.fromkeys(("Term", "PaymentMethod", "TaxCode", "TaxRate", "CustomerType"), ("Name",)),
    "Item": ("Name", "FullyQualifiedName", "Type"),
    "Account": (
        *("Name", "FullyQualifiedName", "Classification", "AccountType", "AccountSubType"),
        *("CurrentBalance", "CurrentBalanceWithSubAccounts"),
    ),
    "Invoice": ("CustomerRef", "Line", "TxnDate", "TxnTaxDetail", "TotalAmt", "Balance", "LinkedTxn"),
    "CreditMemo": ("CustomerRef", "Line", "TxnDate", "TotalAmt", "Balance"),
    "Estimate": ("CustomerRef", "Line", "TxnDate", "TotalAmt"),
    "Payment": ("CustomerRef", "UnappliedAmt", *_RECEIPT),
    "SalesReceipt": _RECEIPT,
    "RefundReceipt": _RECEIPT,
    "Deposit": _RECEIPT,
}
AMOUNTS = (
    *("Balance", "BalanceWithJobs", "TotalAmt", "UnappliedAmt", "RemainingCredit"),
    *("CurrentBalance", "CurrentBalanceWithSubAccounts"),
)
TRANSACTIONS = "Transactions"
MOVED = ("Id", "SyncToken", "MetaData", "domain", "sparse", "LinkedTxn")
# Transactions come after the customers that they are of, payments after what they are applied to, rates after
# their currencies, and all after what the company has set.
TURNS = {"Preferences": -1, "ExchangeRate": 1, "Payment": 2, "Deposit": 3}


def keep_all(
    company: Company, kinds: Mapping[str, Kind], objects: dict[str, list[Wire]], *, now_s: float
) -> int:
    """Put many objects by their entity into a company, in any order; return how many.

    Raises Refused, TypeError or ValueError for one that cannot be; those before it are in the company then.
    """
    if not isinstance(objects, dict) or not all(isinstance(rows, list) for rows in objects.values()):
        raise ValueError('objects are lists by their entity: {"Customer": [{…}, {…}], "Invoice": […]}')
    wanted = [(_kind(kinds, name), row) for name, rows in objects.items() for row in rows]
    for record in [_put(company, kind, row, now_s=now_s) for kind, row in sorted(wanted, key=_turn)]:
        if record is not None:
            follow_names(company, record)
    for name in {kind.name for kind, _ in wanted}:
        _in_order_of_change(company, name)
    return len(wanted)


def _put(company: Company, kind: Kind, row: Wire, *, now_s: float) -> Record | None:
    """Put one object in; return it when it has an Id of its own."""
    if not isinstance(row, dict):
        raise TypeError(f"{kind.name}: {row!r} is no object")
    if kind.write is None:
        return keep(company, kind, row, now_s=now_s)
    # What has no Id of its own is written, but for its SyncToken and times.
    given = {name: value for name, value in given_for(kind, row).items() if name != "SyncToken"}
    wire = kind.write(company, given, now_s)
    wire |= {name: row[name] for name in ("SyncToken", "MetaData") if name in row}
    return None


def _turn(entry: tuple[Kind, Wire]) -> int:
    kind, _ = entry
    return TURNS.get(kind.name, int(kind.family == TRANSACTIONS))


def _kind(kinds: Mapping[str, Kind], name: str) -> Kind:
    if name.lower() not in kinds:
        raise ValueError(f"{name} is no entity of this simulator")
    return kinds[name.lower()]


def keep(company: Company, kind: Kind, row: Wire, *, now_s: float) -> Record:
    """Put one object into a company as it stands, in place of the one that has its id."""
    _check(company, kind, row)
    given, (made_s, changed_s) = given_for(kind, row), _times(row.get("MetaData", {}), now_s)
    held = company.find(kind.name, str(row["Id"]))
    before = held.wire if held is not None else None
    record = held or Record(kind.name, str(row["Id"]), now_s=now_s)
    record.wire = {"domain": "QBO", "sparse": False, "SyncToken": "0", **row, "Id": record.id}
    record.renamed()
    record.given = given
    record.carried = {name: value for name, value in row.items() if _is_carried(kind, name)}
    company.add(record)
    record.created_s, record.changed_s = made_s, 0.0
    company.touch(record, changed_s)
    record.wire["MetaData"] |= row.get("MetaData", {})
    _take_id(company.next_ids, kind.family, record.id)
    for place in ("BillAddr", "ShipAddr", "PrimaryAddr"):
        _take_id(company.next_ids, "Addresses", str(row.get(place, {}).get("Id", "")))
    draft = Draft(company, kind, record.given, held, frozenset(), now_s)
    if kind.family == TRANSACTIONS:
        _take_transaction(draft, record, before)
    elif kind.settle is not None:
        kind.settle(draft, record, before)
    if kind.name == "Customer":
        _take_balance(company, record)
    return record


def _is_carried(kind: Kind, name: str) -> bool:
    """Tell whether updates keep a property as it was shown: nobody can set it, and no write here moves it."""
    return kind.fields.get(name, ignored) is ignored and name not in MOVED


def _check(company: Company, kind: Kind, row: Wire) -> None:
    absent = [name for name in ("Id", *SHOWN_ALWAYS.get(kind.name, ())) if row.get(name) is None]
    if absent:
        raise ValueError(f"{kind.name} {row.get('Id')} lacks what QuickBooks shows: {', '.join(absent)}")
    check_shape(row, kind.name)
    for name in AMOUNTS:
        if name in row and amount(row[name], name) is None:
            raise ValueError(f"{kind.name} {row['Id']} has no {name}")
    customer = row.get("CustomerRef")
    if customer is not None and company.find("Customer", str(customer["value"])) is None:
        raise ValueError(f"{kind.name} {row['Id']} is of customer {customer['value']}, who is not here")


def _times(metadata: Wire, now_s: float) -> tuple[float, float]:
    made_s = moment_s(metadata["CreateTime"]) if "CreateTime" in metadata else now_s
    return made_s, moment_s(metadata["LastUpdatedTime"]) if "LastUpdatedTime" in metadata else made_s


def _take_id(next_ids: dict[str, int], family: str, taken: str) -> None:
    if taken.isascii() and taken.isdigit():
        next_ids[family] = max(next_ids.get(family, 1), int(taken) + 1)


def _take_transaction(draft: Draft, record: Record, before: Wire | None) -> None:
    company, wire = draft.company, record.wire
    settle_number(draft, record, before)
    number = str(wire.get("DocNumber", ""))
    if number.isascii() and number.isdigit():
        company.next_number = max(company.next_number, int(number) + 1)
    if "CustomerRef" in wire:
        index_by_customer(company, record, before)
    lines = [str(line.get("Id", "")) for line in wire.get("Line", [])]
    record.next_line = 1 + max((int(line) for line in lines if line.isdigit()), default=0)
    record.voided = not wire.get("TotalAmt") and str(wire.get("PrivateNote", "")).startswith(VOIDED)
    _take_worth(company, record)
    _link(company, record)


def _take_worth(company: Company, record: Record) -> None:
    """Note what is open of a transaction; in another currency, it makes up what is owed at home."""
    name, sign = OPEN.get(record.kind, ("", 0))
    before, wire = record.worth, record.wire
    record.owed = sign * money(wire.get(name, ZERO))
    record.worth = at_home(wire, record.owed)
    if currency_of(company, record) != company.home_currency():
        move_receivable(company, record.worth - before)


def _link(company: Company, record: Record) -> None:
    """Apply a payment to those of its forms that are here; an invoice names the payments that came first."""
    if record.kind == "Payment":
        for kind, form_id in _amounts(record):
            _apply(record, company.find(kind, form_id))
    if record.kind == "Invoice":
        for linked in record.wire["LinkedTxn"]:
            _apply(company.find("Payment", str(linked.get("TxnId"))), record)


def _apply(payment: Record | None, form: Record | None) -> None:
    if payment is not None and form is not None and (applied := _amounts(payment).get((form.kind, form.id))):
        payment.applied[form.id] = form.applied[payment.id] = applied


def _amounts(payment: Record) -> dict[tuple[str, str], Decimal]:
    found: dict[tuple[str, str], Decimal] = {}
    for line in payment.given.get("Line", []):
        for linked in line.get("LinkedTxn", []):
            found[linked.get("TxnType", ""), linked.get("TxnId", "")] = money(line.get("Amount", ZERO))
    return found


def _take_balance(company: Company, customer: Record) -> None:
    owed = customer.own
    customer.own = money(customer.wire["Balance"])
    customer.below = money(customer.wire["BalanceWithJobs"]) - customer.own
    if currency_of(company, customer) == company.home_currency():
        move_receivable(company, customer.own - owed)


def _in_order_of_change(company: Company, kind: str) -> None:
    """Put a kind's objects into the order in which they were last changed."""
    records = sorted(company.objects[kind].values(), key=lambda record: (record.changed_s, record.sequence))
    company.changes[kind] = OrderedDict.fromkeys(record.id for record in records)
    for record in records:
        company.sequence += 1
        record.sequence = company.sequence

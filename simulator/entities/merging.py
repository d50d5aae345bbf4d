"""Merges, an act of the user: one object of a list takes in another, which is gone from then on.

What pointed to the loser points to the winner, without an event or a new SyncToken of its own; both are read
from what others saw of webhooks, nothing is published.
"""

from collections import OrderedDict
from decimal import Decimal

from simulator.books.amounts import shown
from simulator.books.company import Company, Record, plain
from simulator.books.kinds import point
from simulator.books.references import REFERENCES
from simulator.entities.account import KEPT
from simulator.entities.contact_fields import NAMES
from simulator.entities.name_lists import ancestors, name_space, place_of, take_children
from simulator.faults import Refused, business
from simulator.wire import Json, Wire

# Both must be of one type, of one currency.
ALIKE = {"Account": ("AccountType", "AccountSubType", "CurrencyRef"), "Item": ("Type",)}
BALANCES = {
    "Customer": ("Balance", "BalanceWithJobs"),
    "Account": ("CurrentBalance", "CurrentBalanceWithSubAccounts"),
}


def merge(company: Company, kind: str, winner_id: str, loser_id: str, *, now_s: float) -> Wire:
    """Let one object take in another; return it as it is then. Raises Refused, and nothing has changed."""
    if kind not in REFERENCES:
        raise Refused("500", f"Operation merge of {kind} is not supported.")
    winner = point(company, kind, winner_id, prefix=kind)
    loser = point(company, kind, loser_id, prefix=kind)
    _check(company, winner, loser)
    take_children(company, winner, loser)
    if kind in BALANCES:
        _move_balance(company, winner, loser)
    _point_to(company, winner, loser)
    if kind == "Customer":
        _move_transactions(company, winner, loser)
    company.names.pop(_name(loser), None)
    company.children.get((kind, place_of(loser.wire)), OrderedDict()).pop(loser.id, None)
    company.forget(loser, now_s, told=False)
    company.touch(winner, now_s)
    company.tell(winner, "Merge", now_s, deleted_id=loser.id)
    return winner.wire


def _check(company: Company, winner: Record, loser: Record) -> None:
    if winner is loser or loser in ancestors(company, winner):
        raise Refused("900", "Parent cannot be child", element="ParentRef")
    for name in ALIKE.get(winner.kind, ("CurrencyRef",)):
        if winner.wire.get(name) != loser.wire.get(name):
            raise business(
                f"{winner.kind} {winner.id} and {loser.id} differ in {name}: they cannot be merged."
            )
    if loser.wire.get("AccountSubType") in KEPT:
        raise business("You cannot delete this account: QuickBooks needs it.")


def _name(record: Record) -> tuple[str, str]:
    if "DisplayName" in record.wire:
        return NAMES, plain(record.wire["DisplayName"])
    return name_space(record.kind, place_of(record.wire)), plain(record.wire["Name"])


def _move_balance(company: Company, winner: Record, loser: Record) -> None:
    own, total = BALANCES[winner.kind]
    left, taken_by = ancestors(company, loser), (winner, *ancestors(company, winner))
    _add(winner, own, loser.wire[own])
    for record in left:
        _add(record, total, -loser.wire[total])
    for record in taken_by:
        _add(record, total, loser.wire[total])
    if winner.kind == "Customer":
        for record in (*left, *taken_by):
            record.own = Decimal(record.wire[own])
            record.below = Decimal(record.wire[total]) - record.own


def _add(record: Record, name: str, amount: Decimal | int) -> None:
    record.wire[name] = shown(Decimal(record.wire[name]) + amount)


def _point_to(company: Company, winner: Record, loser: Record) -> None:
    for kind, records in company.objects.items():
        names = (*REFERENCES[winner.kind], *(("ParentRef",) if kind == winner.kind else ()))
        for record in records.values():
            if record is loser:
                continue
            record.given = _pointing(record.given, names, loser.id, winner)
            record.carried = _pointing(record.carried, names, loser.id, winner)
            record.wire = _pointing(record.wire, names, loser.id, winner)


def _pointing(value: Json, names: tuple[str, ...], loser_id: str, winner: Record) -> Json:
    """Return a value in which references of these names are to the winner; the same one if none was."""
    if isinstance(value, list):
        parts = [_pointing(part, names, loser_id, winner) for part in value]
        return value if all(new is old for new, old in zip(parts, value, strict=True)) else parts
    if not isinstance(value, dict):
        return value
    changed = {
        name: new
        for name, part in value.items()
        if (new := _referred(name, part, names, loser_id, winner)) is not part
    }
    return {**value, **changed} if changed else value


def _referred(name: str, part: Json, names: tuple[str, ...], loser_id: str, winner: Record) -> Json:
    if name not in names:
        return _pointing(part, names, loser_id, winner) if isinstance(part, (dict, list)) else part
    if part == loser_id:  # some preferences are ids alone
        return winner.id
    if not isinstance(part, dict) or part.get("value") != loser_id:
        return part
    return winner.refer() if "name" in part else {**part, "value": winner.id}


def _move_transactions(company: Company, winner: Record, loser: Record) -> None:
    for kind in [kind for kind, customer_id in company.by_customer if customer_id == loser.id]:
        moved = company.by_customer.pop((kind, loser.id))
        held = company.by_customer.setdefault((kind, winner.id), OrderedDict())
        held.update(moved)

"""What a client must have given for an object to be shown as it is: updates start from that."""

from simulator.books.amounts import HUNDRED, money
from simulator.books.kinds import Kind
from simulator.books.schema import Check, ignored
from simulator.entities.estimate import CLOSED
from simulator.faults import Refused
from simulator.wire import Json, Wire

# Of these what was given is less than what is shown, and may be nothing.
DERIVED = ("TxnTaxDetail", "LinkedTxn", "TxnStatus")
# Characters, lengths, addresses, card numbers: what was kept before a rule came is shown as it is.
RULES_OF_TEXTS = ("2040", "2050", "2200", "2210", "6530")


def given_for(kind: Kind, row: Wire) -> Wire:
    """Return the values that a client could have given for an object to be shown like this."""
    given: Wire = {}
    for name, value in row.items():
        check = kind.fields.get(name, ignored)
        if check is not ignored and (kept := _accepted(check, value, name)) is not None:
            given[name] = kept
    if "TxnTaxDetail" in given:
        given["TxnTaxDetail"] = _given_tax(given["TxnTaxDetail"])
    if "LinkedTxn" in given:
        given["LinkedTxn"] = [link for link in given["LinkedTxn"] if link.get("TxnType") == "Estimate"]
    if row.get("LinkedTxn") and given.get("TxnStatus") == CLOSED:
        given["TxnStatus"] = None
    return {name: value for name, value in given.items() if value or name not in DERIVED}


def _accepted(check: Check, value: Json, name: str) -> Json:
    """Return a value as a client would have given it; one from before today's rules stays as it is."""
    try:
        return check(value, name)
    except Refused as refused:
        if refused.code not in RULES_OF_TEXTS:
            raise
        return value


def _given_tax(detail: Wire) -> Wire:
    """Return what was given of a tax: a figure that follows from its rates was computed, any other given."""
    computed = all(_follows(line) for line in detail.get("TaxLine", []))
    if computed and ("TaxLine" in detail or not detail.get("TotalTax")):
        return {name: detail[name] for name in ("TxnTaxCodeRef",) if name in detail}
    return detail


def _follows(line: Wire) -> bool:
    detail = line.get("TaxLineDetail", {})
    rate, taxable = detail.get("TaxPercent"), detail.get("NetAmountTaxable")
    return None not in (rate, taxable) and money(taxable * rate / HUNDRED) == line.get("Amount")

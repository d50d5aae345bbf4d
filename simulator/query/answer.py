"""Answers queries over one company: the objects that fit, in the order that is asked for, page by page."""

from collections.abc import Iterable
from itertools import islice

from simulator.books.company import Company, Record, name_key, plain
from simulator.books.kinds import Condition, Kind
from simulator.books.past import View
from simulator.entities.contact_fields import NAMES
from simulator.query.conditions import check_column, invalid, test_of, value_of
from simulator.query.language import Statement, parse
from simulator.wire import Wire

# Whose numbers are in the index; those of estimates are not.
NUMBERED = ("Invoice", "CreditMemo", "SalesReceipt", "RefundReceipt")


def answer(company: Company, kinds: dict[str, Kind], text: str, *, seen: View | None = None) -> Wire:
    """Return the value of `QueryResponse` for a statement; with `seen` of the books as they were."""
    statement = parse(text)
    kind = kinds.get(statement.entity.lower())
    if kind is None:
        raise invalid(f"invalid context declaration: {statement.entity}")
    for column in statement.columns:
        check_column(column, kind)
    tests = [test_of(condition, kind) for condition in dict.fromkeys(statement.conditions)]
    asks_active = any(condition.name.lower() == "active" for condition in statement.conditions)
    if kind.is_list and not asks_active:
        tests.append(_is_active)
    candidates, in_order = _candidates(company, kind, statement)
    if seen is not None:
        candidates, in_order = seen.rows(kind.name, candidates), False
    found: Iterable[Record] = (record for record in candidates if all(test(record) for test in tests))
    if statement.count:
        return {"totalCount": sum(1 for _ in found)}
    if statement.order:
        found = _ordered(list(found), statement, kind=kind)
    elif not in_order:
        found = sorted(found, key=name_key) if kind.is_list else sorted(found, key=_newest_first)
    return _page(found, statement, kind=kind)


def _is_active(record: Record) -> bool:
    return record.active


def _page(found: Iterable[Record], statement: Statement, *, kind: Kind) -> Wire:
    first = statement.start - 1
    if kind.total_count:
        everything = list(found)
        page, total = everything[first : first + statement.page], len(everything)
    else:
        page, total = list(islice(found, first, first + statement.page)), None
    if not page:
        return {}
    rows = [record.wire for record in page]
    if statement.columns:
        wanted = {column.split(".")[0].lower() for column in statement.columns}
        rows = [{name: value for name, value in row.items() if name.lower() in wanted} for row in rows]
    response: Wire = {kind.name: rows, "startPosition": statement.start, "maxResults": len(rows)}
    if total is not None:
        response["totalCount"] = total
    return response


def _candidates(company: Company, kind: Kind, statement: Statement) -> tuple[Iterable[Record], bool]:
    """Return the objects that can match, by an index where one fits, and whether in the default order."""
    if kind.rows is not None:
        return kind.rows(company, statement.conditions), False
    indexed = _by_index(company, kind, statement.conditions)
    if indexed is not None:
        return (record for key in indexed if (record := company.find(kind.name, key)) is not None), False
    if not kind.is_list:
        return company.newest_first(kind.name), True
    if all(condition.name.lower() == "active" for condition in statement.conditions):
        return company.by_name(kind.name), True
    return company.objects.get(kind.name, {}).values(), False


def _newest_first(record: Record) -> int:
    return -record.sequence


def _by_index(company: Company, kind: Kind, conditions: tuple[Condition, ...]) -> list[str] | None:
    for condition in conditions:
        wanted = [str(literal) for literal in condition.literals]
        # The empty text asks for what has no value, which is in no index.
        if condition.operator not in ("=", "IN") or "" in wanted:
            continue
        match condition.name.lower(), kind.name:
            case "id", _:
                return list(dict.fromkeys(wanted))
            case "docnumber", name if name in NUMBERED:
                found = (key for number in wanted for key in company.numbers.get(plain(number), ()))
                return list(dict.fromkeys(found))
            case "customerref", name:
                found = (key for customer in wanted for key in company.by_customer.get((name, customer), ()))
                return list(dict.fromkeys(found))
            case "displayname", ("Customer" | "Vendor" | "Employee") as name:
                holders = (company.names.get((NAMES, plain(literal))) for literal in wanted)
                return list(dict.fromkeys(holder[1] for holder in holders if holder and holder[0] == name))
    return None


def _ordered(records: list[Record], statement: Statement, *, kind: Kind) -> list[Record]:
    asked = {**kind.filters, **kind.sortable}
    for name, descending in reversed(statement.order):
        value, _ = value_of(name, kind, asked=asked)
        present = [record for record in records if value(record) is not None]
        absent = [record for record in records if value(record) is None]
        present.sort(key=value, reverse=descending)
        records = present + absent if descending else absent + present
    return records

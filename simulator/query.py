"""Answers queries over one company: filters by what each entity allows, its default order, and paging."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

from simulator.clock import PACIFIC_STANDARD
from simulator.company import Company, Record, name_key, plain
from simulator.faults import Refused
from simulator.kinds import FilterType, Kind
from simulator.query_language import Condition, Literal, Statement, parse
from simulator.wire import Wire

Test = Callable[[Record], bool]
META = {"metadata.createtime": "created", "metadata.lastupdatedtime": "changed"}
PATHS = {"text": "", "reference": "value", "email": "Address"}


def answer(company: Company, kinds: dict[str, Kind], text: str) -> Wire:
    """Return the value of `QueryResponse` for a statement."""
    statement = parse(text)
    kind = kinds.get(statement.entity.lower())
    if kind is None:
        raise Refused("4001", f"QueryValidationError: invalid context declaration: {statement.entity}")
    names = {name.lower(): name for name in kind.filters}
    tests = [_test(condition, kind, names) for condition in statement.conditions]
    asks_active = any(condition.name.lower() == "active" for condition in statement.conditions)
    if kind.is_list and not asks_active:
        tests.append(_is_active)
    candidates, in_order = _candidates(company, kind, statement)
    found: Iterable[Record] = (record for record in candidates if all(test(record) for test in tests))
    if statement.count:
        return {"totalCount": sum(1 for _ in found)}
    if statement.order:
        found = _ordered(list(found), statement, kind=kind, names=names)
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
        rows = [_columns(row, statement.columns) for row in rows]
    response: Wire = {kind.name: rows, "startPosition": statement.start, "maxResults": len(rows)}
    if total is not None:
        response["totalCount"] = total
    return response


def _columns(row: Wire, columns: tuple[str, ...]) -> Wire:
    wanted = {column.split(".")[0].lower() for column in columns}
    return {name: value for name, value in row.items() if name.lower() in wanted}


def _candidates(company: Company, kind: Kind, statement: Statement) -> tuple[Iterable[Record], bool]:
    """Return the objects that can match, by an index where one fits, and whether in the default order."""
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
        if condition.operator not in ("=", "IN"):
            continue
        wanted = [str(literal) for literal in condition.literals]
        match condition.name.lower(), kind.name:
            case "id", _:
                return list(dict.fromkeys(wanted))
            case "docnumber", "Invoice":
                found = (key for number in wanted for key in company.numbers.get(plain(number), ()))
                return list(dict.fromkeys(found))
            case "customerref", ("Invoice" | "Payment") as name:
                found = (key for customer in wanted for key in company.by_customer.get((name, customer), ()))
                return list(dict.fromkeys(found))
            case "displayname", ("Customer" | "Vendor" | "Employee") as name:
                holders = (company.names.get(("Names", plain(literal))) for literal in wanted)
                return list(dict.fromkeys(holder[1] for holder in holders if holder and holder[0] == name))
    return None


def _ordered(
    records: list[Record], statement: Statement, *, kind: Kind, names: dict[str, str]
) -> list[Record]:
    for name, descending in reversed(statement.order):
        value, _ = _value_of(name, kind, names=names)
        present = [record for record in records if value(record) is not None]
        absent = [record for record in records if value(record) is None]
        present.sort(key=value, reverse=descending)
        records = present + absent if descending else absent + present
    return records


def _value_of(name: str, kind: Kind, *, names: dict[str, str]) -> tuple[Callable[[Record], Any], FilterType]:
    moment = META.get(name.lower())
    if moment == "created":
        return (lambda record: int(record.created_s)), "date"
    if moment == "changed":
        return (lambda record: int(record.changed_s)), "date"
    known = names.get(name.lower())
    if known is None:
        if any(name.lower() == field.lower() for field in kind.fields):
            raise Refused("4001", f"QueryValidationError: property '{name}' is not queryable")
        raise Refused("4001", f"QueryValidationError: Property {name} not found for Entity {kind.name}")
    filter_type = kind.filters[known]
    if filter_type == "id":
        return (lambda record: int(record.id) if record.id.isdigit() else 0), filter_type
    path = PATHS.get(filter_type, "")
    if path:
        return (lambda record: _folded(record.wire.get(known, {}).get(path))), filter_type
    return (lambda record: _folded(record.wire.get(known))), filter_type


def _folded(value: object) -> object:
    return value.casefold() if isinstance(value, str) else value


def _test(condition: Condition, kind: Kind, names: dict[str, str]) -> Test:
    value, filter_type = _value_of(condition.name, kind, names=names)
    operator = condition.operator
    if filter_type == "id" and operator not in ("=", "IN"):
        raise Refused("4001", f"QueryValidationError: operator {operator} is not supported for property Id")
    if filter_type == "id":
        ids = {str(literal) for literal in condition.literals}
        return lambda record: record.id in ids
    if operator == "LIKE":
        parts = str(condition.literals[0]).casefold().split("%")
        pattern = re.compile(".*".join(re.escape(part) for part in parts), re.DOTALL)
        return lambda record: pattern.fullmatch(str(value(record) or "")) is not None
    is_moment = condition.name.lower() in META
    wanted = [_wanted(literal, filter_type, is_moment=is_moment) for literal in condition.literals]
    if operator in ("=", "IN"):
        return lambda record: (value(record) if value(record) is not None else "") in wanted
    return _comparison(value, operator, wanted[0])


def _comparison(value: Callable[[Record], Any], operator: str, bound: Any) -> Test:  # noqa: ANN401
    def compare(record: Record) -> bool:
        held = value(record)
        if held is None or isinstance(held, str) != isinstance(bound, str):
            return False
        match operator:
            case "<":
                return bool(held < bound)
            case ">":
                return bool(held > bound)
            case "<=":
                return bool(held <= bound)
            case _:
                return bool(held >= bound)

    return compare


def _wanted(literal: Literal, filter_type: FilterType, *, is_moment: bool) -> object:
    if is_moment:
        return moment_s(str(literal))
    try:
        if filter_type == "number" and not isinstance(literal, bool):
            return Decimal(literal)
    except InvalidOperation:
        raise Refused("4001", f"QueryValidationError: invalid number: {literal}") from None
    if filter_type == "boolean" and isinstance(literal, str):
        return literal.casefold() == "true"
    return literal if isinstance(literal, bool) else str(literal).casefold()


def moment_s(text: str) -> float:
    """Return the seconds of a date or timestamp; without an offset it is taken as Pacific."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("4001", f"QueryValidationError: invalid date: {text}") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=PACIFIC_STANDARD)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(seconds=1)

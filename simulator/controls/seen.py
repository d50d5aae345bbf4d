"""Routes that only look: what the simulator holds and what it received."""

from dataclasses import asdict
from decimal import Decimal

from simulator.books.company import Company
from simulator.books.ledger import undeposited_funds
from simulator.controls.route import Route, company_of, kind_of, number, only, realm_of
from simulator.core import Simulator
from simulator.journal import exchanges
from simulator.wire import Wire

USUAL_ENTRIES = 100


def totals(company: Company) -> Wire:
    """Return the money of a company: what its transactions add up to, what is open of them, what is owed."""

    def rows(kind: str) -> list[Wire]:
        return [record.wire for record in company.objects.get(kind, {}).values()]

    invoices, payments, credit_memos = rows("Invoice"), rows("Payment"), rows("CreditMemo")
    return {
        "invoices": _sum(invoices, "TotalAmt"),
        "tax": sum((Decimal(wire["TxnTaxDetail"]["TotalTax"]) for wire in invoices), Decimal(0)),
        "open": _sum(invoices, "Balance"),
        "payments": _sum(payments, "TotalAmt"),
        "unapplied": _sum(payments, "UnappliedAmt"),
        "credit_memos": _sum(credit_memos, "TotalAmt"),
        "remaining_credits": _sum(credit_memos, "Balance"),
        "sales_receipts": _sum(rows("SalesReceipt"), "TotalAmt"),
        "refund_receipts": _sum(rows("RefundReceipt"), "TotalAmt"),
        "deposits": _sum(rows("Deposit"), "TotalAmt"),
        "undeposited": undeposited_funds(company).wire["CurrentBalance"],
        "receivable": company.receivable,
        "count": {kind: len(records) for kind, records in company.objects.items()},
    }


def _sum(rows: list[Wire], name: str) -> Decimal:
    return sum((Decimal(row[name]) for row in rows), Decimal(0))


def _realms(simulator: Simulator, given: Wire) -> object:
    only(given)
    return {"realms": simulator.company_names()}


def _state(simulator: Simulator, given: Wire) -> object:
    only(given, "realm", "entity")
    wanted = kind_of(given).name if "entity" in given else None
    return {
        kind: [record.wire for record in records.values()]
        for kind, records in company_of(simulator, given).objects.items()
        if wanted in (None, kind)
    }


def _totals(simulator: Simulator, given: Wire) -> object:
    only(given, "realm")
    return totals(company_of(simulator, given))


def _counters(simulator: Simulator, given: Wire) -> object:
    only(given, "realm")
    realm = realm_of(simulator, given)
    return {
        "calls": dict(realm.meter.calls),
        "statuses": {str(status): count for status, count in realm.meter.statuses.items()},
        "core": realm.meter.core,
        "core_plus": realm.meter.core_plus,
        "throttled": dict(realm.limits.refused),
        "month": simulator.api.budget.shown(simulator.clock.now_s()),
    }


def _journal(simulator: Simulator, given: Wire) -> object:
    only(given, "since", "realm", "path", "limit")
    since, limit = int(number(given, "since", -1)), int(number(given, "limit", USUAL_ENTRIES))
    if limit < 1:
        raise ValueError(f"limit is {limit}, but must be 1 or more")
    realm, path = str(given.get("realm", "")), str(given.get("path", ""))
    found = list(exchanges(simulator, since=max(since, 0), realm=realm, path=path))
    shown = found[-limit:] if since < 0 else found[:limit]
    return {"exchanges": shown, "last_seq": simulator.requests}


def _settings(simulator: Simulator, given: Wire) -> object:
    only(given)
    return asdict(simulator.settings)


ROUTES = (
    Route("GET", "realms", "the companies and their names", _realms),
    Route("GET", "state", "every object that a company holds (realm, entity)", _state),
    Route("GET", "totals", "the money of a company: what its forms add up to, what is owed (realm)", _totals),
    Route(
        "GET",
        "counters",
        "calls, refusals and what is metered (realm), and of the app in this month",
        _counters,
    ),
    Route(
        "GET",
        "journal",
        "requests and answers, whole: the newest 100, or (since: a seq) those after it, oldest first "
        "(realm, path: a part of it, limit)",
        _journal,
    ),
    Route("GET", "settings", "how the simulator was started", _settings),
)

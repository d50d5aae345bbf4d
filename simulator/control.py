"""The control API under `/_simulator/`: see what a realm holds and received, and change what a user could."""

from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

from simulator.as_shown import keep, keep_all
from simulator.clock import RunningClock, SteppedClock, stamp_millis
from simulator.company import Company
from simulator.core import FIRST_REALM, Simulator
from simulator.entities import KINDS
from simulator.fault_orders import FaultOrder
from simulator.faults import Refused
from simulator.wire import Answer, Request, Wire, read_json, write_json
from simulator.writing import write

PREFIX = "/_simulator"


def totals(company: Company) -> Wire:
    """Return the money of a company: what its invoices, taxes and payments add up to, and what is owed."""
    invoices = [record.wire for record in company.objects.get("Invoice", {}).values()]
    payments = [record.wire for record in company.objects.get("Payment", {}).values()]
    return {
        "invoices": _sum(invoices, "TotalAmt"),
        "tax": sum((Decimal(wire["TxnTaxDetail"]["TotalTax"]) for wire in invoices), Decimal(0)),
        "open": _sum(invoices, "Balance"),
        "payments": _sum(payments, "TotalAmt"),
        "unapplied": _sum(payments, "UnappliedAmt"),
        "receivable": company.receivable,
        "count": {kind: len(records) for kind, records in company.objects.items()},
    }


def _sum(rows: list[Wire], name: str) -> Decimal:
    return sum((Decimal(row[name]) for row in rows), Decimal(0))


class Control:
    """Answers the control API of one simulator."""

    def __init__(self, simulator: Simulator, clock: RunningClock | SteppedClock) -> None:
        self._simulator = simulator
        self._clock = clock
        self._routes: dict[tuple[str, str], Callable[[Wire], object]] = {
            ("GET", "state"): self._state,
            ("GET", "totals"): self._totals,
            ("GET", "counters"): self._counters,
            ("GET", "journal"): self._journal,
            ("GET", "clock"): self._time,
            ("POST", "clock"): self._advance,
            ("POST", "realms"): self._add_realm,
            ("POST", "objects"): self._add_objects,
            ("POST", "preferences"): self._set_preference,
            ("POST", "switches"): self._set_switches,
            ("POST", "connect"): self._connect,
            ("POST", "disconnect"): self._disconnect,
            ("POST", "expire-tokens"): self._expire_tokens,
            ("POST", "redirect-uris"): self._add_redirect_uri,
            ("POST", "consent"): self._consent,
            ("GET", "faults"): self._faults,
            ("POST", "faults"): self._order_faults,
            ("DELETE", "faults"): self._clear_faults,
        }

    def answer(self, request: Request) -> Answer:
        """Answer a control request: JSON both ways, 400 with the reason when it makes no sense."""
        name = request.path.removeprefix(PREFIX).strip("/")
        route = self._routes.get((request.method, name))
        if route is None:
            known = [f"{method} {PREFIX}/{route_name}" for method, route_name in self._routes]
            return _json(
                404 if name else 200,
                {"routes": known, "error": "" if not name else f"there is no route {name}"},
            )
        try:
            given: Any = read_json(request.body) if request.body else dict(parse_qsl(request.query))
            if not isinstance(given, dict):
                return _json(400, {"error": "the body must be a JSON object"})
            with self._simulator.lock:
                self._simulator.catch_up()
                return _json(200, route(given))
        except Refused as refused:
            return _json(400, {"error": str(refused), "Fault": refused.fault()})
        except (KeyError, TypeError, ValueError) as problem:
            return _json(400, {"error": f"{type(problem).__name__}: {problem}"})

    def _company(self, given: Wire) -> Company:
        return self._simulator.realms[str(given.get("realm", FIRST_REALM))].company

    def _state(self, given: Wire) -> object:
        company = self._company(given)
        wanted = given.get("entity")
        return {
            kind: [record.wire for record in records.values()]
            for kind, records in company.objects.items()
            if wanted in (None, kind)
        }

    def _totals(self, given: Wire) -> object:
        return totals(self._company(given))

    def _counters(self, given: Wire) -> object:
        realm = self._simulator.realms[str(given.get("realm", FIRST_REALM))]
        return {
            "calls": dict(realm.meter.calls),
            "statuses": {str(status): count for status, count in realm.meter.statuses.items()},
            "core": realm.meter.core,
            "core_plus": realm.meter.core_plus,
            "throttled": dict(realm.limits.refused),
        }

    def _journal(self, given: Wire) -> object:
        entries = list(self._simulator.journal)[-int(given.get("limit", 100)) :]
        return {"exchanges": [exchange(request, answer, now_s) for now_s, request, answer in entries]}

    def _time(self, _given: Wire) -> object:
        now_s = self._clock.now_s()
        return {"now": stamp_millis(now_s), "seconds": Decimal(str(now_s))}

    def _advance(self, given: Wire) -> object:
        seconds = float(given["advance_s"])
        if seconds < 0:
            raise ValueError("the clock only goes forward")
        self._clock.advance(seconds)
        return self._time(given)

    def _add_realm(self, given: Wire) -> object:
        realm = self._simulator.add_realm(str(given["realm"]), str(given.get("profile", "us")))
        name = str(given.get("name", ""))
        if name:
            realm.company.objects["CompanyInfo"]["1"].wire["CompanyName"] = name
            self._simulator.companies[realm.company.realm] = name
        return {"realm": realm.company.realm}

    def _add_objects(self, given: Wire) -> object:
        """Put objects in as QuickBooks shows them, or write one as a client would: it has no Id yet."""
        company, now_s = self._company(given), self._clock.now_s()
        if "objects" in given:
            return {"count": keep_all(company, KINDS, given["objects"], now_s=now_s)}
        kind, body = KINDS[str(given["entity"]).lower()], dict(given["object"])
        if "Id" not in body and kind.build is not None:
            return {kind.name: write(company, kind, body, operation=None, include=frozenset(), now_s=now_s)}
        if "Id" not in body:
            body = {"Id": company.next_id(kind.family), "Active": True, **body}
        return {kind.name: keep(company, kind, body, now_s=now_s).wire}

    def _set_preference(self, given: Wire) -> object:
        company = self._company(given)
        record = company.objects["Preferences"]["1"]
        record.wire[given["section"]] = {
            **record.wire.get(given["section"], {}),
            given["name"]: given["value"],
        }
        record.wire["SyncToken"] = str(int(record.wire["SyncToken"]) + 1)
        company.touch(record, self._clock.now_s())
        return {"Preferences": record.wire}

    def _set_switches(self, given: Wire) -> object:
        switches = self._company(given).switches
        for name, value in given.items():
            if name == "realm":
                continue
            if not hasattr(switches, name) or not isinstance(value, bool):
                raise ValueError(
                    f"{name} is no switch, or {value!r} is not true or false: {asdict(switches)}"
                )
            setattr(switches, name, value)
        return asdict(switches)

    def _connect(self, given: Wire) -> object:
        grant = self._simulator.authority.connect(self._company(given).realm)
        token = self._simulator.authority.access_token(grant)
        return {"realm": grant.realm, "refresh_token": grant.refresh_value, "access_token": token}

    def _disconnect(self, given: Wire) -> object:
        self._simulator.authority.disconnect(self._company(given).realm)
        return {}

    def _expire_tokens(self, given: Wire) -> object:
        self._simulator.authority.expire_access_tokens(given.get("realm"))
        return {}

    def _add_redirect_uri(self, given: Wire) -> object:
        self._simulator.authority.redirect_uris.add(str(given["uri"]))
        return {"redirect_uris": sorted(self._simulator.authority.redirect_uris)}

    def _consent(self, given: Wire) -> object:
        realm = given["realm"]
        self._simulator.pages.automatic = None if realm is None else str(realm)
        return {"realm": realm}

    def _faults(self, _given: Wire) -> object:
        open_orders = [asdict(order) for order in self._simulator.orders.open]
        return {"faults": open_orders, "late_requests": len(self._simulator.late)}

    def _order_faults(self, given: Wire) -> object:
        orders = [FaultOrder(**order) for order in given["faults"]]
        for order in orders:
            order.check()
        self._simulator.orders.open.extend(orders)
        return self._faults(given)

    def _clear_faults(self, given: Wire) -> object:
        self._simulator.orders.open.clear()
        return self._faults(given)


def exchange(request: Request, answer: Answer, now_s: float) -> Wire:
    """Return a request and its answer as the journal shows them: bodies as text, no tokens in headers."""
    headers = {name: value for name, value in request.headers.items() if name != "authorization"}
    return {
        "time": stamp_millis(now_s),
        "method": request.method,
        "path": f"{request.path}?{request.query}" if request.query else request.path,
        "request_headers": headers,
        "request_body": request.body.decode("utf-8", "replace"),
        "status": answer.status,
        "headers": answer.headers,
        "body": answer.body.decode("utf-8", "replace"),
        "seconds": Decimal(str(answer.seconds)),
        "cut": answer.cut,
    }


def _json(status: int, body: object) -> Answer:
    return Answer(status, {"Content-Type": "application/json;charset=utf-8"}, write_json(body))

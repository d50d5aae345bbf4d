"""The books as the simulated QuickBooks itself tells of them: money, objects, and the calls that it took."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import Any, NamedTuple, Self

import requests
import simplejson

from local.samples import Records

_TIMEOUT_S = 10
_READING = ("read", "query", "cdc")


class Money(NamedTuple):
    """What invoices and payments add up to."""

    invoices: Decimal
    tax: Decimal
    payments: Decimal
    """As far as they are applied to invoices."""
    receivable: Decimal

    @classmethod
    def of(cls, records: Records) -> Self:
        """Add up the host's records."""
        invoices = sum((invoice["total"] for invoice in records["invoices"]), Decimal(0))
        tax = sum((invoice["tax_total"] for invoice in records["invoices"]), Decimal(0))
        applied = sum(
            (part["amount"] for payment in records["payments"] for part in payment["applications"]),
            Decimal(0),
        )
        return cls(invoices, tax, applied, invoices - applied)


class Calls(NamedTuple):
    """The calls that one company's books took."""

    all: int
    writing: int
    metered: int

    def since(self, earlier: "Calls") -> "Calls":
        """Count those after an earlier look."""
        return Calls(*(now - then for now, then in zip(self, earlier, strict=True)))


@dataclass(frozen=True, slots=True)
class QuickBooks:
    """One company of the simulator, seen through its control API."""

    control_url: str
    realm: str

    def open(self) -> None:
        """Open the company with the profile of a new one; harmless when it is there."""
        answer = requests.post(f"{self.control_url}/realms", json={"realm": self.realm}, timeout=_TIMEOUT_S)
        if answer.status_code != HTTPStatus.BAD_REQUEST or "already there" not in answer.text:
            answer.raise_for_status()

    def money(self) -> Money:
        """Add up what the books hold."""
        totals = self.ask("totals")
        applied = Decimal(totals["payments"]) - Decimal(totals["unapplied"])
        return Money(
            Decimal(totals["invoices"]), Decimal(totals["tax"]), applied, Decimal(totals["receivable"])
        )

    def calls(self) -> Calls:
        """Count the calls so far."""
        counters = self.ask("counters")
        by_operation: Mapping[str, int] = counters["calls"]
        writing = sum(count for name, count in by_operation.items() if name not in _READING)
        return Calls(sum(by_operation.values()), writing, counters["core_plus"])

    def objects(self, kind: str) -> list[dict[str, Any]]:
        """Return the objects of a kind, such as `Invoice`."""
        found: list[dict[str, Any]] = self.ask("state", entity=kind).get(kind, [])
        return found

    def ask(self, what: str, **about: str) -> Any:  # noqa: ANN401 - any JSON
        """Ask the control API; numbers are int or Decimal."""
        answer = requests.get(
            f"{self.control_url}/{what}", params={"realm": self.realm, **about}, timeout=_TIMEOUT_S
        )
        answer.raise_for_status()
        return simplejson.loads(answer.content, use_decimal=True)

"""A host that goes on changing one company's records: the books have to hold what it pushed last."""

import random
import time
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

import requests

from local.callers import RefusedError
from local.samples import ENTITIES
from tests.functions.deadly import KINDS
from tests.functions.killing import contact, invoice, payment
from tests.functions.tenant import PRODUCT, Tenant

Figures: TypeAlias = list[tuple[str | Decimal, ...]]
SHARES: Mapping[str, float] = {"contacts": 0.2, "products": 0.05, "invoices": 0.45, "payments": 0.3}
_PUSHED_AT_ONCE = 20
_SERVER_ERROR = 500
_RETRY_AFTER_S = 0.5


class Host:
    """The host's records of one company, by entity and id, as they were pushed last."""

    def __init__(self, tenant: Tenant, records: int, chance: random.Random) -> None:
        self.tenant = tenant
        self.pushes = 0
        """How many versions of records the service has taken."""
        self._chance = chance
        count = {entity: max(1, round(share * records)) for entity, share in SHARES.items()}
        contacts, invoices = count["contacts"], count["invoices"]
        made = {
            "contacts": [contact(number) for number in range(contacts)],
            "products": [
                {**PRODUCT, "id": f"p{number}", "name": f"Gardening {number}"}
                for number in range(count["products"])
            ],
            "invoices": [
                invoice(number, contact=number % contacts, product=number % count["products"])
                for number in range(invoices)
            ],
            "payments": [
                payment(number, invoice=number % invoices, contact=number % invoices % contacts)
                for number in range(count["payments"])
            ],
        }
        self.records: dict[str, dict[str, dict[str, Any]]] = {
            entity: {each["id"]: each for each in made[entity]} for entity in ENTITIES
        }

    def push_everything(self) -> None:
        """Push all records for the first time."""
        for entity, records in self.records.items():
            every = list(records.values())
            for start in range(0, len(every), _PUSHED_AT_ONCE):
                self._push(entity, every[start : start + _PUSHED_AT_ONCE])

    def push_newer_versions(self) -> None:
        """Change some records of one entity."""
        entity = self._chance.choices(ENTITIES, [SHARES[each] for each in ENTITIES])[0]
        records = self.records[entity]
        chosen = self._chance.sample(sorted(records), min(len(records), self._chance.randint(1, 15)))
        newer = [
            {**records[name], "version": records[name]["version"] + 1, **self._change(entity, records[name])}
            for name in chosen
        ]
        self._push(entity, newer)
        records |= {each["id"]: each for each in newer}

    def _change(self, entity: str, record: Mapping[str, Any]) -> dict[str, Any]:
        if entity == "contacts":
            return {"phone": f"(650) 555-{self._chance.randrange(10_000):04d}"}
        if entity == "products":
            return {"unit_price": self._chance.randrange(20, 40)}
        if entity == "payments":
            amount = self._chance.randrange(5, 100)
            (applied,) = record["applications"]
            return {"amount": amount, "applications": [{**applied, "amount": amount}]}
        quantity = self._chance.randrange(4, 40)
        (line,) = record["lines"]
        return {
            "lines": [{**line, "quantity": quantity, "amount": 25 * quantity}],
            "tax_total": 2 * quantity,
            "total": 27 * quantity,
        }

    def _push(self, entity: str, records: Sequence[Mapping[str, Any]]) -> None:
        """Push until the service says that it has them: its process may be killed before it answers."""
        while True:
            try:
                results = self.tenant.push(entity, *records)
                break
            except RefusedError as error:
                if error.status < _SERVER_ERROR:
                    raise
            except requests.RequestException:
                pass
            time.sleep(_RETRY_AFTER_S)
        taken = {str(result["result"]) for result in results}
        if not taken <= {"stored", "unchanged"}:
            raise AssertionError(f"{self.tenant.id} {entity}: {results}")
        self.pushes += len(records)

    def wanted(self, entity: str) -> Figures:
        """Tell what the books have to hold."""
        paid: dict[str, Decimal] = {}
        for each in self.records["payments"].values():
            (applied,) = each["applications"]
            paid[applied["invoice_id"]] = paid.get(applied["invoice_id"], Decimal(0)) + applied["amount"]
        records = self.records[entity].values()
        match entity:
            case "contacts":
                return sorted((each["display_name"], each["phone"]) for each in records)
            case "products":
                return sorted((each["name"], Decimal(each["unit_price"])) for each in records)
            case "invoices":
                return sorted(
                    (each["number"], Decimal(each["total"]), each["total"] - paid.get(each["id"], Decimal(0)))
                    for each in records
                )
            case _:
                return sorted((Decimal(each["amount"]), Decimal(0)) for each in records)

    def held(self, entity: str) -> Figures:
        """Tell what the books hold."""
        objects = self.tenant.books.objects(KINDS[entity])
        match entity:
            case "contacts":
                return sorted(
                    (each["DisplayName"], each["PrimaryPhone"]["FreeFormNumber"]) for each in objects
                )
            case "products":
                ours = [each for each in objects if str(each["Name"]).startswith(str(PRODUCT["name"]))]
                return sorted((each["Name"], Decimal(each["UnitPrice"])) for each in ours)
            case "invoices":
                return sorted(
                    (each["DocNumber"], Decimal(each["TotalAmt"]), Decimal(each["Balance"]))
                    for each in objects
                )
            case _:
                return sorted((Decimal(each["TotalAmt"]), Decimal(each["UnappliedAmt"])) for each in objects)

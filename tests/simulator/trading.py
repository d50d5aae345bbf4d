"""A company in which anything happens in any order: sales, payments, corrections, mistakes, repetitions."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any
from urllib.parse import urlencode

import simplejson

from simulator import Answer
from tests.simulator.books import Books, control, key, payment_body, sale

Json = Any
ACCOUNTS = ("4", "35", "36")
FORMS = ("Invoice", "CreditMemo", "SalesReceipt", "RefundReceipt", "Estimate")
TRANSACTIONS = (*FORMS, "Payment", "Deposit")
VOIDED_BY_UPDATE = ("CreditMemo", "SalesReceipt", "RefundReceipt", "Payment")


class Trading:
    """Random steps, all through the API; what is refused, or sent twice, must change nothing."""

    def __init__(self, chance: Random, *, apply_credits: bool = False) -> None:
        self.chance = chance
        self.books = Books()
        self.books.company.preferences()["SalesFormsPrefs"]["AutoApplyCredit"] = apply_credits
        names = ("Parent", "Child", "Other", "Job")
        self.customers = [self.books.customer(name) for name in names]
        self.move(self.customers[1], self.customers[0], BillWithParent=True)
        self.item = self.books.item()
        self.ids: dict[str, list[str]] = {kind: [] for kind in TRANSACTIONS}
        self.tokens: dict[tuple[str, str], int] = {}
        self.answered: list[tuple[str, str, bytes, bytes]] = []
        self.accepted = self.refused = 0
        self.steps: tuple[Callable[[], None], ...] = (
            *(self.new_form,) * 6,
            *(self.new_payment,) * 4,
            self.new_deposit,
            *(self.change_form,) * 3,
            *(self.relink,) * 3,
            self.change_deposit,
            self.void,
            self.delete,
            self.change_customer,
            self.many_at_once,
            self.mistake,
            *(self.again,) * 2,
        )

    def step(self) -> None:
        """Do one thing."""
        self.chance.choice(self.steps)()

    # What is sent.

    def post(self, path: str, body: Json, **parameters: str) -> Json | None:
        """Send a write; return its entity, None when it was refused."""
        before = self.look()
        if self.chance.random() < 0.3:
            parameters["requestid"] = f"r{len(self.answered)}-{self.accepted}"
        query, data = urlencode(parameters), simplejson.dumps(body, use_decimal=True).encode()
        answer = self.books.send("POST", path, query=query, body=data)
        # A refusal is not remembered: sent again, what was refused of a batch may succeed.
        if "requestid" in parameters and answer.status == 200 and b'"Fault"' not in answer.body:
            self.answered.append((path, query, data, answer.body))
        if answer.status != 200:
            self.refused += 1
            assert before is None or self.state() == before, body
            return None
        self.accepted += 1
        ((kind, entity),) = ((name, part) for name, part in answer.json().items() if name != "time")
        if path != "batch":
            self.note(kind, entity)
        return entity

    def note(self, kind: str, entity: Json) -> None:
        """Remember an entity that was answered; its SyncToken may only have grown."""
        if entity.get("status") == "Deleted":
            self.ids[kind].remove(entity["Id"])
            return
        name, token = (kind, entity["Id"]), int(entity["SyncToken"])
        assert token >= self.tokens.get(name, 0), entity
        self.tokens[name] = token
        if kind in self.ids and entity["Id"] not in self.ids[kind]:
            self.ids[kind].append(entity["Id"])

    def look(self) -> bytes | None:
        """Return the state now and then, for what must not change it: to look at all of it takes long."""
        return self.state() if self.chance.random() < 0.1 else None

    def state(self) -> bytes:
        """Return all that the company holds, as the control API shows it."""
        answer = control(self.books, "GET", "state")
        assert answer.status == 200
        return answer.body

    # What there is to choose from.

    def any(self, kind: str) -> Json | None:
        """Return a transaction as it is now."""
        return self.books.read(kind, self.chance.choice(self.ids[kind])) if self.ids[kind] else None

    def customer(self) -> str:
        return self.chance.choice(self.customers)

    def amount(self, most: Decimal = Decimal(500)) -> Decimal:
        return Decimal(self.chance.randrange(int(most * 100) + 1)) / 100

    def lines(self) -> list[Json]:
        code = self.chance.choice(("TAX", "NON"))
        return [sale(self.item, str(self.amount()), code=code) for _ in range(self.chance.randrange(1, 3))]

    # What happens.

    def form(self, kind: str) -> Json:
        body: Json = {"CustomerRef": {"value": self.customer()}, "Line": self.lines()}
        if self.chance.random() < 0.5:
            body["TxnTaxDetail"] = {"TxnTaxCodeRef": {"value": "3"}}
        if kind in ("SalesReceipt", "RefundReceipt"):
            body["DepositToAccountRef"] = {"value": self.chance.choice(ACCOUNTS)}
        if kind == "SalesReceipt" and self.chance.random() < 0.3:
            del body["CustomerRef"]
        if kind == "Invoice" and self.chance.random() < 0.2 and (estimate := self.any("Estimate")):
            body["LinkedTxn"] = [{"TxnId": estimate["Id"], "TxnType": "Estimate"}]
            body["CustomerRef"] = estimate["CustomerRef"]
        return body

    def new_form(self) -> None:
        kind = self.chance.choice((*FORMS, "Invoice", "Invoice"))
        self.post(kind.lower(), self.form(kind))

    def applied(self) -> tuple[str, Decimal, list[Json]]:
        """Return a customer, an amount, and lines that give it, often with a credit, to invoices."""
        invoice, memo = self.any("Invoice"), self.any("CreditMemo")
        if invoice is None or self.chance.random() < 0.1:
            return self.customer(), self.amount(), []
        customer = invoice["CustomerRef"]["value"]
        charge = min(self.amount(), Decimal(invoice["Balance"])) or self.amount()
        lines = payment_body(customer, "0", (invoice["Id"], str(charge)))["Line"]
        credit = Decimal(0)
        if memo is not None and self.chance.random() < 0.5:
            customer = memo["CustomerRef"]["value"]
            credit = min(charge, Decimal(memo["Balance"]))
            link = [{"TxnId": memo["Id"], "TxnType": "CreditMemo"}]
            lines.append({"Amount": credit, "LinkedTxn": link})
        more = self.chance.choice((Decimal(0), Decimal(0), self.amount(), Decimal(-1)))
        return customer, max(charge - credit + more, Decimal(0)), lines

    def new_payment(self) -> None:
        customer, amount, lines = self.applied()
        body = {**payment_body(customer, str(amount)), "Line": lines}
        self.post("payment", {**body, "DepositToAccountRef": {"value": self.chance.choice(ACCOUNTS[:2])}})

    def relink(self) -> None:
        payment = self.any("Payment")
        if payment is None:
            return
        customer, amount, lines = self.applied()
        change: Json = self.chance.choice((
            {"Line": []},
            {"Line": lines},
            {"Line": lines, "TotalAmt": amount, "CustomerRef": {"value": customer}},
            {"TotalAmt": amount},
            {"DepositToAccountRef": {"value": self.chance.choice(ACCOUNTS)}},
            {"PrivateNote": "seen"},
        ))  # fmt: skip
        self.post("payment", {**key(payment), "sparse": True, **change})

    def change_form(self) -> None:
        kind = self.chance.choice(FORMS)
        form = self.any(kind)
        if form is not None:
            sparse = self.chance.random() < 0.7
            body = {"Line": self.lines()} if self.chance.random() < 0.6 else self.form(kind)
            self.post(kind.lower(), {**(body if sparse else self.form(kind)), **key(form), "sparse": sparse})

    def taken(self) -> list[Json]:
        """Return lines of a deposit: a payment or a receipt or two, and sometimes interest."""
        found: list[Json] = []
        for kind in ("Payment", "SalesReceipt"):
            if (one := self.any(kind)) is not None:
                link = [{"TxnId": one["Id"], "TxnType": kind, "TxnLineId": "0"}]
                found.append({"Amount": one["TotalAmt"], "LinkedTxn": link})
        detail = {"DetailType": "DepositLineDetail", "DepositLineDetail": {"AccountRef": {"value": "25"}}}
        found.append({"Amount": self.amount(Decimal(20)) - 10, **detail})
        self.chance.shuffle(found)
        return found[: self.chance.randrange(1, 4)]

    def new_deposit(self) -> None:
        account = {"value": self.chance.choice(ACCOUNTS[1:])}
        self.post("deposit", {"DepositToAccountRef": account, "Line": self.taken()})

    def change_deposit(self) -> None:
        deposit = self.any("Deposit")
        if deposit is not None:
            kept = [line for line in deposit["Line"] if self.chance.random() < 0.5]
            body = {"Line": [*kept, *self.taken()[:1]]}
            self.post("deposit", {**key(deposit), "sparse": True, **body})

    def void(self) -> None:
        kind = self.chance.choice(("Invoice", *VOIDED_BY_UPDATE))
        held = self.any(kind)
        if held is not None and kind == "Invoice":
            self.post("invoice", key(held), operation="void")
        elif held is not None:
            body = {**key(held), "sparse": True}
            self.post(kind.lower(), body, operation="update", include="void")

    def delete(self) -> None:
        kind = self.chance.choice(TRANSACTIONS)
        held = self.any(kind)
        if held is not None:
            self.post(kind.lower(), key(held), operation="delete")

    def move(self, customer: str, parent: str | None, **more: Json) -> None:
        held = self.books.read("Customer", customer)
        place = {"Job": True, "ParentRef": {"value": parent}} if parent else {"Job": False, "ParentRef": None}
        self.books.post("customer", {**key(held), "sparse": True, **place, **more})

    def change_customer(self) -> None:
        customer = self.customer()
        if self.chance.random() < 0.5:
            self.move(customer, self.chance.choice((*self.customers, None)))
            return
        held = self.books.read("Customer", customer)
        self.post("customer", {**key(held), "sparse": True, "Active": not held["Active"]})

    def many_at_once(self) -> None:
        items: list[Json] = []
        for number in range(self.chance.randrange(1, 5)):
            kind = self.chance.choice(FORMS)
            items.append({"bId": f"b{number}", "operation": "create", kind: self.form(kind)})
        customer, amount, lines = self.applied()
        payment = {**payment_body(customer, str(amount)), "Line": lines}
        items.append({"bId": "p", "operation": "create", "Payment": payment})
        for part in self.post("batch", {"BatchItemRequest": items}) or []:
            for kind in TRANSACTIONS:
                if kind in part:
                    self.note(kind, part[kind])

    def mistake(self) -> None:
        """Send what must be refused."""
        kind = self.chance.choice(TRANSACTIONS)
        held = self.any(kind)
        stale = {"Id": held["Id"], "SyncToken": str(int(held["SyncToken"]) + 1)} if held else {"Id": "999999"}
        wrong: Json = self.chance.choice((
            {**stale, "sparse": True, "PrivateNote": "late"},
            {"CustomerRef": {"value": "999999"}, "Line": self.lines(), "TotalAmt": 1},
            {"CustomerRef": {"value": self.customer()}, "Line": [{"Amount": "much"}], "TotalAmt": 1},
            {"Unknown": 1},
        ))  # fmt: skip
        before = self.look()
        assert self.post(kind.lower(), wrong) is None, wrong
        assert before is None or self.state() == before

    def again(self) -> None:
        """Repeat a request with its requestid: the same answer, and nothing is changed."""
        if self.answered:
            path, query, data, first = self.chance.choice(self.answered)
            before = self.look()
            answer: Answer = self.books.send("POST", path, query=query, body=data)
            assert (answer.status, answer.body) == (200, first), path
            assert before is None or self.state() == before

"""Reading the books: each read is metered by Intuit, so only what a person asked for or a recovery needs."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from quickbooks_sync.books import Account, Books, BooksRequest, Named, TaxCode, TaxRate
from quickbooks_sync.core.faults import Accepted, Again, Blocked, Refused, Unauthorized, Unknown, classify
from quickbooks_sync.core.pacing import Pacing
from quickbooks_sync.core.query import page
from quickbooks_sync.errors import Defect, Disconnected, IntuitBusy
from quickbooks_sync.flows.access import access
from quickbooks_sync.flows.turn import Turn
from quickbooks_sync.model import CompanyId, Connection, Payload, Realm
from quickbooks_sync.ports import Ports, TokenSet
from quickbooks_sync.state import companies

PAGE = 1000
CLICK_S = 1.0
"""Beside a drain at work: what its pacing leaves of Intuit's limit is one call a second."""
ALONE_S = 0.13
"""While nobody else sends to these books: below ten calls a second."""


class Reader:
    """Reads of one company's books."""

    def __init__(
        self,
        ports: Ports,
        company: CompanyId,
        realm: Realm,
        tokens: TokenSet,
        *,
        pause_s: float = CLICK_S,
        pacing: Pacing | None = None,
        renews: bool = True,
    ) -> None:
        """Prepare to read with tokens that should work: `pause_s` apart, or as a drain's own `pacing` allows.

        Without `renews` only these tokens are used, so that reading proves what they open.
        """
        self._renews = renews
        self._pause_s = pause_s
        self._pacing = pacing
        self._ports = ports
        self._company = company
        self._realm = realm
        self._tokens = tokens

    def query(self, object_name: str, statement: str) -> list[Payload]:
        """Read all rows of a statement that has no order and paging yet.

        Raises IntuitBusy when it will do later, Disconnected when a person must act, Defect if it is wrong.
        """
        rows: list[Payload] = []
        while True:
            body = page(statement, start=len(rows) + 1, most=PAGE).encode()
            answer = self._send(BooksRequest(self._realm, "POST", "/query", {}, body, "application/text"))
            found = answer.get("QueryResponse", {}).get(object_name, [])
            rows += found
            if len(found) < PAGE:
                return rows

    def all(self, object_name: str) -> list[Payload]:
        """Read every active object of an entity. Raises like `query`."""
        return self.query(object_name, f"select * from {object_name}")  # noqa: S608 - a name of ours

    def about(self, realm: Realm) -> Payload:
        """Read the books' CompanyInfo. Raises like `query`."""
        return self.one(f"/companyinfo/{realm}", "CompanyInfo")

    def one(self, path: str, object_name: str) -> Payload:
        """Read one object by its path, such as `/companyinfo/123`. Raises like `query`."""
        return dict(self._send(BooksRequest(self._realm, "GET", path))[object_name])

    def _send(self, request: BooksRequest) -> Payload:
        self._pace()
        answer = self._answer(request)
        if isinstance(answer, Unauthorized) and self._renews:
            self._tokens = access(self._ports, self._company, self._realm, rejected=self._tokens)
            self._pace()
            answer = self._answer(request)
        match answer:
            case Accepted(body):
                return body
            case Refused(faults):
                message = f"QuickBooks refused a read: {faults[0].code}"
                raise Defect(message)
            case Unauthorized() | Blocked():
                message = "QuickBooks does not let us read this company"
                raise Disconnected(message)
            case Again(reason) | Unknown(reason):
                message = f"QuickBooks did not answer a read: {reason}"
                raise IntuitBusy(message)

    def _check_connection(self) -> None:
        """Look before each read, which costs more than the look: a company may be disconnected meanwhile."""
        company = companies.find(self._ports.store, self._company)
        if company is None or company.connection is not Connection.CONNECTED or company.realm != self._realm:
            message = "the company is not connected to these books any more"
            raise Disconnected(message)

    def _pace(self) -> None:
        clock = self._ports.clock
        if self._pacing is None:
            clock.sleep(self._pause_s)
        else:
            clock.sleep(self._pacing.wait_s(clock.now(), is_batch=False))
            self._pacing.sent(clock.now(), is_batch=False)

    def _answer(self, request: BooksRequest) -> Accepted | Refused | Again | Unauthorized | Blocked | Unknown:
        if self._renews:
            self._check_connection()
        reply = self._ports.quickbooks.send(request, self._tokens.access_token)
        return classify(reply, throttle_pause_s=self._ports.times.throttle_pause_s)


def turn_reader(turn: Turn, realm: Realm) -> Reader:
    """Read beside a turn's own sending: what is read counts in its pacing. Raises like `access`."""
    turn.tokens = turn.tokens or access(turn.ports, turn.id, realm)
    return Reader(turn.ports, turn.id, realm, turn.tokens, pacing=turn.pacing)


def read_books(reader: Reader, about: Payload, *, realm: Realm, at: datetime) -> Books:
    """Read what the drop-downs offer and what decides payloads: six metered reads beside `about`."""
    preferences = reader.one("/preferences", "Preferences")

    sales = preferences.get("SalesFormsPrefs", {})
    currency = preferences.get("CurrencyPrefs", {})
    tax = preferences.get("TaxPrefs", {})
    closed = preferences.get("AccountingInfoPrefs", {}).get("BookCloseDate")
    return Books(
        realm=realm,
        name=about.get("CompanyName", ""),
        country=about.get("Country", ""),
        home_currency=currency.get("HomeCurrency", {}).get("value", ""),
        accounts=tuple(_account(row) for row in reader.all("Account")),
        tax_codes=tuple(_tax_code(row) for row in reader.all("TaxCode")),
        tax_rates=tuple(_tax_rate(row) for row in reader.all("TaxRate")),
        payment_methods=tuple(_named(row) for row in reader.all("PaymentMethod")),
        customer_types=tuple(_named(row) for row in reader.all("CustomerType")),
        uses_sales_tax=tax.get("UsingSalesTax", False),
        allows_discount=sales.get("AllowDiscount", False),
        custom_numbers=sales.get("CustomTxnNumbers", False),
        multicurrency=currency.get("MultiCurrencyEnabled", False),
        closed_until=date.fromisoformat(closed) if closed else None,
        read_at=at,
    )


def _account(row: Payload) -> Account:
    return Account(row["Id"], row["FullyQualifiedName"], row["AccountType"], row.get("Active", True))


def _tax_code(row: Payload) -> TaxCode:
    details = row.get("SalesTaxRateList", {}).get("TaxRateDetail", [])
    ordered = sorted(details, key=lambda detail: detail.get("TaxOrder", 0))
    rates = tuple(detail["TaxRateRef"]["value"] for detail in ordered)
    return TaxCode(row["Id"], row["Name"], rates, row.get("Active", True))


def _tax_rate(row: Payload) -> TaxRate:
    return TaxRate(row["Id"], row["Name"], Decimal(row.get("RateValue", 0)), row.get("Active", True))


def _named(row: Payload) -> Named:
    return Named(row["Id"], row["Name"], row.get("Active", True))

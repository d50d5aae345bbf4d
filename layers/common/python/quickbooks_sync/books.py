"""A company's books in QuickBooks: what was last read of them, and what is asked of them over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from quickbooks_sync.model import Realm


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the books' chart."""

    id: str
    full_name: str
    type: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class TaxRate:
    """One rate of a sales tax, in percent."""

    id: str
    name: str
    percent: Decimal
    active: bool = True


@dataclass(frozen=True, slots=True)
class TaxCode:
    """A tax code of the books with the Ids of its sales rates, in the order in which they apply."""

    id: str
    name: str
    rates: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class Named:
    """An entry of one of the books' short lists: payment methods, terms, customer types."""

    id: str
    name: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class Books:
    """What was last read of a company's books: the choices of the drop-downs and what decides payloads."""

    realm: Realm
    name: str
    country: str
    home_currency: str
    accounts: tuple[Account, ...] = ()
    tax_codes: tuple[TaxCode, ...] = ()
    tax_rates: tuple[TaxRate, ...] = ()
    payment_methods: tuple[Named, ...] = ()
    customer_types: tuple[Named, ...] = ()
    uses_sales_tax: bool = True
    allows_discount: bool = True
    custom_numbers: bool = False
    multicurrency: bool = False
    closed_until: date | None = None
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BooksRequest:
    """One HTTP request to QuickBooks below `/v3/company/<realm>`."""

    realm: Realm
    method: Literal["GET", "POST"]
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class BooksReply:
    """What came back, or why nothing did.

    `failure` is "" when an HTTP answer arrived; "refused" when the request certainly never reached
    QuickBooks (name not resolved, connection refused, TLS failed); "unknown" when it may have (time-out,
    reset after sending, answer cut off).
    """

    status: int
    body: bytes
    intuit_tid: str = ""
    retry_after_s: int | None = None
    failure: Literal["", "refused", "unknown"] = ""

"""Bodies in which one thing, or some, make no sense, for every entity that the simulator has."""

from __future__ import annotations

import copy
from decimal import Decimal
from itertools import count

import simplejson
from hypothesis import strategies as st

from simulator.entities import KINDS
from tests.simulator.books import Json, sale

JUNK: list[Json] = [
    None, True, False, 0, -1, 10**40, 10**14, Decimal("1e999999"), Decimal("1e-999999"), Decimal("0.005"),
    Decimal("-99999999999999.99"), Decimal("123456789012345678901234567890.123456789"), "", " ", "1", "99",
    "-1", "x" * 5000, "\x00", "\ud800", "😀", "NaN", "1e999999", "Infinity", "2026-02-30", "9999-12-31",
    "0001-01-01", "2026-04-09T25:00:00Z", "4111111111111111", "a:b", "TAX", "Invoice", "SHIPPING_ITEM_ID",
    [], [[]], [None], [1], {}, {"value": None}, {"value": "1"}, {"value": {}}, {"value": "\ud800"}, {"a": 1},
    [{}], [{"Id": "1"}],
]  # fmt: skip
REF = {"value": "1"}
USD = {"value": "USD"}
LINES = [
    sale("1", "10", code="TAX"),
    {"DetailType": "DescriptionOnly", "Description": "x", "DescriptionLineDetail": {"ServiceDate": None}},
    {"DetailType": "DiscountLineDetail", "Amount": 1, "DiscountLineDetail": {"PercentBased": False}},
    {"DetailType": "SubTotalLineDetail", "Amount": 1, "SubTotalLineDetail": {}},
]  # fmt: skip
TAX_LINE = {
    "Amount": 1,
    "DetailType": "TaxLineDetail",
    "TaxLineDetail": {"TaxRateRef": {"value": "3"}},
}
FORM = {
    "CustomerRef": REF, "Line": LINES, "TxnDate": "2026-04-09", "DocNumber": "X1", "CurrencyRef": USD,
    "TxnTaxDetail": {"TxnTaxCodeRef": {"value": "2"}, "TotalTax": 1, "TaxLine": [TAX_LINE]},
    "BillEmail": {"Address": "a@b.cd"}, "BillAddr": {"Line1": "x"},
    "CustomerMemo": {"value": "x"}, "DepositToAccountRef": {"value": "4"},
}  # fmt: skip
PERSON = {
    "DisplayName": "New",
    "GivenName": "N",
    "PrimaryPhone": {"FreeFormNumber": "1"},
    "BillAddr": {"Line1": "x"},
}
BODIES: dict[str, Json] = {
    "Customer": {**PERSON, "Job": True, "ParentRef": REF},
    "Vendor": PERSON,
    "Employee": PERSON,
    "Item": {"Name": "N", "Type": "Service", "IncomeAccountRef": REF, "UnitPrice": 1},
    "Payment": {
        "CustomerRef": REF, "CurrencyRef": USD, "TotalAmt": 5, "TxnDate": "2026-04-09", "PaymentRefNum": "1",
        "Line": [{"Amount": 1, "LinkedTxn": [{"TxnId": "1", "TxnType": "Invoice"}]}],
    },
    "Deposit": {
        "DepositToAccountRef": {"value": "3"}, "TxnDate": "2026-04-09", "CurrencyRef": USD,
        "Line": [{"Amount": 3, "LinkedTxn": [{"TxnId": "2", "TxnType": "Payment", "TxnLineId": "0"}]}],
    },
    "TaxService": {
        "TaxCode": "N", "TaxRateDetails": [{"TaxRateName": "N", "RateValue": "1", "TaxAgencyId": "1"}],
    },
    "Account": {"Name": "N", "AccountType": "Income", "AccountSubType": "SalesOfProductIncome"},
    "Term": {"Name": "N", "DueDays": 10},
    "CompanyCurrency": {"Code": "SEK"},
    "TaxAgency": {"DisplayName": "N"},
    "Preferences": {"SalesFormsPrefs": {"CustomTxnNumbers": True}, "Id": "1", "SyncToken": "0"},
    "CompanyInfo": {"CompanyName": "N", "Id": "1", "SyncToken": "0", "CompanyAddr": {"Line1": "x"}},
    "ExchangeRate": {"SourceCurrencyCode": "EUR", "AsOfDate": "2026-04-09", "Rate": "1.1"},
}  # fmt: skip
KEY = ("Id", "SyncToken")
NUMBERS = count()


def places(value: Json, path: tuple[Json, ...] = ()) -> list[tuple[Json, ...]]:
    """Return the paths of all that is in a body."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, part in inner for place in places(part, (*path, key)))]


def put(body: Json, path: tuple[Json, ...], value: Json) -> Json:
    """Return a copy of a body with something else at a path."""
    if not path:
        return value
    changed = copy.copy(body)
    changed[path[0]] = put(body[path[0]], path[1:], value)
    return changed


@st.composite
def spoilt_bodies(draw: st.DrawFn, name: str) -> Json:
    """Draw a body of an entity in which one thing, or some, make no sense."""
    fields = KINDS[name.lower()].fields if name.lower() in KINDS else {}
    whole: Json = BODIES.get(name, FORM if "CustomerRef" in fields else {"Name": "N"})
    body: Json = {field: value for field, value in whole.items() if field in (*fields, *KEY) or not fields}
    for field in ("DisplayName", "Name", "DocNumber"):
        if field in body:
            body[field] = f"{name} {next(NUMBERS)}"
    if draw(st.booleans()):
        body = {
            **body,
            "Id": draw(st.sampled_from(["1", "2", "3"])),
            "SyncToken": draw(st.sampled_from("012")),
        }
        body["sparse"] = draw(st.booleans())
    for _ in range(draw(st.integers(0, 2))):
        body = put(body, draw(st.sampled_from(places(body))), draw(st.sampled_from(JUNK)))
    if isinstance(body, dict) and fields:
        for field in draw(st.lists(st.sampled_from(sorted(fields)), max_size=2)):
            body = {**body, field: draw(st.sampled_from(JUNK))}
    return body


def written(body: Json) -> bytes:
    return simplejson.dumps(body, use_decimal=True).encode()

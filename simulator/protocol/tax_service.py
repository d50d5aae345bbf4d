"""The tax service: the one way to make tax codes and rates, which can be read and queried only."""

from collections.abc import Iterable
from decimal import Decimal

from simulator.books.company import Company, Record, plain
from simulator.books.kinds import point
from simulator.books.schema import UNPARSABLE, ignored, many, number, one_of, struct, text
from simulator.books.standing import check_writable
from simulator.faults import Refused, missing
from simulator.timestamps import stamp
from simulator.wire import Wire

TAKEN = (
    "The name supplied already exists. : Another tax {} is already using this name. "
    "Please use a different name."
)
LISTS = {"Sales": "SalesTaxRateList", "Purchase": "PurchaseTaxRateList"}
_request = struct(
    "TaxService",
    {
        "TaxCode": text(100, strip=True),
        "TaxCodeId": ignored,
        "TaxRateDetails": many(
            struct(
                "TaxRateDetails",
                {
                    "TaxRateName": text(100, strip=True),
                    "TaxRateId": text(30),
                    "RateValue": number(lowest=Decimal(0), highest=Decimal(100), code="2150"),
                    "TaxAgencyId": text(30),
                    "TaxApplicableOn": one_of(*LISTS),
                },
            )
        ),
        "Fault": ignored,
    },
)


def add_tax_code(company: Company, body: object, *, now_s: float) -> Wire:
    """Make a tax code with its rates, new ones or such as are there; the answer has no envelope."""
    check_writable(company)
    if not isinstance(body, dict):
        raise Refused("2010", UNPARSABLE)
    given = _request(body, "TaxService") or {}
    for name in ("TaxCode", "TaxRateDetails"):
        if not given.get(name):
            raise missing(name)
    _check_free(company, "TaxCode", given["TaxCode"])
    details = [_checked(company, detail) for detail in given["TaxRateDetails"]]
    _check_once(details)
    rates = [_rate(company, detail, now_s=now_s) for detail in details]
    code = _keep(company, "TaxCode", _code(given["TaxCode"], details, rates), now_s=now_s)
    shown = [_shown(detail, rate) for detail, rate in zip(details, rates, strict=True)]
    return {"TaxCode": given["TaxCode"], "TaxCodeId": code.id, "TaxRateDetails": shown}


def _check_free(company: Company, kind: str, name: str) -> None:
    # A company has few of them.
    records = company.objects.get(kind, {}).values()
    if any(plain(record.wire["Name"]) == plain(name) for record in records):
        raise Refused("6240", TAKEN.format("rate" if kind == "TaxRate" else "code"))


def _checked(company: Company, detail: Wire) -> Wire:
    """Return what is said of one rate, once it could be made; of one that is there its id decides."""
    if "TaxRateId" in detail:
        rate = point(company, "TaxRate", detail["TaxRateId"], prefix="TaxRates")
        return {"TaxRateId": rate.id, "TaxApplicableOn": detail.get("TaxApplicableOn", "Sales")}
    for name in ("TaxRateName", "RateValue", "TaxAgencyId"):
        if name not in detail:
            raise missing(name)
    if "TaxApplicableOn" not in detail:
        raise Refused("2270", "MissingTaxApplicableOn : Sales or Purchase", element="TaxApplicableOn")
    point(company, "TaxAgency", detail["TaxAgencyId"], prefix="TaxAgencies")
    _check_free(company, "TaxRate", detail["TaxRateName"])
    return detail


def _check_once(details: Iterable[Wire]) -> None:
    seen: set[tuple[str, str]] = set()
    for detail in details:
        key = (detail.get("TaxRateId", ""), plain(detail.get("TaxRateName", "")))
        if key in seen:
            # That it is refused is documented, with which code is not.
            raise Refused("2600", "Conflicting elements in request : a rate twice", element="TaxRateDetails")
        seen.add(key)


def _rate(company: Company, detail: Wire, *, now_s: float) -> Record:
    if "TaxRateId" in detail:
        return company.objects["TaxRate"][detail["TaxRateId"]]
    rate = {
        "Name": detail["TaxRateName"],
        "Description": detail["TaxRateName"],
        "Active": True,
        "RateValue": detail["RateValue"],
        "AgencyRef": {"value": detail["TaxAgencyId"]},
        "SpecialTaxType": "NONE",
        "EffectiveTaxRate": [{"RateValue": detail["RateValue"], "EffectiveDate": stamp(int(now_s))}],
        "DisplayType": "ReadOnly",
    }
    return _keep(company, "TaxRate", rate, now_s=now_s)


def _code(name: str, details: list[Wire], rates: list[Record]) -> Wire:
    code: Wire = {"Name": name, "Description": name, "Active": True, "Taxable": True, "TaxGroup": True}
    for side, listed in LISTS.items():
        used = [
            rate for detail, rate in zip(details, rates, strict=True) if detail["TaxApplicableOn"] == side
        ]
        code[listed] = {
            "TaxRateDetail": [
                {
                    "TaxRateRef": rate.refer(),
                    "TaxTypeApplicable": "TaxOnAmount",
                    "TaxOrder": 0,
                }
                for rate in used
            ]
        }
    return code


def _keep(company: Company, kind: str, wire: Wire, *, now_s: float) -> Record:
    record = Record(kind, company.next_id(kind), now_s=now_s)
    record.wire = {**wire, "domain": "QBO", "sparse": False, "Id": record.id, "SyncToken": "0"}
    company.add(record)
    company.touch(record, now_s)
    return record


def _shown(detail: Wire, rate: Record) -> Wire:
    return {
        "TaxRateName": rate.wire["Name"],
        "TaxRateId": rate.id,
        "RateValue": rate.wire["RateValue"],
        "TaxAgencyId": rate.wire["AgencyRef"]["value"],
        "TaxApplicableOn": detail["TaxApplicableOn"],
    }

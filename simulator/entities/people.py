"""Vendors and employees: here because their names are taken for customers too. There are no bills."""

from simulator.books.kinds import Draft, FilterType, Kind, copied
from simulator.books.schema import boolean, day, number, one_of, reference, text, unkept
from simulator.entities.contact_fields import (
    CONTACT_FIELDS,
    NAMES,
    SHOWN,
    address,
    addresses,
    cheque_name,
    display_name,
    masked,
    settle_display_name,
)  # fmt: skip
from simulator.entities.currency import name_currency
from simulator.faults import Refused
from simulator.wire import Wire

_FILTERS: dict[str, FilterType] = {
    "Id": "id",
    **dict.fromkeys(("DisplayName", "GivenName", "MiddleName", "FamilyName", "PrintOnCheckName"), "text"),
    "PrimaryEmailAddr": "email",
    "Active": "boolean",
}


def _person(draft: Draft) -> Wire:
    name = display_name(draft)
    shown: Wire = {part: draft.given[part] for part in SHOWN if part in draft.given}
    shown |= {"DisplayName": name, "Active": draft.given.get("Active", True)}
    shown["PrintOnCheckName"] = cheque_name(draft, name)
    return shown


def _build_vendor(draft: Draft) -> Wire:
    given, before = draft.given, draft.before
    shown = _person(draft)
    balance = before.wire.get("Balance", 0) if before is not None else 0
    if balance and before is not None and before.active and given.get("Active") is False:
        raise Refused("6220", "Delete Entity Has Balance : the vendor has a balance", element="")
    draft.refer("Term", "TermRef", prefix="Terms")
    shown |= {
        "Balance": balance,
        "Vendor1099": given.get("Vendor1099", False),
        "CurrencyRef": name_currency(draft, None),
        **copied(given, "AcctNum", "TermRef", "BillRate", "CostRate", "BusinessNumber"),
        **masked(draft, "TaxIdentifier", open_end=4),
    }
    return shown | addresses(draft, "BillAddr")


def _build_employee(draft: Draft) -> Wire:
    shown = _person(draft)
    shown["BillableTime"] = draft.given.get("BillableTime", False)
    shown |= copied(draft.given, "EmployeeNumber", "BirthDate", "HiredDate", "ReleasedDate", "Gender")
    shown |= copied(draft.given, "BillRate", "CostRate") | masked(draft, "SSN", open_end=0)
    return shown | addresses(draft, "PrimaryAddr")


VENDOR = Kind(
    name="Vendor",
    family=NAMES,
    is_list=True,
    build=_build_vendor,
    settle=settle_display_name,
    fixed=("CurrencyRef",),
    fields={
        **CONTACT_FIELDS,
        "AcctNum": text(100),
        "TermRef": reference,
        "CurrencyRef": reference,
        "BillRate": number(),
        "CostRate": number(),
        "BusinessNumber": text(10),
        "TaxIdentifier": text(20),
        "Vendor1099": boolean,
        "BillAddr": address,
        **unkept(
            "Balance Notes Source ContactName AltContactName ParentRef "
            "VendorTypeRef APAccountRef PrefillAccountRef DefaultTaxCodeRef OtherAddr ShipAddr CreditLimit "
            "OpenBalanceDate CompanyRegistrationNumber TaxCountry "
            "TaxIdEffectiveDate TaxReportingBasis GSTIN GSTRegistrationType HasTPAR CISRate IsSubContractor "
            "SubcontractorType T4AEligible T5018Eligible TDSEnabled TDSEntityTypeId TDSSectionTypeId "
            "TDSOverrideThreshold AgencyVerificationStatus AgencyVerificationStatusMsg "
            "AgencyVerificationTSUTC VendorPaymentBankDetail VendorEx"
        ),
    },
    filters={**_FILTERS, "CompanyName": "text", "Balance": "number"},
)
EMPLOYEE = Kind(
    name="Employee",
    family=NAMES,
    is_list=True,
    build=_build_employee,
    settle=settle_display_name,
    fields={
        **CONTACT_FIELDS,
        "PrimaryAddr": address,
        "BillableTime": boolean,
        "EmployeeNumber": text(100),
        "SSN": text(100),
        "BillRate": number(),
        "CostRate": number(),
        "BirthDate": day,
        "HiredDate": day,
        "ReleasedDate": day,
        "Gender": one_of("Male", "Female"),
        **unkept("EmployeeType DefaultTaxCodeRef OtherAddr UseTimeEntry Notes EmployeeEx"),
    },
    filters=_FILTERS,
)

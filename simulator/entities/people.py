"""Vendors and employees: here because their names are taken for customers too."""

from simulator.company import Record
from simulator.entities.contact_fields import (
    CONTACT_FIELDS,
    NAMES,
    SHOWN,
    address,
    check_name,
    display_name,
    with_id,
)  # fmt: skip
from simulator.kinds import Draft, FilterType, Kind, rename
from simulator.schema import boolean, text, unkept
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
    shown["PrintOnCheckName"] = check_name(draft, name)
    return shown


def _build_vendor(draft: Draft) -> Wire:
    shown = _person(draft)
    shown |= {
        "Balance": 0,
        "Vendor1099": draft.given.get("Vendor1099", False),
        "CurrencyRef": draft.company.currency_ref(),
    }
    if "AcctNum" in draft.given:
        shown["AcctNum"] = draft.given["AcctNum"]
    if (bill_address := with_id(draft, "BillAddr")) is not None:
        shown["BillAddr"] = bill_address
    return shown


def _build_employee(draft: Draft) -> Wire:
    shown = _person(draft)
    shown["BillableTime"] = draft.given.get("BillableTime", False)
    if (primary := with_id(draft, "PrimaryAddr")) is not None:
        shown["PrimaryAddr"] = primary
    return shown


def _settle(draft: Draft, record: Record, before: Wire | None) -> None:
    old, new = before["DisplayName"] if before else None, record.wire["DisplayName"]
    if old != new:
        rename(draft.company, record, namespace=NAMES, old=old, new=new)


VENDOR = Kind(
    name="Vendor",
    family=NAMES,
    is_list=True,
    build=_build_vendor,
    settle=_settle,
    fields={
        **CONTACT_FIELDS,
        "AcctNum": text(100),
        "Vendor1099": boolean,
        "BillAddr": address,
        **unkept(
            "CurrencyRef Balance TermRef TaxIdentifier Notes Source ContactName AltContactName ParentRef "
            "VendorTypeRef APAccountRef PrefillAccountRef DefaultTaxCodeRef OtherAddr ShipAddr CreditLimit "
            "OpenBalanceDate BillRate CostRate BusinessNumber CompanyRegistrationNumber TaxCountry "
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
    settle=_settle,
    fields={
        **CONTACT_FIELDS,
        "PrimaryAddr": address,
        "BillableTime": boolean,
        **unkept(
            "EmployeeNumber SSN BillRate CostRate BirthDate Gender HiredDate ReleasedDate EmployeeType "
            "DefaultTaxCodeRef OtherAddr UseTimeEntry Notes EmployeeEx"
        ),
    },
    filters=_FILTERS,
)

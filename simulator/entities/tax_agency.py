"""Tax agencies: can be made, not changed."""

from simulator.books.company import Record
from simulator.books.kinds import Draft, Kind, rename
from simulator.books.schema import ignored, text, unkept
from simulator.books.writing import unsupported
from simulator.entities.people import VENDOR
from simulator.faults import Refused, missing
from simulator.wire import Wire

NAMESPACE = "TaxAgencies"


def _build(draft: Draft) -> Wire:
    if draft.before is not None:
        raise unsupported("update of TaxAgency")
    name = draft.given.get("DisplayName")
    if name is None:
        raise missing("DisplayName")
    if not draft.free(NAMESPACE, name):
        detail = "The name supplied already exists. : Another tax agency is already using this name."
        raise Refused("6240", detail)
    # QuickBooks also opens an account for what is owed to it.
    return {"DisplayName": name, "TaxTrackedOnSales": True, "TaxTrackedOnPurchases": False}


def _settle(draft: Draft, record: Record, before: Wire | None) -> None:
    old = before["DisplayName"] if before else None
    rename(draft.company, record, namespace=NAMESPACE, old=old, new=record.wire["DisplayName"])


TAX_AGENCY = Kind(
    name="TaxAgency",
    family="TaxAgency",
    build=_build,
    settle=_settle,
    in_change_data=False,
    fields={
        # To QuickBooks' schema an agency is a vendor.
        **dict.fromkeys(VENDOR.fields, ignored),
        "DisplayName": text(100, strip=True),
        **unkept(
            "TaxTrackedOnSales TaxTrackedOnPurchases TaxRegistrationNumber LastFileDate ReportingPeriod "
            "SalesTaxCodeRef SalesTaxCountry SalesTaxReturnRef TaxOnPurchasesAccountRef TaxOnTax "
            "TaxTrackedOnSalesAccountRef TaxAgencyExt TaxAgencyConfig"
        ),
    },
    filters={"Id": "id", "DisplayName": "text"},
)

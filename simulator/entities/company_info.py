"""What the company says of itself: name, addresses, how it can be reached. Its country and plan stay."""

from simulator.books.kinds import Draft, Kind, copied
from simulator.books.schema import one_of, text, unkept
from simulator.books.writing import unsupported
from simulator.entities.contact_fields import address, addresses, mail, telephone, web_address
from simulator.faults import missing
from simulator.wire import Wire

ADDRESSES = ("CompanyAddr", "LegalAddr", "CustomerCommunicationAddr")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _build(draft: Draft) -> Wire:
    if draft.before is None:
        raise unsupported("create of CompanyInfo")
    given = draft.given
    for name in ("CompanyName", "CompanyAddr"):
        if name not in given:
            raise missing(name)
    # These two are shown empty when nothing is there.
    shown: Wire = {name: given.get(name, {}) for name in ("WebAddr", "PrimaryPhone")}
    shown |= copied(given, "CompanyName", "LegalName", "Email", "FiscalYearStartMonth", "SupportedLanguages")
    return shown | addresses(draft, *ADDRESSES)


COMPANY_INFO = Kind(
    name="CompanyInfo",
    family="CompanyInfo",
    build=_build,
    fields={
        "CompanyName": text(1024),
        "LegalName": text(1024),
        **dict.fromkeys(ADDRESSES, address),
        "Email": mail,
        "WebAddr": web_address,
        "PrimaryPhone": telephone,
        "FiscalYearStartMonth": one_of(*MONTHS),
        "SupportedLanguages": text(1000),
        **unkept(
            "CompanyEmailAddr CustomerCommunicationEmailAddr CompanyURL OtherContactInfo CompanyFileName "
            "FlavorStratum SampleFile CompanyUserId CompanyUserAdminEmail CompanyStartDate EmployerId "
            "TaxYearStartMonth QBVersion Country ShipAddr OtherAddr Mobile Fax LastImportedTime LastSyncTime "
            "DefaultTimeZone MultiByteCharsSupported NameValue FifoCalculationStatus CompanyInfoEx"
        ),
    },
    filters={"Id": "id"},
)

"""Properties that customers, vendors and employees share, and the rules of their names."""

from simulator.faults import Refused
from simulator.kinds import Draft
from simulator.schema import Check, boolean, email, ignored, struct, text, unkept, website
from simulator.wire import Wire

NAMES = "Names"
UNFIT = ":\t\n\r"
LONGEST_ADDRESS = 2000
NAME_PARTS = ("Title", "GivenName", "MiddleName", "FamilyName", "Suffix")

_address = struct(
    "PhysicalAddress",
    {
        "Id": ignored,
        **{f"Line{number}": text(500) for number in range(1, 6)},
        "City": text(255),
        "Country": text(255),
        "CountryCode": text(255),
        "County": text(255),
        "CountrySubDivisionCode": text(255),
        "PostalCode": text(30),
        "PostalCodeSuffix": text(30),
        "Lat": ignored,
        "Long": ignored,
        "Tag": ignored,
        "Note": ignored,
    },
)
telephone = struct(
    "TelephoneNumber",
    {
        "FreeFormNumber": text(30),
        **unkept("Id DeviceType CountryCode AreaCode ExchangeCode Extension Default Tag"),
    },
)
mail = struct("EmailAddress", {"Address": email(100), "Id": ignored, "Default": ignored, "Tag": ignored})


def address(value: object, name: str) -> Wire | None:
    """Accept a postal address: each line has its own limit, all five together one more."""
    kept: Wire | None = _address(value, name)
    if kept and sum(len(kept.get(f"Line{number}", "")) for number in range(1, 6)) > LONGEST_ADDRESS:
        raise Refused("2050", f"{name}: the five lines hold more than 2,000 characters", element=name)
    return kept


CONTACT_FIELDS: dict[str, Check] = {
    "Title": text(16, forbidden=UNFIT),
    "GivenName": text(100, forbidden=UNFIT),
    "MiddleName": text(100, forbidden=UNFIT),
    "FamilyName": text(100, forbidden=UNFIT),
    "Suffix": text(16, forbidden=UNFIT),
    "CompanyName": text(100, forbidden=UNFIT),
    "DisplayName": text(500, forbidden=UNFIT, strip=True),
    "PrintOnCheckName": text(110, forbidden=UNFIT),
    "Active": boolean,
    "PrimaryPhone": telephone,
    "AlternatePhone": telephone,
    "Mobile": telephone,
    "Fax": telephone,
    "PrimaryEmailAddr": mail,
    "WebAddr": struct(
        "WebSiteAddress", {"URI": website(1000), "Id": ignored, "Default": ignored, "Tag": ignored}
    ),
    **unkept("IntuitId Organization FullyQualifiedName UserId V4IDPseudonym OtherContactInfo"),
}
SHOWN = (
    *NAME_PARTS, "CompanyName", "PrimaryPhone", "AlternatePhone", "Mobile", "Fax", "PrimaryEmailAddr",
    "WebAddr",
)  # fmt: skip


def display_name(draft: Draft) -> str:
    """Settle the display name of a draft: given, or built from its parts; unique over all three lists."""
    given, before = draft.given, draft.before
    name = given.get("DisplayName")
    if name is None and before is not None:
        name = before.wire["DisplayName"]
    if name is None:
        name = " ".join(given[part] for part in NAME_PARTS if part in given)
    if not name:
        raise Refused(
            "6080", "No name provided: one of DisplayName, Title, GivenName, MiddleName, FamilyName or Suffix"
        )
    if given.get("Active") is False and (before is None or before.active):
        name = draft.retired(NAMES, name)
    draft.claim(NAMES, name)
    given["DisplayName"] = name
    return str(name)


def with_id(draft: Draft, name: str) -> Wire | None:
    """Return a given address with the id that it has, or gets now."""
    given = draft.given.get(name)
    if given is None:
        return None
    before = draft.before.wire.get(name) if draft.before is not None else None
    address_id = before["Id"] if before is not None else draft.company.next_id("Addresses")
    return {"Id": address_id, **given}

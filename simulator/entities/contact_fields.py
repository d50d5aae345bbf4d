"""Properties that customers, vendors and employees share, and the rules of their names."""

from simulator.books.company import Record
from simulator.books.kinds import DELETED_SUFFIX, Draft, rename
from simulator.books.schema import Check, boolean, email, ignored, struct, text, unkept, website
from simulator.faults import Refused
from simulator.wire import Wire

NAMES = "Names"
UNFIT = ":\t\n\r"
LINES = ("Line1", "Line2", "Line3", "Line4", "Line5")
LONGEST_ADDRESS = 2000
# What QuickBooks adds to an address.
PLACED = ("Id", "Lat", "Long")
NAME_PARTS = ("Title", "GivenName", "MiddleName", "FamilyName", "Suffix")

_address = struct(
    "PhysicalAddress",
    {
        "Id": ignored,
        **dict.fromkeys(LINES, text(500)),
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

web_address = struct(
    "WebSiteAddress", {"URI": website(1000), "Id": ignored, "Default": ignored, "Tag": ignored}
)


def address(value: object, name: str) -> Wire | None:
    """Accept a postal address: each line has its own limit, all five together one more."""
    kept: Wire | None = _address(value, name)
    if kept and sum(len(kept.get(line, "")) for line in LINES) > LONGEST_ADDRESS:
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
    "WebAddr": web_address,
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


def settle_display_name(draft: Draft, record: Record, before: Wire | None) -> None:
    """Move a name in the list that customers, vendors and employees share."""
    old, new = before["DisplayName"] if before else None, record.wire["DisplayName"]
    if old != new:
        rename(draft.company, record, namespace=NAMES, old=old, new=new)


def cheque_name(draft: Draft, name: str) -> str:
    """Settle the name for cheques; it then stays when other names change: only what is sent does."""
    return str(draft.given.setdefault("PrintOnCheckName", name.removesuffix(DELETED_SUFFIX)))


def masked(draft: Draft, name: str, *, open_end: int) -> Wire:
    """Return a number for the tax office as it is shown: only its end; sent back like that it stays."""
    number: str | None = draft.given.get(name)
    if number is None:
        return {}
    before = draft.before.given.get(name) if draft.before is not None else None
    if before is not None and number == _hidden(before, open_end):
        number = draft.given[name] = before
    return {name: _hidden(number, open_end)}


def _hidden(number: str, open_end: int) -> str:
    hidden = max(0, len(number) - open_end)
    return "X" * hidden + number[hidden:]


def addresses(draft: Draft, *names: str) -> Wire:
    """Return the addresses that are given, each as it is shown."""
    return {name: _with_id(draft, name) for name in names if name in draft.given}


def _with_id(draft: Draft, name: str) -> Wire:
    """Return an address with the id that it has or gets now, and while it stays its place on the map."""
    given: Wire = draft.given[name]
    before: Wire = (draft.before.wire.get(name) if draft.before is not None else None) or {}
    kept = {part: before[part] for part in PLACED if part in before}
    if kept and {**kept, **given} != before:
        kept = {"Id": before["Id"]}
    if "Id" not in given and not kept:
        kept = {"Id": draft.company.next_id("Addresses")}
    return {**kept, **given}

"""Contacts: customers and sub-customers in the books."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quickbooks_sync.entities import checks
from quickbooks_sync.entities.fields import HostRecord, OptionalId, Text
from quickbooks_sync.entities.leaving import DEACTIVATED
from quickbooks_sync.entities.rules import EntityRules, Setting
from quickbooks_sync.entities.wire import confirmed, filled, ref
from quickbooks_sync.model import Payload, Problem, RecordKey

_LIMITS = {
    "email": 100,
    "phone": 30,
    "street": 500,
    "city": 255,
    "region": 255,
    "postal_code": 30,
    "country": 255,
}
_LONGEST_DISPLAY_NAME = 500
"""As the newest reference says; where the older 100 still holds, QuickBooks answers 2050 (facts 8.1)."""
_LONGEST_NAME_PART = 100
_ADDRESS_LINES = 5
_CUSTOMER_TYPE = "individual"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")
"""RFC 822 without its rarities, and with a dot in the domain: else QuickBooks answers 2210."""
_PHONE = re.compile(r"[+(]?\d[\d\s()./+-]{3,}(?:\s*(?:x|ext)\.?\s*\d+)?", re.IGNORECASE)


class Contact(HostRecord):
    """A person or firm that is invoiced, or with `parent_id` a part of one."""

    display_name: Text = ""
    company_name: Text = ""
    given_name: Text = ""
    family_name: Text = ""
    email: Text = ""
    phone: Text = ""
    parent_id: OptionalId = ""
    street: Text = ""
    city: Text = ""
    region: Text = ""
    postal_code: Text = ""
    country: Text = ""


def display_name(contact: Contact) -> str:
    """Name a contact as the books do: its own name, else its firm's, else the person's."""
    person = f"{contact.given_name} {contact.family_name}".strip()
    return checks.one_spaced(contact.display_name or contact.company_name or person)


def _references(contact: Contact) -> tuple[RecordKey, ...]:
    return (RecordKey("contacts", contact.parent_id),) if contact.parent_id else ()


def _problems(contact: Contact, setting: Setting) -> tuple[Problem, ...]:
    del setting
    return (
        *_name_problems(contact),
        *_email_problems(contact.email),
        *_phone_problems(contact.phone),
        *(
            problem
            for field, limit in _LIMITS.items()
            for problem in checks.too_long(field, getattr(contact, field), limit)
        ),
        *_parent_problems(contact),
    )


def _name_problems(contact: Contact) -> Iterator[Problem]:
    if not display_name(contact):
        yield Problem("name_missing", "display_name")
    yield from checks.name("display_name", contact.display_name, _LONGEST_DISPLAY_NAME)
    for field in ("company_name", "given_name", "family_name"):
        yield from checks.name(field, getattr(contact, field), _LONGEST_NAME_PART)


def _email_problems(email: str) -> Iterator[Problem]:
    if not email or len(email) > _LIMITS["email"] or _EMAIL.fullmatch(email):
        return
    yield Problem("email_is_phone" if _PHONE.fullmatch(email) else "email_malformed", "email", email)


def _phone_problems(phone: str) -> Iterator[Problem]:
    if "@" in phone:
        yield Problem("phone_is_email", "phone", phone[:100])


def _parent_problems(contact: Contact) -> Iterator[Problem]:
    if contact.parent_id == contact.id:
        yield Problem("parent_is_itself", "parent_id", contact.parent_id)


def _payload(contact: Contact, setting: Setting) -> Payload:
    parent = contact.parent_id and setting.ids[RecordKey("contacts", contact.parent_id)]
    return filled(
        {
            "DisplayName": display_name(contact),
            "CompanyName": checks.one_spaced(contact.company_name),
            "GivenName": checks.one_spaced(contact.given_name),
            "FamilyName": checks.one_spaced(contact.family_name),
            "PrimaryEmailAddr": filled({"Address": contact.email}),
            "PrimaryPhone": filled({"FreeFormNumber": contact.phone}),
            "BillAddr": _address(contact),
            "Job": bool(parent),
            "ParentRef": ref(parent) if parent else None,
            "CustomerTypeRef": _customer_type(setting),
        }
    )


def _address(contact: Contact) -> Payload:
    lines = [line.strip() for line in contact.street.splitlines() if line.strip()]
    lines[_ADDRESS_LINES - 1 :] = filter(None, [", ".join(lines[_ADDRESS_LINES - 1 :])])
    return filled(
        {
            **{f"Line{number}": line for number, line in enumerate(lines, start=1)},
            "City": contact.city,
            "CountrySubDivisionCode": contact.region,
            "PostalCode": contact.postal_code,
            "Country": contact.country,
        }
    )


def _customer_type(setting: Setting) -> Payload | None:
    types = (each for each in setting.books.customer_types if each.active)
    return next((ref(each.id) for each in types if each.name.casefold() == _CUSTOMER_TYPE), None)


CONTACTS = EntityRules(
    name="contacts",
    object="Customer",
    schema=Contact,
    references=_references,
    due=lambda _: True,
    problems=_problems,
    payload=_payload,
    total=lambda _: None,
    confirmed=confirmed,
    marked=False,
    needs=(),
    leaving=DEACTIVATED,
)

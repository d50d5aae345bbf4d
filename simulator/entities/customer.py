"""Customers and sub-customers: unique names, five levels, balances that move without a SyncToken."""

from decimal import Decimal

from simulator.books.amounts import shown
from simulator.books.company import Company, Record
from simulator.books.kinds import Draft, Kind, copied
from simulator.books.ledger import move_receivable
from simulator.books.schema import boolean, number, one_of, reference, text, unkept
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
from simulator.entities.currency import at_home, name_currency
from simulator.entities.name_lists import ancestors, level_below, parent_of, qualified, settle_place
from simulator.faults import Refused
from simulator.wire import Wire


def _parent(draft: Draft) -> Record | None:
    given = draft.given
    if bool(given.get("Job")) != ("ParentRef" in given):
        which = "required when Job is true" if given.get("Job") else "not allowed unless Job is true"
        raise Refused("6150", f"ParentRef is {which}", element="ParentRef")
    return parent_of(draft, prefix="Names")


def _check_references(draft: Draft) -> None:
    draft.refer("CustomerType", "CustomerTypeRef", prefix="CustomerTypes")
    draft.refer("Term", "SalesTermRef", prefix="Terms")
    draft.refer("PaymentMethod", "PaymentMethodRef", prefix="PaymentMethods")
    draft.refer("TaxCode", "DefaultTaxCodeRef", prefix="TaxCodes")


def _check_change(draft: Draft, before: Record) -> None:
    """Refuse what a customer's balance (6220) or invoices (6130) forbid; nothing unbilled is kept here."""
    given = draft.given
    if before.active and not given.get("Active", True) and (before.own or before.below):
        raise Refused("6220", "Delete Entity Has Balance : the customer has a balance", element="")
    moves = before.wire["BillWithParent"] != given.get("BillWithParent", False)
    if moves and draft.company.by_customer.get(("Invoice", before.id)):
        detail = "Cannot change who customer bills with : there are invoices of this customer"
        raise Refused("6130", detail, element="BillWithParent")


def build(draft: Draft) -> Wire:
    """Build a customer."""
    given, before = draft.given, draft.before
    parent = _parent(draft)
    name = display_name(draft)
    _check_references(draft)
    if before is not None:
        _check_change(draft, before)
    return {
        "Taxable": given.get("Taxable", True),
        "Job": bool(given.get("Job")),
        "BillWithParent": given.get("BillWithParent", False),
        "Balance": before.wire["Balance"] if before else 0,
        "BalanceWithJobs": before.wire["BalanceWithJobs"] if before else 0,
        "CurrencyRef": name_currency(draft, parent),
        "PreferredDeliveryMethod": given.get("PreferredDeliveryMethod", "Print"),
        "IsProject": bool(before and before.wire.get("IsProject")),
        **copied(given, *SHOWN, "Notes", "ResaleNum", "CustomerTypeRef", "SalesTermRef", "PaymentMethodRef"),
        **copied(given, "TaxExemptionReasonId", "ParentRef"),
        **masked(draft, "PrimaryTaxIdentifier", open_end=5),
        **level_below(parent),
        "FullyQualifiedName": qualified(parent, name),
        "DisplayName": name,
        "PrintOnCheckName": cheque_name(draft, given.get("CompanyName") or name),
        "Active": given.get("Active", True),
        **_default_tax_code(draft),
        **addresses(draft, "BillAddr", "ShipAddr"),
    }


def _default_tax_code(draft: Draft) -> Wire:
    """Return the tax code of a customer: its own, or that of the company unless the customer is exempt."""
    code = draft.given.get("DefaultTaxCodeRef")
    if code is None and draft.given.get("Taxable", True):
        code = draft.company.preference("TaxPrefs", "TaxGroupCodeRef")
    return {"DefaultTaxCodeRef": {"value": code["value"]}} if code is not None else {}


def settle(draft: Draft, record: Record, before: Wire | None) -> None:
    """Move the name, the place under the parent, and the names of what is below."""
    company = draft.company
    settle_display_name(draft, record, before)
    settle_place(company, record, before)
    old_parent, new_parent = (before or {}).get("ParentRef"), record.wire.get("ParentRef")
    if old_parent != new_parent:
        balance = record.own + record.below
        for parent, amount in ((old_parent, -balance), (new_parent, balance)):
            if parent is not None:
                _move_up(company, company.find("Customer", parent["value"]), amount)


def _move_up(company: Company, customer: Record | None, amount: Decimal) -> None:
    if customer is not None and amount:
        for record in (customer, *ancestors(company, customer)):
            record.below += amount
            record.wire["BalanceWithJobs"] = shown(record.own + record.below)


def move_balance(company: Company, customer_id: str, amount: Decimal, now_s: float, *, of: Record) -> None:
    """Change what a customer owes by what is open `of` a transaction, in its currency.

    LastUpdatedTime moves, the SyncToken does not (recorded).
    """
    customer = company.objects["Customer"][customer_id]
    if not amount:
        return
    worth = of.worth
    of.owed += amount
    of.worth = at_home(of.wire, of.owed)
    company.touch(move_receivable(company, of.worth - worth), now_s)
    customer.own += amount
    customer.wire["Balance"] = shown(customer.own)
    customer.wire["BalanceWithJobs"] = shown(customer.own + customer.below)
    company.touch(customer, now_s)
    for parent in ancestors(company, customer):
        parent.below += amount
        parent.wire["BalanceWithJobs"] = shown(parent.own + parent.below)
        company.touch(parent, now_s)


CUSTOMER = Kind(
    name="Customer",
    family=NAMES,
    is_list=True,
    build=build,
    settle=settle,
    fixed=("CurrencyRef",),
    fields={
        **CONTACT_FIELDS,
        "Taxable": boolean,
        "BillAddr": address,
        "ShipAddr": address,
        "Notes": text(2000, cards=True),
        "Job": boolean,
        "BillWithParent": boolean,
        "ParentRef": reference,
        "CustomerTypeRef": reference,
        "SalesTermRef": reference,
        "PaymentMethodRef": reference,
        "DefaultTaxCodeRef": reference,
        "CurrencyRef": reference,
        "PreferredDeliveryMethod": one_of("Print", "Email", "None"),
        "ResaleNum": text(16),
        "PrimaryTaxIdentifier": text(30),
        "TaxExemptionReasonId": number(lowest=Decimal(1), highest=Decimal(15)),
        **unkept(
            "OpenBalanceDate OtherAddr ContactName AltContactName RootCustomerRef Level SalesRepRef "
            "TaxGroupCodeRef TaxRateRef CCDetail PriceLevelRef Balance BalanceWithJobs CreditLimit AcctNum "
            "OverDueBalance TotalRevenue TotalExpense JobInfo TDSEnabled CustomerEx "
            "SecondaryTaxIdentifier ARAccountRef IsProject BusinessNumber GSTIN "
            "GSTRegistrationType IsCISContractor ClientCompanyId ClientEntityId Source TaxRegime"
        ),
    },
    filters={
        "Id": "id",
        "DisplayName": "text",
        "GivenName": "text",
        "MiddleName": "text",
        "FamilyName": "text",
        "CompanyName": "text",
        "FullyQualifiedName": "text",
        "PrintOnCheckName": "text",
        "PrimaryEmailAddr": "email",
        "Active": "boolean",
        "Balance": "number",
    },
)  # fmt: skip

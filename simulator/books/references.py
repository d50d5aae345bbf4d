"""Which properties refer to objects of which list; the names that they show follow the objects' own."""

from simulator.books.company import Company, Record
from simulator.wire import Json

# What may point to an object of a list, beside the ParentRef of those below it.
REFERENCES = {
    "Customer": ("CustomerRef",),
    "Vendor": ("VendorRef",),
    "Employee": ("EmployeeRef",),
    "Account": (
        *("AccountRef", "IncomeAccountRef", "ExpenseAccountRef", "AssetAccountRef", "DepositToAccountRef"),
        *("ItemAccountRef", "DiscountAccountRef", "DefaultDiscountAccount", "DefaultShippingAccount"),
    ),
    "Item": ("ItemRef",),
    "Class": ("ClassRef",),
    "Department": ("DepartmentRef",),
    "Term": ("SalesTermRef", "TermRef", "DefaultTerms"),
    "PaymentMethod": ("PaymentMethodRef",),
}
_LISTS = {name: kind for kind, names in REFERENCES.items() for name in names}


def follow_names(company: Company, record: Record) -> None:
    """Let what comes from elsewhere show what the objects that it refers to are called, now and later."""
    record.wire = _named(company, record.wire)
    record.carried = _named(company, record.carried)


def _named(company: Company, value: Json) -> Json:
    match value:
        case list():
            return [_named(company, part) for part in value]
        case dict():
            return {name: _referring(company, name, part) for name, part in value.items()}
    return value


def _referring(company: Company, name: str, part: Json) -> Json:
    kind = _LISTS.get(name)
    if kind is None or not isinstance(part, dict) or "name" not in part:
        return _named(company, part)
    record = company.find(kind, str(part.get("value")))
    return part if record is None else record.refer()

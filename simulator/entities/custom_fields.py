"""Custom fields of sales forms: up to three texts, each named by the preferences of the company."""

from simulator.books.company import Company
from simulator.books.kinds import Draft
from simulator.books.schema import many, struct, text, unkept
from simulator.faults import Refused
from simulator.wire import Wire

MOST = 3
LONGEST = 31
custom_fields = many(
    struct(
        "CustomField",
        {
            "DefinitionId": text(30),
            "StringValue": text(LONGEST, cards=True),
            **unkept("Name Type BooleanValue DateValue NumberValue"),
        },
    )
)


def _defined(company: Company) -> dict[str, str]:
    """Return the names of the fields by their number, as the preferences show them (recorded)."""
    groups = company.preference("SalesFormsPrefs", "CustomField") or []
    values = {
        entry.get("Name", "").rpartition(".")[2]: entry.get("StringValue", entry.get("BooleanValue"))
        for group in groups
        for entry in group.get("CustomField", [])
    }
    numbers = [str(number) for number in range(1, MOST + 1)]
    return {
        number: values.get(f"SalesCustomName{number}", "")
        for number in numbers
        if values.get(f"UseSalesCustom{number}") is True
    }


def shown_custom_fields(draft: Draft) -> list[Wire]:
    """Return all that the company defines, with the values given; refuse a value for any other."""
    defined = _defined(draft.company)
    given = {
        entry.get("DefinitionId", ""): entry["StringValue"]
        for entry in draft.given.get("CustomField", [])
        if "StringValue" in entry
    }
    for number in given:
        if number not in defined:
            detail = f"Invalid Custom Field : the company defines no field {number}"
            raise Refused("3000", detail, element="CustomField")
    return [
        {
            "DefinitionId": number,
            "Name": name,
            "Type": "StringType",
            **({"StringValue": given[number]} if number in given else {}),
        }
        for number, name in defined.items()
    ]

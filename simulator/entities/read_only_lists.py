"""Lists that a client can only read: taxes, and types of customers."""

from simulator.books.kinds import FilterType, Kind

_NAME: dict[str, FilterType] = {"Id": "id", "Name": "text", "Active": "boolean"}
_TAX: dict[str, FilterType] = {**_NAME, "Description": "text"}


def _read_only(name: str, filters: dict[str, FilterType], *, in_change_data: bool = True) -> Kind:
    return Kind(
        name=name, family=name, fields={}, filters=filters, is_list=True, in_change_data=in_change_data
    )


READ_ONLY = (
    _read_only("TaxCode", _TAX, in_change_data=False),
    _read_only(
        "TaxRate",
        {**_TAX, "AgencyRef": "reference", "TaxReturnLineRef": "reference"},
        in_change_data=False,
    ),
    _read_only("CustomerType", _NAME),
)

"""Classes and departments (locations): lists by which a company tracks its sales, while it has them on."""

from collections.abc import Mapping

from simulator.books.kinds import Draft, Kind, copied
from simulator.books.schema import Check, unkept
from simulator.entities.name_lists import own_name, parent_of, placed, qualified, settle_name
from simulator.faults import Refused
from simulator.wire import Wire


def _tracking(
    name: str, sub: str, *, prefix: str, preferences: tuple[str, ...], fields: Mapping[str, Check]
) -> Kind:
    """Return the kind of one such list; `sub` is what it shows of what lies below another."""

    def build(draft: Draft) -> Wire:
        tracked = any(draft.company.preference("AccountingInfoPrefs", each) for each in preferences)
        if not tracked:
            raise Refused("5030", f"Feature Not Supported : {name} tracking is off", element="")
        parent = parent_of(draft, prefix=prefix)
        own = own_name(draft, parent)
        return {
            "Name": own,
            sub: parent is not None,
            **copied(draft.given, "ParentRef"),
            "FullyQualifiedName": qualified(parent, own),
            "Active": draft.given.get("Active", True),
        }

    return Kind(
        name=name,
        family=name,
        is_list=True,
        build=build,
        settle=settle_name,
        fields={**placed(100), **unkept(f"{sub} FullyQualifiedName {name}Ex"), **fields},
        filters={"Id": "id", "Name": "text", "FullyQualifiedName": "text", "Active": "boolean"},
    )


CLASS = _tracking(
    "Class",
    "SubClass",
    prefix="Klasses",
    preferences=("ClassTrackingPerTxn", "ClassTrackingPerTxnLine"),
    fields={},
)
DEPARTMENT = _tracking(
    "Department",
    "SubDepartment",
    prefix="Depts",
    preferences=("TrackDepartments",),
    fields=unkept("Address"),
)

"""Lists of names, also of such as lie below one another: unique within their parent, five levels deep."""

from collections import OrderedDict

from simulator.books.company import Company, Record, plain
from simulator.books.kinds import Draft, point, rename
from simulator.books.schema import Check, boolean, reference, text
from simulator.faults import Refused, missing, name_taken
from simulator.wire import Wire

DEEPEST_LEVEL = 4  # five levels in total, the top one being level 0
UNFIT = ":\t\n\r"


def named(longest: int, *, unfit: str = UNFIT) -> dict[str, Check]:
    """Return the properties of what has a name and can be inactive."""
    return {"Name": text(longest, forbidden=unfit, strip=True), "Active": boolean}


def placed(longest: int, *, unfit: str = UNFIT) -> dict[str, Check]:
    """Return the properties of what has a name and may lie below another one."""
    return {**named(longest, unfit=unfit), "ParentRef": reference}


def parent_of(draft: Draft, *, prefix: str) -> Record | None:
    """Return the parent that a draft asks for; refuse a loop (900) and a sixth level (6180)."""
    given, company, before = draft.given, draft.company, draft.before
    if "ParentRef" not in given:
        return None
    parent_id = given["ParentRef"]["value"]
    if before is not None and place_of(before.given) == parent_id:
        return company.find(draft.kind.name, parent_id)
    parent = point(company, draft.kind.name, parent_id, prefix=prefix)
    above = [parent, *ancestors(company, parent)]
    if before in above:
        raise Refused("900", "Parent cannot be child", element="ParentRef")
    if len(above) + _depth_below(company, before) > DEEPEST_LEVEL:
        raise Refused("6180", "Sub Level Limit : You can only nest five levels", element="ParentRef")
    return parent


def place_of(wire: Wire) -> str:
    """Return the id of what an object lies below, "" when that is nothing."""
    return str(wire["ParentRef"]["value"]) if "ParentRef" in wire else ""


def ancestors(company: Company, record: Record) -> list[Record]:
    """Return what an object lies below, the nearest first."""
    found: list[Record] = []
    above: Record | None = record
    while above is not None and len(found) <= DEEPEST_LEVEL and (parent_id := place_of(above.given)):
        above = company.find(record.kind, parent_id)
        if above is not None:
            found.append(above)
    return found


def _depth_below(company: Company, record: Record | None) -> int:
    if record is None:
        return 0
    children = company.children.get((record.kind, record.id), ())
    return max((1 + _depth_below(company, company.find(record.kind, child)) for child in children), default=0)


def own_name(draft: Draft, parent: Record | None) -> str:
    """Settle the name of a draft: unique within its parent, freed by what becomes inactive."""
    given, before = draft.given, draft.before
    name = given.get("Name") or (before.wire["Name"] if before else None)
    if not name:
        raise missing("Name")
    namespace = name_space(draft.kind.name, parent.id if parent else "")
    if given.get("Active") is False and (before is None or before.active):
        name = draft.retired(namespace, name)
    if not draft.free(namespace, name):
        raise name_taken("null")
    given["Name"] = name
    return str(name)


def name_space(kind: str, parent_id: str) -> str:
    """Return what a name is unique in."""
    return f"{kind} {parent_id}"


def qualified(parent: Record | None, name: str) -> str:
    """Return a name with those of all that it lies below."""
    return f"{parent.wire['FullyQualifiedName']}:{name}" if parent else name


def level_below(parent: Record | None) -> Wire:
    """Return the level of what lies below a parent, as it is shown; the top one has none."""
    return {"Level": int(parent.wire.get("Level", 0)) + 1} if parent is not None else {}


def settle_name(draft: Draft, record: Record, before: Wire | None) -> None:
    """Move a name that is unique within its parent, and its place."""
    company, wire = draft.company, record.wire
    old = (before["Name"], place_of(before)) if before is not None else None
    new = (wire["Name"], place_of(wire))
    if old != new:
        if old is not None:
            company.names.pop((name_space(record.kind, old[1]), plain(old[0])), None)
        rename(company, record, namespace=name_space(record.kind, new[1]), old=None, new=new[0])
    settle_place(company, record, before)


def settle_place(company: Company, record: Record, before: Wire | None) -> None:
    """Move an object to below its parent, and give all that is below it its new qualified name."""
    old, new = place_of(before) if before is not None else "", place_of(record.wire)
    if old != new:
        company.children.get((record.kind, old), OrderedDict()).pop(record.id, None)
        if new:
            company.children.setdefault((record.kind, new), OrderedDict())[record.id] = None
    qualified_before = before.get("FullyQualifiedName") if before is not None else None
    if qualified_before != record.wire.get("FullyQualifiedName"):
        company.order_changed(record.kind)
        requalify(company, record)


def requalify(company: Company, parent: Record) -> None:
    """Give what is below an object its new qualified name and level; no more than that changes with it."""
    for child_id in company.children.get((parent.kind, parent.id), ()):
        child = company.objects[parent.kind][child_id]
        name = child.wire["FullyQualifiedName"].rpartition(":")[2]
        child.wire["FullyQualifiedName"] = qualified(parent, name)
        child.renamed()
        if "Level" in child.wire:
            child.wire |= level_below(parent)
        requalify(company, child)


def take_children(company: Company, winner: Record, loser: Record) -> None:
    """Move what lies below one object to below another; refuse a sixth level and a taken name."""
    children = company.children.get((loser.kind, loser.id), OrderedDict())
    if len(ancestors(company, winner)) + _depth_below(company, loser) > DEEPEST_LEVEL:
        raise Refused("6180", "Sub Level Limit : You can only nest five levels", element="ParentRef")
    held = company.children.setdefault((winner.kind, winner.id), OrderedDict())
    old, new = name_space(loser.kind, loser.id), name_space(winner.kind, winner.id)
    names = [key for key in company.names if key[0] == old]
    if any((new, name) in company.names for _, name in names):
        raise name_taken("null")
    for key in names:
        company.names[new, key[1]] = company.names.pop(key)
    held.update(children)
    children.clear()
    requalify(company, winner)

"""The shapes in which QuickBooks shows things: what is put in has to have them, since answers rely on it."""

from simulator.wire import Json

TEXTS = frozenset({
    "Id", "DocNumber", "DisplayName", "Name", "FullyQualifiedName", "TxnDate", "DueDate", "TxnId", "TxnType",
    "PrivateNote", "Type", "AccountType", "AccountSubType", "Classification", "DetailType", "CreateTime",
    "LastUpdatedTime", "Code",
})  # fmt: skip
LISTS = frozenset({"Line", "LinkedTxn", "TaxLine"})
OBJECTS = ("Addr", "Ref", "MetaData", "LineDetail", "TaxDetail")
# What an object of such a name always has.
PARTS = {"SalesItemLineDetail": ("ItemRef",), "LinkedTxn": ("TxnId", "TxnType")}


def check_shape(value: Json, path: str) -> None:
    """Refuse, by ValueError, what QuickBooks cannot have shown at a path like `Invoice.Line`."""
    name = path.rpartition(".")[2]
    fits = _fits(value, name)
    if not fits:
        raise ValueError(f"{path} is {str(value)[:40]!r}: QuickBooks shows nothing like that")
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, dict):
            for field, inner in part.items():
                check_shape(inner, f"{path}.{field}")


def _fits(value: Json, name: str) -> bool:
    if name in LISTS:
        return isinstance(value, list) and all(_has_parts(part, name) for part in value)
    if name in TEXTS:
        return isinstance(value, str) and value != ""
    if name == "SyncToken":
        return isinstance(value, str) and value.isascii() and value.isdigit()
    if name.endswith("Ref"):
        return isinstance(value, dict) and isinstance(value.get("value"), str)
    if name.endswith(OBJECTS):
        return _has_parts(value, name)
    return value is not None


def _has_parts(value: Json, name: str) -> bool:
    return isinstance(value, dict) and all(part in value for part in PARTS.get(name, ()))

"""One QuickBooks company: its objects, and the indexes that keep every write independent of their number."""

from collections import OrderedDict
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, Protocol

from simulator.books.amounts import ZERO
from simulator.books.currencies import currency_ref
from simulator.settings import Settings, Switches
from simulator.timestamps import stamp
from simulator.wire import Json, Wire

Operation = Literal["Create", "Update", "Deactivate", "Delete", "Merge", "Void", "Emailed", "Moved"]
"""What can happen to an object. Moved: its balance, and with it LastUpdatedTime, not the SyncToken."""


class Record:
    """One object: what was given (writable values), what is shown, and what the API does not show."""

    __slots__ = (
        "applied", "below", "carried", "changed_s", "created_s", "given", "id", "kind", "next_line", "owed",
        "own", "reference", "sequence", "voided", "wire", "worth",
    )  # fmt: skip

    def __init__(self, kind: str, record_id: str, *, now_s: float) -> None:
        self.kind = kind
        self.id = record_id
        self.created_s = now_s
        self.changed_s = now_s
        self.sequence = 0
        self.given: Wire = {}
        self.wire: Wire = {}
        # What QuickBooks showed of an object that was put in, and nobody here can set: updates keep it.
        self.carried: Wire = {}
        # Invoice: payment id -> amount. Payment: invoice id -> amount.
        self.applied: dict[str, Decimal] = {}
        # Customer: what it owes itself, and what its sub-customers owe.
        self.own = ZERO
        self.below = ZERO
        # Transaction: the id of the next new line, and whether it was voided.
        self.next_line = 1
        self.voided = False
        # Transaction: what it makes its customer owe, in its currency, and what that is worth at home.
        self.owed = ZERO
        self.worth = ZERO
        # The one reference to it that all who point to it show, once somebody does.
        self.reference: Wire | None = None

    @property
    def called(self) -> str:
        """What the object is called, with all that it lies below; "" when it has no name."""
        wire = self.wire
        return str(wire.get("FullyQualifiedName") or wire.get("DisplayName") or wire.get("Name") or "")

    def refer(self) -> Wire:
        """Return the reference to the object: whoever shows it shows the name that the object has then."""
        if self.reference is None:
            self.reference = {"value": self.id, "name": self.called}
        return self.reference

    def renamed(self) -> None:
        """Let all references show what the object is called now."""
        if self.reference is not None:
            self.reference["name"] = self.called

    @property
    def active(self) -> bool:
        """Tell whether the object can be used (transactions always can)."""
        return self.wire.get("Active", True) is not False


class Listener(Protocol):
    """Is told what has happened to an object; `deleted_id` is the one that a merge took in."""

    def __call__(
        self, record: Record, operation: Operation, /, *, at_s: float, deleted_id: str | None
    ) -> None:
        """Take a change."""


def plain(name: str) -> str:
    """Return a name as uniqueness sees it: without regard to case and surrounding space."""
    return name.strip().casefold()


class Company:
    """The state of one realm."""

    def __init__(self, realm: str, *, settings: Settings, profile: str) -> None:
        self.realm = realm
        self.profile = profile
        self.settings = settings
        self.switches = Switches()
        self.objects: dict[str, dict[str, Record]] = {}
        # Oldest change first; the reverse is the default order of transactions.
        self.changes: dict[str, OrderedDict[str, None]] = {}
        self.deleted: dict[str, OrderedDict[str, float]] = {}
        # (list, name in its list) -> (kind, id). Customers, vendors and employees share one list.
        self.names: dict[tuple[str, str], tuple[str, str]] = {}
        self.numbers: dict[str, OrderedDict[str, str]] = {}
        self.children: dict[tuple[str, str], OrderedDict[str, None]] = {}
        self.by_customer: dict[tuple[str, str], OrderedDict[str, None]] = {}
        self.next_ids: dict[str, int] = {}
        # The days, in order, from which on a currency has a rate.
        self.rate_days: dict[str, list[str]] = {}
        self.next_number = 1001
        self.receivable = ZERO
        self.sequence = 0
        self.order_version: dict[str, int] = {}
        # What has changed since it was last looked at, while somebody keeps former versions.
        self.touched: list[Record] | None = None
        # Who is told of every change, an update of the same write first: webhooks.
        self.listener: Listener | None = None
        self._receivable_account: Record | None = None
        self._orders: dict[str, tuple[int, list[Record]]] = {}

    def find(self, kind: str, record_id: str) -> Record | None:
        """Return an object, active or not."""
        return self.objects.get(kind, {}).get(record_id)

    def next_id(self, family: str) -> str:
        """Return the next id of a family: all names share one, all transactions another."""
        record_id = self.next_ids.get(family, 1)
        self.next_ids[family] = record_id + 1
        return str(record_id)

    def add(self, record: Record) -> None:
        """Keep a new object."""
        self.objects.setdefault(record.kind, {})[record.id] = record
        self.order_changed(record.kind)

    def tell(
        self, record: Record, operation: Operation, now_s: float, *, deleted_id: str | None = None
    ) -> None:
        """Tell the listener of a change."""
        if self.listener is not None:
            self.listener(record, operation, at_s=now_s, deleted_id=deleted_id)

    def touch(self, record: Record, now_s: float) -> None:
        """Move LastUpdatedTime, and with it the place in the order of changes. The SyncToken stays."""
        if self.touched is not None:
            self.touched.append(record)
        self.sequence += 1
        record.sequence = self.sequence
        record.changed_s = max(now_s, record.changed_s)
        changes = self.changes.get(record.kind)
        if changes is None:
            changes = self.changes[record.kind] = OrderedDict()
        changes[record.id] = None
        changes.move_to_end(record.id)
        record.wire["MetaData"] = {
            "CreateTime": stamp(int(record.created_s)),
            "LastUpdatedTime": stamp(int(record.changed_s)),
        }
        self.tell(record, "Moved", now_s)

    def forget(self, record: Record, now_s: float, *, told: bool = True) -> None:
        """Remove what is deleted or merged into another; change data capture still tells of it."""
        del self.objects[record.kind][record.id]
        del self.changes[record.kind][record.id]
        self.deleted.setdefault(record.kind, OrderedDict())[record.id] = now_s
        if self.touched is not None:
            self.touched.append(record)
        self.order_changed(record.kind)
        if told:
            self.tell(record, "Delete", now_s)

    def order_changed(self, kind: str) -> None:
        """Note that the order of a list by name, or its members, may differ now."""
        self.order_version[kind] = self.order_version.get(kind, 0) + 1

    def by_name(self, kind: str) -> list[Record]:
        """Return a list ordered by fully qualified name: the default order of name lists."""
        version = self.order_version.get(kind, 0)
        kept = self._orders.get(kind)
        if kept is None or kept[0] != version:
            ordered = sorted(self.objects.get(kind, {}).values(), key=name_key)
            kept = (version, ordered)
            self._orders[kind] = kept
        return kept[1]

    def newest_first(self, kind: str) -> Iterator[Record]:
        """Walk a kind from its latest change back: the default order of transactions."""
        objects = self.objects.get(kind, {})
        return (objects[record_id] for record_id in reversed(self.changes.get(kind, OrderedDict())))

    def receivable_account(self) -> Record:
        """Return the account that holds what customers owe."""
        if self._receivable_account is None:
            accounts = self.objects["Account"].values()
            self._receivable_account = next(
                account for account in accounts if account.wire["AccountType"] == "Accounts Receivable"
            )
        return self._receivable_account

    def preferences(self) -> Wire:
        """Return the Preferences object."""
        return self.objects["Preferences"]["1"].wire

    def preference(self, section: str, name: str) -> Json:
        """Return one preference, or None."""
        held = self.objects["Preferences"]["1"].wire.get(section)
        return held.get(name) if held else None

    def name(self) -> str:
        """Return what the company is called."""
        return str(self.objects["CompanyInfo"]["1"].wire["CompanyName"])

    def home_currency(self) -> str:
        """Return the code of the home currency."""
        return str(self.preference("CurrencyPrefs", "HomeCurrency")["value"])

    def currency_ref(self) -> Wire:
        """Return a reference to the home currency, as every object shows it."""
        return currency_ref(self.home_currency())

    def country(self) -> str:
        """Return the country whose tax rules hold: US, CA, GB ..."""
        return str(self.objects["CompanyInfo"]["1"].wire["Country"])


def name_key(record: Record) -> tuple[str, int]:
    """Return what a name list is ordered by."""
    # By the codes of the letters: capitals before small ones (recorded).
    return (record.called, int(record.id) if record.id.isdigit() else 0)

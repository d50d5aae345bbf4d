"""The kinds of object that the simulated QuickBooks holds, one small file each; adding one is a line here."""

from simulator.entities.customer import CUSTOMER
from simulator.entities.invoice import INVOICE
from simulator.entities.item import ITEM
from simulator.entities.payment import PAYMENT
from simulator.entities.people import EMPLOYEE, VENDOR
from simulator.entities.reference import REFERENCE
from simulator.kinds import Kind

# By the segment of the path, which is the name in lower case.
KINDS: dict[str, Kind] = {
    kind.name.lower(): kind for kind in (CUSTOMER, ITEM, INVOICE, PAYMENT, VENDOR, EMPLOYEE, *REFERENCE)
}

"""The kinds of object that the simulated QuickBooks holds, one small file each; adding one is a line here."""

from simulator.entities.customer import CUSTOMER
from simulator.entities.people import EMPLOYEE, VENDOR
from simulator.entities.reference import REFERENCE
from simulator.kinds import Kind

# By the segment of the path, which is the name in lower case.
KINDS: dict[str, Kind] = {kind.name.lower(): kind for kind in (CUSTOMER, VENDOR, EMPLOYEE, *REFERENCE)}

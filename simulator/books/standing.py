"""What a company's switches say of it as a whole: whether a caller may reach it, and write to it."""

from simulator.books.company import Company
from simulator.faults import Refused

ENDED = (
    "Subscription period has ended or canceled or there was a billing problem : You can't add data to "
    "QuickBooks Online Plus because your trial or subscription period ended."
)
NO_ACCESS = "-11014-You do not have access to use QuickBooks Online Plus."
NO_PERMISSION = "Permission Denied : You do not have permission to access this feature."


def check_there(company: Company) -> None:
    """Refuse any call to a company that is out of the caller's reach; only 120's wording is documented."""
    switches = company.switches
    if switches.user_no_longer_admin:
        raise Refused("120", NO_ACCESS)
    if switches.company_locked:
        raise Refused("140", "Company Locked Out")
    if switches.under_maintenance:
        raise Refused("150", "Company Under Maintenance")


def check_writable(company: Company) -> None:
    """Refuse a write to a company that can only be read.

    That a user without the right to write meets 5020 is read from what the code means: no source shows it.
    """
    if company.switches.subscription_ended:
        raise Refused("6190", ENDED)
    if company.switches.read_only:
        raise Refused("5020", NO_PERMISSION)

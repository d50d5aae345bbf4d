"""The accounts that money goes through: where a payment may go, and what a deposit has locked."""

from simulator.books.company import Record
from simulator.books.kinds import Draft
from simulator.books.ledger import undeposited_funds
from simulator.entities.links import linked
from simulator.faults import Refused, business

DEPOSIT_TYPES = ("Bank", "Other Current Asset")
NO_SUCH_TYPE = "Please Choose an Account of Type Bank or Other Current Assets"
DEPOSITED = (
    "This transaction has been deposited. If you want to change or delete it, you must edit the deposit "
    "it appears on and remove it first."
)


def cannot_link(detail: str) -> Refused:
    """Return the refusal of a link to another transaction."""
    return Refused("620", f"Txn ID Cannot Be Linked : {detail}", element="")


def money_account(draft: Draft, *, refusal: str = NO_SUCH_TYPE) -> Record:
    """Return the account that money goes to, or comes from: undeposited funds unless another is given."""
    account = draft.refer("Account", "DepositToAccountRef", prefix="Accounts")
    account = account or undeposited_funds(draft.company)
    if account.wire["AccountType"] not in DEPOSIT_TYPES:
        raise business(refusal)
    return account


def refuse_deposited(record: Record | None) -> None:
    """Refuse to change what a deposit holds."""
    if record is not None and linked(record.wire, "Deposit"):
        raise Refused("6540", DEPOSITED, element="")

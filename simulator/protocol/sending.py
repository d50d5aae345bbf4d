"""Sending a sales form by e-mail: what it leaves on the form. No mail goes out."""

from simulator.books.company import Company
from simulator.books.kinds import Kind
from simulator.books.schema import EMAIL
from simulator.books.standing import check_writable
from simulator.books.writing import changed, valid_id
from simulator.faults import business, not_found
from simulator.timestamps import stamp
from simulator.wire import Wire

LONGEST_ADDRESS = 100


def send(company: Company, kind: Kind, record_id: str, *, to: str | None, now_s: float) -> Wire:
    """Send a form to an address, or to the one that it has; return the entity. Raises Refused.

    The address it went to becomes the form's. That the SyncToken counts it, as any change, is not documented.
    """
    check_writable(company)
    record = company.find(kind.name, valid_id(record_id))
    if record is None:
        raise not_found()
    keeps_address = "BillEmail" in kind.fields
    address = to or record.wire.get("BillEmail", {}).get("Address", "")
    if len(address) > LONGEST_ADDRESS or not EMAIL.fullmatch(address):
        raise business("Please enter a valid email address")
    company.tell(record, "Emailed", now_s)
    if not keeps_address:  # a payment: nothing on it says that it was sent
        return record.wire
    sent: Wire = {
        "EmailStatus": "EmailSent",
        "BillEmail": {**record.wire.get("BillEmail", {}), "Address": address},
    }
    record.given = {**record.given, **sent}
    delivery = {"DeliveryType": "Email", "DeliveryTime": stamp(int(now_s))}
    record.carried = {**record.carried, "DeliveryInfo": delivery}
    record.wire = {**record.wire, **sent, "DeliveryInfo": delivery}
    changed(company, record, now_s)
    return record.wire

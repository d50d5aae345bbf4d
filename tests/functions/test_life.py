"""The life of records through the API: taken back, told, brought back, with the functions in processes."""

import pytest

from local.callers import RefusedError
from tests.functions.tenant import CONTACT, INVOICE, PAYMENT, PRODUCT, Tenant


def take_back(company: Tenant, entity: str, record_id: str, removal: str, version: int) -> str:
    path = f"{company.path}/records/{entity}/{record_id}/{removal}"
    return str(company.host.post(path, {"version": version})["result"])


def test_records_leave_the_books_and_come_back(company: Tenant) -> None:
    company.push("contacts", CONTACT, {**CONTACT, "id": "c2", "display_name": "Cool Cars"})
    company.push("products", PRODUCT)
    company.push("invoices", INVOICE)
    company.push("payments", PAYMENT)
    company.connect()
    company.sync()
    with pytest.raises(RefusedError) as caught:
        take_back(company, "invoices", "i1", "delete", 2)
    assert (caught.value.status, caught.value.value["code"]) == (409, "conflict")

    assert take_back(company, "invoices", "i1", "void", 2) == "stored"
    assert take_back(company, "contacts", "c2", "deactivate", 2) == "stored"
    company.sync()
    shown = company.record("invoices", "i1")
    assert (shown["removed"], shown["total_in_books"], shown["status"]) == ("void", "0", "synced")
    told = company.record("payments", "y1")
    assert [problem["code"] for problem in told["problems"]] == ["reference_removed"]
    assert told["problems"][0]["about"] == {"entity": "invoices", "id": "i1"}

    assert take_back(company, "invoices", "i1", "void", 2) == "unchanged"
    company.push("invoices", {**INVOICE, "version": 3})
    company.push("contacts", {**CONTACT, "id": "c2", "display_name": "Cool Cars", "version": 3})
    company.sync()
    for entity, record_id in (("contacts", "c2"), ("invoices", "i1"), ("payments", "y1")):
        shown = company.record(entity, record_id)
        assert (shown["status"], shown["removed"]) == ("synced", ""), entity

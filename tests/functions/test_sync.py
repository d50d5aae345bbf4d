"""Pressing sync: what is missing is named, one record takes along what it needs, changes travel alone."""

import json
from typing import Any

import pytest

from local import onboarding
from local.callers import RefusedError
from local.stack import Stack
from tests.functions.tenant import CONTACT, INVOICE, PAYMENT, PRODUCT, Tenant, wait_until

ALL = (("payments", PAYMENT), ("invoices", INVOICE), ("products", PRODUCT), ("contacts", CONTACT))


def push_all(tenant: Tenant) -> None:
    for entity, record in ALL:
        tenant.push(entity, record)


def last_body(tenant: Tenant, kind: str) -> dict[str, Any]:
    """Return what QuickBooks was last sent for an entity of theirs."""
    path = f"/v3/company/{tenant.books.realm}/{kind}?"
    exchanges = tenant.books.ask("journal")["exchanges"]
    bodies = [each["request_body"] for each in exchanges if each["path"].startswith(path)]
    body: dict[str, Any] = json.loads(bodies[-1])
    return body


def test_a_company_that_is_not_connected_is_told_so(company: Tenant) -> None:
    push_all(company)
    with pytest.raises(RefusedError) as refused:
        company.owner.post(f"{company.path}/sync")
    assert (refused.value.status, refused.value.value["code"]) == (409, "not_ready")
    assert refused.value.value["missing"] == ["connection"]


def test_a_company_without_its_selections_is_told_which(company: Tenant) -> None:
    company.connect({"tax_code": "California", "expense_account": "Cost of Goods Sold"})
    push_all(company)
    with pytest.raises(RefusedError) as refused:
        company.owner.post(f"{company.path}/sync/contacts/c1")
    assert (refused.value.status, refused.value.value["code"]) == (409, "not_ready")
    assert refused.value.value["missing"] == ["tax_rate", "income_account"]
    assert company.books.objects("Customer") == []


def test_a_selection_that_the_books_do_not_offer_is_refused(connected: Tenant) -> None:
    with pytest.raises(RefusedError) as refused:
        connected.owner.put(f"{connected.path}/selections", {"tax_code": "2", "income_account": "80"})
    assert (refused.value.status, refused.value.value["faults"][0]["field"]) == (422, "income_account")


def test_one_record_takes_along_what_it_needs_and_nothing_else(connected: Tenant) -> None:
    push_all(connected)
    connected.push("contacts", {**CONTACT, "id": "c2", "display_name": "Red Barn Nursery"})
    run = connected.sync("/invoices/i1")
    assert run["record"] == "invoices/i1"
    wait_until(lambda: connected.record("invoices", "i1")["status"] == "synced")
    assert connected.record("contacts", "c1")["status"] == "synced"
    assert connected.record("contacts", "c2")["status"] == "syncing"
    assert connected.record("payments", "y1")["status"] == "syncing"
    assert connected.books.objects("Payment") == []


def test_a_sync_of_an_entity_goes_through_what_it_refers_to(connected: Tenant) -> None:
    push_all(connected)
    run = connected.sync("/invoices")
    assert run["entities"] == ["contacts", "products", "invoices"]
    assert connected.record("invoices", "i1")["status"] == "synced"
    assert connected.record("payments", "y1")["status"] == "syncing"


def test_a_record_that_was_never_pushed_cannot_be_synced(connected: Tenant) -> None:
    with pytest.raises(RefusedError) as refused:
        connected.owner.post(f"{connected.path}/sync/invoices/i1")
    assert refused.value.status == 404


def test_a_newer_version_becomes_a_sparse_update_of_what_changed(connected: Tenant) -> None:
    push_all(connected)
    connected.sync()
    connected.push("contacts", {**CONTACT, "version": 2, "phone": "(650) 555-0199"})
    connected.push("invoices", {**INVOICE, "version": 2, "message": "Thank you!"})
    shown = connected.record("invoices", "i1")
    assert (shown["status"], shown["booking_number"]) == ("syncing", "2001")
    connected.sync()

    (customer,) = connected.books.objects("Customer")
    assert (customer["SyncToken"], customer["PrimaryPhone"]["FreeFormNumber"]) == ("1", "(650) 555-0199")
    assert last_body(connected, "customer") == {
        "Id": customer["Id"],
        "SyncToken": "0",
        "sparse": True,
        "PrimaryPhone": {"FreeFormNumber": "(650) 555-0199"},
    }
    (invoice,) = connected.books.objects("Invoice")
    assert invoice["CustomerMemo"]["value"] == "Thank you!"
    assert (invoice["TotalAmt"], invoice["Balance"]) == (108, 0)
    assert connected.record("invoices", "i1")["status"] == "synced"


def test_a_broken_record_that_is_put_right_goes_through(connected: Tenant) -> None:
    push_all(connected)
    connected.push("contacts", {**CONTACT, "version": 2, "email": "(650) 555-0142"})
    connected.sync()
    assert connected.record("contacts", "c1")["status"] == "error"
    shown = connected.record("invoices", "i1")
    assert (shown["status"], shown["problems"][0]["code"]) == ("error", "reference_has_problem")
    assert shown["problems"][0]["about"] == {"entity": "contacts", "id": "c1"}
    connected.push("contacts", {**CONTACT, "version": 3, "email": "cafe@example.com"})
    connected.sync()
    ids = {"contacts": "c1", "products": "p1", "invoices": "i1", "payments": "y1"}
    assert {connected.record(*each)["status"] for each in ids.items()} == {"synced"}


def test_a_product_that_arrives_late_lets_its_invoice_through(connected: Tenant) -> None:
    connected.push("contacts", CONTACT)
    connected.push("invoices", INVOICE)
    connected.sync()
    assert connected.record("invoices", "i1")["problems"][0]["code"] == "reference_missing"
    connected.push("products", PRODUCT)
    connected.sync("/products")
    connected.sync("/invoices")
    assert connected.record("invoices", "i1")["status"] == "synced"


def test_a_push_syncs_by_itself_where_the_company_wants_it(stack: Stack) -> None:
    tenant = Tenant(stack).register().connect()
    push_all(tenant)
    wait_until(lambda: tenant.record("payments", "y1")["status"] == "synced")
    assert tenant.books.money().receivable == 0


def test_two_companies_cannot_share_books(connected: Tenant) -> None:
    other = Tenant(connected.stack).register()
    with pytest.raises(onboarding.NotConnectedError, match="conflict"):
        onboarding.connect(other.owner, other.id, connected.books.realm)
    assert other.owner.get(other.path)["connection"]["state"] == "never_connected"

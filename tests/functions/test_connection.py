"""A connection's life through the real functions: ended, connected again, moved to other books and back."""

import random
from dataclasses import replace

import pytest

from local import onboarding
from local.onboarding import NotConnectedError
from local.quickbooks import QuickBooks
from tests.functions.tenant import CONTACT, INVOICE, PAYMENT, PRODUCT, Tenant

ENTITIES = {"contacts": CONTACT, "products": PRODUCT, "invoices": INVOICE, "payments": PAYMENT}
OBJECTS = ("Customer", "Invoice", "Payment")


def push_all(tenant: Tenant) -> None:
    for entity, record in ENTITIES.items():
        tenant.push(entity, record)


def counts(books: QuickBooks) -> list[int]:
    return [len(books.objects(name)) for name in OBJECTS]


def secrets_of(tenant: Tenant) -> list[str]:
    client = tenant.stack.client("secretsmanager")
    pages = client.get_paginator("list_secrets").paginate()
    names = [each["Name"] for page in pages for each in page["SecretList"]]
    return [name for name in names if f"/tokens/{tenant.id}" in name]


def test_who_disconnects_leaves_no_token_and_no_call_behind_and_goes_on_after_connecting_again(
    connected: Tenant,
) -> None:
    push_all(connected)
    connected.sync()
    assert len(secrets_of(connected)) == 1
    ended = connected.owner.delete(f"{connected.path}/connection")
    assert (ended["connection"]["state"], ended["connection"]["ending"]) == ("disconnected", False)
    assert ended["connection"]["problem"]["code"] == "signed_out"
    assert secrets_of(connected) == []

    before = connected.books.calls()
    connected.push("contacts", {**CONTACT, "version": 2, "phone": "(650) 555-0199"})
    connected.push("invoices", {**INVOICE, "id": "i2", "number": "2002"})
    connected.stack.invoke("sweep", {"scheduled_time": "2026-04-08T12:00:00Z"})
    connected.wait_until_still()
    assert connected.books.calls() == before
    assert connected.record("contacts", "c1")["status"] == "syncing"
    assert connected.record("invoices", "i2")["status"] == "not_synced"

    onboarding.connect(connected.owner, connected.id, connected.books.realm)
    connected.sync()
    assert counts(connected.books) == [1, 2, 1]
    (customer,) = connected.books.objects("Customer")
    assert customer["PrimaryPhone"]["FreeFormNumber"] == "(650) 555-0199"


def test_other_books_wait_for_a_person_and_the_way_back_enters_nothing_twice(connected: Tenant) -> None:
    push_all(connected)
    connected.sync()
    former = connected.books
    other = replace(former, realm=str(random.randrange(10**18, 10**19)))
    other.open()
    with pytest.raises(NotConnectedError, match="other_books"):
        onboarding.connect(connected.owner, connected.id, other.realm)
    offered = connected.owner.get(f"{connected.path}/connection")["connection"]
    assert (offered["state"], offered["other"]["realm"]) == ("other_books", other.realm)
    assert len(secrets_of(connected)) == 2

    moved = connected.owner.post(f"{connected.path}/connection/confirm", {"realm": other.realm})
    assert moved["connection"]["realm"] == other.realm
    connected.wait_until_still()
    assert connected.owner.get(connected.path)["connection"]["moving"] is False
    onboarding.select(connected.owner, connected.id)
    connected.sync()
    assert counts(other) == counts(former) == [1, 1, 1]

    with pytest.raises(NotConnectedError, match="other_books"):
        onboarding.connect(connected.owner, connected.id, former.realm)
    connected.owner.post(f"{connected.path}/connection/confirm", {"realm": former.realm})
    connected.wait_until_still()
    connected.sync()
    assert counts(other) == counts(former) == [1, 1, 1]
    assert connected.record("invoices", "i1")["status"] == "synced"
    assert len(secrets_of(connected)) == 1

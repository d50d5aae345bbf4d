"""The night syncs what the day left, once."""

from datetime import UTC, datetime, timedelta

from tests.functions.tenant import CONTACT, INVOICE, PRODUCT, Tenant, wait_until


def test_the_night_syncs_what_the_day_left(connected: Tenant) -> None:
    connected.owner.put(f"{connected.path}/settings", {"nightly": True})
    for entity, record in (("invoices", INVOICE), ("products", PRODUCT), ("contacts", CONTACT)):
        connected.push(entity, record)
    before = connected.books.calls()
    connected.stack.invoke("sweep", {"scheduled_time": "2026-04-08T12:00:00Z"})
    connected.wait_until_still()
    assert connected.books.calls() == before
    assert connected.record("invoices", "i1")["status"] == "syncing"

    now = datetime.now(UTC)
    by_day = {"scheduled_time": now.strftime("%Y-%m-%dT%H:%M:%SZ")}
    by_night = {"scheduled_time": (now + timedelta(hours=25)).strftime("%Y-%m-%dT%H:%M:%SZ")}
    assert connected.stack.invoke("nightly_sync", by_day) == {"started": 0}
    assert connected.stack.invoke("nightly_sync", by_night) == {"started": 1}
    wait_until(lambda: connected.record("invoices", "i1")["status"] == "synced")
    connected.wait_until_still()
    assert len(connected.books.objects("Invoice")) == 1


def test_a_night_comes_once_and_only_where_something_is_left(connected: Tenant) -> None:
    connected.owner.put(f"{connected.path}/settings", {"nightly": True})
    connected.push("contacts", CONTACT)
    now = datetime.now(UTC)
    nights = [
        {"scheduled_time": (now + timedelta(hours=25 * count)).strftime("%Y-%m-%dT%H:%M:%SZ")}
        for count in (1, 2, 3)
    ]
    assert connected.stack.invoke("nightly_sync", nights[0]) == {"started": 1}
    wait_until(lambda: connected.record("contacts", "c1")["status"] == "synced")
    connected.wait_until_still()
    calls = connected.books.calls()

    connected.push("contacts", {**CONTACT, "version": 2, "phone": "(650) 555-0199"})
    assert connected.stack.invoke("nightly_sync", nights[0]) == {"started": 0}
    connected.wait_until_still()
    assert connected.books.calls() == calls
    assert connected.stack.invoke("nightly_sync", nights[1]) == {"started": 1}
    wait_until(lambda: connected.record("contacts", "c1")["status"] == "synced")
    assert connected.stack.invoke("nightly_sync", nights[2]) == {"started": 0}


def test_a_company_that_is_not_connected_has_no_night(company: Tenant) -> None:
    company.owner.put(f"{company.path}/settings", {"nightly": True})
    company.push("contacts", CONTACT)
    night = (datetime.now(UTC) + timedelta(hours=25)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert company.stack.invoke("nightly_sync", {"scheduled_time": night}) == {"started": 0}
    assert company.record("contacts", "c1")["status"] == "not_synced"

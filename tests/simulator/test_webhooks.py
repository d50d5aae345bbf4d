"""Webhooks: which changes are told, in which form, how they are gathered, and what follows a bad answer."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
import simplejson

from simulator import FIRST_REALM
from tests.simulator.books import done, key, sale
from tests.simulator.notified import App

SECOND = "4620816365000000002"


def test_creates_updates_and_deletes_are_told_by_entity_and_id(app: App) -> None:
    customer = app.books.customer("Amy")
    invoice = app.books.invoice(customer, sale(app.books.item(), "10"))
    assert app.told() == [
        ("Customer", customer, "Create"),
        ("Item", "1", "Create"),
        ("Invoice", "1", "Create"),
    ]
    app.books.update("Customer", app.books.read("Customer", customer), Notes="x")
    app.books.write("Invoice", key(invoice), operation="delete")
    assert app.told() == [("Customer", customer, "Update"), ("Invoice", invoice["Id"], "Delete")]


def test_voids_and_mails_are_told_as_such(app: App) -> None:
    bill_to = {"Address": "billing@example.com"}
    invoice = app.books.invoice(app.books.customer(), sale(app.books.item(), "10"), BillEmail=bill_to)
    app.taken()
    octets = {"content-type": "application/octet-stream"}
    assert app.books.send("POST", f"invoice/{invoice['Id']}/send", headers=octets).status == 200
    assert app.told() == [("Invoice", invoice["Id"], "Emailed")]
    app.books.write("Invoice", key(app.books.read("Invoice", invoice["Id"])), operation="void")
    assert app.told() == [("Invoice", invoice["Id"], "Void")]


def test_a_merge_is_one_event_of_the_winner_that_names_the_loser(app: App) -> None:
    winner, loser = app.books.customer("Amy"), app.books.customer("Amy Lauterbach")
    app.books.invoice(loser, sale(app.books.item(), "10"))
    app.taken()
    done(app.books, "POST", "merge", {"entity": "Customer", "winner": winner, "loser": loser})
    [body] = app.taken()
    [event] = body["eventNotifications"][0]["dataChangeEvent"]["entities"]
    assert event == {
        "name": "Customer",
        "id": winner,
        "operation": "Merge",
        "deletedId": loser,
        "lastUpdated": "2026-04-09T16:00:05Z",
    }


def test_what_was_refused_or_changed_nothing_is_not_told(app: App) -> None:
    customer = app.books.write("Customer", {"DisplayName": "Amy"})
    app.taken()
    assert app.books.post("customer", {"DisplayName": "Amy"}).status == 400
    app.books.update("Customer", customer, DisplayName="Amy")
    assert app.told() == []


def test_entities_that_intuit_does_not_tell_of_are_not_told(app: App) -> None:
    for entity in ("CustomerType", "TaxCode"):
        done(app.books, "POST", "objects", {"entity": entity, "object": {"Name": entity}})
    section = {"section": "SalesFormsPrefs", "name": "AllowDiscount", "value": False}
    done(app.books, "POST", "preferences", section)
    assert app.told() == [("Preferences", "1", "Update")]


@pytest.mark.parametrize(
    ("moves", "told"), [(False, ["Invoice"]), (True, ["Invoice", "Account", "Customer"])]
)
def test_whether_a_balance_that_moves_is_told_is_a_setting(*, moves: bool, told: list[str]) -> None:
    app = App(webhook_balance_moves=moves)
    customer, item = app.books.customer(), app.books.item()
    app.taken()
    app.books.invoice(customer, sale(item, "10"))
    assert sorted(name for name, _, _ in app.told() if name in ("Invoice", "Customer", "Account")) == sorted(
        told
    )


@pytest.mark.parametrize("operation", ["Update", "Delete"])
def test_what_a_deactivation_is_told_as_is_a_setting(operation: str) -> None:
    app = App(webhook_deactivation=operation)
    customer = app.books.write("Customer", {"DisplayName": "Amy"})
    app.taken()
    app.books.update("Customer", customer, Active=False)
    assert app.told() == [("Customer", customer["Id"], operation)]


def test_changes_of_one_object_within_a_window_are_one_event_with_the_last_time(app: App) -> None:
    customer = app.books.write("Customer", {"DisplayName": "Amy"})
    app.books.clock.advance(2)
    app.books.update("Customer", customer, Notes="x")
    assert app.due() == []
    [body] = app.taken(3)
    [event] = body["eventNotifications"][0]["dataChangeEvent"]["entities"]
    assert (event["operation"], event["lastUpdated"]) == ("Create", "2026-04-09T16:00:02Z")


def test_what_came_and_went_within_a_window_is_told_as_both(app: App) -> None:
    customer = app.books.customer()
    app.taken()
    payment = app.books.payment(customer, "1")
    app.books.write("Payment", key(payment), operation="delete")
    assert app.told() == [("Payment", payment["Id"], "Create"), ("Payment", payment["Id"], "Delete")]


def test_the_older_format_names_realm_and_entities_and_an_offset_if_set() -> None:
    app = App(webhook_times="-0700")
    app.books.customer()
    assert app.taken() == [
        {
            "eventNotifications": [
                {
                    "realmId": FIRST_REALM,
                    "dataChangeEvent": {
                        "entities": [
                            {
                                "name": "Customer",
                                "id": "1",
                                "operation": "Create",
                                "lastUpdated": "2026-04-09T09:00:00-0700",
                            }
                        ]
                    },
                }
            ]
        }
    ]


def test_cloud_events_name_type_object_and_realm_and_carry_no_data() -> None:
    app = App(webhook_format="cloudevents", webhook_content_type="application/cloudevents+json")
    app.books.customer()
    [delivery] = app.due(5)
    [event] = simplejson.loads(delivery.body)
    assert len(event.pop("id")) == 36
    assert event.pop("source").startswith("intuit.")
    assert event == {
        "specversion": "1.0",
        "type": "qbo.customer.created.v1",
        "datacontenttype": "application/json",
        "time": "2026-04-09T16:00:00.000000000Z",
        "intuitentityid": "1",
        "intuitaccountid": FIRST_REALM,
        "data": {},
    }
    assert delivery.headers["content-type"] == "application/cloudevents+json"


def test_cloud_events_name_what_happened() -> None:
    app = App(webhook_format="cloudevents")

    def types() -> list[str]:
        return sorted(event["type"] for body in app.taken() for event in body)

    books = app.books
    winner, loser = books.customer("Amy"), books.customer("Amy Lauterbach")
    held = books.invoice(winner, sale(books.item(), "10"), BillEmail={"Address": "amy@example.com"})
    app.taken()
    done(books, "POST", "merge", {"entity": "Customer", "winner": winner, "loser": loser})
    octets = {"content-type": "application/octet-stream"}
    sent = books.send("POST", f"invoice/{held['Id']}/send", headers=octets).json()["Invoice"]
    assert types() == ["qbo.customer.merged.v1", "qbo.invoice.emailed.v1"]
    books.update("Invoice", sent, PrivateNote="x")
    assert types() == ["qbo.invoice.updated.v1"]
    books.write("Invoice", key(books.read("Invoice", held["Id"])), operation="void")
    assert types() == ["qbo.invoice.voided.v1"]
    books.write("Invoice", key(books.read("Invoice", held["Id"])), operation="delete")
    assert types() == ["qbo.invoice.deleted.v1"]


def test_every_delivery_is_signed_and_says_what_it_is() -> None:
    app = App(webhook_verifier="planted-verifier")
    app.books.customer("Zoë")
    [delivery] = app.due(5)
    digest = hmac.new(b"planted-verifier", delivery.body, hashlib.sha256).digest()
    assert delivery.headers["intuit-signature"] == base64.b64encode(digest).decode()
    assert delivery.headers["intuit-created-time"] == "2026-04-09T09:00:05-0700"
    assert delivery.headers["intuit-notification-schema-version"] == "0.1"
    assert delivery.headers["intuit-t-id"]
    assert delivery.headers["content-type"] == "application/json; charset=utf-8"


def test_an_app_can_be_switched_to_cloud_events_at_a_moment(app: App) -> None:
    given = {"url": "http://127.0.0.1:9/", "format": "legacy", "cloudevents_from": "2026-04-09T17:00:00Z"}
    assert done(app.books, "POST", "webhooks", given)["format"] == "legacy"
    app.books.customer("Before")
    assert "eventNotifications" in app.taken()[0]
    app.books.later(3600)
    app.books.customer("After")
    assert app.taken()[0][0]["type"] == "qbo.customer.created.v1"


@pytest.mark.parametrize(("realms", "sizes"), [("many", [[1, 1]]), ("one", [[1], [1]])])
def test_events_of_several_realms_come_in_one_delivery_or_each_in_its_own(
    realms: str, sizes: list[list[int]]
) -> None:
    app = App(webhook_realms=realms)
    app.books.simulator.add_realm(SECOND)
    for realm in (FIRST_REALM, SECOND):
        given = {"realm": realm, "entity": "Customer", "object": {"DisplayName": "Amy"}}
        done(app.books, "POST", "objects", given)
    found = [
        [len(one["dataChangeEvent"]["entities"]) for one in body["eventNotifications"]]
        for body in app.taken()
    ]
    assert found == sizes


def test_a_delivery_holds_a_hundred_events_at_most(app: App) -> None:
    for start in range(0, 250, 30):
        names = [f"Customer {number}" for number in range(start, min(start + 30, 250))]
        app.books.batch(
            *({"bId": name, "operation": "create", "Customer": {"DisplayName": name}} for name in names)
        )
    deliveries = []
    while due := app.due(5):
        deliveries += due
        app.answer(due[0], 200)
    assert [delivery.events for delivery in deliveries] == [100, 100, 50]

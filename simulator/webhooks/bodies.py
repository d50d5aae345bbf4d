"""How deliveries of webhooks are written and signed: the older format, and CloudEvents."""

import base64
import hmac
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal

from simulator.settings import Settings
from simulator.timestamps import stamp
from simulator.webhooks.events import Event
from simulator.wire import Wire, write_json

Format = Literal["cloudevents", "legacy"]
SCHEMA_VERSIONS: dict[Format, str] = {"legacy": "0.1", "cloudevents": "1.0"}
"""The first stands in a published example; that of CloudEvents is not published."""
TYPES = {
    "Create": "created",
    "Update": "updated",
    "Delete": "deleted",
    "Merge": "merged",
    "Void": "voided",
    "Emailed": "emailed",
}


def body_of(events: list[Event], form: Format, settings: Settings) -> bytes:
    """Write the body of one delivery."""
    if form == "cloudevents":
        return write_json([_cloud_event(event, settings) for event in events])
    realms: dict[str, list[Wire]] = {}
    for event in events:
        realms.setdefault(event.realm, []).append(_entity(event, settings))
    notifications = [
        {"realmId": realm, "dataChangeEvent": {"entities": entities}} for realm, entities in realms.items()
    ]
    return write_json({"eventNotifications": notifications})


def _entity(event: Event, settings: Settings) -> Wire:
    when = stamp(int(event.at_s))
    shown = {
        "Z": f"{datetime.fromtimestamp(int(event.at_s), UTC):%Y-%m-%dT%H:%M:%SZ}",
        "-0700": when[:-3] + when[-2:],
    }
    entity: Wire = {"name": event.name, "id": event.id, "operation": event.operation}
    if event.deleted_id is not None:
        entity["deletedId"] = event.deleted_id
    return {**entity, "lastUpdated": shown[settings.webhook_times]}


def _cloud_event(event: Event, settings: Settings) -> Wire:
    """Return a CloudEvent. That a merge names its loser is not published for this format."""
    moment = datetime.fromtimestamp(event.at_s, UTC)
    return {
        "specversion": "1.0",
        "id": event.event_id,
        "source": f"intuit.{base64.b64encode(sha256(settings.client_id.encode()).digest()).decode()}",
        "type": f"qbo.{event.name.lower()}.{TYPES[event.operation]}.v1",
        "datacontenttype": "application/json",
        "time": f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond:06d}000Z",
        "intuitentityid": event.id,
        "intuitaccountid": event.realm,
        "data": {},
    }


def signature(body: bytes, verifier: str) -> str:
    """Return the value of intuit-signature."""
    return base64.b64encode(hmac.new(verifier.encode(), body, sha256).digest()).decode()


def headers_of(body: bytes, form: Format, settings: Settings, *, number: int, at_s: float) -> dict[str, str]:
    """Return the headers of one delivery."""
    when = stamp(int(at_s))
    content_type = "application/json; charset=utf-8"
    if form == "cloudevents":
        content_type = settings.webhook_content_type
    return {
        "content-type": content_type,
        "accept": "application/json",
        "user-agent": f"intuit_notification_server/{SCHEMA_VERSIONS[form]}",
        "intuit-signature": signature(body, settings.webhook_verifier),
        "intuit-created-time": when[:-3] + when[-2:],
        "intuit-t-id": f"1-{int(at_s):08x}-{number:024x}",
        "intuit-notification-schema-version": SCHEMA_VERSIONS[form],
    }

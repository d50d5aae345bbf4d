"""Routes about webhooks: where they go, in which format, and what became of each delivery."""

from dataclasses import asdict
from decimal import Decimal

from simulator.controls.route import Route, moment_given, only, required
from simulator.core import Simulator
from simulator.timestamps import stamp_millis
from simulator.webhooks.bodies import SCHEMA_VERSIONS
from simulator.webhooks.sender import check_url
from simulator.wire import Wire

SHOWN_ATTEMPTS = 100


def _webhooks(simulator: Simulator, given: Wire) -> object:
    only(given)
    webhooks = simulator.webhooks
    since_s = webhooks.cloudevents_from_s
    attempts = list(webhooks.attempts)[-SHOWN_ATTEMPTS:]
    return {
        "url": webhooks.url,
        "format": webhooks.form,
        "cloudevents_from": None if since_s is None else stamp_millis(since_s),
        "given_up": webhooks.given_up,
        **webhooks.counts(),
        "attempts": [{**asdict(one), "at_s": Decimal(str(one.at_s))} for one in attempts],
    }


def _subscribe(simulator: Simulator, given: Wire) -> object:
    only(given, "url", "format", "cloudevents_from")
    url, form = str(required(given, "url")), given.get("format", simulator.webhooks.form)
    check_url(url, hosts=simulator.settings.webhook_hosts)
    if form not in SCHEMA_VERSIONS:
        raise ValueError(f"format is {form!r}, but must be {' or '.join(SCHEMA_VERSIONS)}")
    since = given.get("cloudevents_from")
    since_s = None if since is None else moment_given("cloudevents_from", since)
    simulator.webhooks.subscribe(url, form, cloudevents_from_s=since_s)
    return _webhooks(simulator, {})


def _unsubscribe(simulator: Simulator, given: Wire) -> object:
    only(given)
    simulator.webhooks.unsubscribe()
    return _webhooks(simulator, {})


ROUTES = (
    Route(
        "GET", "webhooks", "where they go, what waits, and how the last deliveries were answered", _webhooks
    ),
    Route(
        "POST",
        "webhooks",
        "tell an address of every change from now on "
        "(url; format: cloudevents, legacy; cloudevents_from: the moment that legacy ends)",
        _subscribe,
    ),
    Route("DELETE", "webhooks", "tell it nothing more, drop what waits", _unsubscribe),
)

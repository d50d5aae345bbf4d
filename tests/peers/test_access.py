"""Defects of others in who is let in, and in how long the way into the books stays open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from local.template import transform
from quickbooks_sync.errors import SyncError
from quickbooks_sync.flows import connect
from quickbooks_sync.flows.access import access
from quickbooks_sync.model import CompanyId, Connection, Realm
from quickbooks_sync.ports import TokenSet
from simulator import Settings
from simulator.wire import Request
from tests.fakes.clock import VirtualClock
from tests.fakes.world import World
from tests.flows.examples import SMALL_BOOKS, all_settled, figures, small_books

ROOT = Path(__file__).parents[2]
ACME = CompanyId("acme")
DAY_S = 86_400
CALLBACK = "/v1/oauth/callback"


class Waits(Exception):
    """A worker would wait now."""


class Waiting(VirtualClock):
    """The clock of a worker that is looked at as soon as it waits."""

    def sleep(self, seconds: float) -> None:
        raise Waits


def routes() -> dict[tuple[str, str], dict[str, Any]]:
    """Read every route of the deployed API, by method and path."""
    (api,) = (
        each["Properties"]
        for each in transform(ROOT / "template.yaml")["Resources"].values()
        if each["Type"] == "AWS::ApiGatewayV2::Api"
    )
    paths: dict[str, dict[str, dict[str, Any]]] = api["Body"]["paths"]
    return {(method, path): route for path, methods in paths.items() for method, route in methods.items()}


def kept(world: World) -> TokenSet:
    tokens = world.tokens.get(ACME)
    assert tokens is not None
    return tokens


def refreshes(world: World) -> list[Request]:
    return [
        request
        for _, request, _ in world.simulator.journal
        if request.path.endswith("/tokens/bearer") and b"grant_type=refresh_token" in request.body
    ]


def test_no_webhook_or_other_event_is_accepted_without_a_token() -> None:
    """Elsewhere the route of the webhook takes what anybody posts, and syncs by it.

    Here the one route without a token is Intuit's redirect, which brings a proof of its own.
    """
    found = routes()
    without = [key for key, route in found.items() if route["security"] != [{"HostToken": []}]]
    assert len(found) > 15
    assert without == [("get", CALLBACK)]


@pytest.mark.parametrize("state", ["", "made-up", "used"])
def test_the_callback_is_not_accepted_without_a_state_of_its_own(state: str) -> None:
    """Elsewhere the code of a stranger's consent is exchanged, and his books become the company's."""
    world = World()
    world.register()
    redirect_url = f"https://api.example.test{CALLBACK}"
    url = connect.start(world.ports, world.company(), user="owner-1", redirect_url=redirect_url)
    query = world.oauth.consent(url, world.realm)
    if state == "used":
        with pytest.raises(SyncError):
            connect.finish(world.ports, connect.Callback(query["state"], ""), environment="sandbox")
    given = query["state"] if state == "used" else state
    before = len(world.simulator.journal)
    with pytest.raises(SyncError):
        connect.finish(
            world.ports, connect.Callback(given, query["code"], query["realmId"]), environment="sandbox"
        )
    assert len(world.simulator.journal) == before
    assert world.company().connection is Connection.NEVER
    assert world.tokens.get(ACME) is None


def test_the_refresh_tokens_life_is_not_read_from_the_access_tokens_field(world: World) -> None:
    """Elsewhere `expires_in` is taken for it: after an hour the company counts as disconnected.

    https://github.com/intuit/oauth-jsclient: 60d35a1 reads a field that is never sent, e65c49b mends it.
    """
    made_at, tokens = world.clock.now(), kept(world)
    assert tokens.access_expires_at - made_at <= timedelta(hours=1)
    assert tokens.refresh_expires_at - made_at > timedelta(days=100)
    world.clock.sleep(50 * DAY_S)
    small_books(world)
    world.settle_down()
    assert world.company().connection is Connection.CONNECTED
    assert figures(world) == SMALL_BOOKS
    later = kept(world).refresh_expires_at
    assert timedelta(days=49) < later - tokens.refresh_expires_at < timedelta(days=52)


def test_two_workers_never_refresh_at_once() -> None:
    """Elsewhere the second of two refreshes sends a value that is dead by then, and the grant is lost.

    https://github.com/intuit/oauth-jsclient/issues/138, https://github.com/ej2/python-quickbooks/issues/282
    """
    world = World(simulator_settings=Settings(rotate_every_refresh=True))
    world.ready()
    world.clock.sleep(2 * 3600)
    second = replace(world.ports, clock=Waiting(world.clock.now()))
    waited: list[str] = []

    def second_worker(request: Request, *_: object) -> None:
        if b"grant_type=refresh_token" in request.body and not waited:
            waited.append("for the first")
            with pytest.raises(Waits):
                access(second, ACME, Realm(world.realm))

    world.simulator.listeners.append(second_worker)
    small_books(world)
    world.settle_down()
    assert waited
    assert len(refreshes(world)) == 1
    assert access(world.ports, ACME, Realm(world.realm)) == kept(world)
    assert world.company().connection is Connection.CONNECTED
    assert figures(world) == SMALL_BOOKS
    assert all_settled(world)

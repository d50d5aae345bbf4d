"""The product's HTTP adapters over the simulator in this process: real bytes, virtual time."""

from __future__ import annotations

import json

import pytest

from quickbooks_sync.books import BooksReply, BooksRequest
from quickbooks_sync.errors import Disconnected, IntuitBusy
from quickbooks_sync.model import Realm
from quickbooks_sync.ports import TokenSet
from simulator import FIRST_REALM, Settings, Simulator
from simulator.ordered_faults.kinds import FaultKind
from simulator.ordered_faults.orders import FaultOrder
from tests.fakes.clock import VirtualClock, VirtualSending
from tests.fakes.simulated import SimulatedOAuth, SimulatedQuickBooks, SimulatorClock

REALM = Realm(FIRST_REALM)
CALLBACK = "http://localhost:8000/callback"


class World:
    """A connected company on a virtual clock."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        settings = Settings(call_latency_s=0.08, item_latency_s=0.35)
        self.simulator = Simulator(clock=SimulatorClock(self.clock), settings=settings)
        self.oauth = SimulatedOAuth(self.simulator, self.clock)
        self.quickbooks = SimulatedQuickBooks(self.simulator, self.clock)
        url = self.oauth.authorize_url(state="state-1", redirect_url=CALLBACK)
        self.callback = self.oauth.consent(url, FIRST_REALM)
        self.tokens = self.oauth.exchange(self.callback["code"], realm=REALM, redirect_url=CALLBACK)

    def create(self, name: str) -> BooksReply:
        body = json.dumps({"DisplayName": name}).encode()
        return self.quickbooks.send(
            BooksRequest(REALM, "POST", "/customer", body=body), self.tokens.access_token
        )


@pytest.fixture
def world() -> World:
    return World()


def test_consent_returns_the_state_and_the_realm_and_its_code_works_once(world: World) -> None:
    assert (world.callback["state"], world.callback["realmId"]) == ("state-1", FIRST_REALM)
    with pytest.raises(Disconnected):
        world.oauth.exchange(world.callback["code"], realm=REALM, redirect_url=CALLBACK)


def test_calls_side_by_side_take_the_time_of_one(world: World) -> None:
    sending = VirtualSending(world.clock)
    for number in range(5):
        sending.submit(str(number), lambda number=number: world.create(f"Customer {number}"))  # type: ignore[misc]
    ended = sending.wait(10)
    assert [(tag, reply.status) for tag, reply in ended] == [(str(number), 200) for number in range(5)]
    assert world.clock.monotonic_s() == pytest.approx(0.43)
    assert all(reply.intuit_tid for _, reply in ended)


@pytest.mark.parametrize("kind", ["reset_before", "reset_after", "time_out_after"])
def test_a_write_that_breaks_is_unknown_or_a_server_error(world: World, kind: FaultKind) -> None:
    world.simulator.orders.open.append(FaultOrder(kind, entity="customer"))
    reply = world.create("Broken")
    assert (reply.failure, reply.status) in {("unknown", 0), ("", 504)}
    assert world.clock.monotonic_s() == (120 if kind == "time_out_after" else 0)
    again = world.create("Broken")
    assert again.status == (200 if kind == "reset_before" else 400)


def test_a_refused_connection_carries_out_nothing(world: World) -> None:
    world.quickbooks.wire.down = world.oauth.wire.down = True
    assert world.create("A").failure == "refused"
    with pytest.raises(IntuitBusy):
        world.oauth.refresh(world.tokens)
    world.quickbooks.wire.down = world.oauth.wire.down = False
    assert world.create("A").status == 200


def test_a_refresh_after_a_day_rotates_and_revoking_ends_it(world: World) -> None:
    world.clock.sleep(90_000)
    assert world.create("A").status == 401
    world.tokens = _rotated(world.oauth, world.tokens)
    assert world.create("A").status == 200
    world.oauth.revoke(world.tokens)
    world.oauth.revoke(world.tokens)
    with pytest.raises(Disconnected):
        world.oauth.refresh(world.tokens)


def _rotated(oauth: SimulatedOAuth, tokens: TokenSet) -> TokenSet:
    rotated = oauth.refresh(tokens)
    assert rotated.previous_refresh_token == tokens.refresh_token != rotated.refresh_token
    assert rotated.version == tokens.version + 1
    return rotated

"""Deliveries that go wrong: retries on Intuit's schedule, what waits behind them, loss and repetition."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulator.webhooks.sender import WebhookSender
from tests.simulator.books import control, done
from tests.simulator.notified import App
from tests.simulator.served import endpoint

HOUR_S = 3600


def test_a_delivery_that_is_not_accepted_comes_again_on_the_published_schedule(app: App) -> None:
    app.books.customer()
    [delivery] = app.due(5)
    for attempt, wait_s in enumerate(
        [10, 20, 30, 300, 1200, 2 * HOUR_S, 4 * HOUR_S, 6 * HOUR_S, 6 * HOUR_S, 6 * HOUR_S], start=2
    ):
        app.answer(delivery, 500)
        assert app.due(wait_s - 1) == []
        [again] = app.due(1)
        assert (again.attempt, again.body, again.headers) == (attempt, delivery.body, delivery.headers)
        delivery = again
    app.answer(delivery, 200)
    assert app.due(24 * HOUR_S) == []


@pytest.mark.parametrize(
    ("status", "after_s"), [(None, 0), (200, 3.1), (204, 0), (302, 0), (400, 0), (503, 0)]
)
def test_only_200_within_three_seconds_accepts(app: App, status: int | None, after_s: float) -> None:
    app.books.customer()
    [delivery] = app.due(5)
    app.answer(delivery, status, after_s)
    assert len(app.due(10)) == 1


def test_three_seconds_are_not_too_late(app: App) -> None:
    app.books.customer()
    [delivery] = app.due(5)
    app.answer(delivery, 200, 3)
    assert app.due(HOUR_S) == []


def test_a_delivery_is_given_once_until_it_is_answered(app: App) -> None:
    app.books.customer()
    assert [len(app.due(5)), len(app.due(HOUR_S))] == [1, 0]


@pytest.mark.parametrize(("held_back", "count"), [(True, 0), (False, 1)])
def test_later_events_may_be_held_back_until_the_first_are_accepted(*, held_back: bool, count: int) -> None:
    app = App(webhooks_held_back=held_back)
    app.books.customer("Amy")
    [first] = app.due(5)
    app.answer(first, 500)
    app.books.customer("Bea")
    app.books.clock.advance(4)
    assert len(app.due(5)) == count
    [again] = [delivery for delivery in app.due(1) if delivery.number == first.number]
    app.answer(again, 200)
    assert len(app.due()) == 1 - count


def test_the_older_policy_tries_three_times_more_and_then_tells_nothing_any_more() -> None:
    app = App(webhook_retries="before")
    app.books.customer("Amy")
    [delivery] = app.due(5)
    for wait_s in (1200, 1800, 3000):
        app.answer(delivery, 503)
        assert app.due(wait_s - 1) == []
        [delivery] = app.due(1)
    app.answer(delivery, 503)
    assert done(app.books, "GET", "webhooks")["given_up"] is True
    app.books.customer("Bea")
    assert app.due(24 * HOUR_S) == []
    app.webhooks.subscribe()
    app.books.customer("Cid")
    assert len(app.due(5)) == 1


def test_the_older_policy_drops_what_is_answered_with_another_status() -> None:
    app = App(webhook_retries="before")
    app.books.customer()
    [delivery] = app.due(5)
    app.answer(delivery, 400)
    assert app.due(24 * HOUR_S) == []
    assert done(app.books, "GET", "webhooks")["given_up"] is False


def names(app: App, **_settings: float) -> list[str]:
    for number in range(40):
        app.books.customer(f"Customer {number}")
    return [record_id for _, record_id, _ in app.told(5)]


def test_chance_loses_repeats_and_reorders_events_the_same_for_the_same_seed() -> None:
    chance = {"webhooks_lost": 0.2, "webhooks_duplicated": 0.2, "webhooks_reordered": 0.2}
    first, second, other = App(**chance), App(**chance), App(**chance, seed=2)
    at_once = names(first)
    later = [record_id for _, record_id, _ in first.told(60)]
    assert names(second) == at_once != names(other)
    assert len({*at_once, *later}) < 40
    assert set(at_once) & set(later)
    assert set(later) - set(at_once)


def test_a_repeated_event_has_the_id_of_the_first() -> None:
    app = App(webhook_format="cloudevents", webhooks_duplicated=1.0)
    app.books.customer()
    [[first], [second]] = app.taken(5), app.taken(60)
    assert first == second


def test_nothing_is_told_before_an_app_subscribes_or_after_it_ends(app: App) -> None:
    app.books.customer("Amy")
    done(app.books, "DELETE", "webhooks")
    app.books.customer("Bea")
    assert app.told() == []


def test_what_waits_survives_saving_and_loading(app: App) -> None:
    app.books.customer("Amy")
    [delivery] = app.due(5)
    app.books.customer("Bea")
    saved = done(app.books, "GET", "saved")
    fresh = App()
    done(fresh.books, "POST", "saved", saved)
    [same] = fresh.due()
    assert same == delivery
    fresh.answer(same, 200)
    assert len(fresh.told()) == 1


def test_control_shows_where_webhooks_go_and_what_became_of_them(app: App) -> None:
    app.books.customer()
    assert done(app.books, "GET", "webhooks")["gathered"] == 1
    [delivery] = app.due(5)
    app.answer(delivery, 500)
    shown = done(app.books, "GET", "webhooks")
    assert (shown["gathered"], shown["waiting"]) == (0, 1)
    assert [(one["attempt"], one["status"], one["events"]) for one in shown["attempts"]] == [(1, 500, 1)]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"url": "http://192.0.2.1/hooks"},
        {"url": "http://hooks.example.com/"},
        {"url": "ftp://127.0.0.1/"},
        {"url": "http://127.0.0.1:9/", "format": "xml"},
        {"url": "http://127.0.0.1:9/", "cloudevents_from": "2026-07-31"},
    ],
)
def test_an_address_outside_this_machine_or_a_format_unknown_is_refused(
    app: App, given: dict[str, str]
) -> None:
    assert control(app.books, "POST", "webhooks", given).status == 400


def test_any_host_may_be_allowed() -> None:
    app = App(webhook_hosts="any")
    assert done(app.books, "POST", "webhooks", {"url": "https://hooks.example.com/"})["waiting"] == 0


def posted(app: App, url: str) -> list[int | None]:
    """Post what is due to an address; return how its first attempt was answered."""
    app.webhooks.subscribe(url)
    app.books.customer()
    app.books.later(5)
    sender = WebhookSender(app.webhooks, app.books.clock)
    sender.start()
    deadline = time.monotonic() + 10
    while not app.webhooks.attempts and time.monotonic() < deadline:
        time.sleep(0.01)
    sender.stop()
    return [attempt.status for attempt in app.webhooks.attempts]


def test_an_endpoint_that_cannot_be_reached_has_not_accepted(app: App) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert posted(app, f"http://127.0.0.1:{port}/") == [None]
    assert len(app.due(10)) == 1


def test_a_redirect_is_not_followed(app: App) -> None:
    with endpoint(307) as there:
        assert posted(app, there.url) == [307]


def test_the_command_line_takes_an_address_on_this_machine_only() -> None:
    command = [sys.executable, "-m", "simulator", "--webhook-url", "http://192.0.2.1/hooks"]
    root = Path(__file__).parents[2]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=10, check=False)
    assert (ended.returncode, "only this machine is allowed" in ended.stderr) == (1, True)

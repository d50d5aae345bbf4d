"""Settings from the environment, the engine's times, and wiring that makes nothing before it is used."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from pydantic import ValidationError

from quickbooks_sync import wiring
from quickbooks_sync.errors import Defect
from quickbooks_sync.settings import Limits, Settings, Times
from tests.fakes.process import ListLog

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {
    "TABLE_NAME": "table",
    "APP_SECRET_ID": "arn:aws:secretsmanager:us-east-1:1:secret:stack/app-x",
    "TOKEN_SECRET_PREFIX": "stack/tokens/",
    "AFTER_CONNECT_URL": "https://host.example.test/quickbooks",
    "QUEUE_URL_INVOICES": "https://sqs.us-east-1.amazonaws.com/1/invoices",
    "QUEUE_URL_PAYMENTS": "https://sqs.us-east-1.amazonaws.com/1/payments",
    "DEAD_LETTER_URL_INVOICES": "https://sqs.us-east-1.amazonaws.com/1/invoices-dead",
    "DEAD_LETTER_URL_PAYMENTS": "https://sqs.us-east-1.amazonaws.com/1/payments-dead",
    "PATH": "/usr/bin",
}


def test_the_environment_becomes_settings_with_queues_by_entity() -> None:
    settings = Settings.from_env(ENVIRONMENT)
    assert (settings.table_name, settings.stage, settings.time_scale) == ("table", "dev", 1)
    assert set(settings.queue_urls) == {"invoices", "payments"}
    assert settings.dead_letter_urls["payments"] == ENVIRONMENT["DEAD_LETTER_URL_PAYMENTS"]
    assert settings.times == Times()
    with pytest.raises(ValidationError):
        settings.stage = "prod"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("environment", "books", "discovery"),
    [
        ("sandbox", "https://sandbox-quickbooks.api.intuit.com", "openid_sandbox_configuration"),
        ("production", "https://quickbooks.api.intuit.com", "openid_configuration"),
    ],
)
def test_empty_addresses_are_intuits_own(environment: str, books: str, discovery: str) -> None:
    own = {"QUICKBOOKS_ENVIRONMENT": environment, "QUICKBOOKS_BASE_URL": "", "INTUIT_DISCOVERY_URL": ""}
    settings = Settings.from_env(ENVIRONMENT | own)
    assert settings.books_url == books
    assert settings.discovery_url == f"https://developer.intuit.com/.well-known/{discovery}/"


def test_other_addresses_are_taken_as_they_are() -> None:
    other = {"QUICKBOOKS_BASE_URL": "http://127.0.0.1:1", "INTUIT_DISCOVERY_URL": "http://127.0.0.1:1/d"}
    settings = Settings.from_env(ENVIRONMENT | other)
    assert (settings.books_url, settings.discovery_url) == tuple(other.values())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TABLE_NAME", ""),
        ("QUICKBOOKS_ENVIRONMENT", "test"),
        ("QUICKBOOKS_BASE_URL", "quickbooks"),
        ("INTUIT_DISCOVERY_URL", "ftp://x"),
        ("PUBLIC_URL", "http:///x"),
        ("AFTER_CONNECT_URL", "javascript:alert(1)"),
        ("TIME_SCALE", "0"),
        ("TIME_SCALE", "fast"),
        ("TIME_SCALE", "inf"),
        ("QUEUE_URL_INVOICES", ""),
        ("DEAD_LETTER_URL_INVOICES", "x"),
    ],
)
def test_a_wrong_variable_is_named_with_its_value(name: str, value: str) -> None:
    with pytest.raises(Defect, match=re.escape(f"{name}={value!r}")):
        Settings.from_env(ENVIRONMENT | {name: value})


def test_every_missing_variable_is_named() -> None:
    with pytest.raises(Defect) as raised:
        Settings.from_env({})
    for name in ("TABLE_NAME", "APP_SECRET_ID", "TOKEN_SECRET_PREFIX"):
        assert f"{name}: Field required" in str(raised.value)


def test_time_scale_shortens_what_waits_but_not_what_works() -> None:
    times = Settings.from_env(ENVIRONMENT | {"TIME_SCALE": "60"}).times
    assert (times.quiet_s, times.safe_s, times.resend_after_s) == (360, 60, 20)
    assert (times.slice_s, times.lease_s, times.renew_s, times.send_needs_s, times.nonce_s) == (
        Times().slice_s,
        Times().lease_s,
        Times().renew_s,
        Times().send_needs_s,
        Times().nonce_s,
    )


def test_no_wait_gets_shorter_than_a_page_takes_nor_longer_than_it_was() -> None:
    shortest = Times().scaled(1_000_000, page_s=5)
    waits = {each.name: getattr(shortest, each.name) for each in fields(Times)}
    assert {name for name, wait_s in waits.items() if wait_s == 5} == {
        "look_after_s",
        "resend_after_s",
        "safe_s",
        "quiet_s",
        "throttle_pause_s",
        "gate_first_s",
        "gate_max_s",
    }
    assert Times().scaled(2, page_s=100).look_after_s == 60
    assert Times().scaled(1) == Times()


def test_times_leave_room_for_the_longest_call() -> None:
    times, limits = Times(), Limits()
    assert 3 + 125 < times.send_needs_s < times.lease_s
    assert times.renew_s < times.lease_s
    assert times.quiet_s > times.safe_s + 4 * 3600
    assert limits.page == 10 * limits.batch


def test_wiring_makes_nothing_until_it_is_used() -> None:
    ports = wiring.ports(Settings.from_env(ENVIRONMENT), ListLog())
    assert ports.sending().under_way == 0
    assert ports.times == Times()
    program = (
        "import socket, boto3\n"
        "boto3.client = boto3.resource = socket.socket = None\n"
        "import quickbooks_sync.wiring, quickbooks_sync.settings, sys\n"
        "from quickbooks_sync.settings import Settings\n"
        f"quickbooks_sync.wiring.ports(Settings.from_env({ENVIRONMENT!r}), None)\n"
        "print(len(sys.modules))"
    )
    path = f"{ROOT}/layers/common/python"
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr

"""Settings from the environment, the engine's times, and wiring that makes nothing before it is used."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from quickbooks_sync import wiring
from quickbooks_sync.errors import Defect
from quickbooks_sync.settings import SHORTEST_PAGES, Limits, Settings, Times
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


# What QuickBooks does on its own clock, which runs faster by the time scale.
QUICKBOOKS_GIVES_UP_S = 120
QUICKBOOKS_APPLIES_LATE_S = 4 * 3600
QUICKBOOKS_REMEMBERS_S = 86_400
SCALES = range(1, 10_001)


def test_time_scale_comes_from_the_environment() -> None:
    times = Settings.from_env(ENVIRONMENT | {"TIME_SCALE": "100"}).times
    assert times == Times().scaled(100)
    assert times.lease_s < 8
    assert times.nonce_s == Times().nonce_s


def test_the_scale_1_changes_nothing() -> None:
    assert Times().scaled(1) == Times()


def test_no_time_gets_shorter_than_its_pages_take_nor_longer_than_it_was() -> None:
    for scale in SCALES:
        times = Times().scaled(scale, page_s=0.5)
        for name, pages in SHORTEST_PAGES.items():
            assert pages * 0.5 <= getattr(times, name) <= getattr(Times(), name), (scale, name)


def test_at_every_scale_the_times_fit_each_other() -> None:
    for scale in SCALES:
        times = Times().scaled(scale)
        assert times.connect_s + times.read_s < times.send_needs_s < times.lease_s, scale
        assert times.connect_s + times.token_read_s < times.token_lease_s, scale
        assert times.renew_s < times.send_needs_s, scale
        assert times.lease_s <= times.resend_after_s <= times.gate_first_s < times.gate_max_s, scale
        assert times.resend_after_s < times.safe_s < times.quiet_s, scale


def test_at_every_scale_the_times_fit_those_of_quickbooks() -> None:
    for scale in SCALES:
        times = Times().scaled(scale)
        gives_up_s, late_s, remembers_s = (
            each / scale
            for each in (QUICKBOOKS_GIVES_UP_S, QUICKBOOKS_APPLIES_LATE_S, QUICKBOOKS_REMEMBERS_S)
        )
        assert gives_up_s < times.read_s, scale
        assert gives_up_s < times.resend_after_s, scale
        assert times.safe_s + late_s < times.quiet_s, scale
        assert times.safe_s + late_s < remembers_s, scale


def test_a_page_is_ten_batches() -> None:
    assert Limits().page == 10 * Limits().batch


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

"""`python -m simulator`: start a simulated QuickBooks Online and write down how to reach it."""

import os
import signal
import sys
from argparse import Namespace
from pathlib import Path
from threading import Thread
from types import FrameType

from simulator.clock import SimulatedClock
from simulator.controls.api import PREFIX
from simulator.core import Simulator
from simulator.entities import KINDS
from simulator.faults import Refused
from simulator.journal import keep_journal, say_each
from simulator.oauth.authority import check_redirect_uri
from simulator.oauth.consent import AUTHORIZE
from simulator.oauth.pages import DISCOVERY, REVOKE, TOKEN
from simulator.options import arguments, settings_of
from simulator.ordered_faults.reading import read_order
from simulator.put_in.as_shown import keep_all
from simulator.serving.server import Server
from simulator.settings import Settings
from simulator.state.saved import load_file, save_file, write_whole
from simulator.webhooks.sender import check_url
from simulator.wire import read_json


def environment(simulator: Simulator, url: str) -> dict[str, str]:
    """Return what a client needs to reach a simulator: one connection is granted already."""
    realm = next(iter(simulator.realms))
    return {
        "QBO_BASE_URL": url,
        "QBO_AUTHORIZE_URL": f"{url}{AUTHORIZE}",
        "QBO_TOKEN_URL": f"{url}{TOKEN}",
        "QBO_REVOKE_URL": f"{url}{REVOKE}",
        "QBO_DISCOVERY_URL": f"{url}{DISCOVERY[0]}/",
        "QBO_CLIENT_ID": simulator.settings.client_id,
        "QBO_CLIENT_SECRET": simulator.settings.client_secret,
        "QBO_REALM_ID": realm,
        "QBO_REFRESH_TOKEN": simulator.authority.connect(realm).refresh_value,
        "QBO_WEBHOOK_VERIFIER": simulator.settings.webhook_verifier,
        "QBO_CONTROL_URL": f"{url}{PREFIX}",
    }


def _settings(given: Namespace) -> Settings:
    settings = settings_of(given)
    try:
        if settings.webhook_url:
            check_url(settings.webhook_url, hosts=settings.webhook_hosts)
    except ValueError as problem:
        sys.exit(f"--webhook-url: {problem}")
    try:
        for uri in settings.redirect_uris:
            check_redirect_uri(uri)
    except ValueError as problem:
        sys.exit(f"--redirect-uri: {problem}")
    return settings


def _check_files(given: Namespace) -> None:
    """End with the reason when a file could not be written, now rather than when all is in it."""
    for option, path in (("env-file", given.env_file), ("journal", given.journal), ("state", given.state)):
        if path is None:
            continue
        if path.is_dir():
            sys.exit(f"--{option}: {path} is a folder, give a file")
        if not os.access(path.parent, os.W_OK | os.X_OK):
            sys.exit(f"--{option}: {path} cannot be written, the folder {path.parent} is not there or closed")


def _load(simulator: Simulator, path: Path) -> None:
    try:
        load_file(simulator, path)
    except (OSError, ValueError) as problem:
        sys.exit(f"The state in {path} cannot be loaded: {problem}")


def _put_in(simulator: Simulator, path: Path) -> None:
    company = next(iter(simulator.realms.values())).company
    try:
        objects = read_json(path.read_bytes())
        keep_all(company, KINDS, objects, now_s=simulator.clock.now_s())
    except (OSError, TypeError, ValueError, KeyError, Refused) as problem:
        sys.exit(f"The objects in {path} cannot be put in: {problem}")


def _add_realms(simulator: Simulator, given: Namespace) -> None:
    try:
        for realm in given.realm:
            if realm not in simulator.realms:
                simulator.add_realm(realm, given.profile)
    except ValueError as problem:
        sys.exit(f"--realm: {problem}")


def order_faults(simulator: Simulator, path: Path) -> None:
    """Order the faults in a file, or end with the reason."""
    try:
        orders = read_json(path.read_bytes())
        if not isinstance(orders, list):
            raise ValueError('it is no JSON list: [{"kind": "reset_after"}]')  # noqa: TRY004, TRY301 (what a person reads)
        simulator.orders.open.extend([read_order(order) for order in orders])
    except (OSError, ValueError) as problem:
        sys.exit(f"The faults in {path} cannot be ordered: {problem}")


def _end_on_signals(server: Server) -> None:
    def end(_signal: int, _frame: FrameType | None) -> None:
        Thread(target=server.stop).start()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)


def main() -> int:
    """Run the command."""
    given = arguments().parse_args()
    _check_files(given)
    clock = SimulatedClock(scale=given.time_scale)
    simulator = Simulator(given.profile, clock=clock, settings=_settings(given))
    if given.state is not None and given.state.exists():
        _load(simulator, given.state)
    if given.objects is not None:
        _put_in(simulator, given.objects)
    if given.faults is not None:
        order_faults(simulator, given.faults)
    _add_realms(simulator, given)
    if given.journal is not None:
        keep_journal(simulator, given.journal)
    if given.verbose:
        say_each(simulator)
    try:
        server = Server(simulator, clock, port=given.port)
    except (OSError, OverflowError) as error:
        sys.exit(f"Port {given.port} cannot be had ({error}). Leave --port out to take any free one.")
    _end_on_signals(server)
    if given.env_file is not None:
        lines = [f"{name}={value}\n" for name, value in environment(simulator, server.url).items()]
        write_whole(given.env_file, "".join(lines).encode())
    print(f"QuickBooks Online simulator on {server.url}")
    print(f"What it holds, its clock, faults and state: {server.url}{PREFIX}/", flush=True)
    server.serve()
    if given.state is not None:
        save_file(simulator, given.state)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`python -m simulator`: start a simulated QuickBooks Online and write down how to reach it."""

import argparse
import math
import signal
import sys
from pathlib import Path
from threading import Thread
from types import FrameType

from simulator.clock import SimulatedClock
from simulator.control import PREFIX
from simulator.core import FIRST_REALM, Simulator
from simulator.journal import keep_journal
from simulator.oauth_pages import AUTHORIZE, DISCOVERY, REVOKE, TOKEN
from simulator.profiles import PROFILES
from simulator.server import Server
from simulator.settings import Settings

DESCRIPTION = """\
A strict QuickBooks Online on this machine: OAuth 2, entities, queries, batches, change data capture, limits.
It refuses what QuickBooks refuses, with QuickBooks' own faults. Everything is kept in memory.

It prints its address, and --env-file writes what a client needs as KEY=VALUE lines. What it holds and has
received is shown under <address>/_simulator/ (ask that address for the list of routes).

Faults on order, POST <address>/_simulator/faults {"faults": [{"kind": ..., ...}, ...]}; the first open order
that matches a request is used up by it (GET shows what is open, DELETE withdraws it):
  kind       reset_, status_ or time_out_ with before (not carried out), after (carried out) or later (carried
             out later_s seconds later, under its request id); answer_lacks, answer_shuffled (batches)
  entity     customer, item, invoice, payment, batch, query ...; oauth: the authorization server (default: any
             but that one); operation: create, update, delete, void, read, bearer ...; realm
  nth, times, every   the first that it hits (1), how many (1), and then each such further one (1)
  once_each  true: only requests with a request id, each id once: every write's answer is lost once, say
  from_s, until_s     a window on the simulator's clock (GET clock) instead of times: an outage
  status     of status_ (503); 429 is answered as QuickBooks does, with Retry-After if retry_after_s is given
  items      of a batch: the first so many, "every other", or places from 0: those that are carried out,
             or that the answer lacks
--resend-of-running says what meets a re-send whose first request is still to be carried out."""


def arguments() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--port", type=int, default=0, metavar="N", help="port on 127.0.0.1 (default: any free one)")
    add("--profile", choices=PROFILES, default="us", help="what the company is at first (default: us)")
    add("--env-file", type=Path, metavar="FILE", help="write QBO_BASE_URL, QBO_CLIENT_ID and so on to FILE")
    add("--redirect-uri", action="append", metavar="URL", help="register a redirect URI; may be given again")
    add(
        "--realm", action="append", default=[], metavar="ID", help="open one more company; may be given again"
    )
    add("--journal", type=Path, metavar="FILE", help="append every exchange to FILE, one JSON object a line")
    add("--no-limits", action="store_true", help="never answer 429")
    add(
        "--resend-of-running",
        choices=("carried_out", "refused"),
        default=Settings().resend_of_running,
        help="a re-send while the first request still runs; refused: with 600 (default: carried_out)",
    )
    add("--seed", type=int, default=1, metavar="N", help="the same seed gives the same tokens (default: 1)")
    _add_client(parser)
    _add_times(parser)
    return parser


def _add_client(parser: argparse.ArgumentParser) -> None:
    usual, group = Settings(), parser.add_argument_group("the app and its tokens")
    word = usual.client_secret
    group.add_argument(
        "--client-id", default=usual.client_id, metavar="ID", help=f"default: {usual.client_id}"
    )
    group.add_argument("--client-secret", default=word, metavar="WORD", help=f"default: {word}")
    how_often = "new refresh value at every refresh, not once a day"
    group.add_argument("--rotate-every-refresh", action="store_true", help=how_often)


def seconds(given: str) -> float:
    """Read how long something takes."""
    if not 0 <= float(given) < math.inf:
        raise argparse.ArgumentTypeError(f"{given}: seconds are 0 or more")
    return float(given)


def factor(given: str) -> float:
    """Read how fast the clock goes."""
    if not 0 < float(given) < math.inf:
        raise argparse.ArgumentTypeError(f"{given}: the clock only goes forward, give more than 0")
    return float(given)


def _add_times(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("how long things take")
    for name, usual, meaning in (
        ("--call-latency", 0.0, "seconds that every call takes"),
        ("--item-latency", 0.0, "more seconds for each object written and each item of a batch"),
        ("--time-scale", 1.0, "simulated seconds in a real one: limits, tokens and latencies alike"),
    ):
        group.add_argument(
            name,
            type=factor if name == "--time-scale" else seconds,
            default=usual,
            metavar="N",
            help=f"{meaning} (default: {usual:g})",
        )


def _settings(given: argparse.Namespace) -> Settings:
    return Settings(
        seed=given.seed,
        client_id=given.client_id,
        client_secret=given.client_secret,
        redirect_uris=tuple(given.redirect_uri or Settings().redirect_uris),
        call_latency_s=given.call_latency,
        item_latency_s=given.item_latency,
        rotate_every_refresh=given.rotate_every_refresh,
        enforce_limits=not given.no_limits,
        resend_of_running=given.resend_of_running,
    )


def environment(simulator: Simulator, url: str) -> dict[str, str]:
    """Return what a client needs to reach a simulator: one connection is granted already."""
    return {
        "QBO_BASE_URL": url,
        "QBO_AUTHORIZE_URL": f"{url}{AUTHORIZE}",
        "QBO_TOKEN_URL": f"{url}{TOKEN}",
        "QBO_REVOKE_URL": f"{url}{REVOKE}",
        "QBO_DISCOVERY_URL": f"{url}{DISCOVERY[0]}/",
        "QBO_CLIENT_ID": simulator.settings.client_id,
        "QBO_CLIENT_SECRET": simulator.settings.client_secret,
        "QBO_REALM_ID": FIRST_REALM,
        "QBO_REFRESH_TOKEN": simulator.authority.connect(FIRST_REALM).refresh_value,
        "QBO_WEBHOOK_VERIFIER": simulator.settings.webhook_verifier,
        "QBO_CONTROL_URL": f"{url}{PREFIX}",
    }


def main() -> int:
    """Run the command."""
    given = arguments().parse_args()
    clock = SimulatedClock(scale=given.time_scale)
    simulator = Simulator(given.profile, clock=clock, settings=_settings(given))
    for realm in given.realm:
        simulator.add_realm(realm, given.profile)
    if given.journal is not None:
        keep_journal(simulator, given.journal)
    try:
        server = Server(simulator, clock, port=given.port)
    except (OSError, OverflowError) as error:
        sys.exit(f"Port {given.port} cannot be had ({error}). Leave --port out to take any free one.")

    def end(_signal: int, _frame: FrameType | None) -> None:
        Thread(target=server.stop).start()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    if given.env_file is not None:
        lines = [f"{name}={value}\n" for name, value in environment(simulator, server.url).items()]
        given.env_file.write_text("".join(lines), encoding="utf-8")
    print(f"QuickBooks Online simulator on {server.url}", flush=True)
    server.serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())

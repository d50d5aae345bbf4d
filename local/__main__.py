"""`python -m local`: the whole service on this machine, without Docker and without an AWS account."""

import argparse
import functools
import math
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from local import commands
from local.callers import RefusedError
from local.demo import demo
from local.demo_progress import StalledError
from local.identity import ROLES
from local.onboarding import NotConnectedError
from local.processes import StartError
from local.running import STATE_DIR, NotUpError
from local.samples import ENTITIES
from local.time_scale import HIGHEST_SCALE

_FAILURES = (NotConnectedError, NotUpError, RefusedError, StalledError, StartError)
"""Their messages say what happened and what to do: no traceback is needed."""
_HIGHEST_PORT = 65535
_INTERRUPTED = 128 + signal.SIGINT
"""The exit code that shells know."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    everywhere = argparse.ArgumentParser(add_help=False)
    everywhere.add_argument(
        "--state-dir",
        type=Path,
        default=STATE_DIR,
        metavar="DIR",
        help="where the stack keeps its files (.local)",
    )
    commands_of = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    add = functools.partial(commands_of.add_parser, parents=[everywhere])
    _add_up(add("up", help="start everything and stay up (the default)"))
    _add_demo(commands_of.add_parser("demo", help="sync sample books, and compare to the cent"))
    _add_token(add("token", help="print a token for the API"))
    command = add("invoke", help="run a function and print its result")
    command.add_argument("function", help="name of its folder, for example nightly_sync")
    command.add_argument("event", nargs="?", default="{}", help="JSON (default: {})")
    command.set_defaults(run=commands.invoke)
    command = add("night", help="run the nightly sync now")
    command.add_argument(
        "--at", type=_time, metavar="TIME", help="as if it were this time, 2026-01-31T03:00Z"
    )
    command.set_defaults(run=commands.night)
    command = add("connect", help="connect a company with the simulated QuickBooks, and select")
    command.add_argument("company", help="its id; it has to be registered")
    command.add_argument(
        "--realm",
        type=_realm,
        metavar="NUMBER",
        help="its books, opened when there are none (default: those of the first company)",
    )
    command.set_defaults(run=commands.connect)
    _add_bury(add("bury", help="put a message among the dead letters"))
    add("status", help="show where things are and how full the queues are").set_defaults(run=commands.status)
    add("down", help="stop the stack that is up").set_defaults(run=commands.down)
    return parser


def _add_up(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--port", type=_port, default=8080, help="of the API; 0 takes a free one (default: 8080)"
    )
    command.add_argument(
        "--time-scale",
        type=_factor,
        default=1,
        metavar="N",
        help=f"shorten what only waits N times, up to {HIGHEST_SCALE} (default: 1)",
    )
    command.add_argument(
        "--call-latency",
        type=_seconds,
        default=0.08,
        metavar="S",
        dest="call_latency_s",
        help="seconds that a QuickBooks call takes (default: 0.08)",
    )
    command.add_argument(
        "--item-latency",
        type=_seconds,
        default=0.35,
        metavar="S",
        dest="item_latency_s",
        help="seconds that each object written adds (default: 0.35)",
    )
    command.add_argument(
        "--no-schedules",
        action="store_false",
        dest="schedules",
        help="run neither the sweep nor the night by itself",
    )
    command.set_defaults(run=commands.up)


def _add_demo(command: argparse.ArgumentParser) -> None:
    command.add_argument("--fast", action="store_true", help="let QuickBooks answer at once")
    command.set_defaults(run=demo)


def _add_bury(command: argparse.ArgumentParser) -> None:
    command.add_argument("entity", choices=ENTITIES, help="whose queue it comes from")
    command.add_argument("body", help='for example {"company": "garden"}')
    command.set_defaults(run=commands.bury)


def _add_token(command: argparse.ArgumentParser) -> None:
    command.add_argument("--role", choices=ROLES, default="host", help="(default: host)")
    command.add_argument("--company", help="the company it is for; host and support see all")
    command.add_argument("--sub", default="local", help="who it is for (default: local)")
    command.add_argument(
        "--lifetime", type=int, default=3600, metavar="S", dest="lifetime_s", help="(default: 3600)"
    )
    command.set_defaults(run=commands.token)


def _port(text: str) -> int:
    if text.isdecimal() and int(text) <= _HIGHEST_PORT:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to {_HIGHEST_PORT}")


def _realm(text: str) -> str:
    if text.isascii() and text.isdigit():
        return text
    raise argparse.ArgumentTypeError(f"{text!r} is no number")


def _factor(text: str) -> float:
    if 1 <= (factor := _number(text)) <= HIGHEST_SCALE:
        return factor
    raise argparse.ArgumentTypeError(f"{text!r} is not from 1 to {HIGHEST_SCALE}")


def _seconds(text: str) -> float:
    if (seconds := _number(text)) >= 0:
        return seconds
    raise argparse.ArgumentTypeError(f"{text!r} is below 0")


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if math.isfinite(number):
        return number
    raise argparse.ArgumentTypeError(f"{text!r} is not a number")


def _time(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"{text!r} is not a time like 2026-01-31T03:00Z"
        raise argparse.ArgumentTypeError(message) from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def main(arguments: list[str] | None = None) -> None:
    """Run one command."""
    words = sys.argv[1:] if arguments is None else arguments
    if not words or (words[0].startswith("-") and words[0] not in ("-h", "--help")):
        words = ["up", *words]
    options = vars(_parser().parse_args(words))
    run = options.pop("run")
    try:
        run(**options)
    except _FAILURES as error:
        raise SystemExit("\n".join([str(error), *getattr(error, "__notes__", ())])) from error
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        sys.exit(_INTERRUPTED)


if __name__ == "__main__":
    main()

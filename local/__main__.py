"""`python -m local`: the whole service on this machine, without Docker and without an AWS account."""

import argparse
import functools
import sys
from datetime import UTC, datetime
from pathlib import Path

from local import commands
from local.demo import demo
from local.identity import ROLES
from local.running import STATE_DIR, NotUpError
from local.samples import ENTITIES


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
    command.set_defaults(run=commands.connect)
    _add_bury(add("bury", help="put a message among the dead letters"))
    add("dead-letters", help="show the dead letters").set_defaults(run=commands.dead_letters)
    add("status", help="show where things are and how full the queues are").set_defaults(run=commands.status)
    add("down", help="stop the stack that is up").set_defaults(run=commands.down)
    return parser


def _add_up(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--port", type=int, default=8080, help="of the API; 0 takes a free one (default: 8080)"
    )
    command.add_argument(
        "--time-scale",
        type=float,
        default=1,
        metavar="N",
        help="shorten what only waits N times (default: 1)",
    )
    command.add_argument(
        "--call-latency",
        type=float,
        default=0.08,
        metavar="S",
        dest="call_latency_s",
        help="seconds that a QuickBooks call takes (default: 0.08)",
    )
    command.add_argument(
        "--item-latency",
        type=float,
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
    command.add_argument("--company", help="the company it is for; a host acts for all")
    command.add_argument("--sub", default="local", help="who it is for (default: local)")
    command.add_argument(
        "--lifetime", type=int, default=3600, metavar="S", dest="lifetime_s", help="(default: 3600)"
    )
    command.set_defaults(run=commands.token)


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
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
    except NotUpError as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()

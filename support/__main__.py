"""`python -m support`: what is stuck and why, bringing it back to work, and the history of a record."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys

from support import commands
from support.api import Api, FailedError
from support.printing import clean

ENTITIES = ("contacts", "products", "invoices", "payments")
LANGUAGES = ("en", "es", "sv")
STATES = ("parked", "stopped", "disconnected", "other_books")
_INTERRUPTED = 128 + signal.SIGINT
"""The exit code that shells know."""
_EPILOG = """\
The token comes from the variable QUICKBOOKS_SYNC_TOKEN alone: as an argument it would stay in the shell's
history. It needs the role support; sync needs a token of the company's owner or admin.

exit codes: 0 it was done; 1 the API refused or did not answer; 2 the command is spelt wrong;
130 it was stopped by Ctrl-C

examples:
  python -m support dead-letters
  python -m support replay --company acme --reason "QuickBooks is back" --dry-run
  python -m support replay --problem defect --older-than 2h --reason "mended in release 14"
  python -m support history acme invoices invoice-1001
"""


def parser() -> argparse.ArgumentParser:
    """Build the parser of all commands."""
    made = argparse.ArgumentParser(
        prog="python -m support",
        description=__doc__,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    every = _everywhere()
    listed = argparse.ArgumentParser(add_help=False)
    listed.add_argument(
        "--most", type=_count, default=500, metavar="N", help="entries at most (default: 500)"
    )
    add = made.add_subparsers(title="commands", metavar="COMMAND", required=True).add_parser
    _stuck(add("dead-letters", parents=[every, listed], help="list what is stuck, and why"))
    _replay(add("replay", parents=[every], help="bring what is stuck back to work"))
    command = add("companies", parents=[every, listed], help="list companies, or those that are stopped")
    command.add_argument(
        "--state", choices=STATES, help="only those set aside, with a closed gate, or without a connection"
    )
    command.set_defaults(run=commands.companies)
    command = add("audits", parents=[every, listed], help="list what support did, and why")
    command.set_defaults(run=commands.audits)
    _of_company(add("company", parents=[every], help="show a company")).set_defaults(run=commands.company)
    command = _of_company(add("problems", parents=[every], help="list what a company's people have to do"))
    command.set_defaults(run=commands.problems)
    _of_record(add("record", parents=[every], help="show a record")).set_defaults(run=commands.record)
    command = _of_record(add("history", parents=[every], help="show what became of a record"))
    command.set_defaults(run=commands.history)
    _sync(add("sync", parents=[every], help="start a run (as the company's owner or admin)"))
    command = _of_company(add("run", parents=[every], help="show how far a run is, or how it ended"))
    command.add_argument("run_id", metavar="RUN", help="the run's id")
    command.set_defaults(run=commands.run)
    return made


def _everywhere() -> argparse.ArgumentParser:
    every = argparse.ArgumentParser(add_help=False)
    every.add_argument(
        "--api",
        default=os.environ.get("QUICKBOOKS_SYNC_API", ""),
        metavar="URL",
        help="where the API is (default: the variable QUICKBOOKS_SYNC_API)",
    )
    every.add_argument("--json", action="store_true", help="print JSON, for scripts")
    every.add_argument(
        "--language", default="", choices=LANGUAGES, help="of reasons (default: the company's)"
    )
    return every


def _of_company(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("company", metavar="COMPANY", help="the company's id")
    return command


def _of_record(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    _of_company(command)
    command.add_argument("entity", metavar="ENTITY", choices=ENTITIES, help=", ".join(ENTITIES))
    command.add_argument("record", metavar="RECORD", help="the record's id")
    return command


def _stuck(command: argparse.ArgumentParser) -> None:
    _filters(command, of_company="only of this company; with its records' problems")
    command.set_defaults(run=commands.dead_letters)


def _filters(command: argparse.ArgumentParser, *, of_company: str) -> None:
    command.add_argument("--company", metavar="ID", help=of_company)
    command.add_argument("--entity", choices=ENTITIES, help="only of this entity")
    command.add_argument("--problem", metavar="CODE", help="only records with this problem")
    command.add_argument("--older-than", metavar="AGE", help="only what is older: 90s, 30m, 2h or 7d")


def _replay(command: argparse.ArgumentParser) -> None:
    _filters(command, of_company="only of this company; its closed gate is opened")
    command.add_argument("--all", action="store_true", help="everything: needed when nothing narrows it down")
    command.add_argument("--reason", required=True, metavar="TEXT", help="why; it is kept")
    command.add_argument("--dry-run", action="store_true", help="only tell what would be replayed")
    command.set_defaults(run=commands.replay)


def _sync(command: argparse.ArgumentParser) -> None:
    _of_company(command)
    command.add_argument("entity", metavar="ENTITY", nargs="?", choices=ENTITIES, help="(default: all)")
    command.add_argument("record", metavar="RECORD", nargs="?", help="only this record")
    command.set_defaults(run=commands.sync)


def _count(text: str) -> int:
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1")


def _print(text: str) -> None:
    """Print to a reader that may stop reading, as `head` does."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main(words: list[str] | None = None) -> int:
    """Run one command; give the exit code."""
    made = parser()
    asked = made.parse_args(words)
    if asked.run is commands.replay and not (
        asked.all or asked.company or asked.entity or asked.problem or asked.older_than
    ):
        made.error("replay: say what (--company, --entity, --problem, --older-than), or --all")
    try:
        api = Api(asked.api, os.environ.get("QUICKBOOKS_SYNC_TOKEN", ""), asked.language)
        said = asked.run(api, asked)
    except FailedError as error:
        print("\n".join(map(clean, str(error).splitlines())), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return _INTERRUPTED
    _print(json.dumps(said.value, indent=2) if asked.json else said.text)
    return 0


if __name__ == "__main__":
    sys.exit(main())

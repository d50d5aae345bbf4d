"""The command line of `python -m simulator`, and the settings that it makes."""

import argparse
import json
import math
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from textwrap import fill, indent
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from simulator.ordered_faults.kinds import FAULTS, ORDER
from simulator.profiles import PROFILES
from simulator.settings import Settings

DESCRIPTION = """\
A strict QuickBooks Online on this machine: OAuth 2, entities, queries, batches, change data capture, limits.
It refuses what QuickBooks refuses, with QuickBooks' own faults.

It prints its address, and --env-file writes what a client needs as KEY=VALUE lines. Everything else (what it
holds and received, its clock, faults on order, its state) is under <address>/_simulator/, which lists its
routes. docs/simulator.md is the guide, with every setting for --set and every kind of fault."""

HINTS: dict[str, Any] = get_type_hints(Settings)


def _formatter(prog: str) -> argparse.HelpFormatter:
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=26, width=110)


def arguments() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description=DESCRIPTION,
        epilog=_epilog(),
        formatter_class=_formatter,
    )
    add = parser.add_argument
    add("--port", type=int, default=0, metavar="N", help="port on 127.0.0.1 (default: any free one)")
    add("--profile", choices=PROFILES, default="us", help="what its companies are at first (default: us)")
    add("--realm", action="append", default=[], metavar="ID", help="one more company; may be given again")
    add("--verbose", action="store_true", help="say each request and how it was answered, one line each")
    add("--seed", type=int, default=1, metavar="N", help="the same seed gives the same tokens (default: 1)")
    _add_files(parser)
    _add_client(parser)
    _add_behaviour(parser)
    _add_times(parser)
    return parser


def _epilog() -> str:
    kinds, order = _table(FAULTS.items()), _table(ORDER.items())
    return f"kinds of fault (--faults, POST faults):\n{kinds}\n\nwhat an order of faults says:\n{order}"


def _table(rows: Iterable[tuple[str, str]]) -> str:
    lines = (fill(f"{name:18} {does}", 105, subsequent_indent=" " * 19) for name, does in rows)
    return indent("\n".join(lines), "  ")


def _add_files(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("files").add_argument
    add("--env-file", type=Path, metavar="FILE", help="write QBO_BASE_URL, QBO_CLIENT_ID and so on")
    add("--journal", type=Path, metavar="FILE", help="append every exchange, one JSON object a line")
    state = "begin with the state in FILE, if it is there (its settings then hold), and save it at the end"
    begin = "put the objects in FILE into the first company: JSON, lists by entity, as QuickBooks shows them"
    faults = "order the faults in FILE: a JSON list, as in POST faults"
    add("--faults", type=Path, metavar="FILE", help=faults)
    add("--objects", type=Path, metavar="FILE", help=begin)
    add("--state", type=Path, metavar="FILE", help=state)


def _add_client(parser: argparse.ArgumentParser) -> None:
    usual, add = Settings(), parser.add_argument_group("the app and its tokens").add_argument
    add("--client-id", default=usual.client_id, metavar="ID", help=f"default: {usual.client_id}")
    add(
        "--client-secret", default=usual.client_secret, metavar="WORD", help=f"default: {usual.client_secret}"
    )
    add("--redirect-uri", action="append", metavar="URL", help="register a redirect URI; may be given again")
    add(
        "--webhook-url",
        default=usual.webhook_url,
        metavar="URL",
        help="post webhooks to URL, on this machine",
    )
    how_often = "new refresh value at every refresh, not once a day"
    add("--rotate-every-refresh", action="store_true", help=how_often)


def _add_behaviour(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("behaviour").add_argument
    add("--no-limits", action="store_true", help="never answer 429")
    add(
        "--resend-of-running",
        choices=get_args(HINTS["resend_of_running"]),
        default=Settings().resend_of_running,
        help="what a re-send meets while the first request still runs (default: carried_out)",
    )
    budget = "answer 429 after so many metered calls of all companies in a month (default: no end)"
    add("--monthly-budget", type=_count, metavar="N", help=budget)
    any_other = "any other setting, docs/simulator.md has them all; may be given again"
    add("--set", type=setting, action="append", default=[], metavar="NAME=VALUE", help=any_other)


def _add_times(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("how long things take").add_argument
    for name, usual, meaning in (
        ("--call-latency", 0.0, "seconds that every call takes"),
        ("--item-latency", 0.0, "more seconds for each object written and each item of a batch"),
        ("--latency-jitter", 0.0, "spread of these: sigma of a log-normal factor, drawn from the seed"),
        ("--time-scale", 1.0, "simulated seconds in a real one: limits, tokens and latencies alike"),
    ):
        read = factor if name == "--time-scale" else seconds
        add(name, type=read, default=usual, metavar="N", help=f"{meaning} (default: {usual:g})")


def seconds(given: str) -> float:
    """Read how long something takes."""
    if not 0 <= float(given) < math.inf:
        raise argparse.ArgumentTypeError(f"{given}: seconds are 0 or more")
    return float(given)


def _count(given: str) -> int:
    if not given.isascii() or not given.isdigit():
        raise argparse.ArgumentTypeError(f"{given}: give a whole number")
    return int(given)


def factor(given: str) -> float:
    """Read how fast the clock goes."""
    if not 0 < float(given) < math.inf:
        raise argparse.ArgumentTypeError(f"{given}: the clock only goes forward, give more than 0")
    return float(given)


def setting(given: str) -> tuple[str, object]:
    """Read the name of a setting and its value: JSON, or a word."""
    name, equals, text = given.partition("=")
    if name not in HINTS:
        raise argparse.ArgumentTypeError(f"{name} is no setting, docs/simulator.md has them all")
    if not equals:
        raise argparse.ArgumentTypeError(f"{given} has no value, give NAME=VALUE")
    try:
        value = _without_lists(json.loads(text))
    except ValueError:
        value = text
    if not _fits(value, HINTS[name]):
        raise argparse.ArgumentTypeError(f"{name} is {text!r}, but must be {_in_words(HINTS[name])}")
    return name, value


def _without_lists(value: object) -> object:
    return tuple(_without_lists(one) for one in value) if isinstance(value, list) else value


def _fits(value: object, hint: Any) -> bool:  # noqa: ANN401 (a type)
    if get_origin(hint) is Literal:
        return value in get_args(hint)
    if isinstance(hint, UnionType):
        return any(_fits(value, one) for one in get_args(hint))
    if get_origin(hint) is tuple:
        return isinstance(value, tuple) and _each_fits(value, get_args(hint))
    if hint is float:
        return type(value) in (int, float) and 0 <= value < math.inf  # type: ignore[operator]
    return type(value) is hint and not (hint is int and value < 0)  # type: ignore[operator]


def _each_fits(values: tuple[object, ...], hints: tuple[Any, ...]) -> bool:
    if hints[-1] is Ellipsis:
        return all(_fits(one, hints[0]) for one in values)
    return len(values) == len(hints) and all(map(_fits, values, hints))


def _in_words(hint: Any) -> str:  # noqa: ANN401 (a type)
    if get_origin(hint) is Literal:
        return " or ".join(str(value) for value in get_args(hint))
    if isinstance(hint, UnionType):
        return " or ".join(_in_words(one) for one in get_args(hint))
    words = {
        bool: "true or false",
        int: "a whole number",
        float: "a number from 0",
        NoneType: "null",
        str: "a word",
    }
    return words.get(hint, "a JSON list, as docs/simulator.md shows it")


def settings_of(given: argparse.Namespace) -> Settings:
    """Return the settings that a command line asks for."""
    usual = Settings(
        seed=given.seed,
        client_id=given.client_id,
        client_secret=given.client_secret,
        redirect_uris=tuple(given.redirect_uri or Settings().redirect_uris),
        call_latency_s=given.call_latency,
        item_latency_s=given.item_latency,
        latency_jitter=given.latency_jitter,
        monthly_core_plus_budget=given.monthly_budget,
        rotate_every_refresh=given.rotate_every_refresh,
        webhook_url=given.webhook_url,
        enforce_limits=not given.no_limits,
        resend_of_running=given.resend_of_running,
    )
    return replace(usual, **dict(given.set))

"""The arrows of the architecture: what a part may import, and that decisions know no clock and no chance."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "layers/common/python/quickbooks_sync"

VALUES = {"books", "errors", "model"}
INSIDE = {
    "model": set(),
    "errors": set(),
    "books": {"model"},
    "ports": VALUES | {"settings"},
    "settings": VALUES,
    "entities": VALUES,
    "core": VALUES | {"entities", "settings"},
    "state": VALUES | {"core", "entities", "ports", "settings"},
    "flows": VALUES | {"core", "entities", "ports", "settings", "state"},
    "adapters": VALUES | {"core", "ports", "settings"},
    "wiring": VALUES | {"adapters", "core", "entities", "flows", "ports", "settings", "state"},
    "edge": VALUES | {"core", "entities", "flows", "ports", "settings", "state", "wiring"},
}
AWAY_FROM_PORTS = {"os", "random", "secrets", "socket", "subprocess", "threading", "time", "uuid"}
MAY_TOUCH_THE_WORLD = {"adapters", "edge", "settings", "wiring"}
ONLY_IN = {
    "boto3": "adapters",
    "botocore": "adapters",
    "requests": "adapters",
    "aws_lambda_powertools": "edge",
}
SIMULATOR_LAYERS: tuple[set[str], ...] = (
    {"clock", "faults", "settings", "timestamps", "wire"},
    {"books"},
    {"entities"},
    {"limits", "oauth", "put_in", "query", "webhooks"},
    {"profiles", "protocol"},
    {"ordered_faults"},
    {"accounting_api"},
    {"core"},
    {"journal", "state"},
    {"controls"},
    {"options", "serving"},
    {"__main__"},
)
OTHER_PROGRAMS = {"bench", "functions", "local", "simulator", "support", "tests"}
CLOCK = re.compile(r"(.*\.)?(datetime\.(now|today|utcnow)|date\.today)")


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def broken_arrows(part: str, source: str) -> list[str]:
    """Name every import and every look at the clock that a part of the package must not have."""
    tree = ast.parse(source)
    broken = []
    for name in imported(tree):
        root, _, rest = name.partition(".")
        inside = rest.partition(".")[0]
        if (
            root == ""  # relative: the package is imported by its one name
            or root in OTHER_PROGRAMS
            or (root == "quickbooks_sync" and inside != part and inside not in INSIDE[part])
            or ONLY_IN.get(root, part) != part
            or (root in AWAY_FROM_PORTS and part not in MAY_TOUCH_THE_WORLD)
        ):
            broken.append(f"imports {name}")
    if part not in MAY_TOUCH_THE_WORLD:
        attributes = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
        broken += [f"reads the clock: {name}" for name in attributes if CLOCK.fullmatch(name)]
    return broken


def test_no_part_of_the_package_imports_against_the_arrows() -> None:
    files = {path: path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in PACKAGE.rglob("*.py")}
    files.pop(PACKAGE / "__init__.py")
    broken = {str(path): broken_arrows(part, path.read_text()) for path, part in files.items()}
    assert {path: found for path, found in broken.items() if found} == {}


def test_the_simulator_and_the_product_share_no_code() -> None:
    paths = (ROOT / "simulator").rglob("*.py")
    both = {
        str(path): [n for n in imported(ast.parse(path.read_text())) if "quickbooks_sync" in n]
        for path in paths
    }
    assert {path: names for path, names in both.items() if names} == {}


def imports_of_later_layers(part: str, source: str) -> list[str]:
    """Name every import by a part of the simulator of what is not in a layer below its own."""
    below: set[str] = set()
    for layer in SIMULATOR_LAYERS:
        if part in layer:
            break
        below |= layer
    names = [name.split(".") for name in imported(ast.parse(source))]
    return [".".join(name) for name in names if name[0] == "simulator" and name[1] not in below | {part}]


def test_each_part_of_the_simulator_imports_only_from_the_layers_below_it() -> None:
    folder = ROOT / "simulator"
    files = {path: path.relative_to(folder).parts[0].removesuffix(".py") for path in folder.rglob("*.py")}
    files.pop(folder / "__init__.py")
    assert set(files.values()) == set().union(*SIMULATOR_LAYERS)
    broken = {str(path): imports_of_later_layers(part, path.read_text()) for path, part in files.items()}
    assert {path: found for path, found in broken.items() if found} == {}


@pytest.mark.parametrize(
    ("part", "source"),
    [
        ("books", "from simulator.entities import KINDS"),
        ("query", "from simulator.put_in.as_shown import keep"),
        ("protocol", "from simulator.core import Simulator"),
        ("controls", "from simulator import Simulator"),
    ],
)
def test_an_import_of_a_later_layer_is_found(part: str, source: str) -> None:
    assert len(imports_of_later_layers(part, source)) == 1


def test_the_command_line_of_support_needs_nothing_but_the_standard_library() -> None:
    names = [
        name for path in (ROOT / "support").rglob("*.py") for name in imported(ast.parse(path.read_text()))
    ]
    roots = {name.partition(".")[0] for name in names}
    assert roots <= {*sys.stdlib_module_names, "support"}


def test_a_handler_imports_nothing_but_the_edge() -> None:
    names = [
        name for path in (ROOT / "functions").rglob("*.py") for name in imported(ast.parse(path.read_text()))
    ]
    assert [name for name in names if not name.startswith("quickbooks_sync.edge.")] == []


@pytest.mark.parametrize(
    ("part", "source"),
    [
        ("entities", "import boto3"),
        ("entities", "from quickbooks_sync import ports"),
        ("core", "from time import monotonic"),
        ("core", "import random"),
        ("core", "from datetime import datetime\nat = datetime.now()"),
        ("state", "import datetime\ntoday = datetime.date.today()"),
        ("core", "from quickbooks_sync.state.keys import company_key"),
        ("state", "from quickbooks_sync.edge import queue"),
        ("flows", "def late():\n    from quickbooks_sync.adapters.dynamodb import Table"),
        ("flows", "from quickbooks_sync import wiring"),
        ("flows", "import requests.adapters"),
        ("flows", "from ..adapters import sqs"),
        ("edge", "import boto3"),
        ("wiring", "from botocore.config import Config"),
        ("adapters", "from aws_lambda_powertools import Logger"),
        ("adapters", "from simulator.faults import Fault"),
    ],
)
def test_an_import_against_the_arrows_is_found(part: str, source: str) -> None:
    assert len(broken_arrows(part, source)) == 1

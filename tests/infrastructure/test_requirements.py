"""What is installed is what is deployed, and the pins name no place to fetch from."""

import re
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAYER = ROOT / "layers/common/requirements.txt"
COMPILED = {
    "app.in": ROOT / "requirements/app.txt",
    "layer.in": LAYER,
    "sam.in": ROOT / "requirements/sam.txt",
    "uv.in": ROOT / "requirements/uv.txt",
}


def pins(path: Path) -> dict[str, str]:
    """Return name -> version; the layer has no alternatives by platform or Python."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", path.read_text(), re.MULTILINE))


def asked_for(path: Path) -> set[str]:
    names = re.findall(r"^[A-Za-z][\w-]*", path.read_text(), re.MULTILINE)
    return {name.lower() for name in names}


def test_the_tests_run_on_the_versions_that_the_layer_deploys() -> None:
    deployed = pins(LAYER)
    assert {"aws-lambda-powertools", "pydantic", "requests"} <= deployed.keys()
    assert {name: version(name) for name in deployed} == deployed


def test_the_local_pins_equal_those_of_the_layer() -> None:
    local = pins(COMPILED["app.in"])
    assert {name: local[name] for name in pins(LAYER)} == pins(LAYER)


def test_the_layer_leaves_boto3_to_the_runtime() -> None:
    assert {"boto3", "botocore", "s3transfer"} & pins(LAYER).keys() == set()


def test_moto_is_the_one_version_that_the_local_stack_patches() -> None:
    assert version("moto") == "5.2.5"


@pytest.mark.parametrize("source", COMPILED)
def test_everything_asked_for_is_pinned(source: str) -> None:
    assert asked_for(ROOT / "requirements" / source) <= pins(COMPILED[source]).keys()


@pytest.mark.parametrize("path", COMPILED.values(), ids=COMPILED)
def test_every_pin_has_a_hash_and_no_address(path: Path) -> None:
    text = path.read_text()
    requirements = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
    assert [requirement for requirement in requirements if "--hash=sha256:" not in requirement] == []
    assert re.findall(r"\S*://\S*|^--?(?:i|f|e|index|extra|find|trusted)\b.*", text, re.MULTILINE) == []


def test_the_sources_of_the_pins_name_no_address_either() -> None:
    assert [source for source in COMPILED if "://" in (ROOT / "requirements" / source).read_text()] == []


def test_every_requirement_file_is_checked() -> None:
    assert {path.name for path in (ROOT / "requirements").glob("*.in")} == COMPILED.keys()

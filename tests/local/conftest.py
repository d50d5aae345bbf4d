"""One small service, deployed once, for all tests of the local stack that do not need one of their own."""

import time
from collections.abc import Callable, Iterator

import pytest

from local.cloud import Cloud, CloudSettings
from tests.local.small_service import PARAMETERS, TEMPLATE, Eventually


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    settings = CloudSettings(
        template=TEMPLATE, state_dir=tmp_path_factory.mktemp("cloud"), stack_name="small"
    )
    with Cloud(settings) as cloud:
        cloud.launch()
        cloud.deploy(PARAMETERS)
        yield cloud


@pytest.fixture
def eventually() -> Eventually:
    """Give a way to wait for what has to become true within 15 seconds."""

    def wait(is_true: Callable[[], bool]) -> None:
        deadline_s = time.monotonic() + 15
        while not is_true():
            assert time.monotonic() < deadline_s, "it did not become true"
            time.sleep(0.05)

    return wait

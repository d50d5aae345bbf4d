"""One stack for all tests of this folder that run in one process; each test has companies of its own."""

from collections.abc import Iterator

import pytest

from local.stack import Stack
from tests.functions.deadly import Deadly, deadly_stack
from tests.functions.tenant import Tenant


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    with Stack() as stack:
        yield stack


@pytest.fixture(scope="session")
def deadly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deadly]:
    """Give a stack in fast time whose processes die on order; its tests are one group for xdist."""
    with deadly_stack(tmp_path_factory.mktemp("fail-points")) as deadly:
        yield deadly


@pytest.fixture
def company(stack: Stack) -> Tenant:
    """Give a registered company that is not connected, and syncs only when it is asked to."""
    return Tenant(stack).register(sync_on_push=False)


@pytest.fixture
def connected(company: Tenant) -> Tenant:
    """Give a company that has its selections, and syncs only when it is asked to."""
    return company.connect()

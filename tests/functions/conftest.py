"""One stack for all tests of this folder that run in one process; each test has companies of its own."""

from collections.abc import Iterator

import pytest

from local.stack import Stack
from tests.functions.tenant import Tenant


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    with Stack() as stack:
        yield stack


@pytest.fixture
def company(stack: Stack) -> Tenant:
    """Give a registered company that is not connected, and syncs only when it is asked to."""
    return Tenant(stack).register(sync_on_push=False)


@pytest.fixture
def connected(company: Tenant) -> Tenant:
    """Give a company that has its selections, and syncs only when it is asked to."""
    return company.connect()

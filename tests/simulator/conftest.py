"""A simulated company for each test."""

import pytest

from tests.simulator.books import Books


@pytest.fixture
def books() -> Books:
    return Books()

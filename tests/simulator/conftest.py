"""A simulated company for each test."""

import pytest

from tests.simulator.books import Books
from tests.simulator.notified import App


@pytest.fixture
def books() -> Books:
    return Books()


@pytest.fixture
def customer(books: Books) -> str:
    return books.customer("Amy")


@pytest.fixture
def item(books: Books) -> str:
    return books.item("Gardening")


@pytest.fixture
def app() -> App:
    return App()

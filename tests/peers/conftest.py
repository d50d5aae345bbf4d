"""A deployment whose company is connected and has made its selections."""

from __future__ import annotations

import pytest

from tests.fakes.world import World


@pytest.fixture
def world() -> World:
    made = World()
    made.ready()
    return made

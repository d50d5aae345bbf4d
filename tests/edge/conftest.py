"""The service, once as it begins and once with a company that is ready to sync."""

from __future__ import annotations

import pytest

from tests.edge.service import Service


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    """Give a service with the registered companies acme and globex, connected to nothing."""
    made = Service(monkeypatch)
    made.world.register("acme")
    made.world.register("globex")
    return made


@pytest.fixture
def ready(service: Service) -> Service:
    """Give the same with acme connected and its selections made."""
    service.world.connect()
    service.world.select()
    return service

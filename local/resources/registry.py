"""Which resource types there are, and what is handed to whoever creates one."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local.aws.clients import client
from local.template import TemplateError

Properties = dict[str, Any]
_IGNORED = ("Tags",)


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how a stack is deployed."""

    stack_name: str
    aws_endpoint: str
    root: Path
    api_url: str
    time_scale: float

    def client(self, service: str) -> Any:  # noqa: ANN401 - its type depends on the service's name
        """Return the client of a service, the same one each time."""
        return _client(service, self.aws_endpoint)


@functools.cache
def _client(service: str, endpoint_url: str) -> Any:  # noqa: ANN401 - its type depends on the service's name
    return client(service, endpoint_url)


@dataclass(frozen=True, slots=True)
class Resource:
    """What a created resource is called, has, and was created from."""

    ref: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    type: str = ""
    properties: Mapping[str, Any] = field(default_factory=dict)


Creator = Callable[[Place, str, Properties], Resource]
_CREATORS: dict[str, Creator] = {}


def creates(resource_type: str) -> Callable[[Creator], Creator]:
    """Register the function that creates a type. It takes out of the properties all that it honours."""

    def register(creator: Creator) -> Creator:
        _CREATORS[resource_type] = creator
        return creator

    return register


def create(place: Place, logical_id: str, *, resource_type: str, properties: Mapping[str, Any]) -> Resource:
    """Create one resource; a type or a property that is not known is an error."""
    if resource_type not in _CREATORS:
        raise TemplateError(f"{logical_id}: resource type {resource_type} is not known to the local stack.")
    left = {name: value for name, value in properties.items() if name not in _IGNORED}
    created = _CREATORS[resource_type](place, logical_id, left)
    if left:
        unknown = ", ".join(sorted(left))
        raise TemplateError(
            f"{logical_id} ({resource_type}): property {unknown} is not known to the local stack."
        )
    return Resource(created.ref, created.attributes, resource_type, properties)

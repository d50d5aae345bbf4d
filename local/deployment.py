"""Creates every resource of the transformed template, in the order in which they need each other."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from local.intrinsics import Intrinsics
from local.resources import compute, messaging, monitoring, storage
from local.resources.registry import Place, Resource, create
from local.runtime import ACCOUNT, FunctionSpec
from local.template import REGION, TemplateError
from local.time_scale import timeout_s

# Importing them is what makes their types known.
FAMILIES = (compute, messaging, monitoring, storage)


@dataclass(frozen=True, slots=True)
class Deployed:
    """What exists after a deployment."""

    resources: Mapping[str, Resource]
    outputs: Mapping[str, str]

    def of_type(self, resource_type: str) -> Iterator[Resource]:
        """Return the resources of one type."""
        return (resource for resource in self.resources.values() if resource.type == resource_type)


class Deployment:
    """One template on its way into existence."""

    def __init__(self, template: Mapping[str, Any], parameters: Mapping[str, str], place: Place) -> None:
        self._template = template
        self._place = place
        self._created: dict[str, Resource] = {}
        self._underway: list[str] = []
        pseudo = {
            "AWS::Region": REGION,
            "AWS::AccountId": ACCOUNT,
            "AWS::Partition": "aws",
            "AWS::StackName": place.stack_name,
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::NoValue": None,
        }
        values = {**pseudo, **parameter_values(template.get("Parameters", {}), parameters)}
        self._intrinsics = Intrinsics(template, values, self._ref, self._attribute)

    def run(self) -> Deployed:
        """Create everything."""
        for logical_id in self._template["Resources"]:
            if self._wanted(logical_id):
                self._resource(logical_id)
        outputs = {
            name: str(self._intrinsics.resolve(output["Value"]))
            for name, output in self._template.get("Outputs", {}).items()
            if "Condition" not in output or self._intrinsics.holds(output["Condition"])
        }
        return Deployed(self._created, outputs)

    def _wanted(self, logical_id: str) -> bool:
        condition = self._template["Resources"][logical_id].get("Condition")
        return condition is None or self._intrinsics.holds(condition)

    def _ref(self, logical_id: str) -> str:
        return self._resource(logical_id).ref

    def _attribute(self, logical_id: str, name: str) -> str:
        resource = self._resource(logical_id)
        if name not in resource.attributes:
            raise TemplateError(
                f"{logical_id}.{name}: {resource.type} has no such attribute in the local stack."
            )
        return resource.attributes[name]

    def _resource(self, logical_id: str) -> Resource:
        if logical_id in self._created:
            return self._created[logical_id]
        if logical_id not in self._template["Resources"]:
            raise TemplateError(f"{logical_id} is neither a parameter nor a resource of the template.")
        if not self._wanted(logical_id):
            raise TemplateError(f"{logical_id} is referred to, but its condition is false.")
        if logical_id in self._underway:
            raise TemplateError(f"Circular dependency: {' → '.join([*self._underway, logical_id])}.")
        self._underway.append(logical_id)
        declared = self._template["Resources"][logical_id]
        needed = declared.get("DependsOn", [])
        for other in [needed] if isinstance(needed, str) else needed:
            self._resource(other)
        properties = self._intrinsics.resolve(declared.get("Properties", {}))
        resource = create(self._place, logical_id, resource_type=declared["Type"], properties=properties)
        self._created[logical_id] = resource
        self._underway.pop()
        return resource


def parameter_values(declared: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """Return every parameter's value; what is missing, unknown or not allowed is an error."""
    if unknown := sorted(set(given) - set(declared)):
        raise TemplateError(f"The template has no parameter {', '.join(unknown)}.")
    values = {}
    for name, parameter in declared.items():
        value = given.get(name, parameter.get("Default"))
        if value is None:
            raise TemplateError(f"Parameter {name} has no default and was not given.")
        if "AllowedValues" in parameter and str(value) not in map(str, parameter["AllowedValues"]):
            raise TemplateError(f"Parameter {name}: {value!r} is not one of {parameter['AllowedValues']}.")
        if "AllowedPattern" in parameter and not re.fullmatch(parameter["AllowedPattern"], str(value)):
            raise TemplateError(f"Parameter {name}: {value!r} does not match {parameter['AllowedPattern']}.")
        values[name] = value
    return values


def function_specs(
    deployed: Deployed, place: Place, variables: Mapping[str, str], *, python_path: Sequence[Path] = ()
) -> dict[str, FunctionSpec]:
    """Return the specification of each function by its name.

    `variables` are added to every environment, and `python_path` comes before a function's own code.
    """
    folders = {
        resource.ref: place.root / resource.properties["Content"]["S3Key"]
        for resource in deployed.of_type("AWS::Lambda::LayerVersion")
    }
    return {
        resource.ref: replace(
            _function_spec(resource, place, folders, variables), python_path=tuple(python_path)
        )
        for resource in deployed.of_type("AWS::Lambda::Function")
    }


def _function_spec(
    resource: Resource, place: Place, layer_folders: Mapping[str, Path], variables: Mapping[str, str]
) -> FunctionSpec:
    properties = resource.properties
    logging = properties.get("LoggingConfig", {})
    own_variables = properties.get("Environment", {}).get("Variables", {})
    return FunctionSpec(
        name=resource.ref,
        handler=properties["Handler"],
        code=place.root / properties["Code"]["S3Key"],
        layers=tuple(layer_folders[arn] for arn in properties.get("Layers", ())),
        variables={name: str(value) for name, value in {**own_variables, **variables}.items()},
        timeout_s=timeout_s(int(properties.get("Timeout", 3)), place.time_scale),
        memory_mb=int(properties.get("MemorySize", 128)),
        log_format=logging.get("LogFormat", "Text"),
        log_group=logging.get("LogGroup", f"/aws/lambda/{resource.ref}"),
        reserved_concurrency=properties.get("ReservedConcurrentExecutions"),
        dead_letter_arn=properties.get("DeadLetterConfig", {}).get("TargetArn"),
    )
